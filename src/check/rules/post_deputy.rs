//! A post without a deputy, or whose deputy is the holder: if one person is away, nobody acts.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (post, people) in &c.profile.posts {
        // Several titles of one post stand in for each other. A post that nobody holds is `post-missing`, or
        // falls to another.
        let role = c.village().role_of(post);
        // Optional posts and those of the village's own may be one person's.
        if role.is_none_or(|id| c.plans.roles.get(id).is_some_and(|role| !role.duties.is_empty())) {
            continue;
        }
        let all: BTreeSet<&String> = people
            .iter()
            .chain(role.into_iter().flat_map(|id| c.village().posted(id)).map(|(_, name)| name))
            .collect();
        // A name that cannot be read is somebody's.
        let unread = c.partly_unread(&["posts".into(), post.into()]);
        if all.len() == 1 && !people.is_empty() && !unread {
            let name = c.plans.role_name(post);
            found.push(
                Diagnostic::warning("post-deputy")
                    .at(c.at(&["posts".into(), post.into()]))
                    .with("post", name),
            );
        }
    }
}
