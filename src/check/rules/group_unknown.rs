//! A household, or the plan itself, of a group that the village does not have.

use crate::check::Context;
use crate::diag::{Diagnostic, nearest};
use crate::model::address;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let groups = &c.profile.overview.groups;
    if groups.is_empty() {
        return;
    }
    let known = |name: &str| groups.keys().any(|group| address::normal(group) == address::normal(name));
    let homes = c.profile.evacuees.iter().enumerate().filter_map(|(i, home)| {
        let path: Vec<Step> = vec!["evacuees".into(), i.into(), "group".into()];
        Some((path, home.group.as_deref()?))
    });
    let only = (vec!["only_group".into()], c.profile.only_group.as_str());
    for (path, name) in homes.chain([only]).filter(|(_, name)| !name.is_empty() && !known(name)) {
        let fault = Diagnostic::warning("group-unknown").at(c.at(&path)).with("group", name);
        let names = groups.keys().map(String::as_str);
        found.push(match nearest(name, names.clone()) {
            Some(near) => fault.word("hint", &format!("是不是“{near}”"), &format!("did you mean “{near}”")),
            None => {
                let all = names.collect::<Vec<_>>();
                fault.word(
                    "hint",
                    &format!("有的是{}", all.join("、")),
                    &format!("there are {}", all.join(", ")),
                )
            }
        });
    }
}
