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
    let out = if cfg!(unix) && readers::there(&["sh"], "bounds of memory in import") {
        let bounded = "ulimit -v 2500000; exec \"$0\" import 大.csv --dir hailing --dry-run --lang zh";
        readers::shell(bounded)
            .arg(assert_cmd::cargo::cargo_bin("duoan"))
            .current_dir(place.0.path())
            .output()
            .unwrap()
    } else {
        place.run(&["import", "大.csv", "--dir", "hailing", "--dry-run"])
    };
    assert!(said(&out).contains("100000 行"), "{}", said(&out).chars().take(600).collect::<String>());
}
