//! Telephone numbers: read once where they are written, carried as one type, printed in one way.
//!
//! What is no number is refused with its cause; what stands beside a number is kept and printed beside it.
//! The shapes are those of China's numbering plan (电信网编号计划): 11 digits from 13 to 19 for mobiles, an area
//! code for landlines.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Public numbers of three to six digits: how they begin, how long they are. Whatever is not here is no
/// number by itself.
///
/// 1XX are the emergency and inquiry numbers; 100XX carriers; 118XX and 116114 inquiry; 12XXX government
/// services (12345, 12395, 12350); 95XXX services of the whole country (95598); 96XXX those of a province or
/// city (96110).
const SERVICES: [(&str, std::ops::RangeInclusive<usize>); 13] = [
    ("110", 3..=3),
    ("112", 3..=3),
    ("114", 3..=3),
    ("119", 3..=3),
    ("120", 3..=3),
    ("122", 3..=3),
    // The Red Cross's ambulances in Beijing.
    ("999", 3..=3),
    ("100", 5..=5),
    ("116114", 6..=6),
    ("118", 5..=6),
    ("12", 5..=5),
    ("95", 5..=6),
    ("96", 5..=6),
];

/// Codes of the country.
const COUNTRIES: [&str; 2] = ["+86", "0086"];
/// Most digits of an extension.
const EXTENSION: usize = 6;
/// Most characters of the words beside a number: what stands under it on a card.
pub const WORDS: usize = 10;
/// Words that say that a short number is one of the village's own network.
const NETWORK: [&str; 7] = ["短号", "集群", "虚拟网", "小号", "内线", "short", "VPN"];
/// Words before an extension, the longest first.
const TURNS: [&str; 10] = ["转分机", "分机号", "转接", "转拨", "分机", "转", "ext.", "ext", "x", "#"];
/// Signs and words between two numbers.
const BETWEEN: [char; 13] = ['/', '、', ',', ';', '|', '\\', '&', '\n', '或', '和', '及', '。', '，'];

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 11 digits from 13 to 19.
    Mobile,
    /// An area code and 7 or 8 digits, or a public number of that area.
    Landline,
    /// 400 or 800 and 7 digits.
    Free,
    /// A public number such as 119 or 12345.
    Service,
    /// 3 to 6 digits within the village's own network.
    Network,
}

/// A telephone number with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    kind: Kind,
    /// `+86`, `0086` or nothing.
    country: &'static str,
    /// Area code as it is dialled here, with its 0; empty for others than landlines.
    area: String,
    /// The digits behind it.
    local: String,
    extension: String,
    words: String,
}

/// Why a text is no telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No digit is in it.
    Nothing,
    /// A spreadsheet made a figure of it; the digits, if they are all there.
    Spoilt(Option<String>),
    /// Letters or other signs that no number has.
    Sign(char),
    /// Several numbers; each, if all are legal.
    Several(Vec<String>),
    /// Too few or too many digits.
    Digits(usize),
    /// A mobile number begins with 13 to 19.
    Prefix(String),
    /// A landline without its area code, or without the 0 of it, or with one that does not exist.
    Area,
    /// Another country's code, or +86 before the 0 of an area code.
    Country,
    /// 3 to 6 digits that are no public number.
    Short,
    /// An extension that is too long, or behind a number that has none.
    Extension,
    /// Too many words beside it.
    Words(usize),
}

impl Phone {
    /// Returns the number that a text says.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let text: String = text.trim().chars().map(narrow).collect();
        spoilt(&text)?;
        let several = parts(&text, |c| BETWEEN.contains(&c));
        if several.len() > 1 && several.iter().all(|part| one(part).is_ok()) {
            return Err(Fault::Several(several));
        }
        // 0531-0000001、2 are two lines of one office: what the second is only its writer knows.
        let line = |part: &String| part.bytes().all(|b| b.is_ascii_digit());
        if several.first().is_some_and(|part| one(part).is_ok()) && several.iter().skip(1).any(line) {
            return Err(Fault::Several(Vec::new()));
        }
        one(&text).map_err(|fault| match fault {
            Fault::Digits(12..) | Fault::Several(_) | Fault::Extension => {
                spaced(&text).map_or(fault, Fault::Several)
            }
            fault => fault,
        })
    }

    /// Returns what it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns whether somebody or a machine may put through to an extension.
    fn turns(&self) -> bool {
        matches!(self.kind, Kind::Landline | Kind::Free) || self.kind == Kind::Service && self.local.len() > 3
    }

    /// Returns the words beside it: 家, 晚上打.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Returns whether something stands under it where it is printed large: an extension, a country code,
    /// words.
    pub fn has_more(&self) -> bool {
        [self.country, &self.extension, &self.words].iter().any(|part| !part.is_empty())
    }

    /// Returns its digits as they are dialled here, to tell whether two are the same.
    pub fn dialled(&self) -> String {
        let turn = if self.extension.is_empty() { "" } else { "转" };
        format!("{}{}{turn}{}", self.area, self.local, self.extension)
    }

    /// Returns the number in groups as it is dialled here, without country code, extension and words:
    /// 0531-0000 0002.
    pub fn number(&self) -> String {
        let dash = if self.area.is_empty() { "" } else { "-" };
        format!("{}{dash}{}", self.area, self.grouped())
    }

    fn grouped(&self) -> String {
        let (l, len) = (&self.local, self.local.len());
        match self.kind {
            Kind::Mobile => format!("{} {} {}", &l[..3], &l[3..7], &l[7..]),
            Kind::Landline if len > 6 => format!("{} {}", &l[..len - 4], &l[len - 4..]),
            Kind::Free => format!("{} {} {}", &l[..3], &l[3..6], &l[6..]),
            Kind::Landline | Kind::Service | Kind::Network => l.clone(),
        }
    }

    /// Returns it as it stands in a sentence on paper, kept on one line by no-break spaces.
    pub fn unbroken(&self) -> String {
        self.to_string().replace(' ', "\u{a0}")
    }

    /// Returns it as a loudspeaker reads it: digit by digit, in groups.
    pub fn spoken(&self) -> String {
        let plain = Self { country: "", ..self.clone() };
        plain.to_string().replace([' ', '-'], "，").replace('转', "，转")
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.country.is_empty() {
            f.write_str(&self.number())?;
        } else {
            // Behind the country's code the area code has no 0.
            write!(f, "{} {}", self.country, self.number().trim_start_matches('0'))?;
        }
        if !self.extension.is_empty() {
            write!(f, "转{}", self.extension)?;
        }
        if self.words.is_empty() { Ok(()) } else { write!(f, "（{}）", self.words) }
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Parts {
                number: String,
                country: Option<String>,
                extension: Option<String>,
                words: Option<String>,
            },
        }
        let (text, country) = match Written::deserialize(deserializer)? {
            Written::Text(text) => (text, None),
            Written::Parts { number, country, extension, words } => {
                let turn = extension.map(|extension| format!("转{extension}")).unwrap_or_default();
                (format!("{number}{turn}（{}）", words.unwrap_or_default()), country)
            }
        };
        let phone = Self::read(&text).map_err(|fault| D::Error::custom(format!("{text}: {fault:?}")))?;
        let country = country.and_then(|country| COUNTRIES.into_iter().find(|known| **known == *country));
        Ok(Self { country: country.unwrap_or(phone.country), ..phone })
    }
}

/// The parts by name, so that nobody has to look for the number in a text.
impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("number", &self.number())?;
        for (name, part) in
            [("country", self.country), ("extension", &self.extension), ("words", &self.words)]
        {
            if !part.is_empty() {
                map.serialize_entry(name, part)?;
            }
        }
        map.end()
    }
}

impl JsonSchema for Phone {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Phone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "phone"})
    }
}

/// Returns the numbers as one text: 138 0000 0001、0531-0000 0002.
pub fn joined(phones: &[Phone]) -> String {
    phones.iter().map(Phone::to_string).collect::<Vec<_>>().join("、")
}

/// Returns the digits of a text, full-width ones made plain, all else dropped.
pub fn digits(text: &str) -> String {
    text.chars().map(narrow).filter(char::is_ascii_digit).collect()
}

/// Full-width signs, spaces and dashes as their plain twins.
fn narrow(c: char) -> char {
    match c {
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' => ' ',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '﹣' => '-',
        '【' | '[' | '［' => '(',
        '】' | ']' | '］' => ')',
        '，' => '，',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Refuses what a spreadsheet made of a number: 1.38E+10, 13800000001.0.
fn spoilt(text: &str) -> Result<(), Fault> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let text = text.replace(' ', "");
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        if plain(whole) && plain(rest) && plain(exponent.trim_start_matches(['+', '-'])) {
            return Err(Fault::Spoilt(None));
        }
    }
    match text.split_once('.') {
        Some((whole, rest)) if plain(whole) && plain(rest) && rest.bytes().all(|b| b == b'0') => {
            Err(Fault::Spoilt(Phone::read(whole).is_ok().then(|| whole.to_owned())))
        }
        _ => Ok(()),
    }
}

/// Returns the parts of a text between these signs, brackets kept whole.
fn parts(text: &str, between: impl Fn(char) -> bool) -> Vec<String> {
    let (mut found, mut depth) = (vec![String::new()], 0_usize);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && between(c) {
            found.push(String::new());
        } else {
            found.last_mut().expect("there is always a part").push(c);
        }
    }
    found.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Returns two numbers that only a space keeps apart.
fn spaced(text: &str) -> Option<Vec<String>> {
    let cuts = text.match_indices(' ').map(|(at, _)| text.split_at(at));
    let legal = |(a, b): &(&str, &str)| one(a.trim()).is_ok() && one(b.trim()).is_ok();
    cuts.into_iter().find(legal).map(|(a, b)| vec![a.trim().to_owned(), b.trim().to_owned()])
}

/// The pieces of a text that is to be one number.
#[derive(Default)]
struct Pieces {
    /// The digits and what stands between them.
    number: String,
    /// Digits behind 转.
    extension: Option<String>,
    words: Vec<String>,
}

fn one(text: &str) -> Result<Phone, Fault> {
    let mut pieces = Pieces::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '(' => pieces.bracket(rest)?,
            '0'..='9' | '+' => pieces.digits(rest)?,
            _ => pieces.outside(rest)?,
        };
    }
    pieces.phone()
}

impl Pieces {
    /// Takes a bracket: an area code, an extension or words.
    fn bracket<'a>(&mut self, rest: &'a str) -> Result<&'a str, Fault> {
        let close = rest.find(')').ok_or(Fault::Sign('('))?;
        let (inner, after) = (rest[1..close].trim(), &rest[close + 1..]);
        let bare = inner.trim_start_matches('+');
        if inner.contains('(') {
            return Err(Fault::Sign('('));
        }
        if !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit()) {
            if self.number.is_empty() || self.number.starts_with('+') && self.number.len() < 4 {
                self.number += &format!("{inner}-");
                return Ok(after);
            }
            if bare.len() > EXTENSION {
                return Err(Fault::Several(Vec::new()));
            }
            return self.turned(inner, after);
        }
        if let Some(turned) = turned(inner) {
            return self.turned(turned, after);
        }
        // A second number in brackets would never be rung.
        if digits(inner).len() > 4 {
            return Err(Fault::Several(Vec::new()));
        }
        self.words.extend(Some(inner.to_owned()).filter(|words| !words.is_empty()));
        Ok(after)
    }

    /// Takes a run of digits: the number, an extension, or a figure among words.
    fn digits<'a>(&mut self, rest: &'a str) -> Result<&'a str, Fault> {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || " -+".contains(c))).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let fresh = self.number.is_empty() || self.number.ends_with('-');
        let little = digits(run).len() <= 2;
        if fresh && !(little && after.starts_with(han)) {
            self.number += run;
        } else if little {
            // 3组王婶: a figure of the words.
            let end = after.find(|c| !han(c)).unwrap_or(after.len());
            self.words.push(format!("{}{}", run.trim(), &after[..end]));
            return Ok(&after[end..]);
        } else {
            return Err(Fault::Several(Vec::new()));
        }
        Ok(after)
    }

    /// Takes what is neither digit nor bracket: words, 转 with its digits, or a sign that no number has.
    fn outside<'a>(&mut self, rest: &'a str) -> Result<&'a str, Fault> {
        let behind = self.number.bytes().any(|b| b.is_ascii_digit());
        if let Some(turn) = TURNS.iter().find(|turn| behind && starts(rest, turn)) {
            let after = rest[turn.len()..].trim_start_matches([' ', '-', ':', '.']);
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            if end > 0 {
                return self.turned(&after[..end], &after[end..]);
            }
        }
        let c = rest.chars().next().unwrap_or_default();
        if han(c) {
            let end = rest.find(|c: char| !han(c)).unwrap_or(rest.len());
            let (words, after) = rest.split_at(end);
            self.words.extend(Some(words.trim_matches('，').to_owned()).filter(|words| !words.is_empty()));
            return Ok(after);
        }
        if !" -:。、“”\"".contains(c) {
            return Err(if "/,;|\\&\n".contains(c) { Fault::Several(Vec::new()) } else { Fault::Sign(c) });
        }
        Ok(&rest[c.len_utf8()..])
    }

    /// Takes an extension; a number has one.
    fn turned<'a>(&mut self, extension: &str, after: &'a str) -> Result<&'a str, Fault> {
        match self.extension.replace(extension.to_owned()) {
            None => Ok(after),
            Some(_) => Err(Fault::Extension),
        }
    }

    fn phone(self) -> Result<Phone, Fault> {
        let words = self.words.join("，");
        let length = words.chars().count();
        let network = NETWORK.iter().any(|word| words.contains(word));
        let mut phone = number(self.number.trim_matches([' ', '-']), network)?;
        if let Some(extension) = self.extension {
            if !phone.turns() || extension.len() > EXTENSION || !phone.extension.is_empty() {
                return Err(Fault::Extension);
            }
            phone.extension = extension;
        }
        if length > WORDS { Err(Fault::Words(length)) } else { Ok(Phone { words, ..phone }) }
    }
}

fn han(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii() && !BETWEEN.contains(&c) || matches!(c, '，' | '·')
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Returns the digits of 分机802.
fn turned(text: &str) -> Option<&str> {
    let turn = TURNS.iter().find(|turn| starts(text, turn))?;
    let digits = text[turn.len()..].trim_start_matches([' ', ':', '.']);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Returns the number that digits with spaces and dashes say; a last group behind a dash may be an extension.
fn number(text: &str, network: bool) -> Result<Phone, Fault> {
    if text.chars().skip(1).any(|c| c == '+') {
        return Err(Fault::Sign('+'));
    }
    let whole = plain(text, network);
    let Some((front, last)) = text.rsplit_once('-') else { return whole };
    let extension = last.trim();
    if extension.is_empty() || extension.len() > EXTENSION || !extension.bytes().all(|b| b.is_ascii_digit()) {
        return whole;
    }
    let turns = |phone: &Phone| phone.turns() && !front.trim().ends_with('-');
    match (whole, plain(front, false).ok().filter(turns)) {
        // 0531-0000000-1 may be eight digits or seven and an extension.
        (Ok(_), Some(_)) => Err(Fault::Extension),
        (Err(_), Some(phone)) => Ok(Phone { extension: extension.to_owned(), ..phone }),
        (whole, None) => whole,
    }
}

/// Returns a number without extension.
fn plain(text: &str, network: bool) -> Result<Phone, Fault> {
    let all = digits(text);
    if all.is_empty() {
        return Err(Fault::Nothing);
    }
    let (country, rest) = if text.starts_with('+') {
        ("+86", all.strip_prefix("86").ok_or(Fault::Country)?)
    } else if let Some(rest) = all.strip_prefix("0086") {
        ("0086", rest)
    } else if all.starts_with("00") {
        return Err(Fault::Country);
    } else {
        // 86 138 0000 0001, copied from an address book.
        let long = |rest: &&str| {
            rest.len() > 9
                && (rest.starts_with('1') && rest.len() == 11 || landline(&format!("0{rest}")).is_some())
        };
        let abroad = all.strip_prefix("86").filter(long);
        abroad.map_or(("", all.as_str()), |rest| ("+86", rest))
    };
    if country.is_empty() {
        return national(rest, network);
    }
    if rest.starts_with('0') {
        return Err(Fault::Country);
    }
    let free = rest.starts_with("400") || rest.starts_with("800");
    let national = if rest.len() == 11 && rest.starts_with('1') || free && rest.len() == 10 {
        national(rest, false)
    } else {
        landline(&format!("0{rest}")).ok_or(Fault::Digits(rest.len()))
    };
    national.map(|phone| Phone { country, ..phone })
}

/// Returns a number as it is dialled within the country.
fn national(digits: &str, network: bool) -> Result<Phone, Fault> {
    let phone = |kind| {
        let local = digits.to_owned();
        Ok(Phone {
            kind,
            country: "",
            area: String::new(),
            local,
            extension: String::new(),
            words: String::new(),
        })
    };
    let mobile = matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..]);
    match (digits.len(), digits.as_bytes()[0]) {
        (_, b'0') => landline(digits).ok_or(match digits.len() {
            11 | 12 => Fault::Area,
            count => Fault::Digits(count),
        }),
        (11, b'1') if mobile => phone(Kind::Mobile),
        (11, b'1') => Err(Fault::Prefix(digits[..2].to_owned())),
        (10, b'4' | b'8') if digits.starts_with("400") || digits.starts_with("800") => phone(Kind::Free),
        (3..=6, _) if service(digits) => phone(Kind::Service),
        (3..=6, _) if network => phone(Kind::Network),
        (3..=6, _) => Err(Fault::Short),
        (7 | 8, _) => Err(Fault::Area),
        // A spreadsheet drops the 0 of the area code.
        (9..=11, b'2'..=b'9') if landline(&format!("0{digits}")).is_some() => Err(Fault::Area),
        (count, _) => Err(Fault::Digits(count)),
    }
}

/// Returns a landline: 010 and 02X with eight digits, other areas with seven or eight, or a public number of
/// the area.
fn landline(digits: &str) -> Option<Phone> {
    let length = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        // 0400 and 0800 are no areas: 400 and 800 numbers have no 0.
        [b'0', b'4' | b'8', b'0', b'0', ..] => return None,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, local) = digits.split_at_checked(length)?;
    let fits = local.len() == 8 || local.len() == 7 && length == 4 || local.len() > 4 && service(local);
    let (area, local) = (area.to_owned(), local.to_owned());
    fits.then(|| Phone {
        kind: Kind::Landline,
        country: "",
        area,
        local,
        extension: String::new(),
        words: String::new(),
    })
}

fn service(digits: &str) -> bool {
    SERVICES.iter().any(|(start, lengths)| digits.starts_with(start) && lengths.contains(&digits.len()))
}
