//! Names that point at nothing: a person, risk point, shelter or route that is not in the profile.

use super::names_joined;
use crate::check::Context;
use crate::diag::{Diagnostic, Place, nearest, simplified};
use crate::model::profile::Profile;
use crate::model::shape::{self, Shape};
use crate::source::same_writing;
use crate::yaml::{Node, Step, Tree};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of the people.
    Person,
    /// A risk point.
    Point,
    /// A shelter.
    Shelter,
    /// A route.
    Route,
    /// A village of the town: a village's own profile does not know the others, its town does.
    Village,
}

impl Kind {
    /// Returns the kind of a block's entries.
    fn of_block(block: &str) -> Option<Self> {
        match block {
            "people" => Some(Self::Person),
            "points" => Some(Self::Point),
            "shelters" => Some(Self::Shelter),
            "routes" => Some(Self::Route),
            "villages" => Some(Self::Village),
            _ => None,
        }
    }
}

/// Hears of each name: the kind of thing it names, the name, where it stands.
pub type Look<'a> = dyn FnMut(Kind, &str, &[Step]) + 'a;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    names(c.tree, &mut |kind, name, path| {
        let known = known(kind, p);
        let joined = || names_joined::parts(kind, name, path, p).is_some();
        if kind != Kind::Village && !known.contains(&name) && !joined() {
            found.push(unknown("unknown-reference", kind, (name, c.at(path)), &known));
        }
    });
    alarms(c, found);
}

/// Ends of those outside the village who give signals too, and of all of a village's heads.
const OFFICES: [&str; 14] =
    ["镇", "乡", "街道", "政府", "办", "站", "局", "中心", "委会", "公司", "厂", "两委", "队", "所"];

/// Signals that somebody gives who is neither a post nor one of the people.
fn alarms(c: &Context, found: &mut Vec<Diagnostic>) {
    let (p, village) = (c.profile, c.village());
    let own = village.own_posts();
    for (id, alarm) in &p.alarms {
        for name in alarm.by.split(['、', '，']).map(str::trim).filter(|name| !name.is_empty()) {
            let post = village.role_of(name).is_some() || own.iter().any(|post| *post == name);
            let known = post || p.people.contains_key(name) || p.contacts.contains_key(name);
            if !known && !OFFICES.iter().any(|end| name.ends_with(end)) {
                let at = c.value_at(&["alarms".into(), id.into(), "by".into()]);
                let people = self::known(Kind::Person, p);
                found.push(unknown("unknown-reference", Kind::Person, (name, at), &people));
            }
        }
    }
}

/// Returns the fault of a name that is none of those known, with the nearest of them.
pub fn unknown(code: &'static str, kind: Kind, (name, at): (&str, Place), known: &[&str]) -> Diagnostic {
    let (zh, en) = match kind {
        Kind::Person => ("人员", "the people"),
        Kind::Point => ("风险点", "the risk points"),
        Kind::Shelter => ("避难点", "the shelters"),
        Kind::Route => ("路线", "the routes"),
        Kind::Village => ("村档案、村名册", "the villages and the roster"),
    };
    let fault = if code == "unknown-reference" { Diagnostic::error(code) } else { Diagnostic::warning(code) };
    let fault = fault.at(at).with("name", name).word("kind", zh, en);
    // A name is mended only where it is the very name, written with other widths or spaces.
    let same: Vec<&str> = known.iter().copied().filter(|known| same_writing(name, known)).collect();
    let fault = if let [only] = same.as_slice() { fault.mend(*only) } else { fault };
    if kind == Kind::Person
        && let Some((zh, en)) = whom(name, known)
    {
        return fault.word("hint", &zh, &en);
    }
    let near = nearest(name, known.iter().copied());
    match near.filter(|near| kind != Kind::Person || akin(name, near)) {
        Some(near) => fault.word("hint", &format!("是不是“{near}”"), &format!("did you mean “{near}”")),
        None => fault.word(
            "hint",
            &format!("先在{zh}里写上一条，或者改成已有的名字"),
            &format!("add it to {en} first, or write a name that is there"),
        ),
    }
}

/// Returns whether a name may be a slip for another: the surname is the same, or all that stands behind it and is more
/// than one character.
fn akin(one: &str, other: &str) -> bool {
    let parts = |name: &str| {
        let name = simplified(name);
        let mut letters = name.chars();
        (letters.next(), letters.as_str().to_owned())
    };
    let ((surname, given), (others, other_given)) = (parts(one), parts(other));
    surname == others || (given == other_given && given.chars().count() > 1)
}

/// Returns who is meant by a name without its brackets, or with a title in them: 岩温, 岩温罕（书记）.
fn whom(name: &str, known: &[&str]) -> Option<(String, String)> {
    let bare = |name: &str| name.split(['（', '(']).next().unwrap_or_default().trim().to_owned();
    let title = name.trim_end_matches(['）', ')']).split_once(['（', '(']).map(|(_, title)| title);
    let meant: Vec<&str> = known.iter().copied().filter(|known| bare(known) == bare(name)).collect();
    match (meant.as_slice(), title) {
        ([], _) => None,
        ([only], Some(title)) if *only == bare(name) => Some((
            format!("是不是“{only}”；“{title}”写进他的职务"),
            format!("did you mean “{only}”; write “{title}” into his title"),
        )),
        ([only], _) => Some((format!("是不是“{only}”"), format!("did you mean “{only}”"))),
        (several, _) => {
            let list = several.join("、");
            Some((format!("有{list}，写明是哪一个"), format!("there are {list}, write which one")))
        }
    }
}

/// Returns the names of a kind that the profile has.
pub(super) fn known(kind: Kind, p: &Profile) -> Vec<&str> {
    match kind {
        Kind::Person => p.people.keys().map(String::as_str).collect(),
        Kind::Point => p.points.keys().map(String::as_str).collect(),
        Kind::Shelter => p.shelters.keys().map(String::as_str).collect(),
        Kind::Route => p.routes.keys().map(String::as_str).collect(),
        Kind::Village => Vec::new(),
    }
}

/// Tells of every name that points at something; which fields do is said on the field, by `refers`.
pub fn names(tree: &Node, look: &mut Look) {
    walk(tree, shape::profile(), None, &mut Vec::new(), look);
}

fn walk<'t>(node: &'t Node, shape: &Shape, kind: Option<Kind>, path: &mut Vec<Step<'t>>, look: &mut Look) {
    match (&node.value, shape) {
        (_, Shape::Plain { shape, .. }) => walk(node, shape, None, path, look),
        (Tree::Map(entries), Shape::Struct(fields)) => {
            for entry in entries {
                let Some(field) = fields.iter().find(|field| field.word.en == entry.key) else { continue };
                path.push(Step::Key(&entry.key));
                walk(&entry.node, &field.shape, field.refers.as_deref().and_then(Kind::of_block), path, look);
                path.pop();
            }
        }
        (Tree::Map(entries), Shape::Map { value, .. }) => {
            // Where what stands under a name is no name itself, the name is that of the entry.
            let keys = kind.filter(|_| matches!(**value, Shape::Struct(_)));
            for entry in entries {
                path.push(Step::Key(&entry.key));
                keys.into_iter().for_each(|kind| look(kind, &entry.key, path));
                walk(&entry.node, value, kind.filter(|_| keys.is_none()), path, look);
                path.pop();
            }
        }
        (Tree::List(items), Shape::List(item)) => {
            for (i, node) in items.iter().enumerate() {
                path.push(Step::Index(i));
                walk(node, item, kind, path, look);
                path.pop();
            }
        }
        // One name may stand where a list may.
        (Tree::Scalar { .. }, Shape::List(item)) => {
            path.push(Step::Index(0));
            walk(node, item, kind, path, look);
            path.pop();
        }
        (Tree::Scalar { text, .. }, _) => kind.into_iter().for_each(|kind| look(kind, text, path)),
        _ => {}
    }
}
