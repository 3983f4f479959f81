//! Sheets cut into sides, and the words of the data found again on them.

use duoan::model::document::Document;
use serde_json::Value;

use super::families::{Backs, Rules};
use super::read::{MM, Print, Word};

/// One side of a card, or one page of a book.
pub struct Side<'a> {
    /// Page of the file, from 0.
    pub page: usize,
    /// Row and column on the sheet.
    pub seat: (usize, usize),
    /// Left, top, right, bottom in points.
    pub at: [f64; 4],
    pub front: bool,
    /// Number of the card, as it stands in the stamp.
    pub number: Option<String>,
    pub words: Vec<&'a Word>,
    /// All words without spaces.
    pub text: String,
    /// Where each word begins in `text`.
    starts: Vec<usize>,
}

impl<'a> Side<'a> {
    /// Returns the words that hold this text, and where in the first of them it begins (in characters).
    pub fn find(&self, wanted: &str) -> Option<(&[&'a Word], usize)> {
        self.find_all(wanted).into_iter().next()
    }

    /// Returns every place where this text stands.
    pub fn find_all(&self, wanted: &str) -> Vec<(&[&'a Word], usize)> {
        let wanted = squeezed(wanted);
        if wanted.is_empty() {
            return Vec::new();
        }
        let place = |(start, _): (usize, &str)| {
            let first = self.starts.partition_point(|s| *s <= start) - 1;
            let last = self.starts.partition_point(|s| *s < start + wanted.len());
            (&self.words[first..last], self.text[self.starts[first]..start].chars().count())
        };
        self.text.match_indices(&wanted).map(place).collect()
    }

    /// Returns runs of words that stand on one line, in the order of the stream.
    pub fn lines(&self) -> Vec<Vec<&'a Word>> {
        let mut lines: Vec<Vec<&Word>> = Vec::new();
        for word in &self.words {
            let follows = |line: &&mut Vec<&Word>| {
                let last = line.last().unwrap();
                last.beside(word) >= 0.6 && (-8.0..10.0).contains(&(word.at[0] - last.at[2]))
            };
            match lines.last_mut().filter(follows) {
                Some(line) => line.push(word),
                None => lines.push(vec![word]),
            }
        }
        lines
    }
}

/// Returns a text without spaces and joiners.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2060}').collect()
}

/// Returns the sides of every sheet behind the test pages.
pub fn sides<'a>(print: &'a Print, document: &Document, rules: &Rules) -> Vec<Side<'a>> {
    let tests = match (rules.test, rules.backs) {
        (false, _) => 0,
        (true, Backs::Duplex) => 2,
        (true, _) => 1,
    };
    let mut sides = Vec::new();
    for page in tests..print.pages.len() {
        let front = rules.backs != Backs::Duplex || (page - tests) % 2 == 0;
        for row in 0..rules.rows {
            for column in 0..rules.columns {
                let (x, y) = (
                    rules.origin.0 + column as f64 * rules.cell.0,
                    rules.origin.1 + row as f64 * rules.cell.1,
                );
                let at = [x, y, x + rules.cell.0, y + rules.cell.1].map(|v| v * MM);
                let front = if rules.backs == Backs::Fold { column % 2 == 0 } else { front };
                let mut side = side(print, document, rules, page, at, (row, column), front);
                if rules.family.ends_with("tiles") {
                    // Tiles of one poster follow each other.
                    let each = (print.pages.len() - tests) / document.cards.len();
                    side.number = Some(document.cards[(page - tests) / each].number.clone());
                }
                if !side.words.is_empty() {
                    sides.push(side);
                }
            }
        }
    }
    sides
}

fn side<'a>(
    print: &'a Print,
    document: &Document,
    rules: &Rules,
    page: usize,
    at: [f64; 4],
    seat: (usize, usize),
    front: bool,
) -> Side<'a> {
    let inside = |w: &&Word| {
        let (x, y) = ((w.at[0] + w.at[2]) / 2.0, (w.at[1] + w.at[3]) / 2.0);
        // The word at the end of a fold belongs to no side.
        at[0] < x && x < at[2] && at[1] < y && y < at[3] && !(rules.backs == Backs::Fold && w.text == "折")
    };
    let words: Vec<&Word> = print.pages[page].words.iter().filter(inside).collect();
    let (mut text, mut starts) = (String::new(), Vec::new());
    for word in &words {
        starts.push(text.len());
        text.push_str(&squeezed(&word.text));
    }
    let village = document.data["cards"][0]["stamp"]["village"].as_str().unwrap_or_default();
    let stamped =
        |n: &&str| text.contains(&format!("{village}{n}·")) || text.contains(&format!("{village}{n}第"));
    let numbers = || document.cards.iter().map(|c| c.number.as_str());
    let number = numbers().filter(stamped).max_by_key(|n| n.len()).or_else(|| {
        // A side without a stamp line has the number alone.
        words.iter().find_map(|w| numbers().find(|n| *n == w.text))
    });
    Side { page, seat, at, front, number: number.map(str::to_owned), words, text, starts }
}

/// Something the data says: where it is said, by which card, and the ways in which it may be printed.
pub struct Entry {
    pub path: String,
    /// Number of its card; empty in a book.
    pub number: String,
    /// Any of these, whole.
    pub ways: Vec<Vec<String>>,
}

impl Entry {
    /// Returns the ways' parts that stand on a side: of the first way that stands there whole.
    pub fn on<'s>(&'s self, side: &Side) -> Option<&'s [String]> {
        let whole =
            |way: &&Vec<String>| way.iter().all(|part| pieces(part).iter().all(|p| side.text.contains(p)));
        self.ways.iter().find(whole).map(Vec::as_slice)
    }
}

/// Returns the parts of a list between its commas.
pub fn items(text: &str) -> Vec<String> {
    pieces(text)
        .iter()
        .flat_map(|p| p.split(['，', '；', '、']))
        .filter(|p| !p.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns the parts of a text between blanks to write on.
pub fn pieces(text: &str) -> Vec<String> {
    squeezed(text).split('_').filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// Returns everything that the data of a document says.
pub fn entries(document: &Document) -> Vec<Entry> {
    let mut found = Vec::new();
    match document.data["cards"].as_array() {
        Some(cards) => {
            cards.iter().for_each(|card| walk(card, "", card["number"].as_str().unwrap(), &mut found));
        }
        None => walk(&document.data, "", "", &mut found),
    }
    found
}

fn walk(value: &Value, path: &str, number: &str, found: &mut Vec<Entry>) {
    let text = |v: &Value| v.as_str().filter(|t| !t.is_empty()).map(str::to_owned);
    match value {
        Value::String(words) if !words.is_empty() => {
            found.push(Entry {
                path: path.to_owned(),
                number: number.to_owned(),
                ways: vec![vec![words.clone()]],
            });
        }
        // Of several numbers of one person the first is printed.
        Value::Array(items) if path.ends_with("phones") => items
            .iter()
            .take(if items.iter().all(|item| item["number"].is_string()) { 1 } else { usize::MAX })
            .for_each(|item| walk(item, path, number, found)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, path, number, found)),
        // A step of a role card comes in three grades of detail.
        Value::Object(step) if step.contains_key("full") => {
            let full: Vec<String> = step["full"].as_array().into_iter().flatten().filter_map(text).collect();
            let both: Vec<String> =
                [text(&step["text"]), text(&step["here"])].into_iter().flatten().collect();
            let ways = [
                full,
                both,
                text(&step["here"]).into_iter().collect(),
                text(&step["text"]).into_iter().collect(),
            ];
            let ways = ways.into_iter().filter(|way| !way.is_empty()).collect();
            found.push(Entry { path: format!("{path}.text"), number: number.to_owned(), ways });
            walk(&step["level"], &format!("{path}.level"), number, found);
        }
        Value::Object(map) => {
            for (key, item) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(item, &path, number, found);
            }
        }
        _ => {}
    }
}
