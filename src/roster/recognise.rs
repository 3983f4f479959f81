//! Which kind of sheet this is, where its headings stand and its rows begin.

use std::collections::BTreeMap;

use super::sheet::{Row, Sheet};
use super::table::{Kind, Table, Target, bare, plain};

/// Rows from the top among which headings are looked for.
const TOP: usize = 30;
/// Longest heading, in characters; what is longer is a note.
const LONGEST: usize = 24;

/// What a column was understood to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A column of the kind, by index, and where its cells go.
    Column(usize, Target),
    /// It is known to hold nothing of a profile.
    Ignored,
    /// It was not understood.
    Unknown,
}

/// A sheet that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The kind, by index.
    pub kind: usize,
    /// Headings with their columns.
    pub columns: Vec<(usize, String, Meaning)>,
    /// Rows of headings, by index into the sheet's rows.
    pub heads: std::ops::Range<usize>,
    /// What stands above the headings.
    pub title: String,
}

/// All spellings of headings, by kind.
pub struct Headings<'a> {
    table: &'a Table,
    known: Vec<BTreeMap<String, usize>>,
}

impl<'a> Headings<'a> {
    /// Reads the table.
    pub fn of(table: &'a Table) -> Self {
        let known = table.sheets.iter().map(|kind| {
            let mut known = BTreeMap::new();
            for (i, column) in kind.columns.iter().enumerate() {
                let villages: &[String] = if column.to == "@village" { &table.villages } else { &[] };
                for spelling in std::iter::once(&column.head).chain(&column.also).chain(villages) {
                    known.entry(plain(spelling)).or_insert(i);
                    known.entry(bare(spelling)).or_insert(i);
                }
            }
            known
        });
        Self { table, known: known.collect() }
    }

    /// Returns what a sheet is, if it is known; `wanted` is a kind that somebody chose.
    pub fn recognise(&self, sheet: &Sheet, wanted: Option<usize>) -> Option<Recognised> {
        let mut best: Option<(usize, Recognised)> = None;
        let top = sheet.rows.len().min(TOP);
        let mut title = String::new();
        for i in 0..top {
            for depth in [1, 2] {
                let Some(rows) = sheet.rows.get(i..i + depth) else { continue };
                if depth == 2 && rows[1].number != rows[0].number + 1 {
                    continue;
                }
                let heads = heads(rows);
                let named = format!("{}{title}", sheet.name);
                for kind in (0..self.table.sheets.len()).filter(|kind| wanted.is_none_or(|wanted| wanted == *kind)) {
                    let Some((score, columns)) = self.score(kind, &heads, &named, &sheet.file) else { continue };
                    // A heading in two rows counts only where it says more.
                    if best.as_ref().is_none_or(|(known, _)| score > *known) {
                        let found = Recognised { kind, columns, heads: i..i + depth, title: title.clone() };
                        best = Some((score, found));
                    }
                }
            }
            sheet.rows[i].cells.iter().for_each(|cell| title += &plain(&cell.text));
        }
        best.map(|(_, found)| found)
    }

    fn score(&self, kind: usize, heads: &[Head], named: &str, file: &str) -> Option<Scored> {
        let Kind { columns, names, .. } = &self.table.sheets[kind];
        let mut taken = vec![false; columns.len()];
        let mut targets: Vec<Target> = Vec::new();
        let (mut score, mut real) = (0, 0);
        let mut found = Vec::new();
        for head in heads {
            let meaning = match self.meaning(kind, head) {
                Some((i, _)) if taken[i] => Meaning::Unknown,
                Some((i, Target::Skip)) => {
                    taken[i] = true;
                    score += 1;
                    Meaning::Ignored
                }
                // `姓名` under a person, and the person's own column: one of them.
                Some((_, target)) if targets.contains(&target) => Meaning::Unknown,
                Some((i, target)) => {
                    taken[i] |= Target::parse(&columns[i].to) == target;
                    score += 2;
                    real += usize::from(!matches!(target, Target::Village | Target::Town));
                    targets.push(target.clone());
                    Meaning::Column(i, target)
                }
                None if self.ignored(&head.whole()) => Meaning::Ignored,
                None => Meaning::Unknown,
            };
            found.push((head.column, head.whole(), meaning));
        }
        let all = columns.iter().filter(|c| c.must).all(|c| targets.contains(&Target::parse(&c.to)));
        let bonus = |text: &str, weight| if names.iter().any(|name| text.contains(name.as_str())) { weight } else { 0 };
        (all && real >= 2).then(|| (score + bonus(named, 4).max(bonus(file, 2)), found))
    }

    /// Returns the column that a heading means, and where its cells go.
    fn meaning(&self, kind: usize, head: &Head) -> Option<(usize, Target)> {
        let known = |text: &str| self.known[kind].get(&plain(text)).or_else(|| self.known[kind].get(&bare(text))).copied();
        let target = |i: usize| Target::parse(&self.table.sheets[kind].columns[i].to);
        if head.below.is_empty() || head.above.is_empty() {
            let i = known(&head.whole())?;
            return Some((i, target(i)));
        }
        // 转移责任人 / 手机: the name above and the part below make one.
        if let Some(i) = known(&format!("{}{}", head.above, head.below)) {
            return Some((i, target(i)));
        }
        if let Some(i) = known(&head.above) {
            let of = target(i);
            if self.person(&of)
                && let Some((part, _)) =
                    self.table.parts.iter().find(|(_, words)| words.iter().any(|w| plain(w) == plain(&head.below)))
            {
                let target = match part.strip_prefix(':') {
                    Some(attr) => Target::Attr(Box::new(of), attr.to_owned()),
                    None => of,
                };
                return Some((i, target));
            }
        }
        let i = known(&head.below)?;
        Some((i, target(i)))
    }

    fn person(&self, target: &Target) -> bool {
        self.table.is_person(target)
    }

    fn ignored(&self, head: &str) -> bool {
        self.table.ignore.iter().any(|word| plain(word) == plain(head) || plain(word) == bare(head))
    }
}

/// One heading, of one row or of two.
struct Head {
    column: usize,
    above: String,
    below: String,
}

/// How well a sheet fits, and what each of its columns is: place, heading, meaning.
type Scored = (usize, Vec<(usize, String, Meaning)>);

impl Head {
    fn whole(&self) -> String {
        match (self.above.as_str(), self.below.as_str()) {
            (above, "") => above.to_owned(),
            ("", below) => below.to_owned(),
            (above, below) => format!("{above}/{below}"),
        }
    }
}

/// Returns the headings of one row or two; what is merged across stands above all that is below it.
fn heads(rows: &[Row]) -> Vec<Head> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let text = |row: &Row, column: usize| -> String {
        let text = row.cells.get(column).map(|cell| cell.text.replace('\n', "")).unwrap_or_default();
        if text.chars().count() > LONGEST { String::new() } else { text }
    };
    let mut heads = Vec::new();
    let mut last = String::new();
    for column in 0..width {
        let mut above = text(&rows[0], column);
        let mut below = rows.get(1).map(|row| text(row, column)).unwrap_or_default();
        if above.is_empty() && !below.is_empty() {
            above.clone_from(&last);
        } else {
            last.clone_from(&above);
        }
        if plain(&above) == plain(&below) {
            below.clear();
        }
        if !(above.is_empty() && below.is_empty()) {
            heads.push(Head { column, above, below });
        }
    }
    heads
}
