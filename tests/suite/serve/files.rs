//! What the page is made of: the files in the repository and the words in them.

use std::fs;
use std::path::Path;

#[test]
fn the_files_of_the_page_are_what_their_source_gave_out() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let hash = blake3::hash(&fs::read(web.join("preact.js")).unwrap()).to_hex().to_string();
    let readme = fs::read_to_string(web.join("README.md")).unwrap();
    assert!(readme.contains(&hash), "web/README.md: {hash}");
    let licence = fs::read_to_string(web.join("preact.LICENSE")).unwrap();
    assert!(licence.contains("Apache License") && licence.contains("Jason Miller"));
    let own = [
        "index.html",
        "page.css",
        "page.js",
        "grid.js",
        "map.js",
        "paper.js",
        "print.js",
        "roster.js",
        "screens.js",
        "words.js",
    ];
    for name in own {
        let text = fs::read_to_string(web.join(name)).unwrap();
        for evil in [
            "innerHTML",
            "eval(",
            "http://",
            "https://",
            "localStorage",
            "dangerously",
            "document.write",
            "new Function",
        ] {
            assert!(!text.contains(evil), "{name}: {evil}");
        }
    }
}

/// Words of our trade that no clerk knows; only the source view may name its own kind of file.
#[test]
fn no_word_of_our_trade_is_on_the_page() {
    let words = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("web/words.js")).unwrap();
    let chinese: Vec<&str> = words.split("[\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(chinese.len() > 100);
    for said in chinese {
        for word in ["字段", "校验", "提交", "同步", "编码错误", "YAML", "git", "修复", "上传"]
        {
            assert!(!said.contains(word), "{said}: {word}");
        }
    }
}
