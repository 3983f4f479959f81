//! The print-run sheet 印制单 with the list of receipts: how many sheets of what, how to print and cut, whom
//! each card goes to.

use serde_json::{Value, json};

use super::{CardSize, Document, Family, Group, PRINT_RUN, items, stamp, words};
use crate::model::document::{Audience, Finish};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;

/// What the layout leaves out.
const UNPRINTED: &[&str] = &["recipients/group"];

/// One file that is to be printed.
pub struct Job<'a> {
    /// Its family.
    pub family: &'static Family,
    /// The document.
    pub document: &'a Document,
    /// Name of the file.
    pub file: String,
    /// Pages it has.
    pub pages: usize,
}

/// Returns the document that tells the clerk what to print.
pub fn print_run(book: &Handbook, plans: &PlanSet, jobs: &[Job]) -> Document {
    let said = |text: &str| words::said(text, book, plans);
    let title = format!("{}印制单", book.village.name);
    let mut data = json!({
        "title": title, "village": book.village.name, "stamp": stamp::stamp(book), "audience": "存档",
        "jobs": jobs.iter().map(|j| job(j, &said)).collect::<Value>(), "recipients": recipients(jobs, &said),
    });
    let sealed = stamp::seal_book("RUN", "存档", &mut data, book);
    let items = items::items(&data, UNPRINTED);
    Document {
        family: PRINT_RUN,
        layout: "print-run.typ",
        audience: Audience::File,
        date: book.issued(),
        ident: format!("{}/{PRINT_RUN}", book.village.code),
        finish: Finish::Plain,
        data,
        title,
        assets: Vec::new(),
        cards: Vec::new(),
        book: Some(sealed),
        items,
    }
}

fn job(job: &Job, said: &impl Fn(&str) -> String) -> Value {
    let paper = job.family.paper;
    let sheet = &job.document.data["sheet"];
    let on = |key: &str| sheet[key].as_bool();
    // Cards for the wallet are folded unless told otherwise.
    let fold = on("fold").unwrap_or(paper.card == Some(CardSize::Id1))
        && (paper.duplex || paper.card == Some(CardSize::Id1));
    let official = job.document.audience == Audience::File && paper.file_duplex;
    let duplex = (paper.duplex || official) && !fold;
    let long = (sheet["flip"] == "horizontal") == paper.lying;
    let (grid, cuts) = paper.card.map_or((0, 0), |card| card.grid(on("large").unwrap_or(false), fold));
    json!({
        "file": job.file, "title": job.family.title,
        "pages": job.pages, "sheets": if duplex { job.pages.div_ceil(2) } else { job.pages }, "cards": job.document.cards.len(),
        "paper": paper.name, "sides": if duplex { "双面" } else if fold { "单面后对折" } else { "单面" },
        "flip": match (duplex, long) { (false, _) => "", (_, true) => "长边翻转", (_, false) => "短边翻转" },
        "scale": "实际大小 100%", "grid": if grid > 1 { format!("每张纸 {grid} 张卡") } else { String::new() },
        "cuts": cuts, "order": said(paper.then), "note": "",
    })
}

/// Returns who gets which cards, each holder once, grouped by family.
fn recipients(jobs: &[Job], said: &impl Fn(&str) -> String) -> Vec<Value> {
    let mut rows: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for job in jobs {
        let group = match job.family.group {
            Group::Role => "岗位",
            Group::Household => "住户",
            Group::Wall => "上墙",
            Group::Office => "村委会",
        };
        for card in &job.document.cards {
            match rows.iter_mut().find(|(g, to, _)| *g == group && *to == card.to) {
                Some((.., numbers)) if !numbers.contains(&card.number.as_str()) => numbers.push(&card.number),
                Some(_) => {}
                None => rows.push((group, &card.to, vec![&card.number])),
            }
        }
    }
    rows.into_iter()
        .map(|(group, to, cards)| json!({"to": to, "group": said(group), "count": cards.len(), "cards": cards}))
        .collect()
}
