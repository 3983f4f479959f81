//! Items about words: 2, 4, 7, 8, 9, 14, 15, 19, 20.

use std::collections::BTreeMap;

use super::read::{self, MM, Word};
use super::sides::{Entry, Side, items, pieces};
use super::{Case, Judgement};

const CLOSING: &str = "，。、；：？！）》”】…";
const OPENING: &str = "（《“【";
const UNITS: [&str; 14] =
    ["毫米", "厘米", "公里", "米", "分钟", "小时", "户", "人", "个", "级", "遍", "次", "天", "%"];
/// Words that say nothing.
const EMPTY: [&str; 10] = ["若干", "相关", "有关", "必要时", "及时", "加强", "做好", "落实", "妥善", "酌情"];
/// Words that send the reader to other papers.
const ELSEWHERE: [&str; 5] = ["附件", "附录", "同上", "依据预案", "见第"];

/// Returns whether words stay on their side, apart from each other, and whether all that the data says is
/// there.
pub fn whole(case: &Case) -> Judgement {
    for side in case.sides.iter().filter(|_| !case.tiled()) {
        let edge = case.rules.margin * MM - 1.0;
        let live = [side.at[0] + edge, side.at[1] + edge, side.at[2] - edge, side.at[3] - edge];
        let out = |w: &&&Word| {
            let at = inked(w);
            at[0] < live[0] || at[1] < live[1] || at[2] > live[2] || at[3] > live[3]
        };
        if let Some(word) = side.words.iter().find(out) {
            return Err(format!("{} on page {} leaves the live area", word.text, side.page + 1));
        }
        apart(side)?;
    }
    let all = case.text();
    let mut lost: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for entry in case.wanted() {
        // Words that only lack a character are another item's loss.
        if !there(case, entry, &all) && missing(case, entry, &all).is_none() {
            let first = || (0, format!("{} {:?}", entry.number, entry.ways[entry.ways.len() - 1]));
            lost.entry(&entry.path).or_insert_with(first).0 += 1;
        }
    }
    // What gives way where room is short must stand somewhere.
    lost.retain(|path, _| {
        !case.roomy(path) || !case.wanted().any(|e| e.path == *path && there(case, e, &all))
    });
    if lost.is_empty() { Ok(()) } else { Err(format!("not on paper: {lost:?}")) }
}

/// Returns whether something is on paper in one of its ways: on a side; in a book also over two pages; on
/// tiles also over a joint; a list also in parts.
fn there(case: &Case, entry: &Entry, all: &str) -> bool {
    if case.sides_of(&entry.number).any(|side| entry.on(side).is_some()) {
        return true;
    }
    let texts: Vec<&str> = case.sides_of(&entry.number).map(|s| s.text.as_str()).collect();
    let has = |part: &str| texts.iter().any(|t| t.contains(part));
    let cut = |part: &String| part.char_indices().any(|(i, _)| has(&part[..i]) && has(&part[i..]));
    // The pages of a booklet do not follow each other as they are read: enough of the words on either side of
    // the break.
    let turned = |part: &String| {
        let count = part.chars().count();
        let halves = || part.char_indices().enumerate().filter(|(n, _)| *n >= 4 && n + 4 <= count);
        has(part) || halves().any(|(_, (i, _))| has(&part[..i]) && has(&part[i..]))
    };
    let parted = case.rules.parted.contains(&entry.path.as_str());
    entry.ways.iter().any(|way| {
        let parts: Vec<String> = way.iter().flat_map(|w| pieces(w)).collect();
        (entry.number.is_empty() && parts.iter().all(|p| all.contains(p)))
            || (case.tiled() && parts.iter().all(cut))
            || (entry.number.is_empty() && parts.iter().all(turned))
            || (parted && way.iter().flat_map(|w| items(w)).all(|p| has(&p)))
    })
}

/// Marks fill half of their em; the other half may be set off.
fn inked(word: &Word) -> [f64; 4] {
    let [mut x0, y0, mut x1, y1] = word.at;
    let half = word.size() / 2.0;
    if word.text.ends_with(|c| CLOSING.contains(c)) {
        x1 -= half;
    }
    if word.text.starts_with(|c| OPENING.contains(c)) {
        x0 += half;
    }
    [x0, y0, x1, y1]
}

fn apart(side: &Side) -> Judgement {
    let boxes: Vec<[f64; 4]> = side.words.iter().map(|w| inked(w)).collect();
    for (i, a) in boxes.iter().enumerate() {
        let over =
            |b: &[f64; 4]| a[2].min(b[2]) - a[0].max(b[0]) > 1.0 && a[3].min(b[3]) - a[1].max(b[1]) > 1.0;
        if let Some(j) = boxes[..i].iter().position(over) {
            return Err(format!(
                "{} lies on {} on page {}",
                side.words[i].text,
                side.words[j].text,
                side.page + 1
            ));
        }
    }
    Ok(())
}

/// Returns whether every character of the data came through.
pub fn characters(case: &Case) -> Judgement {
    let all = case.text();
    if all.contains('\u{FFFD}') {
        return Err("a character is not in the font".to_owned());
    }
    let lost = case.wanted().find_map(|e| Some((e, missing(case, e, &all)?)));
    match lost {
        Some((entry, c)) => {
            Err(format!("{} {}: {c} of {:?} is nowhere", entry.number, entry.path, entry.ways[0]))
        }
        None => Ok(()),
    }
}

/// Returns a character that is nowhere on paper though what stands around it is: in the last, shortest way to
/// say something.
fn missing(case: &Case, entry: &Entry, all: &str) -> Option<char> {
    let words: Vec<String> = entry.ways.last()?.iter().flat_map(|w| pieces(w)).collect();
    let gone = words.iter().flat_map(|w| w.chars()).find(|c| !all.contains(*c))?;
    let known = words.iter().any(|w| w.contains(|c| all.contains(c)));
    let around =
        |side: &Side| words.iter().all(|word| stands_but_for(&side.text, word, |c| !all.contains(c)));
    (known && case.sides_of(&entry.number).any(around)).then_some(gone)
}

/// Returns whether a word stands in a text but for characters that are gone: each left out, or something else
/// in its place.
fn stands_but_for(text: &str, word: &str, gone: impl Fn(char) -> bool) -> bool {
    let left: String = word.chars().filter(|c| !gone(*c)).collect();
    let (text, word): (Vec<char>, Vec<char>) = (text.chars().collect(), word.chars().collect());
    let alike =
        |place: &[char]| place.iter().zip(&word).all(|(there, wanted)| there == wanted || gone(*wanted));
    text.windows(word.len().max(1)).any(alike) || text.iter().collect::<String>().contains(&left)
}

/// Returns whether the first thing to do, or to ring, stands in the top third.
pub fn first_high(case: &Case) -> Judgement {
    let rung: Vec<_> = if case.rules.actions.is_empty() { case.numbers() } else { case.actions() };
    let mut seen = 0;
    for side in case.sides.iter().filter(|s| s.front) {
        let tops =
            rung.iter().filter(|(_, at, ..)| std::ptr::eq(*at, side)).map(|(.., words)| words[0].at[1]);
        let top = tops.fold(f64::MAX, f64::min);
        let share = (top - side.at[1]) / (side.at[3] - side.at[1]);
        if top < f64::MAX {
            seen += 1;
            if share > 1.0 / 3.0 {
                return Err(format!(
                    "page {} seat {:?}: first action at {:.0} % of the height",
                    side.page + 1,
                    side.seat,
                    share * 100.0
                ));
            }
        }
    }
    if seen == 0 { Err("no action was found".to_owned()) } else { Ok(()) }
}

/// Returns whether a side has at most seven steps, three of them boxed, numbered without a gap.
pub fn count(case: &Case) -> Judgement {
    let mut seen = 0;
    for side in &case.sides {
        let chip = |w: &&&Word| {
            let few = w.text.len() <= 2 && w.text.chars().all(|c| c.is_ascii_digit());
            // The chip is dark on all sides of its figure.
            let [x0, y0, x1, y1] = w.at;
            few && [[x0 - 2.0, y0 + 2.0, x0 - 0.5, y1 - 2.0], [x1 + 0.5, y0 + 2.0, x1 + 2.0, y1 - 2.0]]
                .iter()
                .all(|b| case.print.rasters[side.page].range(*b).2 > 0.95)
        };
        let chips: Vec<usize> = side.words.iter().filter(chip).filter_map(|w| w.text.parse().ok()).collect();
        seen += chips.len();
        if chips.len() > 7 || chips.windows(2).any(|w| w[1] != w[0] + 1) {
            return Err(format!("page {} seat {:?}: steps {chips:?}", side.page + 1, side.seat));
        }
    }
    let cards = case.document.data["cards"].as_array().into_iter().flatten();
    if let Some(card) = cards.into_iter().find(|c| c["first"].as_array().is_some_and(|f| f.len() > 3)) {
        return Err(format!("{}: more than three boxed", card["number"]));
    }
    // What is not in the data cannot be numbered.
    let none = case
        .actions()
        .iter()
        .all(|(e, ..)| !e.path.starts_with("first") && !e.path.starts_with("steps") && e.path != "actions");
    if seen == 0 && !none { Err("no numbered step was found".to_owned()) } else { Ok(()) }
}

/// Returns whether steps are short: characters, a number counted as one, and two lines.
pub fn length(case: &Case) -> Judgement {
    for (entry, side, part, words) in case.actions() {
        let mut units = 0;
        let mut figure = false;
        for c in part.chars().filter(|c| !c.is_whitespace()) {
            let digit = c.is_ascii_digit() || (figure && "-.".contains(c));
            units += usize::from(!(digit && figure));
            figure = digit;
        }
        let most = case.rules.actions.iter().find(|(p, ..)| *p == entry.path).map_or(28, |a| a.2);
        let lines = 1 + words.windows(2).filter(|w| w[0].beside(w[1]) < 0.3).count();
        if units > most || lines > 2 {
            return Err(format!(
                "{} page {}: {part}: {units} characters of {most}, {lines} lines",
                entry.number,
                side.page + 1
            ));
        }
    }
    Ok(())
}

/// Returns whether no line begins or ends with a mark that must not stand there.
pub fn punctuation(case: &Case) -> Judgement {
    for side in &case.sides {
        for line in side.lines() {
            let (first, last) = (&line[0].text, &line[line.len() - 1].text);
            // After a blank to write on a mark may stand first: there the line does not begin at its column's
            // edge.
            let x = line[0].at[0];
            let edge = side.words.iter().any(|w| {
                !line.iter().any(|l| std::ptr::eq(*l, *w))
                    && (w.at[0] - line[0].at[0]).abs() < 1.0
                    && (w.at[1] - line[0].at[1]).abs() < 3.0 * w.size()
            });
            let marked = edge && first.starts_with(|c| CLOSING.contains(c));
            let written = |l: &read::Line| {
                (x - l.at[2]).abs() < 4.0 && (line[0].at[1]..line[0].at[3] + 6.0).contains(&l.at[1])
            };
            if (marked && !read::shapes(&case.print.file, side.page + 1).0.iter().any(written))
                || last.ends_with(|c| OPENING.contains(c))
            {
                return Err(format!("a line from {first} to {last} on page {}", side.page + 1));
            }
        }
    }
    Ok(())
}

/// Returns whether no line holds one character, and no number is cut from its unit.
pub fn lone(case: &Case) -> Judgement {
    for side in &case.sides {
        for pair in side.lines().windows(2) {
            let (above, below) = (&pair[0], &pair[1]);
            let text: String = below.iter().map(|w| w.text.as_str()).collect();
            let (a, b) = (above[0], below[0]);
            let pitch = b.at[1] - a.at[1];
            let follows = (a.at[0] - b.at[0]).abs() < 1.0
                && (a.size() - b.size()).abs() < 0.2
                && (0.9..1.9).contains(&(pitch / a.size()));
            // A column of single characters is meant so.
            let column = above.iter().map(|w| w.text.chars().count()).sum::<usize>() < 3;
            let long = above[above.len() - 1].at[2] - a.at[0] > 4.0 * a.size();
            if follows
                && !column
                && long
                && text.chars().count() == 1
                && !text.chars().all(|c| c.is_ascii_digit())
            {
                return Err(format!("{text} alone under {} on page {}", a.text, side.page + 1));
            }
            let figure = above[above.len() - 1].text.ends_with(|c: char| c.is_ascii_digit());
            if follows && figure && UNITS.iter().any(|u| text.starts_with(u)) {
                return Err(format!("{text} cut from its number on page {}", side.page + 1));
            }
        }
    }
    Ok(())
}

/// Returns whether prohibitions stand with 不准 and in no step.
pub fn forbidden(case: &Case) -> Judgement {
    for (entry, _, part, _) in case.actions() {
        if let Some(word) =
            ["严禁", "切勿", "不要", "不准"].iter().find(|w| part.replace("拿不准", "").contains(*w))
        {
            return Err(format!("{} {part}: {word} in a step", entry.number));
        }
    }
    for entry in case.entries.iter().filter(|e| e.path == "forbid") {
        let said = format!("不准{}", pieces(&entry.ways[0][0]).concat());
        if !case.sides_of(&entry.number).any(|s| s.text.contains(&said)) {
            return Err(format!("{}: {said} is not in the strip", entry.number));
        }
    }
    Ok(())
}

/// Returns whether steps have no empty words and send nobody elsewhere.
pub fn plain(case: &Case) -> Judgement {
    for (entry, _, part, _) in case.actions() {
        if let Some(word) = EMPTY.iter().chain(&ELSEWHERE).find(|w| part.contains(*w)) {
            return Err(format!("{} {part}: {word}", entry.number));
        }
    }
    Ok(())
}
