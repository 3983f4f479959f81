//! A picture that cannot be found on another machine: an absolute path, one that leaves the workspace, or no
//! picture.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::source::PICTURES;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let pictures = &c.profile.pictures;
    for (key, path) in [("map", &pictures.map), ("logo", &pictures.logo)] {
        let Some(path) = path.as_ref().filter(|path| !inside(path) || !printable(path)) else { continue };
        let fault = Diagnostic::error("picture-path").at(c.at(&["pictures".into(), key.into()]));
        found.push(fault.with("path", path).with("endings", PICTURES.join(" ")));
    }
}

/// Returns whether a path begins in the workspace and stays there, on Windows too.
fn inside(path: &str) -> bool {
    let drive = path.chars().nth(1) == Some(':');
    !path.starts_with(['/', '\\', '~']) && !drive && path.split(['/', '\\']).all(|part| part != "..")
}

fn printable(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(name, ending)| !name.is_empty() && PICTURES.contains(&ending.to_lowercase().as_str()))
}
