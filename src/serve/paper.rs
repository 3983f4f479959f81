//! The paper beside the form: proofs by the real press, of the village as it is this moment. A faulty value never
//! blanks it. What is unlike the last print is told word by word.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::desk::{Desk, Open};
use super::past;
use crate::compose::{self, FAMILIES, Family, Order, Sheet};
use crate::model::document::Document;
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::press::{self, Misprint, Sheets, Words};

/// Most proofs that are kept.
const KEPT: usize = 12;
/// Most dots an inch that are drawn.
const MOST_DPI: f64 = 300.0;

/// A proof.
struct Laid {
    sheets: Sheets,
    words: Vec<Words>,
    faults: Vec<String>,
}

/// Proofs that were laid out, the last at the end.
#[derive(Default)]
pub struct Shelf(Mutex<VecDeque<(String, Arc<Laid>)>>);

impl Shelf {
    /// Forgets all proofs.
    pub fn clear(&self) {
        self.0.lock().expect("nobody panics while it is held").clear();
    }
}

/// What of a village is to be seen.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Family.
    pub family: String,
    /// Number of the card; empty: the family as a whole.
    pub card: String,
    /// One paper size larger.
    pub large: bool,
}

impl Desk {
    /// Returns what can be printed of a village: families, and the cards of each.
    ///
    /// # Errors
    /// If the village cannot be read.
    pub fn papers(&self, name: &str) -> Answer {
        let open = self.read(name)?;
        let Some(book) = self.book(&open) else { return Ok(json!({"families": []})) };
        let kit = self.kit();
        let plans = kit.library.plans(&book.village);
        let family = |family: &'static Family| {
            let document = compose::compose(family, &book, plans, &Order::default()).ok()?;
            let mut seen = BTreeSet::new();
            let cards = document.cards.iter().filter(|card| seen.insert(card.number.clone()));
            let card =
                |card: &crate::model::document::CardEntry| json!({"number": card.number, "to": card.to});
            Some(json!({
                "name": family.name, "title": family.title, "cards": cards.map(card).collect::<Value>(),
                "how": how(family, document.cards.len()),
            }))
        };
        let families =
            FAMILIES.iter().filter(|f| f.is_usual(&book) || f.name == "booklet").filter_map(family);
        Ok(json!({"families": families.collect::<Value>()}))
    }

    /// Returns a proof: its pages, its words with their places, which of them are new.
    ///
    /// # Errors
    /// If there is no such thing, or it cannot be laid out at all.
    pub fn proof(&self, name: &str, asked: &Asked) -> Answer {
        let open = self.read(name)?;
        let laid = self.lay(&open, asked)?;
        let before = past::printed(self, &open)
            .and_then(|then| self.lay_of(&then.book, then.plans(), asked).ok())
            .map(|laid| {
                laid.words.iter().flat_map(|page| page.runs.iter().map(|run| run.text.clone())).collect()
            });
        let pages: Vec<Value> = laid.words.iter().map(|page| marked(page, before.as_ref())).collect();
        Ok(json!({
            "pages": pages, "faults": laid.faults, "version": open.version(),
            "text": laid.words.iter().map(|page| page.runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>(),
        }))
    }

    /// Returns a page of a proof as a picture.
    ///
    /// # Errors
    /// As [`Desk::proof`].
    pub fn picture(&self, name: &str, asked: &Asked, page: usize, dpi: f64) -> Result<Vec<u8>, Failure> {
        let open = self.read(name)?;
        let laid = self.lay(&open, asked)?;
        let dpi = if dpi.is_finite() { dpi.clamp(36.0, MOST_DPI) } else { 96.0 };
        press::page_png(&laid.sheets, page, dpi).map_err(|e| Failure::stuck(&e))?.ok_or_else(Failure::missing)
    }

    fn lay(&self, open: &Open, asked: &Asked) -> Result<Arc<Laid>, Failure> {
        let book = self
            .book(open)
            .ok_or_else(|| Failure::of(422, "unreadable", "读不懂这个文件，先在源文件里改好"))?;
        let kit = self.kit();
        self.lay_of(&book, kit.library.plans(&book.village), asked)
    }

    /// Lays out what is asked of a book, or finds it among the last.
    fn lay_of(&self, book: &Handbook, plans: &PlanSet, asked: &Asked) -> Result<Arc<Laid>, Failure> {
        let family = compose::family(&asked.family).ok_or_else(Failure::missing)?;
        let mut order = Order {
            cards: Some(asked.card.clone()).filter(|card| !card.is_empty()).into_iter().collect(),
            sheet: Sheet { single: !asked.card.is_empty(), large: asked.large, ..Sheet::default() },
            ..Order::default()
        };
        let absent = |_| Failure::of(404, "absent", "这个村没有这种卡");
        let mut document = compose::compose(family, book, plans, &order).map_err(absent)?;
        let key = key(&document);
        if let Some(laid) = self.found(&key) {
            return Ok(laid);
        }
        let kit = self.kit();
        let (sheets, faults) = loop {
            let (sheets, faults) = kit.press.proof(&document).map_err(|faults| unlaid(&faults))?;
            let over: BTreeSet<String> = faults
                .iter()
                .filter_map(|fault| match fault {
                    Misprint::Overflow { what, .. } => Some(what.clone()),
                    _ => None,
                })
                .filter(|what| !order.split.contains(what))
                .collect();
            if over.is_empty() {
                break (sheets, faults);
            }
            // As the build does: what does not fit on one goes on two.
            order.split.extend(over);
            document = compose::compose(family, book, plans, &order).map_err(absent)?;
        };
        let words = press::words(&sheets);
        let faults = faults.iter().map(said).collect();
        let laid = Arc::new(Laid { sheets, words, faults });
        let mut shelf = self.laid.0.lock().expect("nobody panics while it is held");
        shelf.push_back((key, Arc::clone(&laid)));
        if shelf.len() > KEPT {
            shelf.pop_front();
        }
        Ok(laid)
    }

    fn found(&self, key: &str) -> Option<Arc<Laid>> {
        let shelf = self.laid.0.lock().expect("nobody panics while it is held");
        shelf.iter().find(|(known, _)| known == key).map(|(_, laid)| Arc::clone(laid))
    }
}

/// Returns how a family is printed, in words and numbers.
pub fn how(family: &Family, cards: usize) -> Value {
    json!({
        "paper": family.paper_name(), "duplex": family.is_duplex(), "cuts": family.cuts(), "then": family.then(),
        "sheets": (cards > 0).then(|| family.sheets(cards, 0)), "cards": cards,
    })
}

fn key(document: &Document) -> String {
    blake3::hash(&serde_json::to_vec(document).expect("documents serialise")).to_hex().to_string()
}

/// Says what is wrong with a layout, at its line.
fn unlaid(faults: &[Misprint]) -> Failure {
    let words: Vec<String> = faults.iter().map(said).collect();
    Failure::of(422, "layout", &words.join("；"))
}

fn said(fault: &Misprint) -> String {
    match fault {
        Misprint::Layout { file, line, message, .. } => format!("{file} 第 {line} 行：{message}"),
        Misprint::Glyph { text, .. } => format!("字库里没有：{text}"),
        Misprint::Overflow { what, need, have, .. } => {
            format!("{what} 放不下：要 {need:.0} 毫米，有 {have:.0} 毫米")
        }
        Misprint::Lost { text, .. } => format!("没印上：{text}"),
        Misprint::Outside { text, .. } => format!("印到纸外：{text}"),
        Misprint::Bare { page, .. } => format!("第 {page} 页快空着"),
    }
}

/// Returns a page with its runs, each that is not on the last print marked where it differs.
fn marked(page: &Words, before: Option<&Vec<String>>) -> Value {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    before.iter().flat_map(|texts| texts.iter()).for_each(|text| *known.entry(text).or_default() += 1);
    let run = |run: &press::Run| {
        let old = known.get_mut(run.text.as_str()).filter(|left| **left > 0);
        let same = old.map(|left| *left -= 1).is_some();
        let changed = before.is_some() && !same && !run.text.trim().is_empty();
        let round = |n: f64| (n * 10.0).round() / 10.0;
        json!({"x": round(run.x), "y": round(run.y), "w": round(run.w), "h": round(run.h), "text": run.text, "new": changed})
    };
    json!({"w": page.w, "h": page.h, "runs": page.runs.iter().map(run).collect::<Vec<_>>()})
}
