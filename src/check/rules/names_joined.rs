//! Several names written as one: 张三，李四 with a full-width comma or an enumeration comma between.

use super::unknown_reference::{known, names};
use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::profile::Profile;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    several(c, found);
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

/// Heads of households that stand for several: 王五六等3户. They would be one household on paper, called by one name.
fn several(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(count) = stands_for(&home.head).filter(|_| home.households.is_none()) else { continue };
        let at = c.value_at(&["evacuees".into(), i.into(), "head".into()]);
        let fault = Diagnostic::error("names-joined").at(at).with("name", &home.head).with("count", count);
        found.push(fault.with("list", "每户一行"));
    }
}

/// Returns for how many households a head stands by its own words: 王五六等3户, 李四等户, 艾合买提等牧民三家.
fn stands_for(head: &str) -> Option<String> {
    let (_, behind) = head.split_once('等')?;
    let count = behind.strip_suffix(['人', '家', '户'])?;
    let figure = |c: char| c.is_ascii_digit() || "０１２３４５６７８９一二三四五六七八九十两几数多".contains(c);
    let figures: String = count.chars().rev().take_while(|c| figure(*c)).collect();
    let figures: String = figures.chars().rev().collect();
    match figures.as_str() {
        "" => count.is_empty().then(|| "几".to_owned()),
        _ => Some(figures),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_that_speaks_of_several_stands_for_so_many() {
        for (head, count) in
            [("王五六等3户", "3"), ("李四等户", "几"), ("艾合买提等牧民三家", "三"), ("扎西等12人", "12")]
        {
            assert_eq!(stands_for(head).as_deref(), Some(count), "{head}");
        }
        for head in ["王等子", "买买提·等户外", "王五", "王等", "养老院等候室"] {
            assert_eq!(stands_for(head), None, "{head}");
        }
    }
}
