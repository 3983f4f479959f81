//! Ruled forms: rows of cells, each a label and what stands behind it or is left to write in; as high as they need.

use serde_json::{Value, json};

use super::parts;
use crate::model::phone::Phone;
use crate::ruler::fit::{Block, MM, Seat, Word, fit, name, plain};

/// Most lines of a name.
const NAME: usize = 6;

/// How rows are set: type in points, lengths in millimetres.
#[derive(Debug, Clone)]
pub(super) struct Hand {
    /// Size of what is filled in.
    pub(super) size: f64,
    /// Size of a telephone number.
    pub(super) number: f64,
    /// Size of labels.
    pub(super) label: f64,
    /// Least height of a row that is printed, and of one to write in.
    pub(super) least: [f64; 2],
    /// Left free above and below the words together, on each side of them, and of a label.
    pub(super) around: f64,
    pub(super) inset: f64,
    pub(super) edge: f64,
    /// Ems between lines.
    pub(super) lead: f64,
}

/// What stands behind a label.
pub(super) enum Fill<'a> {
    /// Nothing: it is left to write in.
    Blank,
    /// Squares for the figures of a number that is not known.
    Squares,
    Entries(Vec<Entry>),
    Number(&'a Phone),
}

/// One thing below others in a cell.
pub(super) enum Entry {
    Words(Vec<Word>),
    /// A name, broken where a name may be.
    Name(String),
    /// A line to write on, so long and so high, behind a word.
    Line(&'static str, f64, f64),
}

/// A cell.
pub(super) struct Cell<'a> {
    label: &'a str,
    /// Width of the label, and of the whole.
    widths: [f64; 2],
    fill: Fill<'a>,
}

impl<'a> Cell<'a> {
    /// Returns a cell of a form, which says how wide it is.
    pub(super) fn of(form: &Value, label: &'a str, fill: Fill<'a>) -> Self {
        let width = |i: usize| form["cells"][label][i].as_f64().unwrap_or_default();
        Self { label, widths: [width(0), width(1)], fill }
    }
}

/// A row as it is set.
pub(super) struct Row {
    pub(super) tall: f64,
    cells: Vec<Value>,
}

impl Row {
    /// Returns it for the layout, so much higher than it needs.
    pub(super) fn data(&self, more: f64) -> Value {
        json!({"h": self.tall + more, "cells": self.cells})
    }
}

impl<'a> Fill<'a> {
    /// Returns words; nothing is left to write in.
    pub(super) fn words(words: Vec<Word>) -> Self {
        if words.is_empty() { Self::Blank } else { Self::Entries(vec![Entry::Words(words)]) }
    }

    /// Returns a name; nobody is left to write in.
    pub(super) fn name(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Entries(vec![Entry::Name(text.to_owned())]) }
    }

    /// Returns a number; one that is not known is left to write in.
    pub(super) fn number(phone: Option<&'a Phone>) -> Self {
        phone.map_or(Self::Blank, Self::Number)
    }
}

impl Hand {
    /// Returns a row of these cells.
    pub(super) fn row(&self, cells: &[Cell]) -> Row {
        let set: Vec<(f64, Value)> = cells.iter().map(|cell| self.cell(cell)).collect();
        let open = cells.iter().any(|cell| matches!(cell.fill, Fill::Blank | Fill::Squares));
        let tall = set.iter().map(|(tall, _)| *tall).fold(self.least[usize::from(open)], f64::max);
        Row { tall, cells: set.into_iter().map(|(_, cell)| cell).collect() }
    }

    fn cell(&self, cell: &Cell) -> (f64, Value) {
        let [before, whole] = cell.widths;
        let room = |width: f64, size: f64| Seat {
            x: 0.0,
            y: 0.0,
            w: width,
            h: f64::INFINITY,
            sizes: vec![size],
            lines: usize::MAX,
            lead: self.lead,
            gap: 0.0,
        };
        let label = fit(&[plain(cell.label)], &room(before - 2.0 * self.edge, self.label));
        let width = whole - before - 2.0 * self.inset;
        let (mut tall, mut stack) = (0.0, Vec::new());
        let mut add = |block: Option<&Block>, high: f64, line: Option<f64>| {
            tall += high + if tall > 0.0 { self.lead * self.size / MM } else { 0.0 };
            stack.push(json!({"text": block, "line": line, "h": high}));
        };
        match &cell.fill {
            Fill::Blank | Fill::Squares => {}
            Fill::Number(phone) => {
                let number = parts::ring(phone, &room(width, self.number));
                add(Some(&number), number.tall, None);
            }
            Fill::Entries(entries) => {
                for entry in entries {
                    match entry {
                        Entry::Words(words) => {
                            let block = fit(words, &room(width, self.size));
                            add(Some(&block), block.tall, None);
                        }
                        Entry::Name(text) => {
                            let block = name(text, &Seat { lines: NAME, ..room(width, self.size) });
                            add(Some(&block), block.tall, None);
                        }
                        Entry::Line(word, long, high) => {
                            let word =
                                (!word.is_empty()).then(|| fit(&[plain(*word)], &room(width, self.label)));
                            add(word.as_ref(), *high, Some(*long));
                        }
                    }
                }
            }
        }
        let tall = if tall > 0.0 { tall + self.around } else { 0.0 };
        let data = json!({
            "label": label, "before": before, "w": whole, "stack": stack, "gap": self.lead * self.size / MM,
            "squares": matches!(cell.fill, Fill::Squares),
        });
        (tall.max(label.tall + self.around), data)
    }
}
