//! A check code as people type it: lower case, full-width signs and O for 0 are forgiven; what is wrong is
//! said.

use crate::messages::Lang;
use crate::model::profile::Date;

/// Most characters that are looked at, and shown.
const LONGEST: usize = 80;
/// Signs of a print.
const PRINT: usize = 4;

/// A check code, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// As it is printed.
    pub text: String,
    /// Administrative code of the village.
    pub place: String,
    /// Number of the card, or `BOOK` and the like.
    pub number: String,
    /// Day of the edition on the paper.
    pub date: Option<Date>,
    /// Number of the edition on the paper.
    pub edition: Option<u32>,
    /// Hash of what is printed.
    pub print: String,
}

/// Returns a text that is safe to show: short, without control characters.
pub fn shown(written: &str) -> String {
    let plain: String = written.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if written.chars().count() > LONGEST { plain + "…" } else { plain }
}

/// Returns a text in capitals in which signs that look alike are one.
pub fn fold(text: &str) -> String {
    let sign = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    text.chars().map(sign).collect()
}

/// Returns the code that somebody typed or a camera saw.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn parse(written: &str, lang: Lang) -> Result<Code, String> {
    let plain: String = written.chars().take(4 * LONGEST).filter_map(plain).collect();
    let start = plain.find("DA1").or_else(|| plain.find("DAI")).or_else(|| plain.find("DAL"));
    let Some(plain) = start.map(|at| &plain[at..]) else {
        return Err(lang
            .pick(
                "验版码以 DA1- 开头，印在二维码旁边或者页脚，像 DA1-370199001001-R03-170-260601-V3-9W55",
                "a check code begins with DA1- and stands beside the QR code or at the foot, as in DA1-370199001001-R03-170-260601-V3-9W55",
            )
            .to_owned());
    };
    let parts: Vec<&str> = plain.split('-').collect();
    let [_, place, number @ .., date, edition, print] = parts.as_slice() else {
        return Err(lang.pick("不全：应有六段，用 - 隔开", "incomplete: six parts, divided by -").to_owned());
    };
    let number = number.join("-");
    if number.is_empty() {
        return Err(lang.pick("不全：少了卡号", "incomplete: the number of the card is missing").to_owned());
    }
    let (place, day, print) = (fold(place), fold(date), fold(print));
    let date = match (day.is_empty(), date_of(&day)) {
        (true, _) => None,
        (false, Some(date)) => Some(date),
        (false, None) => {
            return Err(said(
                lang,
                "日期应是 6 位数字，像 260601",
                "the date has 6 digits, as in 260601",
                date,
            ));
        }
    };
    let Some(edition) = edition.strip_prefix('V').and_then(|digits| fold(digits).parse::<u32>().ok()) else {
        return Err(said(
            lang,
            "版次应是 V 加数字，像 V3",
            "the edition is V and a number, as in V3",
            edition,
        ));
    };
    if print.chars().count() != PRINT {
        return Err(said(lang, "最后一段应是 4 位", "the last part has 4 signs", &print));
    }
    if let Some(odd) = print.chars().find(|c| !"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(*c)) {
        return Err(said(
            lang,
            "最后一段里没有这个字符，看看是不是 V",
            "the last part never has this sign; perhaps a V",
            &odd.to_string(),
        ));
    }
    let day = date.map(|date| date.0.strftime("%y%m%d").to_string()).unwrap_or_default();
    let text = format!("DA1-{place}-{number}-{day}-V{edition}-{print}");
    Ok(Code { text, place, number, date, edition: (edition > 0).then_some(edition), print })
}

fn said(lang: Lang, zh: &'static str, en: &'static str, what: &str) -> String {
    format!("{}: {}", lang.pick(zh, en), shown(what)).replace(": ", lang.pick("：", ": "))
}

/// Returns a character as it is on paper: half-width, a capital; none for a space.
fn plain(c: char) -> Option<char> {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | 'ー' | '一' | '_' => '-',
        c => c,
    };
    let c = if c == '_' { '-' } else { c.to_ascii_uppercase() };
    (!c.is_whitespace() && !c.is_control() && !('\u{200B}'..='\u{200F}').contains(&c) && c != '\u{FEFF}')
        .then_some(c)
}

fn date_of(digits: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    let year = 2000 + i16::from(number(0..2).filter(|_| digits.len() == 6)?);
    jiff::civil::Date::new(year, number(2..4)?, number(4..6)?).ok().map(Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_what_is_printed() {
        let printed = "DA1-370199001001-R07-010-K5AK-260601-V3-90H1";
        let code = parse(printed, Lang::Zh).unwrap();
        assert_eq!(
            (code.number.as_str(), code.edition, code.text.as_str()),
            ("R07-010-K5AK", Some(3), printed)
        );
        for typed in [
            "da1-370199001001-r07-010-k5ak-260601-v3-9ohl",
            "ＤＡ１－３７０１９９００１００１－Ｒ０７－０１０－Ｋ５ＡＫ－２６０６０１－Ｖ３－９０Ｈ１",
            " 验版码 DA1 - 370199001001 - R07 - 010 - K5AK - 26O6O1 - V3 - 9OHI\u{200b}",
            "DAl—370199001001—R07—010—K5AK—260601—V3—90H1",
        ] {
            assert_eq!(parse(typed, Lang::Zh).unwrap(), code, "{typed}");
        }
        let undated = parse("DA1-370199001001-BOOK--V0-90H1", Lang::Zh).unwrap();
        assert_eq!((undated.date, undated.edition), (None, None));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (typed, says) in [
            ("", "DA1-"),
            ("138 0000 0001", "DA1-"),
            ("DA1-370199001001-90H1", "六段"),
            ("DA1-370199001001-260601-V3-90H1", "卡号"),
            ("DA1-370199001001-BOOK-261341-V3-90H1", "日期"),
            ("DA1-370199001001-BOOK-260601-3-90H1", "版次"),
            ("DA1-370199001001-BOOK-260601-V3-90H", "4 位"),
            ("DA1-370199001001-BOOK-260601-V3-90HU", "看看是不是 V"),
        ] {
            let fault = parse(typed, Lang::Zh).unwrap_err();
            assert!(fault.contains(says), "{typed}: {fault}");
        }
        assert!(parse(&"DA1-".repeat(100_000), Lang::En).is_err());
        assert_eq!(shown("甲\u{1b}[31m\n乙"), "甲[31m乙");
    }
}
