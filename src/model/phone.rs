//! Telephone numbers as people read them: grouped, never joined.

/// What a number is, by its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 11 digits from 1.
    Mobile,
    /// Area code from 0 and 7 or 8 digits.
    Landline,
    /// 3 to 6 digits, such as 119 or 12345.
    Short,
    /// 400 or 800 numbers.
    Service,
}

/// Returns the digits of a number, full-width ones made plain, separators dropped.
pub fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '0'..='9' => Some(c),
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
            _ => None,
        })
        .collect()
}

/// Returns what kind of number this is, or `None` if it is none.
pub fn kind(text: &str) -> Option<Kind> {
    let digits = digits(text);
    match (digits.len(), digits.as_bytes().first()?) {
        (11, b'1') => Some(Kind::Mobile),
        (10..=12, b'0') => Some(Kind::Landline),
        (10, b'4' | b'8') => Some(Kind::Service),
        (3..=6, b'1' | b'9') => Some(Kind::Short),
        _ => None,
    }
}

/// Returns the number in groups joined by no-break spaces: 138 0000 0001, 0531-0000 0002; other text unchanged.
pub fn grouped(text: &str) -> String {
    let d = digits(text);
    match kind(text) {
        Some(Kind::Mobile) => format!("{}\u{a0}{}\u{a0}{}", &d[..3], &d[3..7], &d[7..]),
        Some(Kind::Landline) => {
            // Area codes 010 and 02x have three digits, all others four.
            let area = if d.starts_with("01") || d.starts_with("02") { 3 } else { 4 };
            let (area, local) = d.split_at(area);
            format!("{area}-{}\u{a0}{}", &local[..local.len() - 4], &local[local.len() - 4..])
        }
        Some(Kind::Service) => format!("{}\u{a0}{}\u{a0}{}", &d[..3], &d[3..6], &d[6..]),
        Some(Kind::Short) => d,
        None => text.to_owned(),
    }
}

/// Returns the number as a loudspeaker reads it: digit by digit, in groups.
pub fn spoken(text: &str) -> String {
    grouped(text).replace(['\u{a0}', '-'], "，")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_as_people_read() {
        assert_eq!(grouped("13800000001"), "138\u{a0}0000\u{a0}0001");
        assert_eq!(grouped("0531-8888 8888"), "0531-8888\u{a0}8888");
        assert_eq!(grouped("010 12345678"), "010-1234\u{a0}5678");
        assert_eq!(grouped("０５３９１２３４５６７"), "0539-123\u{a0}4567");
        assert_eq!(grouped("119"), "119");
        assert_eq!(grouped("找村会计"), "找村会计");
        assert_eq!(kind("1380000000"), None);
    }
}
