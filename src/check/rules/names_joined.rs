//! Several names written as one: 张三，李四 with a full-width comma or an enumeration comma between.

use super::unknown_reference::{known, names};
use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::profile::Profile;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    names(c.tree, &mut |kind, name, path| {
        let Some(parts) = parts(kind, name, path, c.profile) else { return };
        let at = c.at(path);
        let list = format!("[{}]", parts.join(", "));
        let fault = Diagnostic::error("names-joined")
            .with("name", name)
            .with("count", parts.len())
            .with("list", &list);
        let mend = mend(&at, name, &parts.join(", "), &list);
        let fault = fault.at(at);
        found.push(match mend {
            Some(mend) => fault.mend(mend),
            None => fault,
        });
    });
}

/// Returns the names that one name joins, where a list stands and each of them is known.
pub(super) fn parts<'a>(
    kind: super::Kind,
    name: &'a str,
    path: &[Step],
    profile: &Profile,
) -> Option<Vec<&'a str>> {
    let listed = matches!(path.last(), Some(Step::Index(_)));
    let parts: Vec<&str> = name
        .split(['，', '、', ',', ' ', '\u{3000}'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let known = known(kind, profile);
    (listed && parts.len() > 1 && !known.contains(&name) && parts.iter().all(|part| known.contains(part)))
        .then_some(parts)
}

/// Returns what to write: the names within brackets, a list behind a colon; an item of its own line has no
/// room for more.
fn mend(at: &Place, name: &str, names: &str, list: &str) -> Option<String> {
    if at.file.text.get(at.range.clone())? != name {
        return None;
    }
    match at.file.text[..at.range.start].trim_end().chars().last()? {
        '[' | ',' => Some(names.to_owned()),
        ':' => Some(list.to_owned()),
        _ => None,
    }
}
