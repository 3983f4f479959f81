//! Workbooks from anywhere: formulas, packages that are none, spoilt bytes, very many rows.

use super::*;

#[test]
fn no_cell_is_a_formula_and_of_formulas_the_stored_value_is_read() {
    let text = VILLAGE
        .replace("小组: 一组, 职务: 村党支部书记", "小组: 一组, 职务: '=HYPERLINK(\"x\")', 备注: '+1'");
    let bytes = export::workbook(&[known(&text)], table(), &library().words, "").unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "{i}");
    }
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("人员").unwrap();
    for (i, head) in (0..).zip(["姓名", "联系电话", "职务"]) {
        page.write_string(0, i, head).unwrap();
    }
    page.write_string(1, 0, "田守信").unwrap();
    page.write_formula(1, 1, Formula::new("=A1&\"x\"").set_result("13800007003")).unwrap();
    page.write_formula(1, 2, Formula::new("=WEBSERVICE(\"http://x\")").set_result("书记兼主任")).unwrap();
    let sheets = sheet::read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let plan = plan(&sheets, VILLAGE, &Options::default());
    assert!(done(&plan, VILLAGE).contains("职务: 书记兼主任}"));
}

/// A package of files.
fn package(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn hostile_files_are_answered_with_a_clear_error() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_number(0, 0, 1).unwrap();
    page.write_number(1_048_575, 16_383, 1).unwrap();
    let far = book.save_to_buffer().unwrap();
    assert_eq!(sheet::read("far.xlsx", &far).map(|s| s[0].rows.len()), Ok(1));
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    (0..610).for_each(|_| writer.write_all(&vec![b' '; 1 << 20]).unwrap());
    let bomb = writer.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(sheet::read("bomb.xlsx", &bomb), Err(Unreadable::TooBig));
    let content = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\"><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"/></table:table-row></table:table></office:document-content>";
    assert_eq!(
        sheet::read("bomb.ods", &package(&[("content.xml", content.as_bytes())])),
        Err(Unreadable::TooBig)
    );
    let good = std::fs::read(root().join("tests/rosters/qianping/队伍和物资.xls")).unwrap();
    for cut in [9, 600, 2000, 6000] {
        assert!(sheet::read("cut.xls", &good[..cut]).is_err() || cut > 2000, "{cut}");
    }
    let mut locked = good[..512].to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(sheet::read("locked.xlsx", &locked), Err(Unreadable::Password));
    assert_eq!(sheet::read("a.xlsx", b"PK\x03\x04 nothing"), Err(Unreadable::Damaged));
    assert_eq!(sheet::read("a.csv", &[0, 1, 2, 255]), Err(Unreadable::NotASheet));
    assert_eq!(
        sheet::read("a.xlsx", &package(&[("word/document.xml", b"<a/>")])),
        Err(Unreadable::NotASheet)
    );
    let place = Place::new();
    std::fs::write(place.path("坏.xlsx"), &good[..700]).unwrap();
    place.copy_examples();
    let out = place.run(&["import", "坏.xlsx", "--dir", "hailing"]);
    assert!(
        said(&out).contains("坏.xlsx 打不开，文件坏了") && out.status.code() == Some(1),
        "{}",
        said(&out)
    );
}

#[test]
fn web_pages_and_locked_packages_are_said_by_what_they_are() {
    let gbk = encoding_rs::GB18030.encode("<HTML><meta charset=gbk><table><tr><td>姓名</td></tr></table>").0;
    for page in [
        b"\xef\xbb\xbf\r\n <!DOCTYPE html><html><table><tr><td>\xe5\xa7\x93</td></tr></table>".to_vec(),
        gbk.into_owned(),
        b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>".to_vec(),
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related".to_vec(),
    ] {
        assert_eq!(sheet::read("花名册.xls", &page), Err(Unreadable::WebPage));
    }
    // A sheet that only speaks of such things is one.
    assert!(sheet::read("a.csv", "姓名,电话\n<html>,1\n".as_bytes()).is_ok());
    // As LibreOffice writes it: the file's own bytes are no XML any more.
    let manifest = b"<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let locked = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &[0x9b, 0x3c, 0, 255, 60, 60]),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert_eq!(sheet::read("locked.ods", &locked), Err(Unreadable::Password));
    let place = Place::new();
    place.copy_examples();
    std::fs::write(place.path("导出.xls"), "<html><table></table></html>").unwrap();
    let out = place.run(&["import", "导出.xls", "--dir", "hailing"]);
    assert!(said(&out).contains("另存为 xlsx") && out.status.code() == Some(1), "{}", said(&out));
}

/// As Office (2007 on), LibreOffice and Excel 97 lock them.
#[test]
fn files_with_a_password_are_said_to_have_one() {
    for form in ["xlsx", "xls", "ods"] {
        let bytes = std::fs::read(root().join("tests/rosters/locked/有密码").with_extension(form)).unwrap();
        assert_eq!(sheet::read("a", &bytes), Err(Unreadable::Password), "{form}");
    }
}

#[test]
fn numbers_beyond_all_measure_are_named_and_never_written() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("转移清单").unwrap();
    let dated = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (column, head) in (0..).zip(["户主", "位置", "居住人数", "户主手机", "北纬", "东经", "危险区名称"])
    {
        page.write_string(0, column, head).unwrap();
    }
    page.write_string(1, 0, "周福来").unwrap();
    page.write_string(1, 1, "河东1号").unwrap();
    for column in 2..6 {
        page.write_number(1, column, 1e308).unwrap();
    }
    page.write_number_with_format(2, 2, 1e308, &dated).unwrap();
    page.write_number_with_format(2, 3, -7.5e9, &dated).unwrap();
    page.write_string(2, 0, "吕桂英").unwrap();
    page.write_string(2, 1, "河东3号").unwrap();
    page.write_number(3, 0, 1.234_567_890_123_456_7e17).unwrap();
    let sheets = sheet::read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let plan = plan(&sheets, VILLAGE, &Options::default());
    assert_eq!(done(&plan, VILLAGE), VILLAGE, "{:?}", plan.villages[0].changes);
    let found = codes(&plan);
    for cell in ["C2", "D2", "C3", "D3"] {
        assert!(found.iter().any(|(_, at)| *at == format!("转移清单!{cell}")), "{cell}: {found:?}");
    }
}

/// Returns a workbook with one of its files changed.
pub(super) fn with_part(good: &[u8], name: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(good)).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        files.push((part.name().unwrap().into_owned(), bytes));
    }
    let own = files.iter_mut().find(|(own, _)| own == name).unwrap();
    own.1 = change(String::from_utf8_lossy(&own.1).into_owned()).into_bytes();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    package(&files)
}

#[test]
fn texts_that_are_nested_or_many_without_end_do_no_harm() {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "姓名").unwrap();
    let good = book.save_to_buffer().unwrap();
    let with = |strings: String| with_part(&good, "xl/sharedStrings.xml", |_| strings);
    let deep = format!("<sst><si>{}姓名{}</si></sst>", "<r>".repeat(300_000), "</r>".repeat(300_000));
    let open = format!("<sst><si>{}", "<r><t>".repeat(300_000));
    let many = format!("<sst>{}</sst>", "<si><t/></si>".repeat(2_000_000));
    let start = std::time::Instant::now();
    for bytes in [with(deep), with(open), with(many)] {
        // Read or refused, but neither a hang nor a stack that runs out.
        let _ = sheet::read("a.xlsx", &bytes);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Rows of headings without end, headings that are all alike, merged cells over merged cells: each is bounded.
#[test]
fn sheets_made_to_be_slow_are_read_or_refused_in_time() {
    let start = std::time::Instant::now();
    let known = known(VILLAGE);
    let run = |sheets: &[Sheet]| {
        roster::plan(sheets, std::slice::from_ref(&known), table(), &library().words, &Options::default())
    };
    let rows: Vec<&str> = (0..4_000)
        .map(|i| ["姓名|联系电话", "田守信|13800007003", "品名|数量|单位|存放地点", "铜锣|2|面|村委"][i % 4])
        .collect();
    assert!(run(&[sheet("甲", &rows)]).sheets.len() <= 200);
    let wide = ["姓名|联系电话"; 128].join("|");
    let values = ["田守信|13800007003"; 128].join("|");
    assert!(run(&[sheet("乙", &[&wide, &values])]).sheets.len() <= 8);
    let alike = format!("户主|{}", ["户主电话"; 255].join("|"));
    let many = [alike.as_str(); 40];
    run(&[sheet("丙", &many)]);
    let bad = |i: usize| format!("户{i}|东街{i}号|两三个|两三个|两三个|两三个|柳河湾");
    let bad: Vec<String> = (0..6_000).map(bad).collect();
    let heads = "户主|位置|居住人数|户主手机|经度|纬度|危险区名称";
    let rows: Vec<&str> = std::iter::once(heads).chain(bad.iter().map(String::as_str)).collect();
    let plan = run(&[sheet("丁", &rows)]);
    assert_eq!(plan.faults.last().map(|fault| fault.code), Some("sheet-more"));
    assert!(plan.faults.len() <= 20_001, "{}", plan.faults.len());
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for row in 0..20_000 {
        page.write_string(row, 0, "甲").unwrap();
    }
    let merges: String = (0..2_000).map(|i| format!("<mergeCell ref=\"A{}:IV20000\"/>", i + 1)).collect();
    let good = book.save_to_buffer().unwrap();
    let merged = format!("</sheetData><mergeCells>{merges}</mergeCells>");
    let crowded =
        with_part(&good, "xl/worksheets/sheet1.xml", |text| text.replacen("</sheetData>", &merged, 1));
    assert_eq!(sheet::read("a.xlsx", &crowded), Err(Unreadable::TooBig));
}

/// What cells and names of sheets say is said as text: no line of its own, no sign that steers a terminal.
#[test]
fn a_cell_says_nothing_of_its_own_on_a_terminal() {
    let place = Place::new();
    place.copy_examples();
    let csv = "行政村,户主,位置,居住人数\r\n岭下村,厉纪顺,北沟口1号,\"两三个\n存了\u{1b}[2J\"\r\n";
    std::fs::write(place.path("a.csv"), csv).unwrap();
    let text = said(&place.run(&["import", "a.csv", "--dir", "hailing", "--dry-run"]));
    assert!(text.contains("两三个⏎存了[2J") && !text.contains('\u{1b}'), "{text}");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("人员\u{202e}表").unwrap().write_string(0, 0, "姓名").unwrap();
    assert_eq!(sheet::read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap()[0].name, "人员表");
}

#[test]
fn a_size_is_said_before_anything_is_read() {
    let place = Place::new();
    place.copy_examples();
    std::fs::File::create(place.path("大.csv")).unwrap().set_len(483 << 20).unwrap();
    let start = std::time::Instant::now();
    let out = place.run(&["import", "大.csv", "--dir", "hailing"]);
    assert!(said(&out).contains("大.csv 太大了") && out.status.code() == Some(1), "{}", said(&out));
    assert!(start.elapsed().as_secs() < 15, "{:?}", start.elapsed());
}

#[test]
fn flipped_bytes_never_break_the_reader() {
    let folder = root().join("tests/rosters/qianping");
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    for name in ["队伍和物资.xls", "村情和场所.ods", "防汛责任人和转移清单.xlsx", "人员通讯录.csv"]
    {
        let good = std::fs::read(folder.join(name)).unwrap();
        for _ in 0..150 {
            let mut bytes = good.clone();
            for _ in 0..=next() % 6 {
                let at = next() % bytes.len();
                bytes[at] = u8::try_from(next() % 256).unwrap();
            }
            let _ = sheet::read(name, &bytes);
        }
    }
}

#[test]
fn a_hundred_thousand_rows_are_planned_in_bounded_memory() {
    let place = Place::new();
    place.copy_examples();
    let mut text = String::from("行政村,户主,位置,居住人数,户主手机,转移责任人,避灾场所\r\n");
    for i in 0..100_000 {
        text += &format!("岭下村,甲{i},东街{i}号,3,138{i:08},厉传海,村小学\r\n");
    }
    std::fs::write(place.path("大.csv"), text).unwrap();
    bounded(&place, "大.csv");
}

#[test]
fn a_workbook_of_a_hundred_thousand_rows_is_planned_in_bounded_memory() {
    let place = Place::new();
    place.copy_examples();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (column, head) in
        (0..).zip(["行政村", "户主", "位置", "居住人数", "户主手机", "转移责任人", "避灾场所"])
    {
        page.write_string(0, column, head).unwrap();
    }
    for row in 1..=100_000 {
        let texts = ["岭下村", &format!("甲{row}"), &format!("东街{row}号")].map(str::to_owned);
        for (column, text) in (0..).zip(texts) {
            page.write_string(row, column, text).unwrap();
        }
        page.write_number(row, 3, 3).unwrap();
        page.write_string(row, 4, format!("138{row:08}")).unwrap();
        page.write_string(row, 5, "厉传海").unwrap();
        page.write_string(row, 6, "村小学").unwrap();
    }
    std::fs::write(place.path("大.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    bounded(&place, "大.xlsx");
}

/// Plans a file of a hundred thousand rows with a bound of memory.
fn bounded(place: &Place, name: &str) {
    let out = if cfg!(unix) && readers::there(&["sh"], "bounds of memory in import") {
        let bounded = "ulimit -v 2500000; exec \"$0\" import \"$1\" --dir hailing --dry-run --lang zh";
        readers::shell(bounded)
            .arg(assert_cmd::cargo::cargo_bin("duoan"))
            .arg(name)
            .current_dir(place.0.path())
            .output()
            .unwrap()
    } else {
        place.run(&["import", name, "--dir", "hailing", "--dry-run"])
    };
    assert!(said(&out).contains("100000 行"), "{}", said(&out).chars().take(600).collect::<String>());
}
