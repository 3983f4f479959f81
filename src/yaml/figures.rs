//! Figures as people and spreadsheets write them: whole numbers, numbers, dates, coordinates. Reads what can
//! mean one thing only; says why the rest cannot be read.

use jiff::civil::Date;

/// What a text says as a figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure<T> {
    /// It is written as it should be.
    Plain(T),
    /// It can mean only this, but is written in another way.
    Meant(T),
    /// A spreadsheet has spoilt it.
    Spoilt(Spoilt),
    /// It is no such figure.
    Other,
}

/// What a spreadsheet did to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoilt {
    /// `1.38E+10`: the last digits are gone.
    Exponent,
    /// `#REF!`, `####`: the cell showed no figure.
    Formula,
}

impl<T> Figure<T> {
    /// Returns the figure, if one can be read.
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Plain(value) | Self::Meant(value) => Some(value),
            Self::Spoilt(_) | Self::Other => None,
        }
    }

    /// Returns the figure and whether it is written in another way than it should be.
    pub(super) fn read(self) -> Option<(T, bool)> {
        let meant = matches!(self, Self::Meant(_));
        self.value().map(|value| (value, meant))
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Figure<U> {
        match self {
            Self::Plain(value) => Figure::Plain(change(value)),
            Self::Meant(value) => Figure::Meant(change(value)),
            Self::Spoilt(how) => Figure::Spoilt(how),
            Self::Other => Figure::Other,
        }
    }
}

/// What a count counts, by the key that holds it: the units that may stand behind the figure.
const UNITS: [(&[&str], &[&str]); 5] = [
    (&["households"], &["户", "家"]),
    (
        &["population", "residents", "away", "people", "members", "size", "participants", "capacity"],
        &["人", "口", "名", "位", "口人", "个人", "人次"],
    ),
    (&["radius_m", "length_m"], &["米", "m"]),
    (&["minutes"], &["分钟", "分", "min"]),
    (&["number"], &["版", "号"]),
];

/// Units that none of these counts is written in.
const OTHERS: [&str; 14] =
    ["公里", "千米", "里", "km", "厘米", "毫米", "小时", "时", "h", "秒", "亩", "平方米", "平方公里", "天"];

/// Returns what a key counts, in words for people, if the text behind its figure says something else.
pub(super) fn wrong_unit(key: &str, text: &str) -> Option<&'static [&'static str]> {
    let units = UNITS.iter().find(|(keys, _)| keys.contains(&key))?.1;
    let written = unit(&narrowed(text))?;
    let known = OTHERS.contains(&written.as_str()) || count(text).value().is_some();
    (known && !units.contains(&written.as_str())).then_some(units)
}

/// Returns the figure and the unit of a supply that has both in one: its unit has a key of its own, so it is
/// not thrown away.
pub(super) fn quantity(key: &str, text: &str) -> Option<(u32, String)> {
    let unit = unit(&narrowed(text)).filter(|_| key == "quantity")?;
    let Figure::Meant(number) = count(text) else { return None };
    Some((number, unit))
}

/// Returns what stands behind the figures of a count, `None` if nothing does.
fn unit(narrow: &str) -> Option<String> {
    let rest = narrow
        .trim_start_matches(|c: char| c.is_ascii_digit() || NUMERALS.contains(c) || c == '.' || c == ',');
    (!rest.is_empty() && rest.len() < narrow.len()).then(|| rest.trim().to_owned())
}

/// Words that may stand behind a count and say nothing but what is counted.
const COUNTERS: &str =
    "户家人口名个位头只匹台辆艘条间张床顶件套把根捆箱袋盒块面支部具双副桶瓶卷盏棵处座栋幢层次遍版号米分";
/// Chinese numerals.
const NUMERALS: &str = "零〇一二两三四五六七八九十百千";

/// Returns a whole number as it is written, or meant: `320人`, `３２０`, `1,200`, `320.0`, `十二`.
pub(super) fn count(text: &str) -> Figure<u32> {
    let trimmed = text.trim();
    if let Ok(number) = trimmed.parse() {
        return Figure::Plain(number);
    }
    let narrow = narrowed(trimmed);
    if let Some(how) = spoilt(&narrow) {
        return Figure::Spoilt(how);
    }
    let bare = behind_apostrophe(&narrow);
    let unit = ["口人", "个人", "人次", "分钟", "min", "m"].into_iter().find(|unit| bare.ends_with(unit));
    let figure = match unit {
        Some(unit) => &bare[..bare.len() - unit.len()],
        None => bare.trim_end_matches(|c| COUNTERS.contains(c)),
    };
    let single = unit.is_some() || bare[figure.len()..].chars().count() <= 1;
    let meant = digits(figure.trim()).or_else(|| chinese(figure)).filter(|_| single);
    meant.map_or(Figure::Other, Figure::Meant)
}

/// Returns the whole number that digits say, in groups of three or with a spreadsheet's empty decimals. Three of them
/// may be a group behind a point: 2.000 is two to one and two thousand to another.
fn digits(text: &str) -> Option<u32> {
    let whole = text.split_once('.').map_or(Some(text), |(whole, rest)| {
        (rest.len() != 3 && rest.bytes().all(|b| b == b'0')).then_some(whole)
    })?;
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped =
        groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3));
    let plain = !whole.is_empty() && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_digit()));
    (grouped && plain).then(|| groups.concat().parse().ok())?
}

/// Returns a number as it is written, or meant.
pub(super) fn number(text: &str) -> Figure<f64> {
    let narrow = narrowed(text.trim());
    if let Some(how) = spoilt(&narrow) {
        return Figure::Spoilt(how);
    }
    let bare = behind_apostrophe(&narrow);
    let plain = bare.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let Some(number) = bare.parse().ok().filter(|n: &f64| plain && n.is_finite()) else {
        return Figure::Other;
    };
    if bare == text.trim() { Figure::Plain(number) } else { Figure::Meant(number) }
}

/// The sign by which spreadsheets mark a figure that is kept as text.
fn behind_apostrophe(text: &str) -> &str {
    text.strip_prefix(['\'', '‘', '’']).unwrap_or(text)
}

/// Returns how a spreadsheet has spoilt a figure, if it did.
fn spoilt(narrow: &str) -> Option<Spoilt> {
    let formula = narrow.starts_with('#')
        && (narrow.ends_with(['!', '?', '#']) || narrow == "#N/A" || narrow.len() > 2);
    if formula {
        return Some(Spoilt::Formula);
    }
    let (mantissa, exponent) = narrow.split_once(['E', 'e'])?;
    let figures = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    (figures(mantissa) && figures(exponent.trim_start_matches(['+', '-']))).then_some(Spoilt::Exponent)
}

fn narrowed(text: &str) -> String {
    text.chars().map(narrow).collect()
}

/// Full-width digits and signs as their ASCII twins.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    }
}

/// Returns the number that Chinese numerals say; `None` where they say about how many, or two things: 三五,
/// 二百三.
fn chinese(words: &str) -> Option<u32> {
    let (mut total, mut digit, mut zero, mut last) = (0, None, false, 10_000);
    if words.is_empty() || !words.chars().all(|c| NUMERALS.contains(c)) {
        return None;
    }
    for c in words.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '零' | '〇' if digit.is_none() && !zero => {
                zero = true;
                continue;
            }
            '零' | '〇' => return None,
            c if digit.is_none() => {
                digit = Some(numeral(c)?);
                continue;
            }
            _ => return None,
        };
        if unit >= last || (digit.is_none() && !(unit == 10 && total == 0)) {
            return None;
        }
        (total, last, zero) = (total + digit.take().unwrap_or(1) * unit, unit, false);
    }
    let loose = digit.is_some() && total > 0 && last > 10 && !zero;
    let open = zero && digit.is_none() && words.chars().count() > 1;
    (!loose && !open).then(|| total + digit.unwrap_or(0))
}

fn numeral(c: char) -> Option<u32> {
    let digit = "〇一二三四五六七八九".chars().position(|d| d == c).or(match c {
        '零' => Some(0),
        '两' => Some(2),
        _ => None,
    });
    digit.and_then(|digit| u32::try_from(digit).ok())
}

/// Returns yes or no as people write it.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "yes" | "是" | "有" | "对" => Some(true),
        "false" | "no" | "否" | "无" | "没有" => Some(false),
        _ => None,
    }
}

/// Days by which a spreadsheet numbers the years 2000 to 2099, from 1899-12-30 as day 0.
const SERIALS: std::ops::RangeInclusive<i32> = 36_526..=73_050;

/// Returns a date as it is written, or meant: `2026.5.1`, `20260501`, `2026-05-01 00:00:00`, `二〇二六年五月一日`.
pub(super) fn date(text: &str) -> Figure<Date> {
    let trimmed = text.trim();
    let narrow = narrowed(trimmed);
    let Some(date) = day(behind_apostrophe(&narrow)) else { return Figure::Other };
    if date.to_string() == trimmed { Figure::Plain(date) } else { Figure::Meant(date) }
}

/// Returns the date that a spreadsheet's number of a day stands for.
pub(super) fn serial(text: &str) -> Option<Date> {
    let number: i32 =
        narrowed(text.trim()).trim_end_matches(".0").parse().ok().filter(|n| SERIALS.contains(n))?;
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(number)).ok()
}

fn day(text: &str) -> Option<Date> {
    let text = without_clock(text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return of_parts(&[&text[..4], &text[4..6], &text[6..]]);
    }
    let parts: Vec<&str> =
        text.trim_end_matches(['日', '号']).split(['-', '.', '/', '年', '月']).map(str::trim).collect();
    of_parts(&parts)
}

/// Returns a date without the time of day that spreadsheets and programs put behind it.
fn without_clock(text: &str) -> &str {
    let Some((date, clock)) = text.split_once([' ', 'T']) else { return text };
    let clock = clock.trim().trim_end_matches('Z');
    let figures =
        clock.split([':', '.']).all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if figures && clock.contains(':') { date } else { text }
}

fn of_parts(parts: &[&str]) -> Option<Date> {
    let &[year, month, day] = parts else { return None };
    let year: i16 = part(year)?;
    let date = Date::new(year, part(month)?, part(day)?).ok()?;
    (1900..2200).contains(&year).then_some(date)
}

/// Returns a part of a date, in digits or Chinese numerals; a year's are read one by one.
fn part<T: std::str::FromStr + TryFrom<u32>>(text: &str) -> Option<T> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let year = || text.chars().map(numeral).try_fold(0, |sum, digit| Some(sum * 10 + digit?));
    let number = if text.chars().count() == 4 { year() } else { chinese(text) };
    number.and_then(|number| T::try_from(number).ok())
}

/// One side of a pair of coordinates, as read.
struct Angle {
    /// In degrees, as it is to be written.
    text: String,
    /// Whether it was said to be a latitude.
    latitude: Option<bool>,
}

/// Returns latitude and longitude, as they are to be written, of a text that holds both: `36.4012,117.2034`,
/// `36°24′05″N …`.
pub(super) fn coordinates(text: &str) -> Option<[String; 2]> {
    let narrow = narrowed(text).to_uppercase();
    let mut rest = narrow.trim_matches(|c: char| "()[] ".contains(c));
    let one = angle(&mut rest)?;
    rest = rest.trim_start_matches(|c: char| ", 、;/".contains(c));
    let other = angle(&mut rest)?;
    let swapped = match (one.latitude, other.latitude) {
        (Some(true), Some(true)) | (Some(false), Some(false)) => return None,
        (Some(false), _) | (_, Some(true)) => true,
        _ => false,
    };
    rest.trim().is_empty().then_some(if swapped { [other.text, one.text] } else { [one.text, other.text] })
}

/// Returns one coordinate in degrees, as it is to be written: `117.21`, `117°12′36″E`.
pub(super) fn degrees(text: &str) -> Option<String> {
    let narrow = narrowed(text).to_uppercase();
    let mut rest = narrow.trim();
    let one = angle(&mut rest)?;
    rest.trim().is_empty().then_some(one.text)
}

/// Words and letters that tell a latitude, then those that tell a longitude.
const SIDES: [&[&str]; 2] =
    [&["北纬", "纬度", "LATITUDE", "LAT", "N"], &["东经", "经度", "LONGITUDE", "LONG", "LNG", "LON", "E"]];

/// Reads the side that a coordinate is said to be on.
fn side(rest: &mut &str) -> Option<bool> {
    let text = rest.trim_start();
    let (latitude, word) = [true, false].into_iter().zip(SIDES).find_map(|(latitude, words)| {
        words.iter().find(|word| text.starts_with(**word)).map(|word| (latitude, *word))
    })?;
    *rest = text[word.len()..].trim_start_matches([':', '=', ' ']);
    Some(latitude)
}

/// Reads a number and one of the signs behind it; nothing if the sign is not there.
fn measured(rest: &mut &str, signs: &[&str]) -> Option<String> {
    let text = rest.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let behind = text[end..].trim_start();
    let sign = if signs.is_empty() {
        Some("")
    } else {
        signs.iter().copied().find(|sign| behind.starts_with(sign))
    }?;
    text[..end].parse::<f64>().ok()?;
    *rest = &behind[sign.len()..];
    Some(text[..end].to_owned())
}

/// Reads one coordinate: a side, degrees, minutes, seconds, a side.
fn angle(rest: &mut &str) -> Option<Angle> {
    let before = side(rest);
    let marked = measured(rest, &["°", "º", "˚", "度"]);
    let degrees = match &marked {
        Some(degrees) => degrees.clone(),
        None => measured(rest, &[])?,
    };
    // Two half signs are one of seconds, so seconds are tried first.
    let minutes = marked.as_ref().and_then(|_| measured(rest, &["′", "'", "’", "‘", "分"]));
    let seconds =
        minutes.as_ref().and_then(|_| measured(rest, &["″", "\"", "”", "“", "''", "′′", "’’", "秒"]));
    let latitude = before.or_else(|| side(rest));
    let text = match minutes {
        None => degrees,
        Some(minutes) => {
            let below = |text: &str| text.parse::<f64>().ok().filter(|n| *n < 60.0);
            let whole: u32 = degrees.parse().ok()?;
            let part = below(&minutes)? / 60.0 + below(seconds.as_deref().unwrap_or("0"))? / 3600.0;
            format!("{:.6}", f64::from(whole) + part).trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    Some(Angle { text, latitude })
}

/// Returns how a count is canonically written.
pub(super) fn written<T: std::fmt::Display>(figure: Figure<T>) -> Figure<String> {
    figure.map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_clerks_write_them() {
        assert_eq!(count("320"), Figure::Plain(320));
        for (text, number) in [
            ("320人", 320),
            ("３２０", 320),
            ("320 户", 320),
            ("3口人", 3),
            ("1,200", 1200),
            ("320.0", 320),
            ("'320", 320),
            ("十二", 12),
            ("二百三十六户", 236),
            ("两千", 2000),
            ("一百零五", 105),
            ("零", 0),
            ("十户", 10),
        ] {
            assert_eq!(count(text), Figure::Meant(number), "{text}");
        }
        let about = [
            "3-5",
            "很多",
            "1.5",
            "2万",
            "",
            "12户43人",
            "12几",
            "二十多户",
            "三五户",
            "二百三",
            "一百五户",
            "十几",
        ];
        let units = ["5公里", "2小时", "12,00", "8亩", "三两人", "百人", "20左右"];
        for bad in about.into_iter().chain(units) {
            assert_eq!(count(bad), Figure::Other, "{bad}");
        }
        for bad in ["1.38E+10", "3e2", "１.２Ｅ＋３"] {
            assert_eq!(count(bad), Figure::Spoilt(Spoilt::Exponent), "{bad}");
            assert_eq!(number(bad), Figure::Spoilt(Spoilt::Exponent), "{bad}");
        }
        assert_eq!(
            (count("#REF!"), count("####")),
            (Figure::Spoilt(Spoilt::Formula), Figure::Spoilt(Spoilt::Formula))
        );
        assert_eq!(
            (number("NaN"), number("inf"), number("3.4")),
            (Figure::Other, Figure::Other, Figure::Plain(3.4))
        );
    }

    #[test]
    fn a_unit_of_something_else_is_no_unit_of_this() {
        for (key, text) in [
            ("households", "12人"),
            ("people", "3户"),
            ("radius_m", "2公里"),
            ("minutes", "1小时"),
            ("people", "30间"),
            ("length_m", "1.5 千米"),
        ] {
            assert!(wrong_unit(key, text).is_some(), "{key} {text}");
        }
        for (key, text) in [
            ("households", "12户"),
            ("people", "3口人"),
            ("length_m", "900 米"),
            ("people", "12"),
            ("people", "十二人"),
        ] {
            assert!(wrong_unit(key, text).is_none(), "{key} {text}");
        }
    }

    #[test]
    fn dates_as_clerks_and_spreadsheets_write_them() {
        let forms = [
            "2026.5.1",
            "2026年5月1日",
            "2026/05/01",
            "２０２６-5-1",
            "20260501",
            "'2026-05-01",
            "2026 年 5 月 1 日",
        ];
        let clocks = [
            "2026-05-01 00:00:00",
            "2026-05-01T00:00:00Z",
            "2026/5/1 0:00",
            "二〇二六年五月一日",
            "2026-05-01 08:30:00.000",
        ];
        for text in forms.into_iter().chain(clocks) {
            assert_eq!(written(date(text)), Figure::Meant("2026-05-01".into()), "{text}");
        }
        assert_eq!(written(date("2026-05-01")), Figure::Plain("2026-05-01".into()));
        for bad in [
            "2026-13-01",
            "5月1日",
            "明年",
            "2026-02-30",
            "46174",
            "26.5.1",
            "5/1/2026",
            "20261301",
            "2026-05-01 上午",
        ] {
            assert_eq!(date(bad), Figure::Other, "{bad}");
        }
        assert_eq!(serial("46174").map(|d| d.to_string()), Some("2026-06-01".into()));
        assert_eq!((serial("2026"), serial("12"), serial("99999")), (None, None, None));
    }

    #[test]
    fn coordinates_as_telephones_and_maps_write_them() {
        for (text, one, other) in [
            ("36.404512,117.198273", "36.404512", "117.198273"),
            ("36.404512，117.198273", "36.404512", "117.198273"),
            ("(36.404512 117.198273)", "36.404512", "117.198273"),
            ("N36.404512, E117.198273", "36.404512", "117.198273"),
            ("东经117.198273，北纬36.404512", "36.404512", "117.198273"),
            ("纬度：36.40 经度：117.20", "36.40", "117.20"),
            ("36°24′00″N 117°12′36″E", "36.4", "117.21"),
            ("北纬36度24分18秒，东经117度12分36秒", "36.405", "117.21"),
            ("36°24.3' 117°12'", "36.405", "117.2"),
            ("36°24'18'' 117°12'36''", "36.405", "117.21"),
            ("lat: 36.40, lng: 117.20", "36.40", "117.20"),
        ] {
            assert_eq!(coordinates(text), Some([one.to_owned(), other.to_owned()]), "{text}");
        }
        for bad in [
            "36.40",
            "36.40,117.20,12",
            "N36.4, N117.2",
            "36°75′ 117°12′",
            "村东",
            "36.40;",
            "南纬36.4,东经117.2",
            "",
        ] {
            assert_eq!(coordinates(bad), None, "{bad}");
        }
    }
}
