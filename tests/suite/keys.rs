//! What can be written in a profile stands in its page and in the scaffolds: a key that is added is added
//! there too.

use std::path::Path;

use duoan::check::{self, Context};
use duoan::diag::{Diagnostics, EITHER, Place, Severity};
use duoan::load;
use duoan::model::shape::{self, Shape, Word};
use duoan::source::SourceFile;

use crate::samples::town;

/// Returns the keys of a block of the profile, whatever stands below what.
fn keys_below<'a>(shape: &'a Shape, found: &mut Vec<&'a Word>) {
    match shape {
        Shape::Struct(fields) => fields.iter().for_each(|field| {
            found.push(&field.word);
            keys_below(&field.shape, found);
        }),
        Shape::Map { value: inner, .. }
        | Shape::List(inner)
        | Shape::Pair(inner)
        | Shape::Plain { shape: inner, .. } => {
            keys_below(inner, found);
        }
        Shape::Choice(words) => found.extend(words),
        _ => {}
    }
}

/// Returns the part of the page that is about a block: its row and those below it, up to the next block.
fn part<'a>(page: &'a str, block: &Word) -> &'a str {
    let row = |line: &&str| {
        line.starts_with("| **")
            && line.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("**{}**", block.zh)))
    };
    let from = page.lines().find(row).unwrap_or_else(|| panic!("docs/profile.zh.md has no row of {block:?}"));
    let start = from.as_ptr() as usize - page.as_ptr() as usize;
    let end = page[start + from.len()..].find("\n| **").map_or(page.len(), |at| start + from.len() + at);
    &page[start..end]
}

#[test]
fn the_page_and_the_scaffolds_have_every_key_of_the_profile() {
    let file =
        |path: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let page = file("docs/profile.zh.md");
    let english = file("docs/profile.md");
    let scaffold = |lang: &str| {
        file(&format!("src/scaffold/village.{lang}.yaml")) + &file(&format!("src/scaffold/town.{lang}.yaml"))
    };
    let (zh, en) = (scaffold("zh"), scaffold("en"));
    let written = |text: &str, key: &str| {
        let colon = format!("{key}:");
        text.match_indices(&colon)
            .any(|(at, _)| text[..at].chars().last().is_none_or(|c| " {,#\n".contains(c)))
    };
    let Shape::Struct(blocks) = shape::profile() else { panic!("a profile is a mapping") };
    let mut lacking = Vec::new();
    let mut want = |there: bool, of: String| lacking.extend((!there).then_some(of));
    for block in blocks {
        let part = part(&page, &block.word);
        let mut words = vec![&block.word];
        keys_below(&block.shape, &mut words);
        for word in words {
            let together = page.contains(&format!("{} `{}`", word.zh, word.en));
            let there = part.contains(word.zh.as_str()) && part.contains(&format!("`{}`", word.en));
            want(there || together, format!("page: {}: {} {}", block.word.zh, word.zh, word.en));
            want(english.contains(word.en.as_str()), format!("English page: {}: {}", block.word.en, word.en));
        }
        let mut fields = Vec::new();
        fields_below(&block.shape, &mut fields);
        for word in std::iter::once(&block.word).chain(fields) {
            want(written(&zh, &word.zh), format!("zh: {}: {}", block.word.zh, word.zh));
            want(written(&en, &word.en), format!("en: {}: {}", block.word.en, word.en));
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn the_page_of_plans_has_every_key_of_the_library() {
    use duoan::model::{acts, plan};
    let shapes = [
        shape::of::<plan::Plan>(),
        shape::of::<plan::CommonFile>(),
        shape::of::<plan::ResolveFile>(),
        shape::of::<plan::RoleFile>(),
        shape::of::<plan::SignalFile>(),
        shape::of::<acts::IncompatibleFile>(),
    ];
    let mut keys = Vec::new();
    shapes.iter().for_each(|shape| keys_below(shape, &mut keys));
    for page in ["docs/plans.md", "docs/plans.zh.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let has = |key: &str| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !"_-".contains(c));
            text.match_indices(key)
                .any(|(at, _)| edge(text[..at].chars().last()) && edge(text[at + key.len()..].chars().next()))
        };
        let lacking: Vec<&str> = keys.iter().map(|word| word.en.as_str()).filter(|key| !has(key)).collect();
        assert_eq!(lacking, [""; 0], "{page} does not have them");
    }
}

/// As [`keys_below`], without fixed values.
fn fields_below<'a>(shape: &'a Shape, found: &mut Vec<&'a Word>) {
    match shape {
        Shape::Struct(fields) => fields.iter().for_each(|field| {
            found.push(&field.word);
            fields_below(&field.shape, found);
        }),
        Shape::Map { value: inner, .. } | Shape::List(inner) | Shape::Plain { shape: inner, .. } => {
            fields_below(inner, found);
        }
        _ => {}
    }
}

#[test]
fn what_the_scaffolds_leave_out_can_be_taken_in() {
    for lang in ["zh", "en"] {
        for name in ["village", "town"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/scaffold/{name}.{lang}.yaml"));
            let text = std::fs::read_to_string(path).unwrap();
            // A sign with a word right behind it is an item that is not in use.
            let open = |line: &str| {
                let content = line.trim_start();
                let used = content.strip_prefix('#').filter(|rest| {
                    !rest.is_empty() && !rest.starts_with(['#', ' ', '（']) || line.starts_with("  #   ")
                });
                used.map_or_else(
                    || line.to_owned(),
                    |rest| format!("{}{rest}", &line[..line.len() - content.len()]),
                )
            };
            let all = text.lines().map(open).collect::<Vec<_>>().join("\n");
            let mut diags = Diagnostics::default();
            let layer = load::layer(
                &SourceFile::from_text("a.yaml", all.as_str()),
                &town().library.words,
                &mut diags,
            );
            let errors: Vec<String> = diags
                .into_sorted()
                .iter()
                .filter(|d| d.severity == Severity::Error)
                .map(|d| format!("{} {:?} {:?}", d.code, d.at.as_ref().map(Place::line_column), d.values))
                .collect();
            assert!(layer.is_some() && errors.is_empty(), "{name}.{lang}: {errors:?}\n{all}");
        }
    }
}

#[test]
fn what_is_to_be_added_next_is_shown_as_it_can_be_written() {
    let mut text = "村名: 甲村\n".to_owned();
    for _ in 0..20 {
        let file = SourceFile::from_text("a.yaml", text.as_str());
        let layer = load::layer(&file, &town().library.words, &mut Diagnostics::default()).unwrap();
        let loaded = load::village([layer]).unwrap();
        let (profile, tree, layers, plans) =
            (&loaded.profile, &loaded.tree, &loaded.layers[..], &town().library.set);
        let mut diags = Diagnostics::default();
        check::profile(
            &Context { profile, tree, layers, plans, pictures: &[], today: None, dated: true },
            &mut diags,
        );
        let found = diags.into_sorted();
        let Some(note) = found.iter().find(|fault| fault.code == "next-to-add") else { return };
        let form = note
            .values
            .iter()
            .find(|(name, _)| *name == "form")
            .unwrap()
            .1
            .split(EITHER)
            .next()
            .unwrap()
            .to_owned();
        // Figures stand for what nobody knows yet.
        let filled = ["几口人", "几户", "几分钟", "几面", "几人"]
            .iter()
            .fold(form, |form, word| form.replace(word, "2"));
        text += &(filled.replace("容量: 人数", "容量: 2").replace("照抄的号码", "138 0000 0001") + "\n");
        let mut diags = Diagnostics::default();
        load::layer(&SourceFile::from_text("a.yaml", text.as_str()), &town().library.words, &mut diags);
        assert_eq!(diags.errors(), 0, "{text}");
    }
    panic!("it never ends\n{text}");
}
