//! The official layout, measured on the page of a word processor.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{book, named, papers, paragraphs};
use crate::readers;

/// A millimetre, points.
const MM: f64 = 72.0 / 25.4;

/// Lets LibreOffice open a paper and print it; `None` where it is not installed.
fn printed(dir: &Path, name: &str, bytes: &[u8]) -> Option<PathBuf> {
    readers::find("soffice")?;
    let file = dir.join(format!("{name}.docx"));
    fs::write(&file, bytes).unwrap();
    // No Chinese type is in the system: the program's own stands in for all, which moves no line.
    let fonts = dir.join("fonts.conf");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let conf = format!(
        "<?xml version=\"1.0\"?><fontconfig><dir>{}</dir><dir>/usr/share/fonts</dir><cachedir>{}</cachedir></fontconfig>",
        folder.display(),
        dir.join("cache").display()
    );
    fs::write(&fonts, conf).unwrap();
    let output = Command::new("soffice")
        .env("FONTCONFIG_FILE", &fonts)
        .env("HOME", dir)
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(dir)
        .arg(&file)
        .output()
        .unwrap();
    let pdf = dir.join(format!("{name}.pdf"));
    let said = String::from_utf8_lossy(&output.stderr);
    // There is LibreOffice without its word processor.
    if said.contains("source file could not be loaded") && !opens(dir, &fonts) {
        return None;
    }
    assert!(pdf.exists(), "{said}");
    Some(pdf)
}

/// Returns whether the word processor opens anything at all.
fn opens(dir: &Path, fonts: &Path) -> bool {
    let plain = dir.join("plain.txt");
    fs::write(&plain, "plain").unwrap();
    let run = Command::new("soffice")
        .env("FONTCONFIG_FILE", fonts)
        .env("HOME", dir)
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(dir)
        .arg(&plain)
        .output();
    run.is_ok() && dir.join("plain.pdf").exists()
}

/// A word on a page: page from 1, left, top, right, bottom in points.
type Word = (usize, f64, f64, f64, f64, String);

fn words(pdf: &Path) -> (Vec<(f64, f64)>, Vec<Word>) {
    let output = Command::new("pdftotext").args(["-bbox", "-q"]).arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let number = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let (mut pages, mut found) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if line.contains("<page ") {
            pages.push((number(line, "width"), number(line, "height")));
        } else if line.contains("<word ") {
            let word = line.split_once('>').unwrap().1.trim_end_matches("</word>").to_owned();
            found.push((
                pages.len(),
                number(line, "xMin"),
                number(line, "yMin"),
                number(line, "xMax"),
                number(line, "yMax"),
                word,
            ));
        }
    }
    (pages, found)
}

/// The official layout, measured within a millimetre, and the contents within a page.
#[test]
fn libreoffice_opens_the_plan_and_its_page_has_the_official_measures() {
    if !readers::there(&["pdftotext"], "the measures of the plan for filing") {
        return;
    }
    let dir = TempDir::new().unwrap();
    let papers = papers(book());
    let bytes = named(&papers, "01");
    let Some(pdf) = printed(dir.path(), "plan", bytes) else {
        return readers::tell("the measures of the plan for filing (soffice is not here)");
    };
    let (pages, words) = words(&pdf);
    assert!((pages[0].0 - 210.0 * MM).abs() < 1.0 && (pages[0].1 - 297.0 * MM).abs() < 1.0);
    let all = paragraphs(bytes);
    // The first page of the text: the page on which 一、 stands as a heading, after the contents.
    let first = words.iter().filter(|w| w.5.starts_with("一、总则")).map(|w| w.0).max().unwrap();
    let body: Vec<&Word> = words.iter().filter(|w| w.0 == first).collect();
    let mut tops: Vec<f64> = body.iter().map(|w| (w.2 + w.4) / 2.0).collect();
    tops.sort_by(f64::total_cmp);
    tops.dedup_by(|a, b| (*a - *b).abs() < 6.0);
    // The middle of the first line is half a line under the top of the type area.
    let top = tops[0] - 28.95 / 2.0;
    assert!((top - 37.0 * MM).abs() < 4.0, "top {}", top / MM);
    assert!((tops[1] - tops[0] - 28.95).abs() < 0.6, "{}", tops[1] - tops[0]);
    let left = body.iter().filter(|w| w.1 > 20.0 * MM).map(|w| w.1).fold(f64::MAX, f64::min);
    assert!((left - 28.0 * MM).abs() < MM, "left {}", left / MM);
    // A mark may hang over the edge, as it does in Chinese type.
    let hangs = |w: &Word| if w.5.ends_with(['，', '。', '；', '、', '：']) { 16.0 } else { 0.0 };
    let right = body.iter().map(|w| w.3 - hangs(w)).fold(0.0, f64::max);
    assert!(right < 184.0 * MM + MM, "right {}", right / MM);
    // Footer: odd right, even left, dash 7 mm under the type area.
    for page in [first, first + 1] {
        let number = words.iter().filter(|w| w.0 == page && w.2 > 262.0 * MM).collect::<Vec<_>>();
        let (left, right) = (number.first().unwrap().1, number.last().unwrap().3);
        let middle = (number[0].2 + number[0].4) / 2.0;
        assert!((middle - (297.0 - 35.0 + 7.0) * MM).abs() < 1.5 * MM, "foot {}", middle / MM);
        if page % 2 == 1 {
            assert!((right - (184.0 * MM - 14.0)).abs() < MM, "odd {}", right / MM);
        } else {
            assert!((left - (28.0 * MM + 14.0)).abs() < MM, "even {}", left / MM);
        }
    }
    contents_lead_to_their_pages(&all, &words);
    // Only wide annexes lie.
    assert!(pages.iter().any(|(width, height)| width > height));
    lists_are_to_be_rung_from(&pages, &words);
}

/// Whoever dials reads a number from one line, and a dozen households stand on a page, eight under the title.
fn lists_are_to_be_rung_from(pages: &[(f64, f64)], words: &[Word]) {
    let lies = |page: usize| pages[page - 1].0 > pages[page - 1].1;
    let lying: Vec<&Word> = words.iter().filter(|w| lies(w.0)).collect();
    let mut numbers = 0;
    for number in lying.windows(3).filter(|n| n[0].5 == "138") {
        let line = |at: usize| (number[at].0, number[at].2.round());
        assert!(line(0) == line(1) && line(1) == line(2) && number[2].5.len() == 4, "{number:?}");
        numbers += 1;
    }
    assert!(numbers > 60, "{numbers}");
    let list: BTreeSet<usize> = lying.iter().filter(|w| w.5.contains("预警责任人")).map(|w| w.0).collect();
    assert_eq!(list.len(), (book().homes().count() + 4).div_ceil(12), "{list:?}");
}

fn contents_lead_to_their_pages(all: &[(String, String)], words: &[Word]) {
    let mut checked = 0;
    for (_, line) in all.iter().filter(|(style, _)| style == "TOC1") {
        let digits: String = line
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let title = line.trim_end_matches(|c: char| c.is_ascii_digit());
        let page: usize = digits.parse().unwrap();
        let head: String = title.chars().take(6).collect();
        let there = words.iter().filter(|w| w.5.starts_with(&head)).map(|w| w.0).max();
        if let Some(there) = there {
            assert!(there.abs_diff(page) <= 1, "{title}: {page}, not {there}");
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked}");
}
