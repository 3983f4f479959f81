//! The table by which sheets are recognised: headings, where each goes, words of totals and footers. Data,
//! not code.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::Diagnostics;
use crate::model::shape;
use crate::source::SourceFile;
use crate::yaml::{self, Vocabulary};

/// `plans/rosters.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Table {
    /// Kinds of sheets, in the order in which they are written.
    pub sheets: Vec<Kind>,
    /// What a second row of headings may say under the name of a person: suffix of the target → words.
    pub parts: IndexMap<String, Vec<String>>,
    /// Words before a heading that change nothing in what it means.
    pub dress: Vec<String>,
    /// What stands above several headings and names nobody.
    pub groups: Vec<String>,
    /// What stands behind such words, and behind names, and changes nothing.
    pub asides: Vec<String>,
    /// Words of a remark that tell of a special need.
    pub needs: Vec<String>,
    /// How headings of people end who may have no column here: a telephone behind them is theirs.
    pub owners: Vec<String>,
    /// How the relation of the head of a household to himself is written.
    pub heads: Vec<String>,
    /// Words with which a row of totals begins.
    pub totals: Vec<String>,
    /// Words with which a line below the rows begins.
    pub footers: Vec<String>,
    /// What a cell says that holds nothing.
    pub none: Vec<String>,
    /// What stands for the value above.
    pub same: Vec<String>,
    /// Headings of columns that name the village of a row.
    pub villages: Vec<String>,
    /// Headings of columns that name the town of a row; every kind has them.
    pub towns: Vec<String>,
    /// Words in a cell for somebody that are nobody's name.
    pub nobody: Vec<String>,
    /// Words in the column of where people go that name no place.
    pub nowhere: Vec<String>,
    /// Headings of columns that hold nothing of a profile.
    pub ignore: Vec<String>,
    /// Fields that name somebody of `people`.
    pub people: Vec<String>,
    /// Code of a check → who knows what is missing.
    pub ask: IndexMap<String, Who>,
}

/// Who knows something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Who {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// One kind of sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// Its name for people, and of the sheet that is written.
    pub title: String,
    /// Words in a sheet's name or title that speak for it.
    pub names: Vec<String>,
    /// Field of the profile that its rows go to; empty for the profile itself.
    pub section: String,
    /// Fields by which a row is known again, the weightiest first.
    #[serde(rename = "match")]
    pub matched: Vec<String>,
    /// `ask`: rows that are like a known one but not the same are asked about.
    pub unsure: String,
    /// The sheet names all there are: what it does not name is reported.
    pub whole: bool,
    /// Headings that no sheet of this kind has: 单位 is an office here, there what things are counted in.
    pub never: Vec<String>,
    /// No other headings stand on it but people's: 水库名称 makes 行政责任人 the reservoir's, not the village's.
    pub only: bool,
    /// Id of a kind whose columns it has too.
    pub like: String,
    /// Its columns, in the order in which they are written.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Column {
    /// Heading.
    pub head: String,
    /// Other headings with the same meaning.
    pub also: Vec<String>,
    /// Where its cells go.
    pub to: String,
    /// Without it the sheet is not of this kind.
    pub must: bool,
    /// The office's form has a star before it: it must be filled in.
    pub star: bool,
    /// Whether it is written.
    pub out: bool,
    /// Words of sheets → words of the profile.
    pub values: BTreeMap<String, String>,
}

impl Default for Column {
    fn default() -> Self {
        Self {
            head: String::new(),
            also: Vec::new(),
            to: String::new(),
            must: false,
            star: false,
            out: true,
            values: BTreeMap::new(),
        }
    }
}

/// Where the cells of a column go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// The village of the row.
    Village,
    /// The town.
    Town,
    /// The name of the row's thing.
    Key,
    /// Which of several holders the row names.
    Rank,
    /// Nowhere.
    Skip,
    /// A field, by its English path.
    Field(Vec<String>),
    /// One of a field's list.
    Item(String, usize),
    /// The next one of a field's list; rows of one thing are its items.
    Next(String),
    /// One more of a field's set.
    Member(String),
    /// A holder of a post, in sheets with a row a village.
    Post(String),
    /// A field of whom another target names.
    Attr(Box<Target>, String),
    /// A target of the thing that a field names.
    Via(String, Box<Target>),
    /// Whether the shelter has been appraised: only compared.
    Certified,
    /// Whether what was found is mended: a day if one is written, else only compared.
    Closed,
    /// The number of a household, in sheets with a row a person.
    Home,
    /// Somebody of the household, in such sheets: `name`, `sex`, `age`, `relation`.
    Relative(String),
}

impl Target {
    /// Reads a target as the table writes it.
    pub fn parse(text: &str) -> Self {
        match text {
            "@village" => return Self::Village,
            "@town" => return Self::Town,
            "@key" => return Self::Key,
            "@rank" => return Self::Rank,
            "@skip" => return Self::Skip,
            "@certified" => return Self::Certified,
            "@closed" => return Self::Closed,
            "@home" => return Self::Home,
            _ => {}
        }
        if let Some(of) = text.strip_prefix("@relative.") {
            return Self::Relative(of.to_owned());
        }
        if let Some((field, rest)) = text.split_once('>') {
            return Self::Via(field.to_owned(), Box::new(Self::parse(rest)));
        }
        if let Some((of, attr)) = text.rsplit_once(':') {
            return Self::Attr(Box::new(Self::parse(of)), attr.to_owned());
        }
        if let Some(role) = text.strip_prefix("@post.") {
            return Self::Post(role.to_owned());
        }
        if let Some(field) = text.strip_suffix("[]") {
            return Self::Next(field.to_owned());
        }
        if let Some(field) = text.strip_suffix('+') {
            return Self::Member(field.to_owned());
        }
        if let Some((field, Ok(index))) = text.rsplit_once('.').map(|(field, index)| (field, index.parse())) {
            return Self::Item(field.to_owned(), index);
        }
        Self::Field(text.split('.').map(str::to_owned).collect())
    }
}

impl Table {
    /// Reads the table; faults are pushed.
    pub fn read(file: &Arc<SourceFile>, words: &Vocabulary, diags: &mut Diagnostics) -> Self {
        let Some(mut tree) = yaml::parse(file, diags) else { return Self::default() };
        let shape = shape::of::<Self>();
        yaml::conform(&mut tree, &shape, words, diags);
        let mut table: Self = serde_json::from_value(yaml::to_value(&tree, &shape)).unwrap_or_default();
        table.liken();
        table
    }

    /// Gives every kind a column for the town, and kinds the columns of those that they are like, behind their own.
    fn liken(&mut self) {
        for kind in &mut self.sheets {
            if kind.columns.iter().all(|column| column.to != "@town") {
                let (head, to) = ("乡镇".to_owned(), "@town".to_owned());
                kind.columns.push(Column { head, to, out: false, ..Column::default() });
            }
        }
        for at in 0..self.sheets.len() {
            let Some(like) = self.kind(&self.sheets[at].like) else { continue };
            let more = self.sheets[like].columns.clone();
            let own = &mut self.sheets[at].columns;
            let fresh: Vec<Column> =
                more.into_iter().filter(|column| own.iter().all(|known| known.head != column.head)).collect();
            own.extend(fresh.into_iter().map(|column| Column { must: false, ..column }));
        }
    }

    /// Returns whether a cell says that there is nothing to say.
    pub fn is_none(&self, text: &str) -> bool {
        self.none.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
    }

    /// Returns the kind with this id.
    pub fn kind(&self, id: &str) -> Option<usize> {
        self.sheets.iter().position(|kind| kind.id == id)
    }

    /// Returns whether a target names somebody of `people`.
    pub fn is_person(&self, target: &Target) -> bool {
        match target {
            Target::Field(path) => path.last().is_some_and(|field| self.people.contains(field)),
            Target::Item(field, _) | Target::Next(field) => self.people.contains(field),
            Target::Member(_) | Target::Post(_) => true,
            Target::Via(_, inner) => self.is_person(inner),
            _ => false,
        }
    }
}

/// Returns a heading as it is compared: without spaces, stars and line breaks, full-width signs made plain.
pub fn plain(head: &str) -> String {
    head.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '*' | ':' | '\u{3000}' | '\u{a0}' | '\u{200b}' | '\u{feff}' | '※' | '★')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns a heading without what stands in its brackets: units and hints.
pub fn bare(head: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0_usize);
    for c in plain(head).chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    // 人数/人: in what it is counted.
    let counted = ["/人", "/户", "/个", "/处", "/间", "/米", "/m", "/平方米", "/㎡"];
    let stem = counted.iter().find_map(|unit| out.strip_suffix(unit)).filter(|stem| !stem.is_empty());
    stem.map(str::to_owned).unwrap_or(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read() {
        let item = |field: &str, index| Target::Item(field.to_owned(), index);
        assert_eq!(
            Target::parse("helper.0:phone"),
            Target::Attr(Box::new(item("helper", 0)), "phone".into())
        );
        assert_eq!(
            Target::parse("point>coordinates.1"),
            Target::Via("point".into(), Box::new(item("coordinates", 1)))
        );
        assert_eq!(
            Target::parse("holder[]:title"),
            Target::Attr(Box::new(Target::Next("holder".into())), "title".into())
        );
        assert_eq!(
            Target::parse("overview.households"),
            Target::Field(vec!["overview".into(), "households".into()])
        );
    }

    #[test]
    fn headings_are_compared_without_their_dress() {
        assert_eq!(
            (plain("＊户主 手机"), bare("总人口（人）")),
            ("户主手机".to_owned(), "总人口".to_owned())
        );
        assert_eq!(
            (bare("人数/人"), bare("/人"), bare("类型/级别")),
            ("人数".into(), "/人".into(), "类型/级别".into())
        );
    }
}
