//! Every text of the library: what is filled can be filled, what is not holds no braces, a community hears
//! its own words.

use serde_json::Value;

use crate::diag::Diagnostic;
use crate::merge::{Scope, unknown_facts, unreadable};
use crate::model::library::PlanFault;
use crate::model::plan::{Level, PlanSet};
use crate::model::speech;

/// Paths of texts that are filled with facts, a star for a place in a list or a level; all others are printed as they
/// stand.
const FILLED: [&str; 25] = [
    "summary",
    "act",
    "then",
    "sudden",
    "ladder/*/word",
    "ladder/*/line",
    "ladder/*/cell",
    "risk/exposed/*",
    "risk/inspect/*/look",
    "signs/*/text",
    "steps/*/text",
    "steps/*/card",
    "steps/*/text/*",
    "steps/*/replaces/*/text",
    "forbid/*/text",
    "broadcast/*/text",
    "drill/scenario",
    "drill/timeline/*/text",
    "drill/check/*",
    "report_formula",
    "report_short",
    "compounds/*/summary",
    "compounds/*/go",
    "compounds/*/steps/*/text",
    "compounds/*/forbid/*/text",
];
/// Paths of conditions, which are expressions.
const CONDITIONS: [&str; 2] = ["steps/*/when", "compounds/*/steps/*/when"];

/// Pushes what is wrong with the texts of the plans and of the files that they share.
pub(super) fn check(set: &PlanSet, found: &mut Vec<PlanFault>) {
    for (id, plan) in &set.plans {
        let file = File { set, id, scope: Scope::Hazard };
        file.walk("", &serde_json::to_value(plan).unwrap_or_default(), found);
    }
    let shared = [
        ("common", serde_json::to_value(&set.common)),
        ("signals", serde_json::to_value(&set.signals)),
        ("resolve", serde_json::to_value(&set.resolve)),
        ("roles", serde_json::to_value(serde_json::json!({"roles": set.roles}))),
    ];
    for (id, value) in shared {
        File { set, id, scope: Scope::Village }.walk("", &value.unwrap_or_default(), found);
    }
}

/// A file of the library.
struct File<'a> {
    set: &'a PlanSet,
    id: &'a str,
    scope: Scope,
}

impl File<'_> {
    fn walk(&self, path: &str, value: &Value, found: &mut Vec<PlanFault>) {
        let inner = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
        match value {
            Value::String(text) => self.text(path, text, found),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, item)| self.walk(&inner(&i.to_string()), item, found));
            }
            Value::Object(map) => {
                let said = map.iter().filter(|(key, _)| !speech::FIXED.contains(&key.as_str()));
                said.for_each(|(key, item)| self.walk(&inner(key), item, found));
            }
            _ => {}
        }
    }

    fn text(&self, path: &str, text: &str, found: &mut Vec<PlanFault>) {
        let mut fault = |fault: Diagnostic| found.push(self.concerning(path, fault));
        if fits(path, &CONDITIONS) {
            let asked = format!("{{{{ {text} }}}}");
            if let Some(detail) = unreadable(&asked) {
                fault(Diagnostic::error("plan-text").with("detail", detail));
            } else {
                // Whether a fact is there is what a condition asks, so its parts are asked one by one.
                let unknown = unknown_facts(&asked, self.set, self.scope);
                unknown.iter().for_each(|fact| fault(Diagnostic::error("plan-fact").with("value", fact)));
            }
            return;
        }
        let filled = fits(path, &FILLED);
        if !braced(text, filled) {
            fault(Diagnostic::error("plan-braces").with("value", text));
        } else if filled {
            match unreadable(text) {
                Some(detail) => fault(Diagnostic::error("plan-text").with("detail", detail)),
                None => {
                    let unknown = unknown_facts(text, self.set, self.scope);
                    unknown.iter().for_each(|fact| fault(Diagnostic::error("plan-fact").with("value", fact)));
                }
            }
        }
        if let Some((word, thing)) = super::senses::amiss(text) {
            fault(Diagnostic::warning("plan-sense").with("value", word).with("limit", thing));
        }
        if let Some(joint) = speech::joint(text) {
            fault(Diagnostic::warning("plan-joined").with("value", text).with("limit", joint));
        }
        if self.set.words.left(text) {
            fault(
                Diagnostic::error("plan-village-word").with("value", self.set.words.community().said(text)),
            );
        }
    }

    /// Says whom a fault concerns: the villages with this hazard, those that use the entry, or all.
    fn concerning(&self, path: &str, fault: Diagnostic) -> PlanFault {
        let fault = fault.at(self.set.place(&format!("{}/{path}", self.id)).cloned());
        if self.scope == Scope::Hazard {
            return PlanFault::of(fault, [self.id.to_owned()]);
        }
        match super::shared::users(self.set, self.id, path) {
            Some(hazards) => PlanFault::of(fault, hazards),
            None => PlanFault::of_all(fault),
        }
    }
}

/// Returns whether a path is one of the patterns.
fn fits(path: &str, patterns: &[&str]) -> bool {
    let level = |part: &str| Level::ALL.iter().any(|level| level.id() == part);
    let figure = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) || level(part);
    let fit = |pattern: &&str| {
        let (mut asked, mut given) = (pattern.split('/'), path.split('/'));
        loop {
            match (asked.next(), given.next()) {
                (None, None) => return true,
                (Some(p), Some(g)) if p == g || p == "*" && figure(g) => {}
                _ => return false,
            }
        }
    };
    patterns.iter().any(fit)
}

/// Returns whether every brace of a text opens or closes a fact; in a text that is not filled there may be
/// none.
fn braced(text: &str, filled: bool) -> bool {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min().filter(|_| filled) {
        let close = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        let Some(end) = rest[at + 2..].find(close) else { return false };
        plain.push_str(&rest[..at]);
        rest = &rest[at + 2 + end + 2..];
    }
    plain.push_str(rest);
    !plain.contains(['{', '}', '｛', '｝']) && !names_a_fact(&plain)
}

/// Returns whether a text that is printed as it stands holds the name of a fact, in whatever brackets:
/// 【alarm.ready.text】.
fn names_a_fact(text: &str) -> bool {
    const ROOTS: [&str; 13] = [
        "village", "post", "contact", "alarm", "hazard", "points", "shelter", "shelters", "route", "evac",
        "team", "place", "number",
    ];
    let part = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
    text.split(|c| !part(c)).any(|word| {
        let mut parts = word.split('.');
        ROOTS.contains(&parts.next().unwrap_or_default()) && parts.next().is_some_and(|next| !next.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_belong_to_facts() {
        for good in [
            "打电话",
            "打{{ post.commander.name }}电话",
            "{% if points %}{{ point_names }}{% else %}沟里{% endif %}",
        ] {
            assert!(braced(good, true), "{good}");
        }
        for bad in [
            "｛｛ post.commander.name ｝｝",
            "{ post }",
            "{{ post.commander.name }",
            "{{ a }} }}",
            "{% if a",
            "{ { a } }",
            "敲【alarm.ready.text】",
            "打[post.commander.name]电话",
            "打$post.commander.phone",
        ] {
            assert!(!braced(bad, true), "{bad}");
        }
        assert!(!braced("{{ village.name }}", false));
    }

    #[test]
    fn stars_stand_for_places_in_lists() {
        assert!(
            fits("steps/12/card", &FILLED)
                && fits("ladder/orange/line", &FILLED)
                && fits("compounds/0/steps/3/text", &FILLED)
        );
        assert!(
            !fits("steps/12/id", &FILLED) && !fits("forbid/0/why", &FILLED) && !fits("drill/check", &FILLED)
        );
    }
}
