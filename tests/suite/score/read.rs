//! A PDF read back: words with their boxes in the order of the stream, faces, lines drawn, pictures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::tools::{self, Raster};

/// Points a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// One word; a word may hold several faces, never several sizes.
#[derive(Debug, Clone)]
pub struct Word {
    /// Left, top, right, bottom in points.
    pub at: [f64; 4],
    pub text: String,
}

impl Word {
    /// Returns the size of the type; of words that stand upright, their width.
    pub fn size(&self) -> f64 {
        let (wide, tall) = (self.at[2] - self.at[0], self.at[3] - self.at[1]);
        if self.text.chars().count() > 2 && tall > 1.6 * wide { wide } else { tall }
    }

    /// Returns the share of the lower of two words that stands beside the other.
    pub fn beside(&self, other: &Word) -> f64 {
        let common = self.at[3].min(other.at[3]) - self.at[1].max(other.at[1]);
        common / (self.at[3] - self.at[1]).min(other.at[3] - other.at[1])
    }
}

/// A run of one face.
struct Run {
    at: [f64; 4],
    bold: bool,
}

/// A straight line: ends and width in points.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub at: [f64; 4],
    pub width: f64,
}

/// One page.
pub struct Page {
    pub size: (f64, f64),
    pub words: Vec<Word>,
    runs: Vec<Run>,
}

impl Page {
    /// Returns whether the face at this place is a bold one.
    pub fn bold(&self, x: f64, y: f64) -> bool {
        let holds =
            |r: &&Run| r.at[0] - 0.5 <= x && x <= r.at[2] + 0.5 && r.at[1] - 0.5 <= y && y <= r.at[3] + 0.5;
        // Runs may touch: the narrowest is the one that was meant.
        let found =
            self.runs.iter().filter(holds).min_by(|a, b| (a.at[2] - a.at[0]).total_cmp(&(b.at[2] - b.at[0])));
        found.is_some_and(|r| r.bold)
    }
}

/// A PDF on disk and what was read of it.
pub struct Print {
    pub file: PathBuf,
    pub pages: Vec<Page>,
    pub fonts: Vec<(String, bool, bool)>,
    /// Grey pages, in order.
    pub rasters: Vec<Raster>,
}

/// Returns what the tools read of a PDF, with pictures of this many dots an inch.
pub fn read(file: &Path, dpi: u32) -> Print {
    let mut pages = words(&tools::run("pdftotext", &["-raw", "-bbox"], file));
    runs(
        &tools::run("pdftohtml", &["-xml", "-i", "-stdout", "-fontfullname", "-zoom", "3"], file),
        &mut pages,
    );
    let rasters = tools::rasters(file, 1, pages.len(), dpi, true);
    Print { file: file.to_owned(), fonts: tools::fonts(file), pages, rasters }
}

/// Returns the value of an attribute of a tag on this line.
fn attribute(line: &str, name: &str) -> Option<f64> {
    let start = line.find(&format!(" {name}=\""))? + name.len() + 3;
    line[start..].split('"').next()?.parse().ok()
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn words(text: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for line in text.lines() {
        let number = |name| attribute(line, name).unwrap();
        if line.trim_start().starts_with("<page ") {
            pages.push(Page {
                size: (number("width"), number("height")),
                words: Vec::new(),
                runs: Vec::new(),
            });
        } else if line.trim_start().starts_with("<word ") {
            let text = plain(line.split_once('>').unwrap().1.trim_end().trim_end_matches("</word>"));
            let at = [number("xMin"), number("yMin"), number("xMax"), number("yMax")];
            pages.last_mut().unwrap().words.push(Word { at, text });
        }
    }
    pages
}

fn runs(text: &str, pages: &mut [Page]) {
    let (mut page, mut scale, mut bold) = (0, 1.0, BTreeMap::new());
    for line in text.lines() {
        let number = |name| attribute(line, name).unwrap();
        if line.starts_with("<page ") {
            page = number("number") as usize - 1;
            scale = number("height") / pages[page].size.1;
        } else if line.trim_start().starts_with("<fontspec ") {
            bold.insert(number("id") as usize, line.contains("Bold"));
        } else if line.starts_with("<text ") {
            let (x, y) = (number("left") / scale, number("top") / scale);
            let at = [x, y, x + number("width") / scale, y + number("height") / scale];
            let heavy = bold.get(&(number("font") as usize)) == Some(&true);
            pages[page].runs.push(Run { at, bold: heavy });
        }
    }
}

/// Returns the straight lines and the boxes that are drawn on a page, counted from 1.
pub fn shapes(file: &Path, page: usize) -> (Vec<Line>, Vec<[f64; 4]>) {
    let page = page.to_string();
    let text = tools::run("pdftocairo", &["-svg", "-noshrink", "-f", &page, "-l", &page], file);
    let (mut lines, mut boxes) = (Vec::new(), Vec::new());
    for svg in text.lines().filter(|l| l.starts_with("<path ") && l.contains(":rgb")) {
        let Some((at, stroke)) = outline(svg) else { continue };
        let (wide, tall) = (at[2] - at[0], at[3] - at[1]);
        // A stroke at one side of a box comes as a flat filled box.
        match (wide.min(tall) < 0.1, stroke) {
            (true, Some(width)) => lines.push(Line { at, width }),
            (false, None) if wide.min(tall) < 1.3 => lines.push(Line { at, width: wide.min(tall) }),
            (false, _) => boxes.push(at),
            _ => {}
        }
    }
    (lines, boxes)
}

/// Returns where a path without curves lies, and how wide it is stroked.
fn outline(svg: &str) -> Option<([f64; 4], Option<f64>)> {
    let numbers =
        |text: &str| -> Vec<f64> { text.split([' ', ',']).filter_map(|n| n.parse().ok()).collect() };
    let d = svg.split_once(" d=\"")?.1.split('"').next()?;
    let points = numbers(d);
    if points.len() > 14 || points.len() % 2 == 1 || d.contains('C') {
        return None;
    }
    let matrix = svg
        .split_once("matrix(")
        .map_or(vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0], |(_, m)| numbers(m.split(')').next().unwrap()));
    let mut at = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for p in points.chunks(2) {
        let (x, y) = (
            matrix[0] * p[0] + matrix[2] * p[1] + matrix[4],
            matrix[1] * p[0] + matrix[3] * p[1] + matrix[5],
        );
        at = [at[0].min(x), at[1].min(y), at[2].max(x), at[3].max(y)];
    }
    let width = svg.split_once("stroke-width:").and_then(|(_, w)| w.split(';').next()?.parse::<f64>().ok());
    Some((at, width.map(|w| w * matrix[0].hypot(matrix[1]))))
}
