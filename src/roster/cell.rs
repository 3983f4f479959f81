//! Cells as values: what is spoilt is named, and mended only where the original is certain.

use super::sheet::{Cell, Form};
use super::table::Column;
use crate::model::phone::{self, Fault, Phone};
use crate::model::shape::{PERSON, Shape};
use crate::yaml::{self, Vocabulary};

/// Why a cell is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoilt {
    /// Code of the catalogue.
    pub code: &'static str,
    /// What may be written instead.
    pub hint: String,
}

/// A cell's value, and what was mended in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value {
    /// Texts as a profile has them; one, or those of a list.
    pub texts: Vec<String>,
    /// Code of what was mended.
    pub mended: Option<&'static str>,
}

type Result<T> = std::result::Result<T, Spoilt>;

fn spoilt<T>(code: &'static str) -> Result<T> {
    Err(Spoilt { code, hint: String::new() })
}

/// Returns what a cell means in a field of a shape; `field` is the field's English name.
pub fn value(cell: &Cell, shape: &Shape, field: &str, column: &Column, words: &Vocabulary) -> Result<Value> {
    if cell.form == Form::Error {
        return spoilt("sheet-error");
    }
    if matches!(shape, Shape::Phone) || matches!(shape, Shape::List(inner) if **inner == Shape::Phone) {
        return phones(cell);
    }
    if exponent(&cell.text) {
        return spoilt("sheet-exponent");
    }
    match shape {
        Shape::List(inner) => list(cell, inner, field, column, words),
        Shape::Count => match yaml::count(without_share(unmarked(&cell.text))) {
            Some((number, _)) => Ok(one(number.to_string())),
            None => spoilt("sheet-number"),
        },
        Shape::Number if field == "coordinates" => match yaml::degrees(&cell.text) {
            Some(degrees) => Ok(one(degrees)),
            None => spoilt("sheet-number"),
        },
        Shape::Number => match yaml::number(&cell.text) {
            Some((number, _)) => Ok(one(number.to_string())),
            None => spoilt("sheet-number"),
        },
        Shape::Date => date(cell),
        Shape::Flag => match yaml::flag(&cell.text) {
            Some(flag) => Ok(one((if flag { "是" } else { "否" }).to_owned())),
            None => spoilt("sheet-word"),
        },
        Shape::Choice(known) => {
            let text = meant(&cell.text, column);
            match known.iter().find(|word| word.zh == text || word.en == text) {
                Some(word) => Ok(one(word.zh.clone())),
                None => {
                    let hint = known.iter().map(|word| word.zh.as_str()).collect::<Vec<_>>().join("、");
                    Err(Spoilt { code: "sheet-word", hint })
                }
            }
        }
        Shape::Text { names: Some(kind) } if kind != PERSON => {
            let text = meant(&cell.text, column);
            if words.id_of(kind, &text).is_some() || words.is_open(kind) {
                Ok(one(text))
            } else {
                spoilt("sheet-name")
            }
        }
        Shape::Text { names: None } if field == "code" && column.to == "code" => code(cell),
        _ if field == "head" => Ok(head(&line(&cell.text))),
        _ => Ok(one(line(&meant(&cell.text, column)))),
    }
}

/// Returns what a cell that lists several means.
fn list(cell: &Cell, inner: &Shape, field: &str, column: &Column, words: &Vocabulary) -> Result<Value> {
    let (mut all, mut left) = (Value::default(), None);
    for part in parts(&cell.text) {
        match value(&Cell { text: part, form: cell.form }, inner, field, column, words) {
            Ok(one) => {
                // 健康 is no need.
                all.texts.extend(one.texts.into_iter().filter(|text| !text.is_empty()));
                all.mended = all.mended.or(one.mended);
            }
            Err(spoilt) => left = left.or(Some(spoilt)),
        }
    }
    match left {
        Some(spoilt) if all.texts.is_empty() => Err(spoilt),
        // Of several what is known is read, and what is not is said.
        Some(_) => Ok(Value { mended: Some("sheet-part"), ..all }),
        None => Ok(all),
    }
}

/// Returns the code of a village: the water offices put three noughts behind it.
fn code(cell: &Cell) -> Result<Value> {
    let digits: String = cell.text.chars().filter(|c| !c.is_whitespace()).collect();
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match (number, digits.len()) {
        // A village's own part is never nothing: those digits were lost.
        (true, 12 | 15) if digits[9..].starts_with("000") => spoilt("sheet-code"),
        (true, 12) => Ok(one(digits)),
        (true, 15) if digits.ends_with("000") => {
            Ok(Value { texts: vec![digits[..12].to_owned()], mended: Some("sheet-code-long") })
        }
        (true, _) => spoilt("sheet-code"),
        // A code of supplies may be anything.
        (false, _) => Ok(one(cell.text.clone())),
    }
}

/// Returns the head of a household without a bracket that only says so; one who has died is named, for
/// another has to be asked for.
fn head(text: &str) -> Value {
    let text = text.replace('(', "（").replace(')', "）");
    let Some((name, note)) =
        text.split_once('（').and_then(|(name, rest)| Some((name, rest.strip_suffix('）')?.trim())))
    else {
        return one(named(&text));
    };
    let gone = ["故", "去世", "过世", "死亡", "亡故", "病逝"].iter().any(|word| note.contains(word))
        && !note.contains('妻');
    match (gone, note) {
        (true, _) => Value { texts: vec![named(name)], mended: Some("sheet-head-gone") },
        (false, "户主" | "本人") => one(named(name)),
        (false, _) => one(named(&text)),
    }
}

fn one(text: String) -> Value {
    Value { texts: vec![text], mended: None }
}

/// Returns the word of the profile for a word of the sheet.
fn meant(text: &str, column: &Column) -> String {
    column.values.get(text.trim()).cloned().unwrap_or_else(|| text.trim().to_owned())
}

/// Returns text as one line.
pub fn line(text: &str) -> String {
    text.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
}

/// Returns whether a number has lost its last digits: 1.38E+10.
fn exponent(text: &str) -> bool {
    let Some((mantissa, power)) = text.trim().split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(rest) && power.strip_prefix('+').is_some_and(digits)
}

/// Returns the items of a cell that lists several.
pub fn parts(text: &str) -> Vec<String> {
    let part = |part: &str| part.trim().to_owned();
    text.split(['、', '，', ',', ';', '；', '\n']).map(part).filter(|part| !part.is_empty()).collect()
}

fn date(cell: &Cell) -> Result<Value> {
    let text = cell.text.trim().trim_end_matches("00:00:00").trim();
    // 26年5月8日: nobody keeps sheets of another century.
    let short =
        text.split_once('年').filter(|(year, _)| year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()));
    let text = &short.map_or_else(|| text.to_owned(), |_| format!("20{text}"));
    let text = ["上午", "下午", "晚上", "夜间", "晚"]
        .iter()
        .find_map(|part| text.strip_suffix(part).filter(|day| day.ends_with('日')))
        .unwrap_or(text);
    if let Some((date, _)) = yaml::date(text) {
        return Ok(one(date.to_string()));
    }
    // The days since 1899-12-30, as sheets count them: 2009 to 2064, which no number of people is taken for
    // here.
    match text.parse::<i32>() {
        Ok(days @ 40_000..=60_000) => {
            let date = jiff::civil::date(1899, 12, 30) + jiff::Span::new().days(days);
            Ok(Value { texts: vec![date.to_string()], mended: Some("sheet-serial-date") })
        }
        _ => spoilt("sheet-date"),
    }
}

/// Words by which something is said to be mended.
const MENDED: [&str; 8] =
    ["已整改", "已完成", "整改完成", "整改完毕", "已销号", "完成整改", "已治理", "已消除"];

/// Returns whether a text says that something is mended.
pub fn is_mended(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    MENDED.iter().any(|word| plain.contains(word))
        || ["完成", "销号", "是", "√", "✓", "合格"].contains(&plain.as_str())
}

/// Returns the day on which something was mended, if a text says that it is and when: 已整改（2026-05-20）.
pub fn closed_on(text: &str) -> Option<String> {
    let rest = MENDED.iter().filter_map(|word| text.split_once(word)).next();
    let Some((before, after)) = rest else {
        return yaml::date(text.trim()).map(|(day, _)| day.to_string());
    };
    [before, after].iter().find_map(|part| {
        let part = part.trim_matches(|c: char| c.is_whitespace() || "（）()，,。；;：:于".contains(c));
        yaml::date(part).map(|(day, _)| day.to_string())
    })
}

/// Returns the numbers of a cell, grouped as people write them.
fn phones(cell: &Cell) -> Result<Value> {
    // An apostrophe keeps a number as text in a sheet; where it was typed by another program it stays.
    let text = unmarked(cell.text.trim().trim_start_matches(['\'', '‘', '’']));
    // 1.38E+10, read by a sheet again, is 13800000000.
    if cell.form == Form::Number && text.len() == 11 && text.ends_with("0000000") {
        return spoilt("sheet-exponent");
    }
    match Phone::read(text) {
        Ok(phone) => Ok(one(phone.to_string())),
        Err(Fault::Spoilt(Some(whole))) => phones(&Cell { text: whole, form: Form::Text }),
        Err(Fault::Spoilt(None)) => spoilt("sheet-exponent"),
        Err(Fault::Several(parts)) if parts.len() > 1 => {
            let mut all = Value::default();
            for part in parts {
                all.texts.extend(phones(&Cell { text: part, form: cell.form })?.texts);
            }
            Ok(all)
        }
        // 13800000001/667001: a whole number, and one of some network.
        Err(_) if parts(&text.replace('/', "、")).len() > 1 => {
            let each = parts(&text.replace('/', "、"));
            let read = |part: &String| phones(&Cell { text: part.clone(), form: Form::Text }).ok();
            let texts: Vec<String> = each.iter().filter_map(read).flat_map(|value| value.texts).collect();
            if texts.is_empty() {
                return spoilt("sheet-phone");
            }
            Ok(Value { texts, mended: Some("sheet-part") })
        }
        // 05310000001 as a number is 5310000001.
        Err(_)
            if cell.form == Form::Number
                && (9..=11).contains(&text.len())
                && !text.starts_with(['1', '0']) =>
        {
            spoilt("sheet-zero-lost")
        }
        Err(_) => spoilt("sheet-phone"),
    }
}

/// A person as a cell names one: `张三 13800000000` is a name and a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Their numbers, if any stand there.
    pub phone: Option<Cell>,
}

/// Returns the people that a cell names; a number that is nobody's stands alone.
pub fn people(cell: &Cell) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for part in cell.text.split(['、', '，', ',', ';', '；', '\n', '/', '|']) {
        for (before, number) in runs(part) {
            let before =
                before.trim().trim_matches([')', '）']).trim_end_matches(['(', '（', ':', '：', '-']);
            let mut names = names(before);
            let phone = number.map(|text| Cell { text: text.to_owned(), form: Form::Text });
            match (names.as_mut_slice(), phone) {
                ([], None) => {}
                ([one], phone) => one.phone = phone,
                (_, Some(phone)) => match found.last_mut() {
                    Some(last) if names.is_empty() && last.phone.is_none() => last.phone = Some(phone),
                    _ => names.push(Named { name: String::new(), phone: Some(phone) }),
                },
                (_, None) => {}
            }
            found.append(&mut names);
        }
    }
    found
}

/// Returns a text as names, each with the number behind it: 张三13800000001 李四0531-00000002.
fn runs(text: &str) -> Vec<(&str, Option<&str>)> {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let within = |c: char| digit(c) || c.is_whitespace() || "-—－+＋()（）转".contains(c);
    let (mut found, mut rest, mut from) = (Vec::new(), text, 0);
    while let Some(at) = rest[from..].find(digit).map(|at| from + at) {
        let end = rest[at..].find(|c| !within(c)).map_or(rest.len(), |end| at + end);
        let number = rest[at..end].trim_end().trim_end_matches(['(', '（', ')', '）', '转']).trim_end();
        if phone::digits(number).len() < 7 {
            from = end;
            continue;
        }
        found.push((&rest[..at], Some(number)));
        (rest, from) = (&rest[end..], 0);
    }
    if found.is_empty() || !rest.trim().trim_matches([')', '）']).is_empty() {
        found.push((rest, None));
    }
    found
}

/// Surnames of two characters: 欧阳 建国 is one person.
const LONG_SURNAMES: [&str; 24] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒",
    "夏侯", "呼延", "端木", "南宫", "独孤", "澹台", "申屠", "濮阳", "赫连", "钟离", "鲜于",
];

/// Returns the names of a text: several only where each that stands between spaces is a whole one.
fn names(text: &str) -> Vec<Named> {
    let named = |name: String| Named { name, phone: None };
    let parts: Vec<&str> = text.split_whitespace().collect();
    let whole = |part: &&str| (2..=3).contains(&part.chars().count()) && part.chars().all(is_han);
    let several = parts.len() > 1
        && parts.iter().all(whole)
        && !(parts.len() == 2 && LONG_SURNAMES.contains(&parts[0]));
    if several {
        return parts.into_iter().map(|part| named(part.to_owned())).collect();
    }
    Some(self::named(text)).filter(|name| !name.is_empty()).map(named).into_iter().collect()
}

/// Returns the telephone numbers of a cell, one text each.
pub fn numbers(cell: &Cell) -> Vec<String> {
    let texts = parts(&cell.text);
    match phones(cell) {
        Ok(value) if value.texts.len() > texts.len() => value.texts,
        _ => texts,
    }
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c) || ('\u{20000}'..='\u{3FFFF}').contains(&c)
}

/// Returns a name with the dot between its parts as it is written on papers: 买买提•艾力 is 买买提·艾力.
pub fn dotted(text: &str) -> String {
    const DOTS: [char; 8] = ['•', '‧', '・', '．', '.', '∙', '●', '⋅'];
    if !text.contains(DOTS) {
        return text.to_owned();
    }
    let signs: Vec<char> = text.chars().collect();
    let han = |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(|c| is_han(*c));
    let one = |(at, c): (usize, &char)| {
        if DOTS.contains(c) && han(at.checked_sub(1)) && han(Some(at + 1)) { '·' } else { *c }
    };
    signs.iter().enumerate().map(one).collect()
}

/// Returns a text without the signs of footnotes behind it: 周福来①, 吕桂英*.
fn unmarked(text: &str) -> &str {
    let mark = |c: char| {
        matches!(c, '①'..='⑳' | '⓪' | '❶'..='❿' | '⁰'..='⁹' | '¹' | '²' | '³') || "*＊※▲△★☆◆●".contains(c)
    };
    let bare = text.trim().trim_end_matches(|c: char| mark(c) || c.is_whitespace());
    if bare.is_empty() { text.trim() } else { bare }
}

/// Returns a number without the bracket that tells a part of it: 4（含儿童2人）.
fn without_share(text: &str) -> &str {
    let Some((number, part)) = text.split_once(['（', '(']) else { return text };
    let part = part.trim_start();
    if ["含", "其中", "包括"].iter().any(|word| part.starts_with(word)) { number } else { text }
}

/// Returns a text without the first identity number in it and the words before that; `None` if there is none.
pub fn without_identity(text: &str) -> Option<String> {
    const SIGNS: usize = 18;
    if text.len() < SIGNS {
        return None;
    }
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let starts = (0..signs.len()).filter(|at| digit(signs[*at].1) && (*at == 0 || !digit(signs[at - 1].1)));
    for start in starts {
        let spaced = signs[start..].iter().filter(|(_, c)| !c.is_whitespace());
        let number: Vec<(usize, char)> = spaced.take(SIGNS).copied().collect();
        let Some((last, end)) = number.last().map(|(at, c)| (*c, at + c.len_utf8())) else { continue };
        let digits = number.iter().take(SIGNS - 1).filter(|(_, c)| digit(*c));
        let figures: String = digits.map(|(_, c)| super::existing::narrow(*c)).collect();
        let whole =
            number.len() == SIGNS && figures.len() == SIGNS - 1 && (digit(last) || "xXＸ".contains(last));
        let within = |range: std::ops::Range<usize>, least: u16, most: u16| {
            figures[range].parse().is_ok_and(|number: u16| (least..=most).contains(&number))
        };
        // A mobile's number and another one behind it.
        let mobile = signs.iter().skip(start).take_while(|(_, c)| digit(*c)).count() == 11;
        let two = mobile && figures.starts_with('1');
        if !whole
            || two
            || text[end..].starts_with(digit)
            || !within(0..2, 11, 82)
            || !within(6..10, 1900, 2099)
            || !within(10..12, 1, 12)
            || !within(12..14, 1, 31)
        {
            continue;
        }
        let before = text[..signs[start].0]
            .trim_end_matches(|c: char| c.is_whitespace() || "：:（(，,、；;'‘’".contains(c));
        let words = ["公民身份号码", "身份证号码", "身份证号", "身份证", "证件号码", "证件号"];
        let before = words.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
        let after = text[end..].trim_start_matches(|c: char| c.is_whitespace() || "）)，,、；;".contains(c));
        let before = before.trim_end_matches(|c: char| c.is_whitespace() || "（(，,、；;".contains(c));
        let part = if before.is_empty() || after.is_empty() { "" } else { "，" };
        return Some(format!("{before}{part}{after}"));
    }
    None
}

/// Returns a name without the spaces that line names up, and without a footnote's sign: `张 三①`.
pub fn named(text: &str) -> String {
    let text = dotted(unmarked(text));
    if text.chars().all(|c| is_han(c) || c.is_whitespace() || "（）()·".contains(c)) {
        return text.chars().filter(|c| !c.is_whitespace()).collect();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_taken_out_and_telephones_and_codes_are_not() {
        let out = |text: &str| without_identity(text);
        assert_eq!(out("身份证110101194003070021").as_deref(), Some(""));
        assert_eq!(out("吴十 11010119600307002X").as_deref(), Some("吴十"));
        assert_eq!(out("独居（身份证号：110101 19400307 0021），耳背").as_deref(), Some("独居，耳背"));
        assert_eq!(out("130101 1948 0307 0012").as_deref(), Some(""));
        assert_eq!(out("１１０１０１１９４００３０７００２１").as_deref(), Some(""));
        for kept in [
            "13800007011 13800007012",
            "13800019900 2201138",
            "379926103201000",
            "1101011940030700211",
            "110101194013070021",
        ] {
            assert_eq!(out(kept), None, "{kept}");
        }
    }

    #[test]
    fn footnotes_and_shares_are_no_part_of_names_and_numbers() {
        assert_eq!(named("周福来①"), "周福来");
        assert_eq!(named("吕 桂英*"), "吕桂英");
        assert_eq!(named("*"), "*");
        assert_eq!(named("叶尔兰•木合 塔尔"), "叶尔兰·木合塔尔");
        assert_eq!(named("热西丹.吾守尔"), "热西丹·吾守尔");
        let count = |text: &str| {
            value(&cell(text), &Shape::Count, "members", &Column::default(), &Vocabulary::default())
        };
        assert_eq!(count("4（含2名儿童）").unwrap().texts, ["4"]);
        assert_eq!(count("5②").unwrap().texts, ["5"]);
        assert!(count("4（2户）").is_err() && count("3+1").is_err());
    }

    fn cell(text: &str) -> Cell {
        Cell { text: text.to_owned(), form: Form::Text }
    }

    fn number(text: &str) -> Cell {
        Cell { text: text.to_owned(), form: Form::Number }
    }

    #[test]
    fn numbers_that_lost_digits_are_named_and_not_guessed() {
        let code = |cell: &Cell| phones(cell).err().map(|spoilt| spoilt.code);
        assert_eq!(phones(&number("13800000001")).unwrap().texts, ["138 0000 0001"]);
        assert_eq!(phones(&cell("13800000001.0")).unwrap().texts, ["138 0000 0001"]);
        assert_eq!(
            phones(&cell("138 0000 0001 / 0531-00000001")).unwrap().texts,
            ["138 0000 0001", "0531-0000 0001"]
        );
        assert_eq!(phones(&cell("13800000001 13800000002")).unwrap().texts.len(), 2);
        assert_eq!(phones(&cell("+8613800000001")).unwrap().texts, ["+86 138 0000 0001"]);
        assert_eq!(code(&cell("1.38E+10")), Some("sheet-exponent"));
        assert_eq!(code(&number("13800000000")), Some("sheet-exponent"));
        assert_eq!(code(&cell("13800000000")), None);
        assert_eq!(code(&number("5310000001")), Some("sheet-zero-lost"));
        assert_eq!(code(&cell("1380000001")), Some("sheet-phone"));
        assert_eq!(code(&cell("问书记")), Some("sheet-phone"));
    }

    #[test]
    fn dates_and_codes_are_mended_where_the_original_is_certain() {
        assert_eq!(
            date(&number("45808")).unwrap(),
            Value { texts: vec!["2025-05-31".into()], mended: Some("sheet-serial-date") }
        );
        assert_eq!(date(&cell("2026-05-01 00:00:00")).unwrap().texts, ["2026-05-01"]);
        assert_eq!(date(&cell("26年5月8日")).unwrap().texts, ["2026-05-08"]);
        assert_eq!(date(&cell("2026年5月")).err().map(|s| s.code), Some("sheet-date"));
        assert_eq!(code(&number("379926101205000")).unwrap().texts, ["379926101205"]);
        assert_eq!(code(&number("3799261012")).err().map(|s| s.code), Some("sheet-code"));
        assert!(
            super::code(&number("379926000000")).is_err() && super::code(&number("379926103000")).is_err()
        );
        assert!(exponent("3.79926E+11") && !exponent("E栋") && !exponent("3E"));
    }

    #[test]
    fn heads_of_households_are_named_without_what_brackets_say_of_them() {
        assert_eq!(head("张\u{3000}三（已故）").texts, ["张三"]);
        assert_eq!(head("张三(去世)").mended, Some("sheet-head-gone"));
        assert_eq!(head("王 五 (户主)"), one("王五".into()));
        assert_eq!(head("李四（大）"), one("李四（大）".into()));
    }

    #[test]
    fn a_name_and_a_number_in_one_cell_are_two_things() {
        let people = people(&cell("张 三13800000001、李四（0531-00000002）"));
        let names: Vec<(&str, &str)> =
            people.iter().map(|p| (p.name.as_str(), p.phone.as_ref().unwrap().text.as_str())).collect();
        assert_eq!(names, [("张三", "13800000001"), ("李四", "0531-00000002")]);
        assert_eq!(named("欧阳 某"), "欧阳某");
    }

    #[test]
    fn people_parted_by_spaces_or_numbers_are_several_only_where_that_is_certain() {
        let said = |text: &str| -> Vec<String> {
            let people = people(&cell(text));
            people
                .iter()
                .map(|p| format!("{} {}", p.name, p.phone.as_ref().map_or("", |c| &c.text)))
                .collect()
        };
        assert_eq!(said("田守信 冯大山"), ["田守信 ", "冯大山 "]);
        assert_eq!(said("张 三"), ["张三 "]);
        assert_eq!(said("欧阳 建国"), ["欧阳建国 "]);
        assert_eq!(said("买买提 艾力江 古丽"), ["买买提 ", "艾力江 ", "古丽 "]);
        assert_eq!(said("张三13800000001李四（13800000002）"), ["张三 13800000001", "李四 13800000002"]);
        assert_eq!(said("张三（0531-00000002转801）"), ["张三 0531-00000002转801"]);
        assert_eq!(said("张三\n１３８００００００００１"), ["张三 １３８００００００００１"]);
        // One number behind two names is nobody's.
        assert_eq!(said("田守信 冯大山 13800000001"), ["田守信 ", "冯大山 ", " 13800000001"]);
        assert_eq!(said("13800000001"), [" 13800000001"]);
        assert_eq!(numbers(&cell("13800000001 13800000002")).len(), 2);
        let read = phones(&cell("13800000001/667001")).unwrap();
        assert_eq!((read.texts.concat(), read.mended), ("138 0000 0001".to_owned(), Some("sheet-part")));
        assert!(phones(&cell("667001/667002")).is_err());
    }
}
