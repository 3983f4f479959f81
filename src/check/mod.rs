//! Rules on content: what a profile must say before it may be printed. One rule, one file, one row.

mod plans;
mod rules;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::plan::PlanSet;
use crate::model::profile::{Date, Profile};
use crate::model::village::Village;
use crate::yaml::{Node, Step, Tree};

/// What a rule looks at.
pub struct Context<'a> {
    /// The typed profile.
    pub profile: &'a Profile,
    /// The tree it came from, for places.
    pub tree: &'a Node,
    /// The layers it was made of, the highest first.
    pub layers: &'a [Node],
    /// The plan library.
    pub plans: &'a PlanSet,
    /// What the disk has of the profile's pictures, by the path that is written; a path that is not here was
    /// not looked for.
    pub pictures: &'a [(String, Picture)],
    /// The date to judge by; the edition's own unless given.
    pub today: Option<Date>,
    /// Whether the history of the files gives a date to an edition that has none.
    pub dated: bool,
}

/// A picture, as far as a check needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// There is no such file in the workspace.
    Absent,
    /// It is a link, or reached through one.
    Link,
    /// Its size cannot be read.
    Unreadable,
    /// It has more dots than are drawn.
    Large,
    /// It is made of dots.
    Dots {
        /// Its width in pixels.
        width: usize,
    },
    /// It shows pictures that are files of their own.
    Links,
    /// It is made of lines and sharp at any size.
    Lines,
}

impl<'a> Context<'a> {
    /// Returns the village with its plans.
    pub fn village(&self) -> Village<'a> {
        Village { profile: self.profile, plans: self.plans }
    }

    /// Returns each picture of the profile that was looked for: its key, its path, what the disk has.
    fn pictures(&self) -> impl Iterator<Item = (&'static str, &str, Picture)> {
        let written = &self.profile.pictures;
        let paths = [("map", &written.map), ("logo", &written.logo)].into_iter();
        paths.filter_map(|(key, path)| {
            let path = path.as_deref()?;
            let (_, picture) = self.pictures.iter().find(|(known, _)| known == path)?;
            Some((key, path, *picture))
        })
    }

    /// Returns whether something is written at a path though nothing of it could be read: why has been said
    /// there, and that it is missing would be false.
    pub fn unread(&self, path: &[Step]) -> bool {
        let text = |node: &Node| !node.place.file.text[node.place.range.clone()].trim().is_empty();
        let empty = |node: &Node| match &node.value {
            Tree::Map(entries) => entries.iter().all(|entry| matches!(entry.node.value, Tree::Null)),
            Tree::List(items) => items.iter().all(|item| matches!(item.value, Tree::Null)),
            Tree::Scalar { .. } => false,
            Tree::Null => true,
        };
        let there: Vec<&Node> =
            self.layers.iter().filter_map(|layer| look(layer, path)).filter(|node| text(node)).collect();
        !there.is_empty() && there.into_iter().all(empty)
    }

    /// Returns whether an item of a list at a path could not be read.
    pub fn partly_unread(&self, path: &[Step]) -> bool {
        let unread = |item: &Node| {
            matches!(item.value, Tree::Null)
                && !item.place.file.text[item.place.range.clone()].trim().is_empty()
        };
        let lists = self.layers.iter().filter_map(|layer| look(layer, path));
        lists.into_iter().any(|node| matches!(&node.value, Tree::List(items) if items.iter().any(unread)))
    }

    /// Returns the place of what stands at a path of the profile.
    pub fn at(&self, path: &[Step]) -> Place {
        self.tree.place_at(path)
    }

    /// Returns the place of a value itself, where it has one; else as [`Context::at`].
    pub fn value_at(&self, path: &[Step]) -> Place {
        look(self.tree, path).map_or_else(|| self.at(path), |node| node.place.clone())
    }
}

/// Returns which of two places to report and which to show beside it: in one file the later one, across files
/// that of the nearer layer, which comes first and is the clerk's own to mend.
fn later_or_own(first: Place, second: Place) -> (Place, Place) {
    if first.file.name == second.file.name { (second, first) } else { (first, second) }
}

/// Returns what stands at a path, if all of it was written.
fn look<'a>(node: &'a Node, path: &[Step]) -> Option<&'a Node> {
    let Some((step, rest)) = path.split_first() else { return Some(node) };
    let inner = match (&node.value, step) {
        (Tree::Map(entries), Step::Key(key)) => entries.iter().find(|e| e.key == *key).map(|e| &e.node),
        (Tree::List(items), Step::Index(index)) => items.get(*index),
        _ => None,
    };
    look(inner?, rest)
}

/// A rule.
pub struct Rule {
    /// Code of the catalogue, kebab-case; the file under `rules/` has its name.
    pub code: &'static str,
    /// Looks for faults and pushes them.
    pub check: fn(&Context, &mut Vec<Diagnostic>),
}

pub use plans::{near_duplicates, plans};
pub use rules::RULES;
pub use rules::unknown_reference::{Kind, names, unknown};

/// Pushes what every rule finds in a profile.
pub fn profile(context: &Context, diags: &mut Diagnostics) {
    for rule in RULES {
        let mut found = Vec::new();
        (rule.check)(context, &mut found);
        debug_assert!(found.iter().all(|d| d.code == rule.code), "a rule reports under its own code");
        found.into_iter().for_each(|d| diags.push(d));
    }
}
