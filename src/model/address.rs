//! Addresses and names as two lists write them: 桥头1号, 桥头一号, 桥头 １号 are one place. Only for comparing, never
//! printed.

/// Characters of figures and what they count.
const FIGURES: [(char, u32); 12] = [
    ('〇', 0),
    ('零', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
];
/// Characters that multiply.
const UNITS: [(char, u32); 2] = [('十', 10), ('百', 100)];

/// Returns a text in normal form: without spaces, one width, figures as digits, one kind of dash, no 号 at the
/// end.
pub fn normal(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '—' | '–' | '－' | '−' | '‐' | '‑' | '之' => '-',
        '號' => '号',
        '•' | '・' | '‧' | '∙' | '．' => '·',
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        c => c,
    });
    let mut normal = String::new();
    let mut figures = Vec::new();
    for c in plain.flat_map(char::to_lowercase).chain(std::iter::once('\0')) {
        if FIGURES.iter().chain(&UNITS).any(|(figure, _)| *figure == c) {
            figures.push(c);
            continue;
        }
        normal.push_str(&digits(&std::mem::take(&mut figures)));
        normal.push(c);
    }
    normal.pop();
    if normal.ends_with('号') {
        normal.pop();
    }
    normal
}

/// Returns Chinese figures as digits: 一百零二 is 102, 一二三 is 123.
fn digits(figures: &[char]) -> String {
    let value = |c: &char, table: &[(char, u32)]| {
        table.iter().find(|(figure, _)| figure == c).map(|(_, value)| *value)
    };
    if !figures.iter().any(|c| value(c, &UNITS).is_some()) {
        return figures.iter().filter_map(|c| value(c, &FIGURES)).map(|digit| digit.to_string()).collect();
    }
    let (mut sum, mut last) = (0_u32, None);
    for c in figures {
        match (value(c, &FIGURES), value(c, &UNITS)) {
            (Some(digit), _) => last = Some(digit),
            (_, Some(unit)) => sum = sum.saturating_add(last.take().unwrap_or(1) * unit),
            _ => {}
        }
    }
    sum.saturating_add(last.unwrap_or(0)).to_string()
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn one_place_under_many_spellings() {
        for (one, other) in [
            ("桥头1号", "桥头一号"),
            ("桥头1号", "桥头 １ 号"),
            ("桥头1号", "桥头1"),
            ("西街12号", "西街十二号"),
            ("北沟102号", "北沟一百零二号"),
            ("老街20号", "老街二十號"),
            ("3-1号", "三－一号"),
            ("A座2单元", "ａ座二单元"),
            ("张　三", "张三"),
        ] {
            assert_eq!(normal(one), normal(other), "{one} {other}");
        }
        for (one, other) in
            [("桥头1号", "桥头2号"), ("桥头11号", "桥头1号"), ("东街1号", "西街1号"), ("十一号", "一号")]
        {
            assert_ne!(normal(one), normal(other), "{one} {other}");
        }
    }
}
