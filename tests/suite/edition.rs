//! Who may see what: nothing that is private is in anything that is made for the public, in no format,
//! whatever it is derived from.

use std::fs;
use std::path::{Path, PathBuf};

use duoan::compose::FAMILIES;
use duoan::model::document::Audience;

use crate::commands::{Workspace, code, said};
use crate::readers;
use crate::repos::Repo;

/// Private values of a village: where they stand in the scaffold, and what is written there. Each is found
/// nowhere else.
const PRIVATE: [(&str, &str); 19] = [
    // A household: head, address, needs, phone, transport.
    ("户主: 孙广福", "户主: 暗户甲"),
    ("住: 桥头1号", "住: 暗巷甲9号"),
    ("特殊: [高龄81岁, 行动不便]", "特殊: [暗病甲, 暗病乙]"),
    ("电话: 138 0000 0021", "电话: 138 7100 0001（暗话甲）"),
    ("用车: 三轮车", "用车: 暗车甲"),
    // Somebody without a post, who helps a household.
    ("韩志成: {电话: 138 0000 0016", "韩志成: {备注: 暗注甲, 电话: 138 7100 0002"),
    ("技能: [农用车驾驶]", "技能: [暗技甲]"),
    ("备注: 夜里手机不关机", "备注: 暗注乙"),
    // What only those on duty need.
    ("钥匙: 孙桂芬一把，村委值班室一把", "钥匙: 暗钥甲（138 7100 0003）"),
    ("#电话: 138 0000 0031", "电话: 138 7100 0004"),
    ("存放: 村委值班室", "存放: 暗库甲"),
    ("停放: 村南料场", "停放: 暗场甲"),
    ("联系人: 钱大勇", "联系人: 暗车主甲"),
    ("负责人: 崔兰芝", "负责人: 暗店主甲"),
    ("电话: 138 0000 0032", "电话: 138 7100 0005"),
    ("问题: 涵管口卡了树枝", "问题: 暗患甲"),
    ("问题: 喇叭在桥头听不清，改成上门叫", "问题: 暗议甲"),
    ("#电话: 0531-0000 0002", "电话: 0531-7100 0006"),
    ("电话: 0531-0000 0041", "电话: 138 7100 0007"),
];

/// What must not be found: every mark, and every private number in any grouping.
fn marks(text: &str) -> Vec<String> {
    let close: String =
        text.chars().filter(|c| !c.is_whitespace() && !"\u{a0}\u{2060}-，".contains(*c)).collect();
    let numbers = (1..=7).flat_map(|n| [format!("7100000{n}"), format!("7100001{n}")]);
    let words = [
        "暗户",
        "暗巷",
        "暗病",
        "暗话",
        "暗车",
        "暗注",
        "暗技",
        "暗钥",
        "暗库",
        "暗场",
        "暗店",
        "暗患",
        "暗议",
        "韩志成",
    ];
    numbers.chain(words.map(str::to_owned)).filter(|mark| close.contains(mark.as_str())).collect()
}

fn spoilt(w: &Workspace) {
    for (good, private) in PRIVATE {
        w.change("示例村", good, private);
    }
}

/// Returns every file of a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(&entry)) } else { found.push(entry) }
    }
    found
}

/// Returns all words of a file: names, metadata and texts of PDFs, data as it is.
pub fn words(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let name = path.to_string_lossy().into_owned();
    match path.extension().and_then(|e| e.to_str()) {
        Some("pdf") => {
            name + &readers::words(path) + &readers::about(path) + &String::from_utf8_lossy(&bytes)
        }
        Some("png") => name,
        Some("docx" | "xlsx") => name + &unpacked(bytes),
        _ => name + &String::from_utf8_lossy(&bytes),
    }
}

/// Returns the parts of an office's file.
fn unpacked(bytes: Vec<u8>) -> String {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        all += &part.name().unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        all += &String::from_utf8_lossy(&bytes);
    }
    all
}

fn assert_nothing_private(folder: &Path) -> usize {
    let files = files(folder);
    for path in &files {
        assert_eq!(marks(&words(path)), Vec::<String>::new(), "{}", path.display());
    }
    files.len()
}

const ALL: &str = "handbook,booklet,site-cards,household-cards,wallet-cards,poster,poster-tiles,poster-a2,poster-a2-tiles,broadcast";

#[test]
fn nothing_private_is_in_anything_public_of_any_family_and_format() {
    let w = Workspace::new();
    spoilt(&w);
    let build = w.run(&["build", "--audience", "public", "--only", ALL, "--format", "pdf,txt,png,json"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    assert!(assert_nothing_private(&w.path().join("out")) > 20);
    assert!(
        !w.path().join("out/示例村/household-cards-public.pdf").exists(),
        "a household's card is in no public edition"
    );
    // What is made without asking for an audience and hangs on walls is public too.
    fs::remove_dir_all(w.path().join("out")).unwrap();
    let build = w.run(&["build", "--only", "wallet-cards,poster,broadcast", "--format", "pdf,txt"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    assert_nothing_private(&w.path().join("out"));
    // Those on duty see it all, so the marks are not just gone.
    let duty = w.run(&["build", "--format", "json,txt", "--only", "handbook"]);
    assert_eq!(code(&duty), 0, "{}", said(&duty));
    let text = words(&w.path().join("out/示例村/handbook.json"));
    assert!(marks(&text).len() >= 15, "{:?}", marks(&text));
}

#[test]
fn the_revision_record_of_the_public_edition_tells_of_nothing_private() {
    let repo = Repo::new();
    let w = &repo.workspace;
    // Each private field is changed in a commit of its own, and so is something that everybody may know.
    for (good, private) in PRIVATE {
        w.change("示例村", good, private);
        repo.commit("改");
    }
    w.change("示例村", "地点: 村东桥头下坡那几户", "地点: 村东新桥头");
    repo.commit("改");
    let build =
        w.run(&["build", "--audience", "public", "--only", "handbook,booklet", "--format", "pdf,txt,json"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    assert_nothing_private(&w.path().join("out"));
    let text = words(&w.path().join("out/示例村/handbook-public.txt"));
    assert!(text.contains("村东新桥头"));
    let duty = w.run(&["build", "--only", "handbook", "--format", "json"]);
    assert_eq!(code(&duty), 0, "{}", said(&duty));
    let book: serde_json::Value =
        serde_json::from_slice(&fs::read(w.path().join("out/示例村/handbook.json")).unwrap()).unwrap();
    assert!(!marks(&book["provenance"].to_string()).is_empty(), "the office's own record tells it");
    let public = fs::read(w.path().join("out/示例村/handbook-public.json")).unwrap();
    let public: serde_json::Value = serde_json::from_slice(&public).unwrap();
    assert!(public["provenance"]["revisions"].to_string().contains("村东新桥头"), "{public}");
    assert_eq!(public["households"], serde_json::json!([]));
}

#[test]
fn a_household_reads_what_it_needs_and_who_comes_on_its_own_card() {
    let w = Workspace::new();
    spoilt(&w);
    let build = w.run(&["build", "--only", "household-cards", "--format", "pdf,txt"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    let text = words(&w.path().join("out/示例村/household-cards.txt"));
    let found = marks(&text);
    assert!(["暗户", "暗巷", "暗病"].iter().all(|mark| found.iter().any(|f| f == mark)), "{found:?}");
    assert!(text.contains("冯占山"), "{text}");
    assert!(
        ["暗话", "暗注", "暗技", "暗钥", "暗库", "暗场", "暗店", "暗患"]
            .iter()
            .all(|mark| !found.iter().any(|f| f == mark)),
        "{found:?}"
    );
    assert_eq!(w.manifest()["files"]["示例村/household-cards.pdf"]["audience"], "household");
}

#[test]
fn what_says_that_it_is_public_is_and_mobiles_of_contacts_are_not() {
    let w = Workspace::new();
    w.change("示例村", "电话: 0531-0000 0041", "电话: [0531-0000 0041, 138 0000 0043]");
    w.change("示例村", "电话: 138 0000 0032", "电话: 138 0000 0032\n    公开: 是");
    let text = |w: &Workspace| {
        let build = w.run(&["build", "--audience", "public", "--only", "handbook", "--format", "txt"]);
        assert_eq!(code(&build), 0, "{}", said(&build));
        words(&w.path().join("out/示例村/handbook-public.txt")).replace('\u{a0}', " ")
    };
    let before = text(&w);
    assert!(
        before.contains("0531-0000 0041") && !before.contains("138 0000 0043"),
        "an office's number, nobody's mobile"
    );
    assert!(before.contains("138 0000 0032") && before.contains("崔兰芝"), "marked as public");
    w.change("示例村", "    类别: 邻村", "    公开: 是\n    类别: 邻村");
    assert!(text(&w).contains("138 0000 0043"));
}

#[test]
fn a_number_or_an_illness_in_a_public_sentence_stops_the_public_edition_alone_and_names_the_line() {
    for (good, bad, wanted) in [
        ("说明: 桥头比街面低一米，河水高了就倒灌", "说明: 桥头低，找老孙138 0000 0021开闸", "public-number"),
        ("经过: 一夜大雨，南河漫过桥头", "经过: 一夜大雨，老李哮喘犯了", "public-health"),
        ("情况: 六户连檐，巷子宽2.4米，电线老", "情况: 六户连檐，住着一户偏瘫", "public-health"),
        ("  老供销社代销点:", "  代销点（０５３１－００００００２１）:", "public-number"),
        (
            "说明: 桥头比街面低一米，河水高了就倒灌",
            "说明: 桥头低，找老孙一三八零零零零零零二一",
            "public-number",
        ),
        ("说明: 桥头比街面低一米，河水高了就倒灌", "说明: 桥头低，3 138.0000.0021 孙", "public-number"),
        ("情况: 六户连檐，巷子宽2.4米，电线老", "情况: 六户连檐，东头老李乙肝", "public-health"),
        ("情况: 六户连檐，巷子宽2.4米，电线老", "情况: 六户连檐，老周肺不好，离不开氧气瓶", "public-health"),
        ("情况: 六户连檐，巷子宽2.4米，电线老", "情况: 六户连檐，老周家微信zhou_0001", "public-number"),
        ("情况: 六户连檐，巷子宽2.4米，电线老", "情况: 找老孙138零零零零0021", "public-number"),
        // Where a name is wanted anything can stand.
        ("编制人: 林晓梅", "编制人: 林晓梅138 0000 0077", "public-number"),
        ("审定人: 陈守田", "审定人: 陈守田（糖尿病）", "public-health"),
        ("批准人: 陈守田", "批准人: 陈守田13800000077", "public-number"),
        // Beside a number, in what is seen, in a figure.
        ("电话: 138 0000 0001", "电话: 138 0000 0001（老林有艾滋）", "public-health"),
        ("{看: 涵管口往外冒水, 做: 报}", "{看: 老李艾滋家井水发浑, 做: 报}", "public-health"),
        ("{看: 涵管口往外冒水, 做: 报}", "看到老李138 7777 9999家冒水", "public-number"),
        ("桥头积水: {到: 20厘米, 做: 报}", "桥头积水: {到: 打老李138 7777 9999, 做: 报}", "public-number"),
        ("  #护林员: [唐小龙, 韩志成]", "  护林员（0531-0000 0021）: [唐小龙, 韩志成]", "public-number"),
    ] {
        let w = Workspace::new();
        w.change("示例村", good, bad);
        let check = w.run(&["check", "--format", "short"]);
        let line =
            fs::read_to_string(w.village("示例村")).unwrap().lines().position(|l| l.contains(bad)).unwrap()
                + 1;
        let out = said(&check);
        assert!(
            code(&check) == 1
                && out.contains(&format!("[{wanted}]"))
                && out.contains(&format!("示例村.yaml:{line}:")),
            "{out}"
        );
        let duty = w.run(&["build", "--only", "duty-cards"]);
        assert_eq!(code(&duty), 0, "{}", said(&duty));
        let public = w.run(&["build", "--only", "poster,duty-cards"]);
        assert_eq!(code(&public), 1);
        assert!(said(&public).contains(wanted), "{}", said(&public));
        assert!(
            w.path().join("out/示例村/duty-cards.pdf").exists()
                && !w.path().join("out/示例村/poster.pdf").exists()
        );
    }
    // What is said of nobody is no fault.
    for told in [
        "有哮喘的先撤，烟大戴湿毛巾",
        "心脏病突发时打120",
        "老石桥墩冲空，S211线K13+800断路",
        "牛结核病每年检疫",
    ] {
        let w = Workspace::new();
        w.change("示例村", "经过: 一夜大雨，南河漫过桥头", &format!("经过: {told}"));
        assert_eq!(code(&w.run(&["check"])), 0, "{told}");
    }
    // The same words where only those on duty look are no fault.
    let w = Workspace::new();
    w.change("示例村", "钥匙: 孙桂芬一把，村委值班室一把", "钥匙: 孙桂芬（138 0000 0004），她有哮喘");
    assert_eq!(code(&w.run(&["check"])), 0);
}

#[test]
fn the_name_of_a_file_tells_the_public_no_number_and_no_illness() {
    for (stem, wanted) in [("老李糖尿病", "public-health"), ("片/老李138 0000 0077", "public-number")]
    {
        let w = Workspace::new();
        let other = w.village(stem);
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::rename(w.village("示例村"), other).unwrap();
        let public = w.run(&["build", "--only", "poster,duty-cards", "--format", "txt"]);
        assert!(code(&public) == 1 && said(&public).contains(wanted), "{stem}: {}", said(&public));
        let out = w.path().join("out").join(stem);
        assert!(out.join("duty-cards.txt").exists() && !out.join("poster.txt").exists(), "{stem}");
    }
}

#[test]
fn a_household_that_moves_is_named_in_no_public_sentence_without_a_word() {
    let w = Workspace::new();
    w.change("示例村", "说明: 桥头比街面低一米，河水高了就倒灌", "说明: 孙广福家门口低，河水高了就倒灌");
    let check = w.run(&["check", "--format", "short"]);
    let line = fs::read_to_string(w.village("示例村")).unwrap();
    let line = line.lines().position(|line| line.contains("孙广福家门口")).unwrap() + 1;
    let out = said(&check);
    assert!(out.contains("[public-name]") && out.contains(&format!("示例村.yaml:{line}:")), "{out}");
    assert!(code(&check) == 0 && out.matches("public-name").count() == 1, "{out}");
    // So are the number of its house, what it alone needs, and a name with spaces in it.
    for told in ["桥 头1号门口低", "高龄 81 岁的先走", "孙 广 福门口低", "桥头-1号屋后"]
    {
        let w = Workspace::new();
        w.change(
            "示例村",
            "说明: 桥头比街面低一米，河水高了就倒灌",
            &format!("说明: {told}，河水高了就倒灌"),
        );
        let out = said(&w.run(&["check", "--format", "short"]));
        assert_eq!(out.matches("public-name").count(), 1, "{told}: {out}");
    }
    // Another house, a thing called by it, a hamlet, needs of many.
    for told in ["桥头11号门口低", "桥头1号闸口低", "桥头低", "行动不便的先走", "81岁以上的先走"]
    {
        let w = Workspace::new();
        w.change(
            "示例村",
            "说明: 桥头比街面低一米，河水高了就倒灌",
            &format!("说明: {told}，河水高了就倒灌"),
        );
        let out = said(&w.run(&["check", "--format", "short"]));
        assert!(!out.contains("public-name"), "{told}: {out}");
    }
    // Who holds a post is named everywhere, and so is what only those on duty read.
    let w = Workspace::new();
    w.change("示例村", "说明: 桥头比街面低一米，河水高了就倒灌", "说明: 陈守田家门口低，河水高了就倒灌");
    w.change("示例村", "钥匙: 孙桂芬一把，村委值班室一把", "钥匙: 孙广福家一把");
    assert!(!said(&w.run(&["check", "--format", "short"])).contains("public-name"));
}

#[test]
fn what_is_written_in_a_drawing_is_read_as_any_other_text() {
    let drawn = |inner: &str| {
        format!(
            "<!DOCTYPE svg [<!ENTITY x '0001'>]><svg xmlns='http://www.w3.org/2000/svg' width='160' height='200'>{inner}</svg>"
        )
    };
    for (inner, wanted) in [
        ("<text x='5' y='20'>老林家 138 0000 0077</text>", "public-number"),
        ("<g><text><tspan>138</tspan><tspan>0000</tspan><tspan>&x;</tspan></text></g>", "public-number"),
        ("<text>东头老李<![CDATA[哮喘]]></text>", "public-health"),
        // A sign that no font has would be a box on the wall.
        ("<text>桥头\u{10FFFD}</text>", "missing-glyph"),
        (
            "<text>1</text><text> 3</text><text>8</text><text>0</text><text>0</text><text>0</text><text>0</text><text>0</text><text>0</text><text>7</text><text>7</text>",
            "public-number",
        ),
        ("<desc>138 0000 0077</desc><text>桥头</text>", ""),
        // What is written in a picture within cannot be looked at.
        ("<image width='9' height='9' href='data:image/svg+xml;base64,PHN2Zy8+'/>", "public-drawing"),
        ("<image width='9' height='9' href=' DATA:image/jpeg;base64,/9j/'/>", "public-drawing"),
    ] {
        let w = Workspace::new();
        fs::create_dir_all(w.path().join("pictures")).unwrap();
        fs::write(w.path().join("pictures/map.svg"), drawn(inner)).unwrap();
        let text = fs::read_to_string(w.village("示例村")).unwrap();
        let line = text.lines().count() + 2;
        fs::write(w.village("示例村"), text + "\n图片: {村图: pictures/map.svg}\n").unwrap();
        let public = w.run(&["build", "--audience", "public", "--only", "handbook"]);
        let out = said(&public);
        if wanted.is_empty() {
            assert_eq!(code(&public), 0, "{out}");
            let pdf = words(&w.path().join("out/示例村/handbook-public.pdf"));
            assert!(pdf.contains("桥头") && !pdf.contains("0077"));
            continue;
        }
        assert!(code(&public) == 1 && out.contains(wanted), "{inner}: {out}");
        assert!(out.contains(&format!("示例村.yaml:{line}:")), "{inner}: {out}");
        assert!(!w.path().join("out/示例村/handbook-public.pdf").exists(), "{inner}");
    }
}

#[test]
fn a_photograph_brings_nothing_onto_paper_but_what_is_seen() {
    let w = Workspace::new();
    let mut photo = Vec::new();
    let dots =
        image::RgbImage::from_fn(1600, 1200, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    image::DynamicImage::from(dots)
        .write_to(&mut std::io::Cursor::new(&mut photo), image::ImageFormat::Jpeg)
        .unwrap();
    // What a telephone writes: where it was taken, by whom, a remark, and a film behind the end.
    let segment = |marker: u8, body: &[u8]| {
        [&[0xFF, marker], u16::try_from(body.len() + 2).unwrap().to_be_bytes().as_slice(), body].concat()
    };
    let told =
        [segment(0xE1, b"Exif\0\0 taken by HANZHICHENG 36.4N"), segment(0xFE, b"call 13871000099")].concat();
    fs::create_dir_all(w.path().join("pictures")).unwrap();
    fs::write(
        w.path().join("pictures/village.jpg"),
        [&photo[..2], told.as_slice(), &photo[2..], b"a film: HANZHICHENG"].concat(),
    )
    .unwrap();
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    fs::write(w.village("示例村"), text + "\n图片: {村图: pictures/village.jpg}\n").unwrap();
    let build = w.run(&["build", "--audience", "public", "--only", "handbook"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    let pdf = fs::read(w.path().join("out/示例村/handbook-public.pdf")).unwrap();
    let has = |words: &[u8]| pdf.windows(words.len()).any(|at| at == words);
    assert!(has(&photo[photo.len() / 2..photo.len() / 2 + 200]), "the photograph itself is there");
    assert!(!has(b"HANZHICHENG") && !has(b"13871000099"));
}

#[test]
fn a_report_for_the_town_names_no_household_no_illness_and_no_number() {
    let w = Workspace::new();
    spoilt(&w);
    // Rows that the report has something to say of.
    w.change("示例村", "帮扶: [冯占山, 罗建国]      # 必填", "#帮扶: []                   # 必填");
    let report = w.run(&["report", "--today", "2026-06-15", "--format", "pdf,html,csv,json"]);
    let all: String =
        files(&w.path().join("out")).iter().map(|path| words(path)).collect::<String>() + &said(&report);
    let office = ["暗患", "暗议", "暗库", "暗场", "暗钥", "暗店"];
    let found: Vec<String> =
        marks(&all).into_iter().filter(|mark| !office.contains(&mark.as_str())).collect();
    assert_eq!(found, Vec::<String>::new());
}

/// Every family of which there is a public edition.
pub fn public() -> String {
    let families = FAMILIES.iter().filter(|family| family.audiences.contains(&Audience::Public));
    families.map(|family| family.name).collect::<Vec<_>>().join(",")
}

#[test]
fn a_history_that_touched_every_private_field_is_in_nothing_public() {
    let repo = Repo::new();
    let w = &repo.workspace;
    repo.tag("first");
    // Each private value comes, becomes another and goes, in commits of its own; so does one that everybody
    // may know.
    for (good, private) in PRIVATE {
        w.change("示例村", good, private);
        repo.commit("来");
    }
    for (_, private) in PRIVATE {
        let other = private.replace('甲', "丁").replace('乙', "戊").replace("7100 000", "7100 001");
        w.change("示例村", private, &other);
        repo.commit("换");
    }
    w.change("示例村", "地点: 村东桥头下坡那几户", "地点: 村东新桥头");
    repo.commit("改地点");
    repo.tag("whole");
    let families = public();
    let built = w.run(&[
        "build",
        "--audience",
        "public",
        "--only",
        &families,
        "--format",
        "pdf,txt,png,json,geojson,html,docx,sheets,xlsx",
        "--json",
    ]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    assert_eq!(marks(&said(&built)), Vec::<String>::new(), "what the build says of itself");
    assert!(assert_nothing_private(&w.path().join("out")) > 30);
    for args in [
        &["diff", "first", "--audience", "public"][..],
        &["diff", "first", "--audience", "public", "--format", "json"],
        &["diff", "first", "--audience", "public", "--format", "md"],
        &["diff", "first..whole", "--audience", "public", "--format", "json"],
        &["reprint", "first", "--audience", "public"],
        &["reprint", "first", "--audience", "public", "--format", "json"],
        &["reprint", "first", "--audience", "public", "--format", "csv", "--list", "public.csv"],
        &["reprint", "first", "--audience", "public", "--format", "pdf", "--list", "public.pdf"],
        &["reprint", "--audience", "public", "--format", "json"],
    ] {
        let run = w.run(args);
        assert_eq!(code(&run), 0, "{args:?}: {}", said(&run));
        assert_eq!(marks(&said(&run)), Vec::<String>::new(), "{args:?}");
    }
    for list in ["public.csv", "public.pdf"] {
        let text = words(&w.path().join(list));
        assert_eq!(marks(&text), Vec::<String>::new(), "{list}");
        assert!(text.contains("HOOK") || text.contains("BOOK"), "{list}: something is stale");
    }
    let told = said(&w.run(&["diff", "first", "--audience", "public"]));
    assert!(told.contains("村东新桥头"), "{told}");
    // Those on duty are told all of it, so the marks are not just gone.
    let office = said(&w.run(&["diff", "first", "--format", "json"]));
    assert!(marks(&office).len() >= 10, "{:?}", marks(&office));
}

#[test]
fn what_the_public_must_not_read_is_told_it_by_no_diff() {
    let repo = Repo::new();
    repo.workspace.change("示例村", "经过: 一夜大雨，南河漫过桥头", "经过: 一夜大雨，老李哮喘犯了");
    repo.commit("经过");
    for args in
        [&["diff", "HEAD~1", "--audience", "public"][..], &["reprint", "HEAD~1", "--audience", "public"]]
    {
        let run = repo.workspace.run(args);
        assert!(code(&run) == 1 && said(&run).contains("查不全"), "{args:?}: {}", said(&run));
        assert!(!said(&run).contains("老李"), "{args:?}: {}", said(&run));
    }
    assert!(said(&repo.workspace.run(&["diff", "HEAD~1"])).contains("老李哮喘"));
}

#[test]
fn whoever_is_named_in_a_message_brings_no_number_and_no_illness_onto_paper() {
    let repo = crate::repos::Repo::new();
    let w = &repo.workspace;
    for (number, approver) in [("0091", "王医生（138 0000 7777，糖尿病）"), ("0092", "周玉兰")] {
        w.change(
            "示例村",
            &format!("电话: 138 0000 00{}", if number == "0091" { "01" } else { "91" }),
            &format!("电话: 138 0000 {number}"),
        );
        repo.commit(&format!("换号：老李 138 0000 7888 得了糖尿病\n\n批准人：{approver}\n"));
    }
    let run = w.run(&["build", "--only", "handbook", "--audience", "public", "--format", "txt,json"]);
    assert_eq!(code(&run), 0, "{}", said(&run));
    let mut all = String::new();
    for path in files(&w.path().join("out")) {
        all += &words(&path);
    }
    assert!(all.contains("周玉兰") && all.contains("138 0000 0092"), "the record is there");
    assert!(
        !all.contains("7777") && !all.contains("7888") && !all.contains("糖尿病"),
        "what a message says is not"
    );
}

#[test]
fn nobodys_own_number_stands_in_a_plan() {
    let w = Workspace::new();
    w.run(&["eject", "plans/rainstorm.yaml"]);
    let plan = w.path().join("plans/rainstorm.yaml");
    let text = fs::read_to_string(&plan).unwrap();
    let step = text.lines().find(|line| line.contains("text: ")).unwrap();
    let at = text.lines().position(|line| line == step).unwrap() + 1;
    let word = step.split("text: ").nth(1).unwrap().split([',', '}']).next().unwrap();
    for number in ["138 0000 0021", "１３８００００００２１"] {
        fs::write(&plan, text.replacen(word, &format!("打老孙{number}"), 1)).unwrap();
        let run = w.run(&["check", "--format", "short"]);
        let out = said(&run);
        assert!(code(&run) == 1 && out.contains("[public-number]"), "{number}: {out}");
        assert!(out.contains(&format!("rainstorm.yaml:{at}:")), "{number}: {out}");
    }
}
