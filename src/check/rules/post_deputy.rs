//! A post without a deputy, or whose deputy is the holder: if one person is away, nobody acts.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (post, people) in &c.profile.posts {
        let mut different: Vec<&String> = people.iter().collect();
        different.sort();
        different.dedup();
        // A post that nobody holds is `post-missing`, or falls to another.
        if different.len() == 1 {
            let name = c.plans.role_name(post);
            found.push(Diagnostic::warning("post-deputy").at(c.at(&["posts".into(), post.into()])).with("post", name));
        }
    }
}
