//! Digits as people write them to hide a number, or because they speak so: numerals, figures in circles, words for
//! signs, signs that no figure has.

/// Words between the digits of a number.
const BETWEEN: [&str; 13] =
    ["空格", "空", "横杠", "横线", "短横", "杠", "转", "再", "然后", "后面", "接着", "空一格", "减"];
/// Signs that stand between figures beside one another, and in days and heights.
const OF_FIGURES: &str = "、,/;.:~()-—";
/// How a mobile's number is grouped.
pub(super) const SHAPES: [&[usize]; 4] = [&[3, 4, 4], &[3, 8], &[7, 4], &[4, 3, 4]];
/// Most signs between two groups.
const SIGNS: usize = 3;

/// Returns a figure in a circle or on a key as its digit; none is a sign that only draws a key.
pub(super) fn plain(c: char) -> Option<char> {
    let from = |first: u32| char::from_digit(c as u32 - first + 1, 10).or(Some('0'));
    match c {
        '\u{fe0f}' | '\u{20e3}' => None,
        '\u{2776}'..='\u{277f}' => from(0x2776),
        '\u{2780}'..='\u{2789}' => from(0x2780),
        '\u{278a}'..='\u{2793}' => from(0x278a),
        '\u{24f5}'..='\u{24fe}' => from(0x24f5),
        '\u{24ff}' => Some('0'),
        _ => Some(c),
    }
}

/// Returns the digit of a numeral.
pub(super) fn numeral(c: char) -> Option<u32> {
    const WORDS: [&str; 10] =
        ["〇零○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    WORDS.iter().position(|words| words.contains(c)).and_then(|digit| u32::try_from(digit).ok())
}

/// Returns a text in which figures in words are written in digits: 八千零一 is 8001.
pub(super) fn counted(text: &str) -> String {
    let size = |c: char| match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1000),
        _ => None,
    };
    let (mut out, mut run) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if numeral(c).is_some() || size(c).is_some() {
            run.push(c);
            continue;
        }
        if run.chars().any(|c| size(c).is_some()) {
            let (mut sum, mut digit) = (0, 0);
            for c in run.chars() {
                match size(c) {
                    Some(size) => {
                        sum += size * digit.max(1);
                        digit = 0;
                    }
                    None => digit = numeral(c).unwrap_or(0),
                }
            }
            out.push_str(&(sum + digit).to_string());
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(c);
    }
    out
}

/// Returns a text in which words for signs between digits are signs: 138 转 0013.
pub(super) fn signed(text: &str) -> String {
    let mut text = text.to_owned();
    for word in BETWEEN {
        let mut from = 0;
        while let Some(at) = text[from..].find(word).map(|at| from + at) {
            let end = at + word.len();
            let digit = |c: char| c.is_ascii_digit();
            let within =
                text[..at].trim_end().ends_with(digit) && text[end..].trim_start().starts_with(digit);
            if within {
                text.replace_range(at..end, "-");
                from = at + 1;
            } else {
                from = end;
            }
        }
    }
    text
}

/// Returns the groups of digits in a text, each with its place.
pub(super) fn groups(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split(|c: char| !c.is_ascii_digit()) {
        if !part.is_empty() {
            found.push((at, part));
        }
        at += part.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// Returns groups of digits in the shape of a mobile's number between which stand signs that no figure has, or any where
/// somebody is spoken of, and what stands behind each: 138«0013»8001.
pub(super) fn apart(text: &str, any: bool) -> Vec<(String, &str)> {
    let groups = groups(text);
    let mut found = Vec::new();
    for shape in SHAPES {
        for span in groups.windows(shape.len()) {
            let alike = span.iter().zip(shape).all(|((_, part), length)| part.len() == *length);
            let strange = span.windows(2).all(|pair| {
                let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
                let signs = between.chars().filter(|c| !c.is_whitespace());
                between.chars().count() <= SIGNS
                    && between.chars().all(|c| !c.is_alphanumeric())
                    && (any || signs.clone().any(|c| !OF_FIGURES.contains(c)))
            });
            if alike && strange {
                let (at, part) = span[span.len() - 1];
                let digits = span.iter().map(|(_, part)| *part).collect();
                found.push((digits, &text[at + part.len()..]));
            }
        }
    }
    found
}
