//! Telephone numbers: every legal spelling is read and printed as the same number with its words, everything
//! else is refused.

use std::fs;

use duoan::model::phone::{Fault, Kind, Phone, digits};
use proptest::prelude::*;

use crate::commands::{Workspace, code, said};

/// Returns digits of a mobile number in one of the ways in which people write it.
fn mobile() -> impl Strategy<Value = (String, String)> {
    ("1[3-9][0-9]{9}", 0..6_usize).prop_map(|(d, way)| {
        let (a, b, c) = (&d[..3], &d[3..7], &d[7..]);
        let written = match way {
            0 => d.clone(),
            1 => format!("{a} {b} {c}"),
            2 => format!("{a}-{b}-{c}"),
            3 => format!("{a}\u{a0}{b}\u{a0}{c}"),
            4 => d.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect(),
            _ => format!("{a}　{b}－{c}"),
        };
        (written, d)
    })
}

/// Returns a landline and its digits; in an example area, 010, or one with three digits.
fn landline() -> impl Strategy<Value = (String, String)> {
    let number = prop_oneof!["0[35-79][0-9]{2}-[0-9]{7,8}", "010-[0-9]{8}", "02[0-9]-[0-9]{8}"];
    (number, 0..6_usize).prop_map(|(number, way)| {
        let (area, local) = number.split_once('-').unwrap();
        let (head, tail) = local.split_at(local.len() - 4);
        let written = match way {
            0 => format!("{area}{local}"),
            1 => format!("{area}-{local}"),
            2 => format!("{area} {head} {tail}"),
            3 => format!("（{area}）{head}{tail}"),
            4 => format!("{area}—{head} {tail}"),
            _ => format!("({area}) {head}-{tail}"),
        };
        (written, format!("{area}{local}"))
    })
}

/// Returns how an extension is written, and its digits.
fn extension() -> impl Strategy<Value = (String, String)> {
    ("[0-9]{3,6}", 0..7_usize).prop_map(|(e, way)| {
        let written = match way {
            0 => format!("转{e}"),
            1 => format!(" 转 {e}"),
            2 => format!("转分机{e}"),
            3 => format!(" 分机 {e}"),
            4 => format!("（分机{e}）"),
            5 => format!(" ext. {e}"),
            _ => format!("#{e}"),
        };
        (written, e)
    })
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(""),
        Just("家"),
        Just("找隔壁王婶"),
        Just("晚上打"),
        Just("3组老王"),
        Just("村委座机"),
        Just("转告本人")
    ]
    .prop_map(str::to_owned)
}

/// Puts words before or behind a number, in brackets or without.
fn beside(number: &str, words: &str, way: usize) -> String {
    match way {
        _ if words.is_empty() => number.to_owned(),
        0 => format!("{number}（{words}）"),
        1 => format!("{number}({words})"),
        2 => format!("{words} {number}"),
        _ => format!("{words}：{number}"),
    }
}

fn assert_read(written: &str, dialled: &str, words: &str) {
    let phone = Phone::read(written).unwrap_or_else(|fault| panic!("{written}: {fault:?}"));
    assert_eq!((phone.dialled().as_str(), phone.words()), (dialled, words), "{written}");
    let printed = phone.to_string();
    assert_eq!(Phone::read(&printed), Ok(phone.clone()), "{written} is printed as {printed}");
    assert_eq!(Phone::read(&phone.unbroken()), Ok(phone.clone()), "{written}");
    let data = serde_json::to_value(&phone).unwrap();
    assert_eq!(serde_json::from_value::<Phone>(data).ok(), Some(phone.clone()), "{written}");
    assert!(!printed.contains('\u{a0}'), "a number that is copied must be found: {printed}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_legal_spelling_is_printed_as_the_same_number_with_its_words(
        mobile in mobile(), landline in landline(), extension in extension(), words in words(), way in 0..4_usize, abroad in 0..4_usize,
    ) {
        let (written, plain) = mobile;
        assert_read(&beside(&written, &words, way), &plain, &words);
        let country = ["+86 ", "0086", "86-", "（+86）"][abroad];
        assert_read(&beside(&format!("{country}{written}"), &words, way), &plain, &words);
        let (written, plain) = landline;
        assert_read(&beside(&written, &words, way), &plain, &words);
        let long = format!("{written}{}", extension.0);
        let turned = format!("{plain}转{}", extension.1);
        if way < 2 {
            assert_read(&beside(&long, &words, way), &turned, &words);
        }
        assert_read(&format!("{}-{}", plain, extension.1), &turned, "");
        assert_read(&format!("+86 {}", &plain[1..]), &plain, "");
    }

    #[test]
    fn a_number_with_a_digit_more_or_less_is_refused(d in "1[3-9][0-9]{9}", landline in "0[35-79][0-9]{2}[2-8][0-9]{7}", extra in "[0-9]") {
        for bad in [d[..10].to_owned(), format!("{d}{extra}"), landline[..10].to_owned(), format!("{landline}{extra}")] {
            prop_assert!(Phone::read(&bad).is_err(), "{bad}");
        }
        prop_assert_eq!(Phone::read(&format!("1{}{}", &extra.parse::<u8>().unwrap() % 3, &d[2..])).map_err(|f| matches!(f, Fault::Prefix(_))), Err(true));
    }

    #[test]
    fn two_numbers_are_never_one(one in mobile(), other in landline(), between in 0..7_usize) {
        let sign = ["/", "、", "，", "；", "或", ", ", "  "][between];
        let fault = Phone::read(&format!("{}{sign}{}", one.0, other.0)).unwrap_err();
        prop_assert!(matches!(&fault, Fault::Several(numbers) if numbers.len() == 2), "{:?}", fault);
        let fault = Phone::read(&format!("110{}119", ["/", "、", "，", "；", "或", ", ", "\n"][between])).unwrap_err();
        prop_assert!(matches!(&fault, Fault::Several(_)), "{:?}", fault);
    }

    #[test]
    fn three_to_six_digits_are_a_public_number_or_none(d in "[0-9]{3,6}") {
        match Phone::read(&d) {
            Ok(phone) => prop_assert_eq!(phone.kind(), Kind::Service),
            Err(_) => prop_assert!(!["110", "119", "120", "122", "12345", "12395", "95598", "96110", "12119"].contains(&d.as_str())),
        }
        // In the village's own network the profile says so, and so does the paper.
        if !d.starts_with('0') {
            let short = Phone::read(&format!("{d}（短号）")).unwrap();
            prop_assert_eq!(short.to_string(), format!("{d}（短号）"));
        }
    }

    #[test]
    fn whatever_is_read_is_printed_so_that_it_reads_the_same(text in "[0-9０-９+（）() 转家短号ext#./、，Ee-]{0,24}") {
        if let Ok(phone) = Phone::read(&text) {
            let printed = phone.to_string();
            prop_assert_eq!(Phone::read(&printed), Ok(phone), "{} is printed as {}", text, printed);
            prop_assert_eq!(digits(&printed), digits(&text), "{} is printed as {}", text, printed);
        }
    }
}

#[test]
fn numbers_stand_in_groups_and_are_read_aloud_in_groups() {
    for (written, printed, spoken) in [
        ("13800000001", "138 0000 0001", "138，0000，0001"),
        ("0531-00000021-802", "0531-0000 0021转802", "0531，0000，0021，转802"),
        ("010 12345678", "010-1234 5678", "010，1234，5678"),
        ("０５３９１２３４５６７", "0539-123 4567", "0539，123，4567"),
        ("4000000001转2", "400 000 0001转2", "400，000，0001，转2"),
        ("0531-12345", "0531-12345", "0531，12345"),
        ("0086 138 0000 0001", "0086 138 0000 0001", "138，0000，0001"),
        ("+86 531 0000 0021", "+86 531-0000 0021", "0531，0000，0021"),
        ("找隔壁王婶 138 0000 0001", "138 0000 0001（找隔壁王婶）", "138，0000，0001（找隔壁王婶）"),
        ("138 0000 0001（home）", "138 0000 0001（home）", "138，0000，0001（home）"),
        ("119", "119", "119"),
        ("短号 668812", "668812（短号）", "668812（短号）"),
    ] {
        let phone = Phone::read(written).unwrap_or_else(|fault| panic!("{written}: {fault:?}"));
        assert_eq!((phone.to_string().as_str(), phone.spoken().as_str()), (printed, spoken), "{written}");
    }
}

/// What people and spreadsheets write into a profile, and what is said of it.
const REFUSED: [(&str, &str); 27] = [
    ("1.38E+10", "phone-spoilt"),
    ("1.38e10", "phone-spoilt"),
    ("5.31E+11", "phone-spoilt"),
    ("13800000001.0", "phone-spoilt"),
    ("110/119", "phone-several"),
    ("138 0000 0001、139 0000 0001", "phone-several"),
    ("138 0000 0001 139 0000 0001", "phone-several"),
    ("0531-00000021/22", "phone-several"),
    ("138 0000 0001（家0531-00000021）", "phone-several"),
    ("13 900", "phone-short"),
    ("139", "phone-short"),
    ("668812", "phone-short"),
    ("138 0000 001", "phone-format"),
    ("138 0000 00012", "phone-format"),
    ("0531-000021", "phone-format"),
    ("12345678901", "phone-prefix"),
    ("128 0000 0001", "phone-prefix"),
    ("8888 8888", "phone-area"),
    ("53100000021", "phone-area"),
    ("0138 0000 0001", "phone-area"),
    ("+82 10 0000 0001", "phone-country"),
    ("138 O000 0001", "phone-sign"),
    ("138.0000.0001", "phone-sign"),
    ("138*0000*0001", "phone-sign"),
    ("没装", "phone-none"),
    ("138 0000 0001转802", "phone-extension"),
    ("138 0000 0001（白天在地里夜里在家睡觉前打）", "phone-words"),
];

#[test]
fn what_is_no_number_is_refused_with_its_cause_and_nothing_else() {
    let w = Workspace::new();
    let good = fs::read_to_string(w.village("示例村")).unwrap();
    for field in ["电话: 138 0000 0001", "电话: 138 0000 0021"] {
        for (written, wanted) in REFUSED {
            fs::write(w.village("示例村"), good.replacen(field, &format!("电话: {written}"), 1)).unwrap();
            let check = w.run(&["check", "--format", "json"]);
            let faults: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
            let errors = faults.as_array().unwrap().iter().filter(|fault| fault["severity"] == "error");
            let codes: Vec<&str> = errors.map(|fault| fault["code"].as_str().unwrap()).collect();
            assert_eq!(
                (code(&check), codes.as_slice()),
                (1, [wanted].as_slice()),
                "{written}: {}",
                said(&check)
            );
        }
    }
}

#[test]
fn two_numbers_in_one_are_mended_into_a_list() {
    let w = Workspace::new();
    w.change("示例村", "电话: 138 0000 0001 ", "电话: 138 0000 0001、0531-0000 0009 ");
    w.change("示例村", "电话: 138 0000 0002", "电话: [138.0000.0002, 138 0000 0098/0531-0000 0008]");
    w.run(&["check", "--fix"]);
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    assert!(text.contains("电话: [138 0000 0001, 0531-0000 0009]"), "{text}");
    assert!(text.contains("电话: [138 0000 0002, 138 0000 0098, 0531-0000 0008]"), "{text}");
    assert_eq!(code(&w.run(&["check"])), 0);
}

#[test]
fn extension_country_code_network_and_words_reach_every_paper() {
    let w = Workspace::new();
    let written = [
        ("138 0000 0001", "0531-0000 0021转802", ["0531-0000 0021", "转802"]),
        ("138 0000 0003", "+86 138 0000 0003（晚上打）", ["138 0000 0003", "晚上打"]),
        ("138 0000 0013", "短号 668813", ["668813", "短号"]),
        ("138 0000 0021", "找隔壁王婶 138 0000 0021", ["138 0000 0021", "找隔壁王婶"]),
    ];
    for (old, new, _) in written {
        w.change("示例村", old, new);
    }
    let build = w.run(&["build", "--only", "all", "--format", "pdf,txt,json"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    let plain = |text: String| text.replace(['\u{a0}', '\u{2060}', ' ', '\n'], "");
    let out = w.path().join("out/示例村");
    let book = plain(fs::read_to_string(out.join("handbook.txt")).unwrap());
    for (_, _, parts) in written {
        assert!(parts.iter().all(|part| book.contains(&plain((*part).to_owned()))), "{parts:?}");
    }
    let cards = plain(fs::read_to_string(out.join("wallet-cards.txt")).unwrap());
    assert!(
        cards.contains("0531-00000021")
            && cards.contains("转802")
            && cards.contains("668813")
            && cards.contains("短号"),
        "{cards}"
    );
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("handbook.json")).unwrap()).unwrap();
    let phone = &json.to_string();
    assert!(phone.contains(r#"{"number":"138 0000 0003","country":"+86","words":"晚上打"}"#), "{phone}");
}

#[test]
fn a_second_line_of_one_digit_is_no_extension() {
    for text in ["0691-2120001、2", "0691-2120001/2", "0691-2120001，02", "13800000001、2"] {
        assert!(matches!(Phone::read(text), Err(Fault::Several(_))), "{text}: {:?}", Phone::read(text));
    }
    for text in ["0691-2120001转2", "0691-2120001-802", "13800000001（家，3组王婶）"] {
        assert!(Phone::read(text).is_ok(), "{text}");
    }
}
