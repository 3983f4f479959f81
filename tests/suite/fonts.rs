//! Fonts of the workspace are used, and `check` and `build` agree on what they cover.

use std::fs;
use std::path::Path;

use crate::commands::{Workspace, code, said};

/// In no built-in font; in `tests/fonts/rare.ttf`.
const RARE: char = '\u{2B73A}';

fn font(workspace: &Workspace, name: &str, as_name: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts").join(name);
    let to = workspace.path().join("fonts").join(as_name);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

/// A workspace whose village has a post holder with a rare character in the name.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    let path = fs::read_dir(workspace.path().join("villages")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&path).unwrap();
    let name = text.split("总指挥: [").nth(1).unwrap().split([',', ']']).next().unwrap().trim().to_owned();
    fs::write(path, text.replace(&name, &format!("周{RARE}"))).unwrap();
    workspace
}

#[test]
fn a_font_of_the_workspace_prints_what_the_built_in_ones_lack() {
    let workspace = workspace();
    let checked = workspace.run(&["check"]);
    assert!(code(&checked) == 1 && said(&checked).contains("missing-glyph"), "{}", said(&checked));
    // However its ending is written.
    font(&workspace, "rare.ttf", "生僻字.TTF");
    let checked = workspace.run(&["check"]);
    assert!(!said(&checked).contains("missing-glyph"), "{}", said(&checked));
    let built = workspace.run(&["build", "--only", "role-cards,duty-cards", "--format", "pdf,txt"]);
    // A character that no font of a layout has would refuse every card (`glyph-zero`).
    assert_eq!(code(&built), 0, "{}", said(&built));
}

#[test]
fn a_character_that_one_weight_lacks_is_said_before_it_is_printed() {
    let workspace = workspace();
    font(&workspace, "rare.ttf", "rare.ttf");
    // The bold font of the same family, which has another character only.
    font(&workspace, "rare-bold.ttf", "rare-bold.ttf");
    let checked = workspace.run(&["check"]);
    assert!(code(&checked) == 1 && said(&checked).contains("missing-glyph"), "{}", said(&checked));
}
