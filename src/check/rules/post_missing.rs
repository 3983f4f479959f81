//! A post that every village is asked to fill is empty: commander, emergency manager, information officer,
//! warning officer. The paper gives its work to whoever stands in, under his own title, or leaves a blank.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (id, role) in c.plans.roles.iter().filter(|(_, role)| role.required) {
        if c.village().holders(id).is_empty() && !c.unread(&["posts".into(), id.into()]) {
            let fault = Diagnostic::warning("post-missing")
                .at(c.at(&["posts".into(), id.into()]))
                .with("post", &role.name);
            found.push(instead(fault, id, c));
        }
    }
}

/// Says who does the work of a post that nobody holds.
pub(super) fn instead(fault: Diagnostic, role: &str, c: &Context) -> Diagnostic {
    let (people, at) = c.village().filled(role);
    match people.first() {
        Some(person) => {
            let title = if person.post.is_empty() { c.plans.role_name(at) } else { &person.post };
            let who = format!("{title}{}", person.name);
            fault.word("instead", &format!("纸上由{who}做"), &format!("on paper {who} does it"))
        }
        None => fault.word("instead", "纸上留空，写明没人担任", "the paper says so and leaves a blank"),
    }
}
