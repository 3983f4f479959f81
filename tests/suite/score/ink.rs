//! Items about type, paper and ink: 1, 3, 5, 6, 12, 13, 22, 23.

use super::families::Backs;
use super::read::{self, MM};
use super::tools::{self, Raster};
use super::{Case, Judgement};

/// Returns whether type is nowhere too small, actions and all.
pub fn type_size(case: &Case) -> Judgement {
    for side in &case.sides {
        if let Some(word) = side.words.iter().find(|w| w.size() < 8.95) {
            return Err(format!("{} on page {}: {:.2} pt", word.text, side.page + 1, word.size()));
        }
    }
    let actions = case.actions();
    for (entry, side, part, words) in &actions {
        let floor = case.floor(&entry.path);
        let large = |words: &[&read::Word]| words.iter().all(|w| w.size() > floor - 0.05);
        // A book says an action again in tables.
        if entry.number.is_empty()
            && actions.iter().any(|(e, .., words)| std::ptr::eq(*e, *entry) && large(words))
        {
            continue;
        }
        if let Some(word) = words.iter().find(|w| w.size() < floor - 0.05) {
            return Err(format!("{part} on page {}: {:.2} pt of {floor}", side.page + 1, word.size()));
        }
    }
    Ok(())
}

/// Returns whether all faces are embedded with a way back to characters, four at most.
pub fn fonts(case: &Case) -> Judgement {
    let fonts = &case.print.fonts;
    if let Some((name, ..)) = fonts.iter().find(|(_, embedded, unicode)| !embedded || !unicode) {
        return Err(format!("{name} is not embedded or has no characters"));
    }
    if fonts.is_empty() || fonts.len() > 4 { Err(format!("{} faces", fonts.len())) } else { Ok(()) }
}

/// Returns whether pages have the size of the paper, and the ruler its 100 mm.
pub fn paper(case: &Case) -> Judgement {
    let want = (case.rules.paper.0 * MM, case.rules.paper.1 * MM);
    for (i, page) in case.print.pages.iter().enumerate() {
        if (page.size.0 - want.0).abs() > 0.2 * MM || (page.size.1 - want.1).abs() > 0.2 * MM {
            return Err(format!("page {}: {:.1} × {:.1} mm", i + 1, page.size.0 / MM, page.size.1 / MM));
        }
    }
    let ruler = |l: &read::Line| (l.at[2] - l.at[0] - 100.0 * MM).abs() < 0.3 && l.at[3] - l.at[1] < 0.1;
    if case.rules.test && !read::shapes(&case.print.file, 1).0.iter().any(ruler) {
        return Err("no ruler of 100 mm on the test page".to_owned());
    }
    Ok(())
}

/// Returns whether ink stays 5 mm from the paper's edge and 4 mm from cuts.
pub fn margins(case: &Case) -> Judgement {
    let inked = |raster: &Raster, at: [f64; 4]| raster.range(at).0 < 160;
    for (i, raster) in case.print.rasters.iter().enumerate() {
        let (w, h) = case.print.pages[i].size;
        let edge = 4.85 * MM;
        let strips = [[0.0, 0.0, edge, h], [w - edge, 0.0, w, h], [0.0, 0.0, w, edge], [0.0, h - edge, w, h]];
        if let Some(n) = strips.iter().position(|s| inked(raster, *s)) {
            return Err(format!(
                "page {}: ink within 5 mm of the paper's {} edge",
                i + 1,
                ["left", "right", "upper", "lower"][n]
            ));
        }
    }
    // The middle of a booklet's sheet is a fold.
    let sides = case.sides.iter().filter(|_| case.rules.family != "booklet");
    for side in sides {
        let [x0, y0, x1, y1] = side.at;
        let (w, h) = case.print.pages[side.page].size;
        // Ticks and crosses stand on the cut line or in its corners; so do the marks of rounded corners.
        let (line, deep, corner) = (0.7 * MM, 3.85 * MM, 3.6 * MM);
        let folded = case.rules.backs == Backs::Fold;
        let cuts = [
            (x0 > MM && !(folded && side.seat.1 == 1), [x0 + line, y0 + corner, x0 + deep, y1 - corner]),
            (x1 < w - MM && !(folded && side.seat.1 == 0), [x1 - deep, y0 + corner, x1 - line, y1 - corner]),
            (y0 > MM, [x0 + corner, y0 + line, x1 - corner, y0 + deep]),
            (y1 < h - MM, [x0 + corner, y1 - deep, x1 - corner, y1 - line]),
        ];
        if let Some(n) =
            cuts.iter().position(|(cut, strip)| *cut && inked(&case.print.rasters[side.page], *strip))
        {
            let edge = ["left", "right", "upper", "lower"][n];
            return Err(format!(
                "page {} seat {:?}: ink within 4 mm of the {edge} cut",
                side.page + 1,
                side.seat
            ));
        }
    }
    Ok(())
}

fn contrast(low: u8, high: u8) -> f64 {
    let light = |v: u8| (f64::from(v) / 255.0).powf(2.2) + 0.05;
    light(high) / light(low)
}

/// Returns whether text stands out in greys, and whether each level has its bars.
pub fn greys(case: &Case) -> Judgement {
    let check = |page: usize, word: &read::Word, least: f64| {
        let (low, high, _) = case.print.rasters[page].range(word.at);
        let got = contrast(low, high);
        if got < least { Err(format!("{} on page {}: {got:.1} : 1", word.text, page + 1)) } else { Ok(()) }
    };
    for side in &case.sides {
        side.words
            .iter()
            .filter(|w| w.text.chars().any(char::is_alphanumeric))
            .try_for_each(|w| check(side.page, w, 4.5))?;
    }
    for (_, side, _, words) in case.actions() {
        words.iter().try_for_each(|w| check(side.page, w, 7.0))?;
    }
    // A book draws its tags alike on every page.
    case.sides.iter().filter(|s| s.page < 40).try_for_each(|side| bars(case, side))
}

/// The level tags: word, numeral, and as many of four bars filled, right of the words or under them.
fn bars(case: &Case, side: &super::sides::Side) -> Judgement {
    let mut boxes: Option<Vec<[f64; 4]>> = None;
    for (count, tag) in ["蓝色Ⅳ级", "黄色Ⅲ级", "橙色Ⅱ级", "红色Ⅰ级"].into_iter().enumerate()
    {
        for (words, _) in side.find_all(tag) {
            let last = words.last().unwrap();
            let (x, em) = (words[0].at[0].min(last.at[0]), last.size());
            let slim = |b: &&[f64; 4]| {
                (0.35..0.65).contains(&((b[2] - b[0]) / (b[3] - b[1]))) && b[3] - b[1] < 2.0 * em
            };
            let near = |b: &&[f64; 4]| {
                x - 2.0 < b[0]
                    && b[2] < last.at[2] + 4.0 * em
                    && words[0].at[1] - 2.0 < b[1]
                    && b[3] < last.at[3] + 1.8 * em
            };
            let all = boxes.get_or_insert_with(|| read::shapes(&case.print.file, side.page + 1).1);
            let mut row: Vec<&[f64; 4]> = all.iter().filter(slim).filter(near).collect();
            row.sort_by(|a, b| (a[1] - last.at[1]).abs().total_cmp(&(b[1] - last.at[1]).abs()));
            row.truncate(4);
            let inner = |b: &[f64; 4]| [b[0] + 0.8, b[1] + 0.8, b[2] - 0.8, b[3] - 0.8];
            let filled = row.iter().filter(|b| case.print.rasters[side.page].range(inner(b)).2 > 0.5).count();
            // Words in a sentence have no bars and need none.
            if !row.is_empty() && (row.len(), filled) != (4, count + 1) {
                return Err(format!("{tag} on page {}: {filled} of {} bars", side.page + 1, row.len()));
            }
        }
    }
    Ok(())
}

/// Returns whether every spot of colour has the word of a level beside it.
pub fn colour(case: &Case) -> Judgement {
    let last = case.sides.last().map_or(0, |s| s.page);
    let first = case.sides.first().map_or(0, |s| s.page);
    let pages = tools::rasters(&case.print.file, first + 1, last.min(first + 7) + 1, 72, false);
    for (i, page) in pages.iter().enumerate() {
        let words = &case.print.pages[first + i].words;
        let named = |x: f64, y: f64| {
            let near = |w: &&read::Word| {
                w.at[1] - 3.0 <= y && y <= w.at[3] + 26.0 && (-40.0..60.0).contains(&(w.at[0] - x))
            };
            words
                .iter()
                .filter(near)
                .any(|w| ["蓝", "黄", "橙", "红", "级"].iter().any(|c| w.text.contains(c)))
        };
        for (n, pixel) in page.pixels.chunks(page.depth).enumerate() {
            let spread = pixel.iter().max().unwrap() - pixel.iter().min().unwrap();
            let (x, y) = ((n % page.width) as f64, (n / page.width) as f64);
            if spread > 90 && !named(x, y) {
                return Err(format!(
                    "colour without its word on page {} at {:.0}, {:.0} mm",
                    first + i + 1,
                    x / MM,
                    y / MM
                ));
            }
        }
    }
    Ok(())
}

/// Returns whether lines to write on are 7 mm apart and have their label before them.
pub fn blanks(case: &Case) -> Judgement {
    let mut seen = 0;
    let mut pages: Vec<usize> = case.sides.iter().map(|s| s.page).collect();
    pages.dedup();
    for page in pages.into_iter().take(10) {
        let labelled = |l: &read::Line| {
            let words = case.print.pages[page].words.iter();
            let mut before = words.filter(|w| {
                (-1.0..10.0).contains(&(l.at[0] - w.at[2])) && w.at[1] < l.at[1] && l.at[1] < w.at[3] + 8.0
            });
            before.next().is_some()
        };
        let free = |l: &read::Line| {
            let over = |w: &read::Word| {
                w.at[0] < l.at[2] - 1.0
                    && l.at[0] + 1.0 < w.at[2]
                    && w.at[1] < l.at[1] - 2.0
                    && l.at[1] - 4.0 * MM < w.at[3]
            };
            !case.print.pages[page].words.iter().any(over)
        };
        let blank = |l: &read::Line| {
            l.at[3] - l.at[1] < 1.0
                && (7.0 * MM..140.0 * MM).contains(&(l.at[2] - l.at[0]))
                && labelled(l)
                && free(l)
        };
        let lines = read::shapes(&case.print.file, page + 1).0;
        let blanks: Vec<read::Line> = lines.iter().copied().filter(blank).collect();
        seen += blanks.len();
        let ruled = ruled(&lines, &case.print.pages[page].words);
        seen += ruled.len();
        if let Some((pitch, y)) = ruled.into_iter().find(|(pitch, _)| *pitch < 6.95) {
            return Err(format!("page {}: rows to write on {pitch:.1} mm high, at {y:.0} mm", page + 1));
        }
        for a in &blanks {
            let below = |b: &&read::Line| b.at[1] > a.at[1] + 0.5 && b.at[0] < a.at[2] && a.at[0] < b.at[2];
            let pitch = blanks.iter().filter(below).map(|b| (b.at[1] - a.at[1]) / MM).fold(99.0, f64::min);
            if pitch < 6.95 {
                return Err(format!(
                    "page {}: lines to write on {pitch:.1} mm apart, at {:.0} mm",
                    page + 1,
                    a.at[1] / MM
                ));
            }
        }
    }
    if seen == 0 { Err("no line to write on was found".to_owned()) } else { Ok(()) }
}

/// Returns the rows of empty tables, three or more of one height: that height and where, in millimetres.
fn ruled(lines: &[read::Line], words: &[read::Word]) -> Vec<(f64, f64)> {
    let next = |a: &read::Line| {
        let twin = |b: &&read::Line| {
            (a.at[0] - b.at[0]).abs() < 1.0 && (a.at[2] - b.at[2]).abs() < 1.0 && b.at[1] > a.at[1] + 1.0
        };
        let low = lines
            .iter()
            .filter(twin)
            .filter(|b| b.at[2] - b.at[0] > 7.0 * MM)
            .min_by(|b, c| b.at[1].total_cmp(&c.at[1]))?;
        let filled = words.iter().any(|w| {
            w.at[0] < a.at[2] && a.at[0] < w.at[2] && w.at[1] < low.at[1] - 1.0 && a.at[1] + 1.0 < w.at[3]
        });
        (!filled && low.at[1] - a.at[1] < 15.0 * MM).then_some(*low)
    };
    let row = |a: &read::Line| {
        let b = next(a)?;
        let (one, two) = (b.at[1] - a.at[1], next(&b)?.at[1] - b.at[1]);
        ((one - two).abs() < 0.5 && one > 3.0 * MM).then_some((one / MM, a.at[1] / MM))
    };
    lines.iter().filter(|l| l.at[3] - l.at[1] < 1.0).filter_map(row).collect()
}

/// Returns whether ink covers at most 18 %, with no line thinner than half a point but ticks.
pub fn cover(case: &Case) -> Judgement {
    for side in &case.sides {
        let raster = &case.print.rasters[side.page];
        let pixel = |v: f64| (v * raster.scale) as usize;
        let (x0, x1) = (pixel(side.at[0]), pixel(side.at[2]).min(raster.width));
        let rows = pixel(side.at[1])..pixel(side.at[3]).min(raster.height);
        let count = rows.len() * (x1 - x0);
        let ink: u64 = rows
            .flat_map(|y| &raster.pixels[y * raster.width + x0..y * raster.width + x1])
            .map(|v| u64::from(255 - v))
            .sum();
        let share = ink as f64 / 255.0 / count as f64;
        if share > 0.18 {
            return Err(format!("page {}: {:.0} % ink", side.page + 1, share * 100.0));
        }
    }
    if case.tiled() {
        // Where to cut and glue is a finer line on purpose.
        return Ok(());
    }
    let first = case.sides.first().map_or(0, |s| s.page);
    let thin = |l: &read::Line| l.width < 0.49 && (l.at[2] - l.at[0]).max(l.at[3] - l.at[1]) > 6.1 * MM;
    match read::shapes(&case.print.file, first + 1).0.into_iter().find(thin) {
        Some(line) => Err(format!(
            "a line of {:.2} pt at {:.0}, {:.0} mm",
            line.width,
            line.at[0] / MM,
            line.at[1] / MM
        )),
        None => Ok(()),
    }
}
