//! The ruler against the engine: the same widths, the same number of lines, for every text that is or may be
//! printed.

use duoan::builtin;
use duoan::model::document::{Audience, Document, Finish};
use duoan::press::{self, Press};
use duoan::ruler::{Piece, Ruler, Style};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::samples;

/// How far a width may be from the engine's, in points.
const NEAR: f64 = 0.02;
const WEIGHTS: [u16; 3] = [400, 500, 700];
/// Columns in ems, from a cell of a table to a page.
const COLUMNS: [f64; 4] = [4.0, 9.3, 15.0, 34.7];
const LEADING: f64 = 0.34;

/// A paragraph as the test keeps it.
type Paragraph = Vec<Part>;

#[derive(Clone, Debug)]
enum Part {
    Text(String, Style),
    Block(f64),
    Space(f64),
}

pub fn ruler() -> Ruler<'static> {
    let file = |name: &str| builtin::FONTS.iter().find(|(own, _)| *own == name).unwrap().1;
    let own = [file("DuoanSans-Regular.otf"), file("DuoanSans-Medium.otf"), file("DuoanSans-Bold.otf")];
    Ruler::new(&[&own, &[file("DuoanSansExt-Medium.otf")]])
}

/// Every text of the example town and of the plans, each once.
fn texts() -> Vec<String> {
    let mut texts = std::collections::BTreeSet::new();
    for book in samples::books() {
        strings(&serde_json::to_value(book).unwrap(), &mut texts);
    }
    for path in builtin::paths().iter().filter(|path| path.ends_with(".yaml")) {
        for line in builtin::text(path).unwrap().lines() {
            texts.extend(line.split(['{', '}', '[', ']', '"', '#']).map(|part| part.trim().to_owned()));
        }
    }
    texts.remove("");
    texts.into_iter().filter(|text| !text.contains("://") && !text.contains("www.")).collect()
}

fn strings(value: &Value, found: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Array(list) => list.iter().for_each(|value| strings(value, found)),
        Value::Object(map) => map.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// Texts that nobody wrote: Han, marks in pairs, digits, Latin, rare characters, blanks.
fn generated(count: usize) -> Vec<String> {
    let word = proptest::prop_oneof![
        6 => "[一-鿿]{1,9}",
        3 => "[，。、：；？！（）《》“”‘’「」【】·—…～％℃]{1,3}",
        2 => "[0-9]{1,11}",
        2 => "[A-Za-z]{1,8}",
        1 => "[ \\-/+.,%~()]{1,2}",
        1 => "[㐀-㐟𠮷𬍛𫄧䶮龢𫜺]{1,2}",
        1 => "(138 0000 0001|0633-0000 7051|AVT|To|ⅡⅢ|①②|①|　|①、)",
    ];
    let text = proptest::collection::vec(word, 1..9).prop_map(|words| words.concat());
    let mut runner = TestRunner::deterministic();
    // A line that holds nothing but a blank has no height in the engine; profiles have no blanks at the start
    // of a text.
    let text = |_| text.new_tree(&mut runner).unwrap().current().trim().to_owned();
    (0..count).map(text).filter(|text| !text.is_empty() && !text.contains("www.")).collect()
}

/// Asks the engine: for each paragraph its width and its number of lines in each column (points).
fn engine(paragraphs: &[(Paragraph, Vec<f64>)], spaced: bool) -> Vec<(f64, Vec<f64>)> {
    let part = |part: &Part| match part {
        Part::Text(text, style) => {
            json!({"text": text, "size": style.size, "weight": style.weight, "tabular": style.tabular})
        }
        Part::Block(width) => json!({"block": width}),
        Part::Space(width) => json!({"space": width}),
    };
    let paragraphs: Vec<Value> = paragraphs
        .iter()
        .map(|(parts, columns)| json!({"pieces": parts.iter().map(part).collect::<Vec<_>>(), "columns": columns, "size": size(parts)}))
        .collect();
    let press = Press::new(
        [("ruler.typ".to_owned(), include_bytes!("ruler.typ").as_slice())],
        builtin::FONTS.map(|(_, bytes)| bytes.into()),
    );
    let document = Document {
        family: "ruler",
        layout: "ruler.typ",
        title: String::new(),
        audience: Audience::Public,
        date: None,
        ident: String::new(),
        finish: Finish::Plain,
        data: json!({"paragraphs": paragraphs, "spaced": spaced}),
        assets: Vec::new(),
        cards: Vec::new(),
        book: None,
        items: Vec::new(),
    };
    let sheets = press.lay_out(&document).unwrap();
    let numbers = press::text(&sheets).join("\n");
    let numbers = numbers.split('=').skip(1).map(|line| {
        let mut numbers = line.split('|').map(|n| n.trim().parse::<f64>().unwrap());
        (numbers.next().unwrap(), numbers.collect())
    });
    numbers.collect()
}

/// All texts of a paragraph have one size here.
fn size(parts: &[Part]) -> f64 {
    parts
        .iter()
        .find_map(|part| if let Part::Text(_, style) = part { Some(style.size) } else { None })
        .unwrap()
}

/// Compares ruler and engine over paragraphs; returns what differs.
fn compare(paragraphs: &[(Paragraph, Vec<f64>)], spaced: bool) -> Vec<String> {
    let ruler = if spaced { ruler().spaced() } else { ruler() };
    let measured = engine(paragraphs, spaced);
    assert_eq!(measured.len(), paragraphs.len());
    let mut differ = Vec::new();
    for ((parts, columns), (width, heights)) in paragraphs.iter().zip(measured) {
        let pieces: Vec<Piece> = parts
            .iter()
            .map(|part| match part {
                Part::Text(text, style) => Piece::Text(text, *style),
                Part::Block(width) => Piece::Block(*width),
                Part::Space(width) => Piece::Space(*width),
            })
            .collect();
        let own = ruler.paragraph(&pieces, f64::INFINITY).iter().map(|line| line.width).fold(0.0, f64::max);
        if (own - width).abs() > NEAR {
            differ.push(format!("width {own:.3} is {width:.3}: {parts:?}"));
        }
        for (column, height) in columns.iter().zip(heights) {
            let lines = ruler.paragraph(&pieces, *column).len();
            let high = Ruler::height(lines, LEADING) * size(parts);
            if (high - height).abs() > NEAR {
                differ.push(format!("{lines} lines, {high:.2} is {height:.2} high in {column}: {parts:?}"));
            }
        }
    }
    differ
}

fn one(text: &str, weight: u16, size: f64, tabular: bool) -> (Paragraph, Vec<f64>) {
    (
        vec![Part::Text(text.to_owned(), Style { weight, size, tabular })],
        COLUMNS.map(|ems| ems * size).to_vec(),
    )
}

fn shown(differ: &[String]) -> String {
    format!("{} differ\n{}", differ.len(), differ.iter().take(20).cloned().collect::<Vec<_>>().join("\n"))
}

#[test]
fn every_text_of_the_example_town_and_the_plans_is_as_the_engine_sets_it() {
    let texts = texts();
    assert!(texts.len() > 5000, "{}", texts.len());
    let each = texts
        .iter()
        .enumerate()
        .map(|(i, text)| one(text, WEIGHTS[i % 3], 13.0, i % 2 == 0))
        .collect::<Vec<_>>();
    let differ = compare(&each, false);
    assert!(differ.is_empty(), "{}", shown(&differ));
}

#[test]
fn texts_that_nobody_wrote_are_as_the_engine_sets_them() {
    let each = generated(1500)
        .iter()
        .enumerate()
        .map(|(i, text)| one(text, WEIGHTS[i % 3], 15.75, i % 2 == 1))
        .collect::<Vec<_>>();
    let differ = compare(&each, false);
    assert!(differ.is_empty(), "{}", shown(&differ));
    let differ = compare(&each, true);
    assert!(differ.is_empty(), "spaced: {}", shown(&differ));
}

#[test]
fn paragraphs_of_several_styles_blocks_and_spaces_are_as_the_engine_sets_them() {
    let texts = generated(1200);
    let size = 14.0;
    let style = |i: usize| Style { weight: WEIGHTS[i % 3], size, tabular: i.is_multiple_of(2) };
    let paragraph = |(i, three): (usize, &[String])| {
        let mut parts: Vec<Part> =
            three.iter().enumerate().map(|(k, text)| Part::Text(text.clone(), style(i + k))).collect();
        parts.insert(1 + i % 3, if i % 4 < 2 { Part::Block(13.5) } else { Part::Space(7.25) });
        (parts, COLUMNS.map(|ems| ems * size).to_vec())
    };
    let each: Vec<_> = texts.chunks_exact(3).enumerate().map(paragraph).collect();
    for spaced in [false, true] {
        let differ = compare(&each, spaced);
        assert!(differ.is_empty(), "spaced: {spaced}: {}", shown(&differ));
    }
}
