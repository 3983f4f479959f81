//! The papers that are handed in: what several tests look at them with.

mod hostile;
mod layout;
mod lists;
mod plan;
mod truths;

use std::io::Read;

use duoan::compose::Order;
use duoan::load::Library;
use duoan::model::document::Document;
use duoan::model::handbook::Handbook;
use duoan::office;

use crate::samples::{books, town};

pub fn book() -> &'static Handbook {
    books().iter().find(|book| book.village.name == "岭下村").unwrap()
}

pub fn library() -> &'static Library {
    &town().library
}

fn papers(book: &Handbook) -> Vec<office::Filed> {
    office::papers(book, library().plans(&book.village), None).unwrap()
}

pub fn document(book: &Handbook, family: &str) -> Document {
    let plans = library().plans(&book.village);
    office::compose(office::family(family).unwrap(), book, plans, &Order::default()).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The paragraphs of a document, each with its style.
fn paragraphs(bytes: &[u8]) -> Vec<(String, String)> {
    let document = part(bytes, "word/document.xml");
    let mut found = Vec::new();
    for paragraph in document.split("<w:p>").skip(1) {
        let paragraph = paragraph.split("</w:p>").next().unwrap();
        let style = paragraph.split("<w:pStyle w:val=\"").nth(1).map_or("", |s| s.split('"').next().unwrap());
        let text: String = (paragraph.split("<w:t").skip(1))
            .filter_map(|t| {
                t.split_once('>').map(|(_, rest)| rest.split("</w:t>").next().unwrap().to_owned())
            })
            .collect();
        found.push((style.to_owned(), text));
    }
    found
}

fn named<'a>(papers: &'a [office::Filed], stem: &str) -> &'a [u8] {
    &papers.iter().find(|paper| paper.name.starts_with(stem)).unwrap().bytes
}
