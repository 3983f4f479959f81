//! Files that mean no good, pictures that are none, links: a message, and nothing is touched.

use super::*;

/// Reads a village file within a second and returns the codes of its faults.
fn hostile(name: &str, bytes: &[u8]) -> Vec<&'static str> {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("village.yaml");
    fs::write(&path, bytes).unwrap();
    let files = duoan::project::VillageFiles {
        stem: PathBuf::from("village"),
        layers: vec![path],
        store: duoan::project::Store::Disk,
        rivals: Vec::new(),
    };
    let library = &town().library;
    let start = Instant::now();
    let mut diags = Diagnostics::default();
    let _ = duoan::pipeline::load(&files, library, &mut diags);
    let took = start.elapsed();
    assert!(took < SLOW, "{name}: {took:?}");
    quickly(bytes);
    diags.into_sorted().iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).collect()
}

#[test]
fn hostile_files_end_in_a_message_within_a_second() {
    let bomb: String = (0..9)
        .map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i.max(1) - 1); 9].join(", ")))
        .collect();
    let people: String = (0..19_000).map(|i| format!("  p{i}: 1\n")).collect();
    let cases: [(&str, Vec<u8>, &[&str]); 21] = [
        ("an item that is a comment", "物资:\n  - #品名: 锣\n]\n".into(), &["yaml-syntax"]),
        ("many hidden characters", "甲\u{1}: 乙\u{1}\n".repeat(1_000).into_bytes(), &["duplicate-key"]),
        ("five megabytes", vec![b'a'; 5 << 20], &["unreadable"]),
        ("almost four megabytes", vec![b'a'; (4 << 20) - 1], &["want-mapping"]),
        ("nested lists", vec![b'['; 100_000], &["yaml-too-big", "unclosed-bracket", "yaml-syntax"]),
        ("nested mappings", b"{a: ".repeat(50_000), &["yaml-too-big", "unclosed-bracket", "yaml-syntax"]),
        ("nested dashes", b"- ".repeat(50_000), &["yaml-too-big", "yaml-syntax"]),
        ("alias bomb", bomb.into_bytes(), &["yaml-anchor"]),
        (
            "many keys",
            (0..60_000).map(|i| format!("k{i}: 1\n")).collect::<String>().into_bytes(),
            &["yaml-too-big", "unknown-key"],
        ),
        (
            "many unknown keys",
            (0..19_000).map(|i| format!("k{i}: 1\n")).collect::<String>().into_bytes(),
            &["unknown-key"],
        ),
        ("many people", format!("人员:\n{people}").into_bytes(), &["want-mapping"]),
        ("many colons", "：".repeat(400_000).into_bytes(), &["fullwidth-colon-inside", "want-mapping"]),
        (
            "many lines of slips",
            "村名：甲\n".repeat(20_000).into_bytes(),
            &["fullwidth-colon-inside", "yaml-syntax", "want-mapping"],
        ),
        (
            "open quote",
            format!("村名: \"{}", "甲\n".repeat(100_000)).into_bytes(),
            &["yaml-syntax", "unclosed-quote"],
        ),
        ("zeros", vec![0; 1000], &["not-text"]),
        // One line without end: what is looked for before each sign must not reach back to its beginning.
        (
            "brackets that open and close",
            ["村名: 甲\n备注: ".into(), vec![b'['; 200_000], vec![b']'; 200_000]].concat(),
            &["yaml-too-big", "yaml-syntax"],
        ),
        (
            "many pairs in one line",
            format!("村名: {{{}}}", "甲：乙，".repeat(120_000)).into_bytes(),
            &["yaml-too-long"],
        ),
        ("many colons in braces", format!("村名: {{{}", ": a:".repeat(300_000)).into_bytes(), &["yaml-key"]),
        ("unseen signs", "村名: 甲\u{200b}".repeat(1_000).into_bytes(), &["hidden-character"]),
        (
            "many conflicts",
            "<<<<<<< a\n=======\n>>>>>>> b\n".repeat(50_000).into_bytes(),
            &["merge-conflict"],
        ),
        ("one key without end", "村名: 甲\n".repeat(300_000).into_bytes(), &["duplicate-key"]),
    ];
    for (name, bytes, wanted) in cases {
        let found = hostile(name, &bytes);
        assert!(found.len() <= 20_000, "{name}: {} faults", found.len());
        assert!(found.iter().any(|code| wanted.contains(code)), "{name}: {:?}", &found[..found.len().min(5)]);
    }
}

#[test]
fn pictures_stay_in_the_workspace() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    for path in ["../../etc/passwd.png", "/etc/hosts.png", "C:\\\\a.png", "a/../../b.png"] {
        fs::write(&village, format!("{good}\n图片:\n  村图: \"{path}\"\n")).unwrap();
        let check = duoan(&["check", "--format", "short"], dir.path(), "zh");
        assert!(said(&check).contains("picture-path"), "{path}: {}", said(&check));
    }
}

/// Returns the head of a PNG of a width: all that tells its size.
fn png(width: u32) -> Vec<u8> {
    let head = [
        &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
        &width.to_be_bytes(),
        &100_u32.to_be_bytes(),
        b"\x08\x02\0\0\0",
    ];
    head.concat()
}

#[test]
fn pictures_are_looked_for_and_measured() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    fs::create_dir(dir.path().join("pictures")).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join("pictures").join(name), bytes).unwrap();
    put("small.png", &png(944));
    put("big.png", &png(945));
    put("lines.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    put("text.jpg", b"no picture");
    let cases = [
        ("small.png", "picture-coarse", "944"),
        ("none.png", "picture-missing", "no such file"),
        ("text.jpg", "picture-missing", "size"),
        ("big.png", "", ""),
        ("lines.svg", "", ""),
    ];
    for (name, code, word) in cases {
        fs::write(&village, format!("{good}\n图片:\n  村图: pictures/{name}\n")).unwrap();
        let out = said(&duoan(&["check", "--format", "short"], dir.path(), "en"));
        assert!(
            out.contains("picture-") != code.is_empty() && out.contains(code) && out.contains(word),
            "{name}: {out}"
        );
    }
}

#[test]
fn a_private_character_is_named_with_its_standard_form() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    fs::write(&village, good.replacen("村名: 示例村", "村名: 示例\u{F9D0}村\u{E000}", 1)).unwrap();
    let out = said(&duoan(&["check", "--format", "json"], dir.path(), "zh"));
    let faults: serde_json::Value = serde_json::from_str(&out).unwrap();
    let found: Vec<_> = faults.as_array().unwrap().iter().filter(|f| f["code"] == "missing-glyph").collect();
    assert!(found.iter().any(|f| f["hint"].as_str().unwrap().contains("旧字库")), "{out}");
    assert!(found.iter().all(|f| f["mend"] != "\u{F9D0}"), "{out}");
    // A workspace's own plan is read before anything is typeset.
    fs::write(&village, good).unwrap();
    fs::create_dir(dir.path().join("plans")).unwrap();
    let wasps =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/wasps.yaml")).unwrap();
    fs::write(dir.path().join("plans/wasps.yaml"), wasps.replacen("name: ", "name: \u{E000}", 1)).unwrap();
    let out = said(&duoan(&["check", "--format", "short"], dir.path(), "zh"));
    assert!(out.contains("plans/wasps.yaml:") && out.contains("missing-glyph"), "{out}");
}

#[test]
fn english_messages_say_the_program_s_words_in_english() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let line = good.lines().find(|l| l.starts_with("  总指挥: [")).unwrap();
    fs::write(&village, good.replacen(line, "  总指挥: [鲁智深]", 1)).unwrap();
    let out = said(&duoan(&["check", "--format", "short"], dir.path(), "en"));
    assert!(out.contains("“鲁智深” is not among the people") && !out.contains("人员"), "{out}");
    let out = said(&duoan(&["check", "--format", "short"], dir.path(), "zh"));
    assert!(out.contains("人员里没有“鲁智深”") && !out.contains("people"), "{out}");
}

#[cfg(unix)]
#[test]
fn links_are_neither_read_nor_mended() {
    let (dir, village) = workspace();
    let outside = TempDir::new().unwrap();
    let target = outside.path().join("secret.yaml");
    let text = fs::read_to_string(&village).unwrap().replacen("村名: ", "村名：", 1);
    fs::write(&target, &text).unwrap();
    std::os::unix::fs::symlink(&target, dir.path().join("villages/外村.yaml")).unwrap();
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert_eq!(fix.status.code(), Some(1), "{}", said(&fix));
    assert!(said(&fix).contains("外村.yaml") && said(&fix).contains("这个文件是链接"), "{}", said(&fix));
    assert_eq!(fs::read_to_string(&target).unwrap(), text);
    assert!(dir.path().join("villages/外村.yaml").is_symlink());
}
