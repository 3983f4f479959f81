//! Which kind of sheet this is, where its headings stand and its rows begin.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Form, Row, Sheet};
use super::table::{Column, Kind, Table, Target, bare, plain};

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
    known: Vec<BTreeMap<String, (usize, usize)>>,
    all: BTreeSet<String>,
}

impl<'a> Headings<'a> {
    /// Reads the table.
    pub fn of(table: &'a Table) -> Self {
        let known = table.sheets.iter().map(|kind| {
            let mut known = BTreeMap::new();
            for (i, column) in kind.columns.iter().enumerate() {
                let more = spellings(table, column);
                for (rank, spelling) in
                    std::iter::once(&column.head).chain(&column.also).chain(more).enumerate()
                {
                    known.entry(plain(spelling)).or_insert((i, rank));
                    known.entry(bare(spelling)).or_insert((i, rank));
                }
            }
            known
        });
        let known: Vec<BTreeMap<String, (usize, usize)>> = known.collect();
        let ignored = table.ignore.iter().map(|word| plain(word));
        let all = known.iter().flat_map(BTreeMap::keys).cloned().chain(ignored).collect();
        Self { table, known, all }
    }

    /// Returns whether a row is likely to be one of headings: nearly all of its cells are some kind's.
    pub fn heads(&self, row: &Row) -> bool {
        let cells = || row.cells.iter().filter(|cell| !cell.text.is_empty());
        let count = cells().count();
        if count < 2 || cells().any(|cell| cell.form != Form::Text || cell.text.chars().count() > LONGEST) {
            return false;
        }
        let odd = cells()
            .filter(|cell| !self.all.contains(&plain(&cell.text)) && !self.all.contains(&bare(&cell.text)));
        odd.take(count / 3 + 1).count() <= count / 3
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
                for kind in
                    (0..self.table.sheets.len()).filter(|kind| wanted.is_none_or(|wanted| wanted == *kind))
                {
                    let Some((score, columns)) = self.score(kind, &heads, &named, &sheet.file) else {
                        continue;
                    };
                    // A heading in two rows counts only where it says more.
                    let flat = |found: &Recognised| depth == 1 && found.heads.len() == 2;
                    if best
                        .as_ref()
                        .is_none_or(|(known, found)| score > *known || (score == *known && flat(found)))
                    {
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
        let all: Vec<Option<Read>> = heads.iter().map(|head| self.meaning(kind, head)).collect();
        // A telephone of somebody who has no column keeps nobody else's from being read.
        let read: Vec<Option<Read>> =
            (0..all.len()).map(|at| all[at].clone().filter(|_| self.owned(heads, &all, at))).collect();
        let mut targets: Vec<Target> = Vec::new();
        let (mut score, mut real) = (0, 0);
        let mut found = Vec::new();
        for (at, head) in heads.iter().enumerate() {
            let meaning = match &read[at] {
                Some(Read { target: Target::Skip, .. }) => {
                    score += 1;
                    Meaning::Ignored
                }
                Some(one) if self.first(&read, at) => {
                    score += 2;
                    real += usize::from(!matches!(one.target, Target::Village | Target::Town));
                    targets.push(one.target.clone());
                    Meaning::Column(one.column, one.target.clone())
                }
                Some(_) => Meaning::Unknown,
                None if self.ignored(&head.whole()) => Meaning::Ignored,
                None => Meaning::Unknown,
            };
            found.push((head.column, head.whole(), meaning));
        }
        let all = columns.iter().filter(|c| c.must).all(|c| targets.contains(&Target::parse(&c.to)));
        let bonus = |text: &str, weight| {
            if names.iter().any(|name| text.contains(name.as_str())) { weight } else { 0 }
        };
        (all && real >= 2).then(|| (score + bonus(named, 4).max(bonus(file, 2)), found))
    }

    /// Returns whether no other heading says the same more exactly, or as exactly and earlier: 网格员 comes
    /// before 网格长.
    fn first(&self, read: &[Option<Read>], at: usize) -> bool {
        let Some(one) = &read[at] else { return false };
        let better = |(i, other): (usize, &Option<Read>)| {
            other.as_ref().is_some_and(|other| other.target == one.target && (other.rank, i) < (one.rank, at))
        };
        !read.iter().enumerate().any(better)
    }

    /// Returns whether a telephone belongs to whom its heading names: 网格长电话 is never the number of 网格员.
    fn owned(&self, heads: &[Head], read: &[Option<Read>], at: usize) -> bool {
        let Some(Read { target, .. }) = &read[at] else { return true };
        let Some((stem, _)) = self.part(&heads[at].whole()).filter(|(_, part)| !part.is_empty()) else {
            return true;
        };
        let whose = heads.iter().position(|head| head.column != heads[at].column && head.plain == stem);
        let Some(whose) = whose else { return true };
        match target {
            Target::Attr(of, _) => {
                self.first(read, whose) && read[whose].as_ref().is_some_and(|other| other.target == **of)
            }
            // 户主手机 is the household's.
            _ => self.first(read, whose),
        }
    }

    /// Returns a heading as the name of somebody and what of them it holds: 网格员电话 is 网格员 and `:phone`.
    fn part(&self, head: &str) -> Option<(String, &str)> {
        let head = bare(head);
        let all = self
            .table
            .parts
            .iter()
            .flat_map(|(part, words)| words.iter().map(move |word| (part.as_str(), plain(word))));
        let fits = all.filter(|(_, word)| head.len() > word.len() && head.ends_with(word.as_str()));
        let (part, word) = fits.max_by_key(|(_, word)| word.len())?;
        let stem = &head[..head.len() - word.len()];
        Some((stem.strip_suffix('及').or_else(|| stem.strip_suffix('的')).unwrap_or(stem).to_owned(), part))
    }

    /// Returns what a heading of a kind is known as, also without the words that only dress it.
    fn known(&self, kind: usize, text: &str) -> Option<(usize, usize)> {
        let exact = |text: &str| self.known[kind].get(text).copied();
        let bare = bare(text);
        let dress = || self.table.dress.iter().find_map(|word| exact(bare.strip_prefix(word.as_str())?));
        exact(&plain(text)).or_else(|| exact(&bare)).or_else(|| dress().map(|(i, rank)| (i, rank + 100)))
    }

    /// Returns the column that a heading means, and where its cells go.
    fn meaning(&self, kind: usize, head: &Head) -> Option<Read> {
        let target = |i: usize| Target::parse(&self.table.sheets[kind].columns[i].to);
        let whole = |text: &str| {
            self.known(kind, text).map(|(column, rank)| Read { column, target: target(column), rank })
        };
        // 网格员电话, where only 网格员 is known.
        let parted = |text: &str| {
            let (stem, part) = self.part(text)?;
            let one = whole(&stem).filter(|one| self.person(&one.target))?;
            let both = bare(text)[stem.len()..].starts_with('及');
            Some(part_of(one, if both { "" } else { part }))
        };
        if head.below.is_empty() || head.above.is_empty() {
            let text = head.whole();
            return whole(&text).or_else(|| parted(&text));
        }
        // 转移责任人 / 手机: the name above and the part below make one.
        let joined = format!("{}{}", head.above, head.below);
        if let Some(one) = whole(&joined).or_else(|| parted(&joined)) {
            return Some(one);
        }
        if let Some(one) = whole(&head.above).filter(|one| self.person(&one.target))
            && let Some((part, _)) = self
                .table
                .parts
                .iter()
                .find(|(_, words)| words.iter().any(|w| plain(w) == plain(&head.below)))
        {
            return Some(part_of(one, part));
        }
        whole(&head.below)
    }

    fn person(&self, target: &Target) -> bool {
        self.table.is_person(target)
    }

    fn ignored(&self, head: &str) -> bool {
        self.table.ignore.iter().any(|word| plain(word) == plain(head) || plain(word) == bare(head))
    }
}

/// Returns the spellings that a column has because of what it is about: one that is known by some word for a
/// telephone is known by all.
fn spellings<'t>(table: &'t Table, column: &Column) -> &'t [String] {
    if column.to == "@village" {
        return &table.villages;
    }
    let words = table.parts.get(":phone").map_or(&[][..], Vec::as_slice);
    let known = std::iter::once(&column.head).chain(&column.also).any(|word| words.contains(word));
    if known && (column.to == "phone" || column.to.ends_with(":phone")) { words } else { &[] }
}

/// What a heading was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Read {
    column: usize,
    target: Target,
    /// How far down the column's spellings it stands.
    rank: usize,
}

/// Returns a person's column as that of something of the person.
fn part_of(one: Read, part: &str) -> Read {
    match part.strip_prefix(':') {
        Some(attr) => Read { target: Target::Attr(Box::new(one.target), attr.to_owned()), ..one },
        None => one,
    }
}

/// One heading, of one row or of two.
struct Head {
    column: usize,
    above: String,
    below: String,
    /// Both, as they are compared.
    plain: String,
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
            let mut head = Head { column, above, below, plain: String::new() };
            head.plain = plain(&head.whole());
            heads.push(head);
        }
    }
    heads
}
