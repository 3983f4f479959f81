//! Which kind of sheet this is, where its headings stand and its rows begin.

mod by_hand;

use std::collections::{BTreeMap, BTreeSet};

use super::chosen::Chosen;
use super::sheet::{Cell, Form, Row, Sheet};
use super::table::{Column, Kind, Table, Target, bare, plain};
use by_hand::{Hand, overrule};

/// Rows from the top among which headings are looked for.
const TOP: usize = 30;
/// How many of the spellings of somebody's name are of one person alone, and not of several in a cell.
const NAMES: usize = 3;
/// Most rows of headings.
const DEEPEST: usize = 3;
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
    /// Columns whose heading reaches over those behind it, which have none of their own: first and last.
    pub reach: Vec<(usize, usize)>,
    /// Rows of headings, by index into the sheet's rows.
    pub heads: std::ops::Range<usize>,
    /// What stands above the headings.
    pub title: String,
    /// Somebody said that it is of this kind.
    pub chosen: bool,
    /// Columns of which somebody said what they are.
    pub by_hand: BTreeSet<usize>,
    /// What it must have and has not.
    pub lacks: Vec<String>,
}

/// All spellings of headings, by kind.
pub struct Headings<'a> {
    table: &'a Table,
    known: Vec<BTreeMap<String, (usize, usize)>>,
    /// Parts of somebody and the words for them.
    parts: Vec<(String, String)>,
    /// All of them, and those that are ignored.
    pub all: BTreeSet<String>,
    /// What somebody said of the columns of the sheet under way.
    chosen: Chosen,
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
        let parts =
            table.parts.iter().flat_map(|(part, words)| words.iter().map(|word| (part.clone(), plain(word))));
        Self { table, known, parts: parts.collect(), all, chosen: Chosen::default() }
    }

    /// Takes in what somebody said of the columns of a sheet.
    #[must_use]
    pub fn told(mut self, chosen: Chosen) -> Self {
        self.all.extend(chosen.heads());
        Self { chosen, ..self }
    }

    /// Returns whether a row is likely to be one of headings: nearly all of its cells are some kind's.
    pub fn heads(&self, row: &Row) -> bool {
        let cells = || row.cells.iter().filter(|cell| !cell.text.is_empty());
        let count = cells().count();
        if count < 2 || cells().any(|cell| cell.form != Form::Text || cell.text.chars().count() > LONGEST) {
            return false;
        }
        let odd = cells()
            .filter(|cell| !self.all.contains(&plain(&cell.text)) && !self.all.contains(&bare(&cell.text)))
            .count();
        // No row of a table says 电话 where a number should be.
        let phones = self.table.parts.get(":phone").map_or(&[][..], Vec::as_slice);
        let sure = cells().any(|cell| phones.iter().any(|word| *word == plain(&cell.text)));
        odd <= if sure { count / 2 } else { count / 3 }
    }

    /// Returns what a sheet is, if it is known; `wanted` is a kind that somebody chose.
    pub fn recognise(&self, sheet: &Sheet, wanted: Option<usize>) -> Option<Recognised> {
        let mut all: Vec<(usize, Recognised)> = Vec::new();
        let top = sheet.rows.len().min(TOP);
        let mut title = String::new();
        for i in 0..top {
            for depth in 1..=DEEPEST {
                let Some(rows) = sheet.rows.get(i..i + depth) else { continue };
                if rows.windows(2).any(|two| two[1].number != two[0].number + 1)
                    || !self.may_end(&rows[depth - 1])
                {
                    continue;
                }
                let heads = self.headed(rows);
                let named = format!("{}{title}", sheet.name);
                for kind in
                    (0..self.table.sheets.len()).filter(|kind| wanted.is_none_or(|wanted| wanted == *kind))
                {
                    if let Some(found) = self.score(kind, &heads, (&named, &sheet.file), true) {
                        let score = found.score;
                        all.push((score, found.of(kind, i..i + depth, title.clone(), wanted.is_some())));
                    }
                }
            }
            sheet.rows[i].cells.iter().for_each(|cell| title += &plain(&cell.text));
        }
        // What stands above several headings belongs to them: without it 网格长's telephone is anybody's.
        let grouped: Vec<bool> =
            (0..top).map(|i| i > 0 && self.groups(&sheet.rows[i - 1], &sheet.rows[i])).collect();
        // Where both rows are surely of one head, the lower is none alone, even if nothing is known of them.
        let cut = |found: &Recognised| {
            let start = found.heads.start;
            let deeper = |(_, other): &(usize, Recognised)| {
                other.heads.start + 1 == start && other.heads.end == found.heads.end
            };
            grouped[start] && (bound(&sheet.rows[start - 1], &sheet.rows[start]) || all.iter().any(deeper))
        };
        let whole: Vec<usize> = (0..all.len()).filter(|at| !cut(&all[*at].1)).collect();
        // A heading in several rows counts only where it says more.
        let best = whole.into_iter().max_by_key(|at| {
            let (score, found) = &all[*at];
            (*score, std::cmp::Reverse((found.heads.len(), *at)))
        })?;
        let mut found = all.swap_remove(best).1;
        found.reach = self.reach(sheet, &found);
        Some(found)
    }

    /// Returns which columns of people and places have a heading that is merged over columns without one.
    fn reach(&self, sheet: &Sheet, found: &Recognised) -> Vec<(usize, usize)> {
        let numbers: Vec<usize> = sheet.rows[found.heads.clone()].iter().map(|row| row.number).collect();
        let bare = |at: usize| found.columns.iter().all(|(column, ..)| *column != at);
        let joins =
            |target: &Target| self.person(target) || *target == Target::Field(vec!["address".to_owned()]);
        let each = found.columns.iter().filter_map(|(first, _, meaning)| {
            let Meaning::Column(_, target) = meaning else { return None };
            let over = sheet.wide.iter().find(|wide| {
                wide.columns.0 == *first && numbers.iter().any(|n| (wide.rows.0..=wide.rows.1).contains(n))
            })?;
            let last = (first + 1..=over.columns.1).take_while(|at| bare(*at)).last()?;
            joins(target).then_some((*first, last))
        });
        each.collect()
    }

    /// Returns whether a row may be the last of headings: some cell of it is one. Most rows of a sheet are not.
    fn may_end(&self, row: &Row) -> bool {
        let known = |text: &str| self.all.contains(&plain(text)) || self.all.contains(&bare(text));
        let dressed = |text: &str| {
            let text = bare(text);
            self.table
                .dress
                .iter()
                .filter_map(|word| text.strip_prefix(word.as_str()))
                .any(|text| self.all.contains(text))
        };
        let words = row.cells.iter().filter(|cell| cell.form == Form::Text && !cell.text.is_empty());
        words
            .map(|cell| cell.text.as_str())
            .filter(|text| text.chars().count() <= LONGEST)
            .any(|text| known(text) || dressed(text))
    }

    /// Returns whether a row of words stands above headings and parts them into groups.
    pub fn groups(&self, upper: &Row, lower: &Row) -> bool {
        let text = |row: &Row, at: usize| row.cells.get(at).map_or("", |cell| cell.text.as_str()).to_owned();
        let filled: Vec<&Cell> = upper.cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let short = |cell: &&Cell| cell.form == Form::Text && cell.text.chars().count() <= LONGEST / 2;
        if lower.number != upper.number + 1
            || filled.len() < 2
            || !filled.iter().all(short)
            || filled.iter().all(|cell| cell.text == filled[0].text)
        {
            return false;
        }
        let width = lower.cells.len();
        let down = (0..width).any(|at| !text(upper, at).is_empty() && text(upper, at) == text(lower, at));
        let across = (0..width).any(|at| {
            let below = !text(lower, at).is_empty() && !text(lower, at + 1).is_empty();
            below && !text(upper, at).is_empty() && text(upper, at + 1).is_empty()
        });
        let known = |cell: &&Cell| self.all.contains(&self.aside(&cell.text));
        across && (down || filled.iter().any(known))
    }

    /// Returns how well headings fit a kind; where that need not be so, also what they lack.
    fn score(
        &self,
        kind: usize,
        heads: &[Head],
        (named, file): (&str, &str),
        strict: bool,
    ) -> Option<Scored> {
        let Kind { columns, names, never, only, .. } = &self.table.sheets[kind];
        let hands: Vec<Option<Hand>> = heads.iter().map(|head| self.hand(kind, head)).collect();
        let other = |(head, hand): (&Head, &Option<Hand>)| {
            hand.is_none() && never.iter().any(|word| *word == head.plain || *word == bare(&head.plain))
        };
        if strict && heads.iter().zip(&hands).any(other) {
            return None;
        }
        // Who stands below names the group: in 受威胁农户 / 户主姓名, 联系电话 the telephone is the household's.
        let tells_row = |head: &&Head| head.levels.last().is_some_and(|below| self.names_row(kind, below));
        let own: Vec<&Head> = heads.iter().filter(|head| head.levels.len() > 1).filter(tells_row).collect();
        let own: Vec<&String> = own.iter().flat_map(|head| &head.levels[..head.levels.len() - 1]).collect();
        let mut all: Vec<Option<Read>> = heads.iter().map(|head| self.meaning(kind, head, &own)).collect();
        let whose = self.behind(heads, &mut all);
        overrule(&hands, &mut all);
        // A telephone of somebody who has no column keeps nobody else's from being read.
        let its = |at: usize| {
            hands[at].is_some()
                || whose[at].is_none_or(|before| self.first(&all, before)) && self.owned(heads, &all, at)
        };
        let read: Vec<Option<Read>> = (0..all.len()).map(|at| all[at].clone().filter(|_| its(at))).collect();
        let mut scored = self.weighed(heads, &hands, &read);
        let strange = |(head, (_, _, meaning)): (&Head, &(usize, String, Meaning))| {
            *meaning == Meaning::Unknown && !self.peoples(head)
        };
        let parted = self.parts_homes(&read, &scored.targets);
        if strict && (!parted || *only && heads.iter().zip(&scored.columns).any(strange)) {
            return None;
        }
        let must = columns.iter().filter(|column| {
            let target = Target::parse(&column.to);
            column.must && !scored.targets.contains(&target) || !parted && target == Target::Home
        });
        scored.lacks = must.map(|column| column.head.clone()).collect();
        let bonus = |text: &str, weight| {
            if names.iter().any(|name| text.contains(name.as_str())) { weight } else { 0 }
        };
        scored.score += bonus(named, 4).max(bonus(file, 1));
        (!strict || scored.lacks.is_empty() && scored.real >= 2).then_some(scored)
    }

    /// Returns what each column is, and how much that speaks for the kind.
    fn weighed(&self, heads: &[Head], hands: &[Option<Hand>], read: &[Option<Read>]) -> Scored {
        let mut scored = Scored::default();
        for (at, head) in heads.iter().enumerate() {
            let meaning = match &read[at] {
                Some(Read { target: Target::Skip, .. }) => {
                    scored.score += 1;
                    Meaning::Ignored
                }
                Some(one) if self.first(read, at) => {
                    // Only sheets with a row a person say how people belong together.
                    let tells = matches!(&one.target, Target::Home)
                        || one.target == Target::parse("@relative.relation");
                    scored.score += if head.bare { 0 } else { 2 } + if tells { 4 } else { 0 };
                    scored.real += usize::from(!matches!(one.target, Target::Village | Target::Town));
                    scored.targets.push(one.target.clone());
                    Meaning::Column(one.column, one.target.clone())
                }
                Some(_) => Meaning::Unknown,
                None if hands[at] == Some(Hand::Out) || self.ignored(&head.whole()) => Meaning::Ignored,
                None => Meaning::Unknown,
            };
            if hands[at].is_some() {
                scored.by_hand.insert(head.column);
            }
            scored.columns.push((head.column, head.whole(), meaning));
        }
        scored
    }

    /// Gives a bare 联系电话 or 职务 to the person whose heading stands before it, to nobody if that is somebody
    /// who has no column; returns whose headings those are, also in groups: 网格长 / 电话 is of 网格长 / 姓名.
    fn behind(&self, heads: &[Head], all: &mut [Option<Read>]) -> Vec<Option<usize>> {
        let part = |at: usize| self.word(&heads[at].whole()).filter(|part| !part.is_empty());
        let mut whose = vec![None; heads.len()];
        for at in 0..heads.len() {
            if let Some(Read { target: Target::Attr(of, _), .. }) = &all[at]
                && let [above @ .., _] = heads[at].levels.as_slice()
                && !above.is_empty()
            {
                let of = |(head, read): (&Head, &Option<Read>)| {
                    head.levels.split_last().is_some_and(|(_, levels)| levels == above)
                        && read.as_ref().is_some_and(|read| read.target == **of)
                };
                whose[at] = heads.iter().zip(all.iter()).position(of);
            }
            let Some(before) = (0..at).rev().find(|before| part(*before).is_none()) else { continue };
            let (Some(part), [head]) = (part(at), heads[before].levels.as_slice()) else { continue };
            match &all[before] {
                Some(one) if self.person(&one.target) => {
                    all[at] = Some(part_of(one.clone(), part));
                    whose[at] = Some(before);
                }
                None if self.table.owners.iter().any(|word| bare(head).ends_with(word.as_str())) => {
                    all[at] = None;
                }
                _ => {}
            }
        }
        whose
    }

    /// Returns whether a heading is of somebody, or of what belongs to somebody.
    fn peoples(&self, head: &Head) -> bool {
        let below = head.levels.last().map_or("", String::as_str);
        let ends = |text: &str| self.table.owners.iter().any(|word| bare(text).ends_with(word.as_str()));
        self.word(below).is_some()
            || ends(below)
            || self.part(below).is_some_and(|(stem, part)| !part.is_empty() && ends(&stem))
    }

    /// Returns whether a sheet with a row a person says whose household somebody is of: by a number, a
    /// relation, the head beside the name, or what only one person has.
    fn parts_homes(&self, read: &[Option<Read>], targets: &[Target]) -> bool {
        let name = Target::parse("@relative.name");
        let Some(rank) = read.iter().flatten().filter(|one| one.target == name).map(|one| one.rank).min()
        else {
            return true;
        };
        let tells =
            |target: &Target| *target == Target::Home || *target == Target::parse("@relative.relation");
        let head = Target::Field(vec!["head".to_owned()]);
        let one = |of: &str| targets.contains(&Target::Relative(of.to_owned()));
        let alone = rank <= NAMES || one("sex") || one("age");
        targets.iter().any(tells) || (targets.contains(&head) && alone)
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
        let fits =
            self.parts.iter().filter(|(_, word)| head.len() > word.len() && head.ends_with(word.as_str()));
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
    fn meaning(&self, kind: usize, head: &Head, own: &[&String]) -> Option<Read> {
        let target = |i: usize| Target::parse(&self.table.sheets[kind].columns[i].to);
        let whole = |text: &str| {
            self.known(kind, text).map(|(column, rank)| Read { column, target: target(column), rank })
        };
        // 网格员电话, where only 网格员 is known.
        let parted = |text: &str| {
            let (stem, part) = self.part(text)?;
            let one = whole(&stem)?;
            if one.target == Target::Field(vec!["head".to_owned()]) && part == ":phone" {
                // 户主联系方式 is the household's.
                return self.known(kind, "户主手机").map(|(column, _)| Read {
                    column,
                    target: target(column),
                    rank: one.rank,
                });
            }
            let one = Some(one).filter(|one| self.person(&one.target))?;
            let both = bare(text)[stem.len()..].starts_with('及');
            Some(part_of(one, if both { "" } else { part }))
        };
        let [above @ .., below] = head.levels.as_slice() else { return None };
        if above.is_empty() {
            return whole(below).or_else(|| parted(below));
        }
        // 转移责任人 / 手机: the name above and the part below make one; the nearest that does so counts.
        let joined = |above: &String| {
            let above = self.aside(above);
            let text = format!("{above}{below}");
            whole(&text).or_else(|| parted(&text)).or_else(|| {
                let one = whole(&above).filter(|one| self.person(&one.target))?;
                Some(part_of(one, self.word(below)?))
            })
        };
        let each = || above.iter().rev();
        if let Some(one) = each().find_map(joined).or_else(|| joined(&above.concat())) {
            return Some(one);
        }
        // The telephone under somebody who is not known is nobody's: 网格长 / 手机 in a list of households.
        let general = |above: &String| {
            if own.contains(&above) {
                return true;
            }
            let above = self.aside(above);
            self.table.groups.contains(&above) || self.known(kind, &above).is_some()
        };
        if self.word(below).is_some() && !each().all(general) {
            return None;
        }
        whole(below)
    }

    /// Returns what stands above headings without the words that only say that it does: 户主基本情况.
    fn aside(&self, above: &str) -> String {
        let above = plain(above);
        self.table
            .asides
            .iter()
            .find_map(|word| above.strip_suffix(word.as_str()))
            .unwrap_or(&above)
            .to_owned()
    }

    /// Returns whether a heading names what a row is about, and nobody else: 户主姓名, not 姓名.
    fn names_row(&self, kind: usize, below: &str) -> bool {
        let target = |(i, _): (usize, usize)| Target::parse(&self.table.sheets[kind].columns[i].to);
        let row = |target: &Target| {
            matches!(target, Target::Key) || *target == Target::Field(vec!["head".to_owned()])
        };
        self.word(below).is_none() && self.known(kind, below).map(target).is_some_and(|target| row(&target))
    }

    /// Returns which part of somebody a heading below a name tells.
    fn word(&self, below: &str) -> Option<&str> {
        let below = plain(below);
        self.parts.iter().find(|(_, word)| *word == below).map(|(part, _)| part.as_str())
    }

    fn person(&self, target: &Target) -> bool {
        self.table.is_person(target)
    }

    fn ignored(&self, head: &str) -> bool {
        self.table.ignore.iter().any(|word| plain(word) == plain(head) || plain(word) == bare(head))
    }
}

/// Returns whether two rows are of one head: a cell reaches down, or has nothing below it.
fn bound(upper: &Row, lower: &Row) -> bool {
    let below = |at: usize| lower.cells.get(at).map_or("", |cell| cell.text.as_str());
    let mut cells = upper.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
    cells.any(|(at, cell)| below(at).is_empty() || below(at) == cell.text)
}

/// Returns the spellings that a column has because of what it is about: one that is known by some word for a
/// telephone is known by all.
fn spellings<'t>(table: &'t Table, column: &Column) -> &'t [String] {
    match column.to.as_str() {
        "@village" => return &table.villages,
        "@town" => return &table.towns,
        _ => {}
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

/// One heading, of one row or of several.
struct Head {
    column: usize,
    /// What stands there, from the top.
    levels: Vec<String>,
    /// All of it, as it is compared.
    plain: String,
    /// Nothing stands there: it is called by its letters.
    bare: bool,
}

/// How well a sheet fits, and what each of its columns is.
#[derive(Default)]
struct Scored {
    score: usize,
    /// How many columns say something of what a row is about.
    real: usize,
    targets: Vec<Target>,
    /// Place, heading, meaning.
    columns: Vec<(usize, String, Meaning)>,
    by_hand: BTreeSet<usize>,
    lacks: Vec<String>,
}

impl Scored {
    fn of(self, kind: usize, heads: std::ops::Range<usize>, title: String, chosen: bool) -> Recognised {
        let Self { columns, by_hand, lacks, .. } = self;
        Recognised { kind, columns, reach: Vec::new(), heads, title, chosen, by_hand, lacks }
    }
}

impl Head {
    fn whole(&self) -> String {
        self.levels.join("/")
    }
}

/// Returns the headings of one row or several; what is merged across stands above all that is below it.
fn heads(rows: &[Row]) -> Vec<Head> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let text = |row: &Row, column: usize| -> String {
        let text = row.cells.get(column).map(|cell| cell.text.replace('\n', "")).unwrap_or_default();
        if text.chars().count() > LONGEST { String::new() } else { text }
    };
    let mut heads = Vec::new();
    let mut left: Vec<String> = vec![String::new(); rows.len()];
    for column in 0..width {
        let mut own: Vec<String> = rows.iter().map(|row| text(row, column)).collect();
        for at in 0..own.len() {
            // Nothing reaches over from beyond what stands above.
            let within = (0..at).all(|above| own[above] == left[above]);
            if own[at].is_empty() && within && own[at + 1..].iter().any(|below| !below.is_empty()) {
                own[at].clone_from(&left[at]);
            }
        }
        left.clone_from(&own);
        let mut levels: Vec<String> = own.into_iter().filter(|level| !level.is_empty()).collect();
        levels.dedup_by(|below, above| plain(below) == plain(above));
        if !levels.is_empty() {
            let mut head = Head { column, levels, plain: String::new(), bare: false };
            head.plain = plain(&head.whole());
            heads.push(head);
        }
    }
    heads
}
