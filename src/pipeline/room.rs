//! What has no room on its card, found by arithmetic before anything is set: `check` says what `build` would refuse.

use std::collections::BTreeSet;

use crate::compose::{self, Crowd, FAMILIES, FITTED, Family, Order};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity};
use crate::model::document::{Audience, Document};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::press::overflow;
use crate::yaml::{Node, Tree};

/// Pushes every card that would be refused because something of it is too long or too much, each once, whomever it
/// is for: as a warning where it is made only by name.
pub fn crowded(book: &Handbook, tree: &Node, plans: &PlanSet, diags: &mut Diagnostics) {
    let fitted = |family: &&Family| FITTED.contains(&family.name);
    let mut told = BTreeSet::new();
    for family in FAMILIES.iter().filter(fitted) {
        for audience in family.audiences {
            let over = refusals(family, book, plans, *audience);
            for (card, to, crowd) in over.iter().filter(|(card, _, c)| told.insert((card.clone(), c.back))) {
                let severity = if family.is_usual(book) { Severity::Error } else { Severity::Warning };
                diags.push(Diagnostic { severity, ..refusal(card, to, crowd, book, tree) });
            }
        }
    }
}

/// Returns the cards of a family that have too much on them even where they go on two, as in a build.
fn refusals(
    family: &Family,
    book: &Handbook,
    plans: &PlanSet,
    audience: Audience,
) -> Vec<(String, String, Crowd)> {
    let mut order = Order { audience: Some(audience), ..Order::default() };
    while let Ok(document) = compose::compose(family, book, plans, &order) {
        let over = full(&document);
        let before = order.split.len();
        order.split.extend(over.iter().map(|(card, ..)| card.clone()));
        if order.split.len() == before {
            return over;
        }
    }
    Vec::new()
}

/// Returns the cards of a document that have too much on them, each once: number, whose, what.
fn full(document: &Document) -> Vec<(String, String, Crowd)> {
    let mut found: Vec<(String, String, Crowd)> = Vec::new();
    let cards = document.data["cards"].as_array().map_or(&[][..], Vec::as_slice);
    for (card, entry) in cards.iter().zip(&document.cards) {
        if let Some(crowd) = compose::crowd(card)
            && found.iter().all(|(number, ..)| *number != entry.number)
        {
            found.push((entry.number.clone(), entry.to.clone(), crowd));
        }
    }
    found
}

fn refusal(card: &str, to: &str, crowd: &Crowd, book: &Handbook, tree: &Node) -> Diagnostic {
    let field = longest(&crowd.texts, tree);
    let side = if crowd.back { ("背面", "back") } else { ("正面", "front") };
    let fault = refused(overflow(card, side, crowd.need, crowd.have), &book.village.name, to, field.as_ref());
    if field.is_some() { fault } else { fault.at(tree.place.clone()) }
}

/// Says whose card is not printed for that, and which field is the longest of what stands there.
pub fn refused(fault: Diagnostic, village: &str, to: &str, field: Option<&(String, Place)>) -> Diagnostic {
    let count = field.map_or(0, |(text, _)| text.chars().count());
    let fault = fault.at(field.map(|(_, place)| place.clone()));
    fault.with("village", village).with("to", to).with("count", count)
}

/// Returns the longest text of a profile that stands in one of these, and where it is written.
pub fn longest(texts: &[String], tree: &Node) -> Option<(String, Place)> {
    let texts: Vec<String> = texts.iter().map(|text| squeezed(text)).collect();
    let mut best: Option<(String, Place)> = None;
    each(tree, &mut |text, place| {
        let own = squeezed(text);
        let long = best.as_ref().is_none_or(|(known, _)| known.chars().count() < text.chars().count());
        if long && !own.is_ascii() && texts.iter().any(|whole| whole.contains(&own)) {
            best = Some((text.to_owned(), place.clone()));
        }
    });
    best
}

/// Letters and figures only: lines are broken at marks and spaces.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Hears of every key and every value.
fn each(node: &Node, hear: &mut impl FnMut(&str, &Place)) {
    match &node.value {
        Tree::Map(entries) => entries.iter().for_each(|entry| {
            hear(&entry.key, &entry.key_place);
            each(&entry.node, hear);
        }),
        Tree::List(items) => items.iter().for_each(|item| each(item, hear)),
        Tree::Scalar { text, .. } => hear(text, &node.place),
        Tree::Null => {}
    }
}
