//! Items about what belongs together: 16, 17, 18, 24, 25.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::families::Backs;
use super::sides::{Side, squeezed};
use super::tools;
use super::{Case, Judgement};

/// Returns whether every side says place, card, edition, date and last day, and whether that lies ahead.
pub fn stamp(case: &Case) -> Judgement {
    let stamps: Vec<(&str, &Value)> = match case.document.data["cards"].as_array() {
        Some(cards) => cards.iter().map(|c| (c["number"].as_str().unwrap(), &c["stamp"])).collect(),
        None => vec![("", &case.document.data["stamp"])],
    };
    for side in &case.sides {
        let number = side.number.as_deref().unwrap_or_default();
        let Some((_, stamp)) = stamps.iter().find(|(n, s)| *n == number && s.is_object()) else {
            return if stamps[0].1.is_object() {
                Err(format!("no card number on page {} seat {:?}", side.page + 1, side.seat))
            } else {
                book_stamp(case)
            };
        };
        // The wallet card has room for one stamp line: its first side has village, number and year.
        if case.rules.backs == Backs::Fold && side.front {
            continue;
        }
        let text = |key: &str| stamp[key].as_str().map_or_else(|| stamp[key].to_string(), str::to_owned);
        // Where the line is short of room the year has two figures.
        let date = text("date");
        let short = date.get(2..).unwrap_or_default().to_owned();
        let parts = [
            text("village") + number,
            format!("第{}版", text("edition")),
            short,
            format!("用到{}", text("until")),
        ];
        // A poster in tiles has its stamp once.
        let there = |p: &String| {
            case.sides
                .iter()
                .filter(|s| std::ptr::eq(*s, side) || (case.tiled() && s.number == side.number))
                .any(|s| s.text.contains(&squeezed(p)))
        };
        if let Some(part) = parts.iter().find(|p| !there(p)) {
            return Err(format!("page {} seat {:?}: no {part}", side.page + 1, side.seat));
        }
        if text("until") <= date {
            return Err(format!("ends {} before it begins", text("until")));
        }
    }
    Ok(())
}

/// A book's edition stands on its cover, its village and edition in the foot of its pages.
fn book_stamp(case: &Case) -> Judgement {
    let edition = &case.document.data["edition"];
    let village = case.document.data["village"]["name"].as_str().unwrap_or_default();
    let mark = format!("第{}版", edition["number"]);
    let blank = case
        .sides
        .iter()
        .find(|s| s.words.len() > 8 && !(s.text.contains(village) && s.text.contains(&mark)));
    if let Some(side) = blank {
        return Err(format!("page {} does not say {village} {mark}", side.page + 1));
    }
    let (from, until) = (
        edition["effective"].as_str().unwrap_or_default(),
        edition["review_by"].as_str().unwrap_or_default(),
    );
    let said = |date: &str| case.sides.iter().any(|s| s.text.contains(date));
    if !from.is_empty() && from < until && said(from) && said(until) {
        Ok(())
    } else {
        Err(format!("not on paper: {from} to {until}"))
    }
}

/// Returns whether check codes read at 300 dots, and after a copier or at 150, with modules large enough.
pub fn code(case: &Case) -> Judgement {
    let least = if case.rules.family.starts_with("poster") { 0.785 } else { 0.415 };
    let list = Command::new("pdfimages").arg("-list").arg(&case.print.file).output().unwrap();
    for row in String::from_utf8_lossy(&list.stdout).lines().skip(2) {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let (width, dpi): (u32, f64) = (cells[3].parse().unwrap(), cells[12].parse().unwrap());
        if width >= 21 && 25.4 / dpi < least {
            return Err(format!("{width} modules of {:.2} mm", 25.4 / dpi));
        }
    }
    // As printed; as a poor copier makes it; as a telephone sees a coarse print, on one page because it takes
    // long. A poster's code has modules twice as large and pages four times as large.
    let poster = case.rules.family.starts_with("poster");
    let ways: &[(u32, &str, usize)] = if poster {
        &[(150, "", 1), (150, ", blurred", 1)]
    } else {
        &[(300, "", 2), (300, ", blurred", 2), (150, ", enlarged", 1)]
    };
    for &(dpi, way, most) in ways {
        let (wanted, found) = codes(case, dpi, way, if case.tiled() { 4 } else { most });
        if wanted.is_empty() {
            return Err("no card was found".to_owned());
        }
        let read = |number: &&String| {
            let mut cards = case.document.cards.iter().filter(|c| c.number == **number);
            cards.any(|c| found.iter().any(|f| f.eq_ignore_ascii_case(&c.code)))
        };
        if let Some(number) = wanted.iter().find(|n| !read(n)) {
            return Err(format!("{number}: no code read at {dpi} dpi{way}"));
        }
    }
    Ok(())
}

/// Returns the numbers of the cards whose codes are on the first pages that bear some, and what a reader
/// reads there.
fn codes(case: &Case, dpi: u32, way: &str, most: usize) -> (BTreeSet<String>, Vec<String>) {
    let bearing: Vec<&Side> =
        case.sides.iter().filter(|s| s.front == (case.rules.backs != Backs::Fold)).collect();
    let pages: BTreeSet<usize> = bearing.iter().map(|s| s.page).collect();
    let pages: Vec<usize> = pages.into_iter().take(most).collect();
    let wanted =
        bearing.iter().filter(|s| pages.contains(&s.page)).filter_map(|s| s.number.clone()).collect();
    let read = |page: &usize| {
        let raster = tools::rasters(&case.print.file, page + 1, page + 1, dpi, true).remove(0);
        let file = case.print.file.with_extension("pgm");
        match way {
            "" => tools::codes(&raster, &file),
            ", blurred" => tools::codes(&raster.blurred(), &file),
            // Who holds a telephone moves it until it reads.
            _ => [3, 4, 5].iter().flat_map(|times| tools::codes(&raster.enlarged(*times), &file)).collect(),
        }
    };
    (wanted, pages.iter().flat_map(read).collect())
}

/// Returns whether each back has the number of the front it is printed behind.
pub fn pairs(case: &Case) -> Judgement {
    let name = |s: &Side| format!("{}@{}", s.number.as_deref().unwrap_or("?"), leaf(s));
    for front in case.sides.iter().filter(|s| s.front) {
        // Turned about the vertical axis: row r, column C−1−c of the next page. Folded: the cell at the
        // right.
        let (page, column) = match case.rules.backs {
            Backs::Duplex => (front.page + 1, case.rules.columns - 1 - front.seat.1),
            _ => (front.page, front.seat.1 + 1),
        };
        let back = case.sides.iter().find(|s| !s.front && s.page == page && s.seat == (front.seat.0, column));
        let back = back.map_or("nothing".to_owned(), name);
        if name(front) != back || front.number.is_none() {
            return Err(format!(
                "page {} seat {:?}: {} in front, {back} behind",
                front.page + 1,
                front.seat,
                name(front)
            ));
        }
    }
    Ok(())
}

/// Returns which of several cards of one number a side belongs to, as it says itself: 1/2.
fn leaf(side: &Side) -> String {
    let mark = |w: &str| {
        w.len() == 3 && w.as_bytes()[1] == b'/' && w.chars().filter(char::is_ascii_digit).count() == 2
    };
    side.words.iter().map(|w| w.text.as_str()).find(|w| mark(w)).unwrap_or_default().to_owned()
}

/// Returns whether a book's index is on one page, of a booklet on two that face each other, and true, each hazard
/// on an even page.
pub fn index(case: &Case) -> Judgement {
    let data = &case.document.data;
    let text = |v: &Value, key: &str| squeezed(v[key].as_str().unwrap_or_default());
    let list = |key: &str| data[key].as_array().cloned().unwrap_or_default();
    let key = if data["index"].is_array() { "index" } else { "scripts" };
    let row = |entry: &Value| text(entry, if key == "index" { "text" } else { "hazard" });
    let holds = |pages: &[&Side]| {
        list(key).iter().all(|entry| pages.iter().any(|page| page.text.contains(&row(entry))))
    };
    let order: Vec<&Side> = case.order().collect();
    let facing = order.chunks(1).find(|pages| holds(pages)).or_else(|| {
        let mut pairs = order.get(1..).unwrap_or_default().chunks(2);
        pairs.find(|pages| case.rules.family == "booklet" && holds(pages))
    });
    let Some(pages) = facing else {
        return Err("the index is not on one page".to_owned());
    };
    for entry in list(key) {
        let hazard = text(&entry, "hazard");
        let there = |page: &&Side| -> Vec<usize> {
            page.find_all(&row(&entry)).iter().flat_map(|(words, _)| numbers(page, words[0])).collect()
        };
        let rows: Vec<usize> = pages.iter().flat_map(there).collect();
        let starts = |s: &Side| {
            let title = s
                .find_all(&hazard)
                .into_iter()
                .any(|(w, _)| w[0].size() >= 18.0 && w[0].at[1] - s.at[1] < 100.0);
            // The levels of all hazards stand in a chapter of their own.
            let levels = s.text.chars().take(12).collect::<String>().contains("到了哪一级");
            title && !levels && pages.iter().all(|page| !std::ptr::eq(s, *page))
        };
        let Some(start) = case.order().position(starts) else {
            return Err(format!("{hazard} has no page of its own"));
        };
        if key == "index" && start % 2 == 0 {
            return Err(format!("{hazard} begins on page {}, an odd one", start + 1));
        }
        if !rows.contains(&(start + 1)) {
            return Err(format!("{hazard} begins on page {}, the index says {rows:?}", start + 1));
        }
    }
    Ok(())
}

/// Returns the numbers at the right of a word, beside it or up to a line below.
fn numbers(side: &Side, word: &super::read::Word) -> Vec<usize> {
    let right = side.words.iter().filter(|w| {
        w.at[0] > word.at[0] && w.at[0] < word.at[0] + 300.0 && (-6.0..16.0).contains(&(w.at[1] - word.at[1]))
    });
    right.filter_map(|w| w.text.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()).collect()
}

/// Returns whether a second build gave the same bytes, and whether two cards of one number name each other.
pub fn same(case: &Case) -> Judgement {
    if !case.twin {
        return Err("two builds differ".to_owned());
    }
    let cards = case.document.data["cards"].as_array().cloned().unwrap_or_default();
    let wanted = |more: fn(u64, u64) -> bool| {
        cards
            .iter()
            .filter(|c| more(c["page"].as_u64().unwrap_or(1), c["pages"].as_u64().unwrap_or(1)))
            .count()
    };
    let said = |mark: &str| case.sides.iter().filter(|s| s.front && s.text.contains(mark)).count();
    let (ahead, behind) = (wanted(|page, pages| page < pages), wanted(|page, _| page > 1));
    if said("▶") < ahead || said("◀") < behind {
        return Err(format!("{} of {ahead} cards say ▶, {} of {behind} say ◀", said("▶"), said("◀")));
    }
    Ok(())
}
