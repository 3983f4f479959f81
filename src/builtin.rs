//! What the binary carries: plans, layouts, pictograms and fonts, by name. Knows nothing of the workspace.

use include_dir::{Dir, include_dir};

static PLANS: Dir = include_dir!("$CARGO_MANIFEST_DIR/plans");
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static WEB: Dir = include_dir!("$CARGO_MANIFEST_DIR/web");

/// The embedded fonts, as files.
pub static FONTS: [(&str, &[u8]); 4] = [
    ("DuoanSans-Regular.otf", include_bytes!("../fonts/DuoanSans-Regular.otf")),
    ("DuoanSans-Medium.otf", include_bytes!("../fonts/DuoanSans-Medium.otf")),
    ("DuoanSans-Bold.otf", include_bytes!("../fonts/DuoanSans-Bold.otf")),
    ("DuoanSansExt-Medium.otf", include_bytes!("../fonts/DuoanSansExt-Medium.otf")),
];

/// Returns a built-in text file such as `plans/gas.yaml` or `templates/handbook.typ`.
pub fn text(path: &str) -> Option<&'static str> {
    std::str::from_utf8(bytes(path)?).ok()
}

/// Returns the bytes of a built-in file.
pub fn bytes(path: &str) -> Option<&'static [u8]> {
    let (folder, rest) = path.split_once('/')?;
    match folder {
        "plans" => PLANS.get_file(rest).map(include_dir::File::contents),
        "templates" => TEMPLATES.get_file(rest).map(include_dir::File::contents),
        "fonts" => FONTS.iter().find(|(name, _)| *name == rest).map(|(_, bytes)| *bytes),
        _ => None,
    }
}

/// Returns a file of the clerk's page.
pub fn web(name: &str) -> Option<&'static [u8]> {
    WEB.get_file(name).map(include_dir::File::contents)
}

/// Returns the fingerprint of a built-in file that a copy of it bears.
pub fn print(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// Returns the paths of all built-in files, sorted.
pub fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    for (prefix, dir) in [("plans", &PLANS), ("templates", &TEMPLATES)] {
        walk(prefix, dir, &mut paths);
    }
    paths.extend(FONTS.iter().map(|(name, _)| format!("fonts/{name}")));
    paths.sort();
    paths
}

fn walk(prefix: &str, dir: &Dir, paths: &mut Vec<String>) {
    for file in dir.files() {
        // include_dir keeps the separators of the machine that compiled it.
        paths.push(format!("{prefix}/{}", file.path().display().to_string().replace('\\', "/")));
    }
    for sub in dir.dirs() {
        walk(prefix, sub, paths);
    }
}
