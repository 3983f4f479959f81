//! The print-run sheet 印制单 with the list of receipts: how many sheets of what, how to print and cut, whom
//! each card goes to.

use serde_json::{Value, json};

use super::{CardSize, Document, Family, Group, PRINT_RUN, items, stamp};
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
    let tongue = plans.words.tongue(&book.village);
    let said = |text: &str| tongue.said(text);
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
    let test = paper.card.is_some() && on("test").unwrap_or(true);
    let sheets = if duplex { job.pages.div_ceil(2) } else { job.pages };
    let copies: usize = job.document.cards.iter().map(|card| card.copies).sum();
    let cards = job.document.cards.len();
    // The same cards again for everybody else who holds one.
    let all = match (cards, grid) {
        (0, _) => sheets,
        // What is not cut has as many sheets each time.
        (_, 0) => copies * sheets.div_ceil(cards),
        _ => copies.div_ceil(grid).max(sheets - usize::from(test)) + usize::from(test),
    };
    json!({
        "file": job.file, "title": job.family.title, "pages": job.pages, "sheets": sheets, "cards": cards,
        "copies": copies, "all": all, "spare": all.div_ceil(20).max(1), "test": test,
        "paper": paper.name, "sides": if duplex { "双面" } else if fold { "单面后对折" } else { "单面" },
        "flip": match (duplex, long) { (false, _) => "", (_, true) => "长边翻转", (_, false) => "短边翻转" },
        "scale": "实际大小 100%", "grid": if grid > 1 { format!("每张纸 {grid} 张卡") } else { String::new() },
        "cuts": cuts, "order": said(paper.then), "note": "",
    })
}

/// Who signs for what.
struct Receipt<'a> {
    group: &'static str,
    to: String,
    count: usize,
    cards: Vec<&'a str>,
}

/// Returns a line for each person and each household that gets something, grouped by who they are; what hangs on
/// a wall or lies in the office has a line each.
fn recipients(jobs: &[Job], said: &impl Fn(&str) -> String) -> Vec<Value> {
    let mut rows: Vec<Receipt> = Vec::new();
    for job in jobs {
        let group = match job.family.group {
            Group::Role => "岗位",
            Group::Household => "住户",
            Group::Wall => "上墙",
            Group::Office => "村委会",
        };
        for card in &job.document.cards {
            let label = card.to.split(' ').next().unwrap_or_default();
            let own =
                |name: &String| if group == "住户" { card.to.clone() } else { format!("{label} {name}") };
            let mut to: Vec<(String, usize)> = card.holders.iter().map(|name| (own(name), 1)).collect();
            if to.is_empty() {
                to.push((card.to.clone(), card.copies));
            }
            for (to, count) in to {
                // One person holds several posts: he signs once.
                let person = |to: &str| to.rsplit(' ').next().unwrap_or_default().to_owned();
                let same = |row: &&mut Receipt| {
                    row.group == group
                        && (row.to == to || (group == "岗位" && person(&row.to) == person(&to)))
                };
                match rows.iter_mut().find(same) {
                    Some(row) => {
                        row.count += count;
                        row.cards.push(&card.number);
                    }
                    None => rows.push(Receipt { group, to, count, cards: vec![&card.number] }),
                }
            }
        }
    }
    let row = |mut row: Receipt| {
        row.cards.dedup();
        json!({"to": row.to, "group": said(row.group), "count": row.count, "cards": row.cards})
    };
    rows.into_iter().map(row).collect()
}
