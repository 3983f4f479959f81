//! The files that `duoan new` writes, and how to know them again: whoever left the sample's own people in a
//! file has paper that looks finished and tells nobody whom to call. A name counts together with its number,
//! for a real 陈守田 may live anywhere.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::diag::{Diagnostics, Place};
use crate::source::SourceFile;
use crate::yaml::{self, Entry, Node, Tree};

/// The village file that explains every field, with [`NAME`] where the village's name goes; Chinese keys,
/// English keys.
pub const VILLAGE: [&str; 2] = [include_str!("village.zh.yaml"), include_str!("village.en.yaml")];
/// The shortest village file that prints something true.
pub const SHORT: [&str; 2] = [include_str!("short.zh.yaml"), include_str!("short.en.yaml")];
/// What the villages of a town share.
pub const TOWN: [&str; 2] = [include_str!("town.zh.yaml"), include_str!("town.en.yaml")];
/// The workspace's own file.
pub const WORKSPACE: &str = include_str!("duoan.yaml");
/// What git leaves out.
pub const GITIGNORE: &str = include_str!("gitignore");
/// How git keeps line ends.
pub const GITATTRIBUTES: &str = include_str!("gitattributes");
/// What opens the page with a double click on Windows, and what it is called.
pub const LAUNCHER: (&str, &str) = ("打开多案合一.cmd", include_str!("launcher.cmd"));
/// The name in the sample that the user's takes the place of.
pub const NAME: &str = "示例村";
/// The code in the sample; a second new village gets the next, for two with one code cannot be told apart.
pub const CODE: &str = "379900000001";

/// Keys of a telephone number.
const NUMBERS: [&str; 2] = ["phone", "电话"];
/// Keys of the name that a row gives to its number.
const NAMES: [&str; 6] = ["head", "户主", "contact", "联系人", "person", "负责人"];

/// A name with a number, and where the number stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// The number, as written.
    pub number: String,
    /// Where it stands.
    pub place: Place,
}

/// Returns the names and numbers of a profile that are still the sample's own, in the order of the file.
pub fn samples(profile: &Node) -> Vec<Listed> {
    static SAMPLES: LazyLock<BTreeSet<(String, String)>> = LazyLock::new(|| {
        let texts = VILLAGE.iter().chain(&SHORT).chain(&TOWN);
        let trees = texts
            .filter_map(|text| yaml::parse(&SourceFile::from_text("", *text), &mut Diagnostics::default()));
        trees.flat_map(|tree| listed(&tree)).map(|one| (one.name, digits(&one.number))).collect()
    });
    let known = |one: &Listed| SAMPLES.contains(&(one.name.clone(), digits(&one.number)));
    listed(profile).into_iter().filter(known).collect()
}

fn listed(tree: &Node) -> Vec<Listed> {
    let mut found = Vec::new();
    walk(tree, "", &mut found);
    found
}

fn walk(node: &Node, name: &str, found: &mut Vec<Listed>) {
    match &node.value {
        Tree::Map(entries) => {
            let name = NAMES.iter().find_map(|key| text(value(entries, key)?)).unwrap_or(name);
            for key in NUMBERS {
                let Some(numbers) = value(entries, key) else { continue };
                for one in many(numbers) {
                    let Some(number) = text(one) else { continue };
                    found.push(Listed {
                        name: name.to_owned(),
                        number: number.to_owned(),
                        place: one.place.clone(),
                    });
                }
            }
            entries.iter().for_each(|entry| walk(&entry.node, &entry.key, found));
        }
        Tree::List(items) => items.iter().for_each(|item| walk(item, name, found)),
        Tree::Scalar { .. } | Tree::Null => {}
    }
}

fn value<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Node> {
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
}

fn many(node: &Node) -> &[Node] {
    match &node.value {
        Tree::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Tree::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

fn digits(number: &str) -> String {
    number.chars().filter_map(digit).collect()
}

/// Returns a digit of either width as an ASCII one.
fn digit(c: char) -> Option<char> {
    match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        c => c.is_ascii_digit().then_some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        yaml::parse(&SourceFile::from_text("", text), &mut Diagnostics::default()).unwrap()
    }

    #[test]
    fn knows_its_own_people_and_nobody_else() {
        for text in VILLAGE.iter().chain(&SHORT).chain(&TOWN) {
            assert!(!samples(&tree(text)).is_empty());
        }
        for (text, count) in [
            ("人员:\n  陈守田: {电话: 13800000001}\n", 1),
            ("people:\n  陈守田: {phone: [１３８-0000-0001, 138 0000 0999]}\n", 1),
            ("evacuees:\n  - {head: 孙广福, phone: 138 0000 0021}\n", 1),
            ("人员:\n  陈守田: {电话: 138 0000 0002}\n", 0),
            ("人员:\n  陈守业: {电话: 138 0000 0001}\n", 0),
        ] {
            assert_eq!(samples(&tree(text)).len(), count, "{text}");
        }
    }
}
