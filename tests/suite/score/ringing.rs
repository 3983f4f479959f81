//! Items about numbers: 10, 11, 21.

use serde_json::Value;

use super::read::{MM, Word};
use super::sides::{Side, squeezed};
use super::{Case, Judgement};

/// Returns whether numbers to ring are large, bold, on one line, in groups, the first one on the front.
pub fn phones(case: &Case) -> Judgement {
    let mut seen = 0;
    for (path, floor) in case.rules.phones {
        for entry in case.entries.iter().filter(|e| e.path == *path) {
            let number = &entry.ways[0][0];
            let mut faults: Vec<String> = Vec::new();
            let mut good = false;
            for side in case.sides_of(&entry.number) {
                for (words, _) in side.find_all(number) {
                    match set(case, side, words, number, *floor) {
                        Ok(()) => good = true,
                        Err(fault) => faults.push(fault),
                    }
                }
            }
            seen += 1;
            // Where room was short it is not on this card; the item of lost words sees to it that it is on
            // others.
            let spared = faults.is_empty() && case.roomy(path);
            if !good && !spared {
                return Err(format!(
                    "{} {number}: {}",
                    entry.number,
                    faults.pop().unwrap_or_else(|| "not on paper".to_owned())
                ));
            }
        }
    }
    let first = case.rules.phones.first().map(|p| p.0).unwrap_or_default();
    for card in &case.document.cards {
        let Some(entry) = case.entries.iter().find(|e| e.number == card.number && e.path == first) else {
            continue;
        };
        if !case.sides_of(&card.number).any(|s| s.front && s.find(&entry.ways[0][0]).is_some()) {
            return Err(format!("{}: {} is not on the front", card.number, entry.ways[0][0]));
        }
    }
    if seen == 0 && !case.rules.phones.is_empty() { Err("no number was found".to_owned()) } else { Ok(()) }
}

fn set(case: &Case, side: &Side, words: &[&Word], number: &str, floor: f64) -> Judgement {
    let page = &case.print.pages[side.page];
    let size = words.iter().map(|w| w.size()).fold(f64::MAX, f64::min);
    if size < floor - 0.05 {
        return Err(format!("{size:.1} pt of {floor} on page {}", side.page + 1));
    }
    if words.windows(2).any(|w| w[0].beside(w[1]) < 0.6) {
        return Err(format!("broken over lines on page {}", side.page + 1));
    }
    if !words.iter().all(|w| page.bold((w.at[0] + w.at[2]) / 2.0, (w.at[1] + w.at[3]) / 2.0)) {
        return Err(format!("not bold on page {}", side.page + 1));
    }
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let groups: Vec<usize> = number.split(|c: char| !c.is_ascii_digit()).map(str::len).collect();
    if digits == 11 && number.starts_with('1') && (groups != [3, 4, 4] || words.len() != 3) {
        return Err(format!("not in groups of 3, 4, 4 on page {}", side.page + 1));
    }
    Ok(())
}

/// Returns whether a number stands right beside its name.
pub fn beside(case: &Case) -> Judgement {
    let mut rows: Vec<(String, String, String)> = Vec::new();
    match case.document.data["cards"].as_array() {
        Some(cards) => cards.iter().for_each(|card| named(card, card["number"].as_str().unwrap(), &mut rows)),
        None => named(&case.document.data, "", &mut rows),
    }
    for (card, name, number) in &rows {
        let near = |side: &Side| {
            let names = side.find_all(name);
            let numbers = side.find_all(number);
            let close = |n: &[&Word], p: &[&Word]| {
                let (n, p) = (n[n.len() - 1], p[0]);
                let right = n.beside(p) > 0.2 && (-0.5..4.0 * MM + 0.5).contains(&(p.at[0] - n.at[2]));
                let under = (-0.5..4.0 * MM).contains(&(p.at[1] - n.at[3])) && n.at[0] < p.at[2] + 200.0;
                right || under
            };
            names.iter().any(|(n, _)| numbers.iter().any(|(p, _)| close(n, p)))
        };
        let mut both =
            case.sides_of(card).filter(|s| s.find(name).is_some() && s.find(number).is_some()).peekable();
        if both.peek().is_some() && !both.any(near) {
            return Err(format!("{card} {name} and {number} stand apart"));
        }
    }
    Ok(())
}

/// Returns who has which number: objects with both.
fn named(value: &Value, card: &str, rows: &mut Vec<(String, String, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| named(v, card, rows)),
        Value::Object(map) => {
            let text = |key: &str| {
                let value = map.get(key)?;
                value.as_str().or(value["number"].as_str()).filter(|t| !t.is_empty())
            };
            let rung = |n: &&str| n.chars().all(|c| c.is_ascii_digit() || " -\u{a0}".contains(c));
            if let (Some(name), Some(number)) = (text("name").or(text("label")), text("number").filter(rung))
            {
                rows.push((card.to_owned(), squeezed(name), squeezed(number)));
            }
            map.values().for_each(|v| named(v, card, rows));
        }
        _ => {}
    }
}

/// Returns whether figures in steps are bold and have their unit.
pub fn figures(case: &Case) -> Judgement {
    let (mut all, mut good, mut bad) = (0, 0, String::new());
    for (_, side, part, words) in case.actions() {
        let start = side.find(part).map_or(0, |(_, start)| start);
        let chars: Vec<char> = squeezed(part).chars().collect();
        for (i, c) in chars.iter().enumerate() {
            if !c.is_ascii_digit()
                || (i > 0 && (chars[i - 1].is_ascii_digit() || ".-".contains(chars[i - 1])))
            {
                continue;
            }
            let end = (i..chars.len())
                .find(|j| !(chars[*j].is_ascii_digit() || ".-".contains(chars[*j])))
                .unwrap_or(chars.len());
            let unit =
                end - i >= 3 || chars.get(end).is_some_and(|c| !c.is_ascii() && !"，。、；：".contains(*c));
            let bold = place(&words, start + i).is_none_or(|(x, y)| case.print.pages[side.page].bold(x, y));
            all += 1;
            good += usize::from(unit && bold);
            if !(unit && bold) {
                bad = format!(
                    "{part} on page {}: {}",
                    side.page + 1,
                    if unit { "not bold" } else { "no unit" }
                );
            }
        }
    }
    if good * 100 >= all * 95 { Ok(()) } else { Err(format!("{good} of {all}; {bad}")) }
}

/// Returns the middle of the nth character of these words; figures are about half as wide as Han.
fn place(words: &[&Word], nth: usize) -> Option<(f64, f64)> {
    let mut left = nth;
    for word in words {
        let text: Vec<char> = word.text.chars().filter(|c| !c.is_whitespace()).collect();
        if left < text.len() {
            let wide = |c: &char| if c.is_ascii() { 0.56 } else { 1.0 };
            let total: f64 = text.iter().map(wide).sum();
            let before: f64 = text[..left].iter().map(wide).sum::<f64>() + wide(&text[left]) / 2.0;
            let x = word.at[0] + (word.at[2] - word.at[0]) * before / total;
            return Some((x, (word.at[1] + word.at[3]) / 2.0));
        }
        left -= text.len();
    }
    None
}
