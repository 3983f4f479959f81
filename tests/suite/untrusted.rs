//! A workspace from anywhere: what lies in it can neither reach a user's other files nor fill memory or time
//! for ever.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::commands::{Workspace, code, counts, said};

/// Families that are quick to typeset.
const QUICK: [&str; 3] = ["build", "--only", "duty-cards"];

/// Returns a PNG that says it has so many pixels, and holds next to nothing.
pub fn hollow(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, 1, 1);
    writer.set_color(png::ColorType::Grayscale);
    writer.write_header().unwrap().write_image_data(&[0]).unwrap();
    let head = [b"IHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &bytes[24..29]].concat();
    let sum = head.iter().fold(u32::MAX, |sum, byte| {
        (0..8)
            .fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (0_u32.wrapping_sub(sum & 1))))
    });
    bytes[12..29].copy_from_slice(&head);
    bytes[29..33].copy_from_slice(&(!sum).to_be_bytes());
    bytes
}

#[cfg(unix)]
#[test]
fn links_in_the_output_folder_are_refused_and_nothing_behind_them_is_touched() {
    use std::os::unix::fs::symlink;
    for place in [
        "out",
        "out/.duoan",
        "out/.duoan/making-all",
        "out/.duoan/making-all/lock",
        "out/.duoan/lock",
        "out/示例村",
    ] {
        let (w, other) = (Workspace::new(), tempfile::TempDir::new().unwrap());
        for name in ["lock", "mine.txt", "duty-cards.pdf", ".duoan-x"] {
            fs::write(other.path().join(name), "mine").unwrap();
        }
        let link = w.path().join(place);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(
            if place.ends_with("lock") { other.path().join("lock") } else { other.path().to_path_buf() },
            &link,
        )
        .unwrap();
        for args in [QUICK.as_slice(), &["clean"], &["clean", "--cache"]] {
            let run = w.run(args);
            assert!(code(&run) != 0 || args[0] == "clean", "{place} {args:?}: {}", said(&run));
            let left: Vec<_> =
                fs::read_dir(other.path()).unwrap().map(|e| fs::read(e.unwrap().path()).unwrap()).collect();
            assert_eq!(left, vec![b"mine".to_vec(); 4], "{place} {args:?}");
        }
        assert!(said(&w.run(&QUICK)).contains("linked-output"), "{place}: {}", said(&w.run(&QUICK)));
    }
}

#[cfg(unix)]
#[test]
fn a_record_that_names_other_files_deletes_none() {
    use std::os::unix::fs::symlink;
    let (w, other) = (Workspace::new(), tempfile::TempDir::new().unwrap());
    w.run(&QUICK);
    let record = w.path().join("out/.duoan/villages/示例村.json");
    let text = fs::read_to_string(&record).unwrap();
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    fs::write(other.path().join("mine.txt"), "mine").unwrap();
    fs::write(w.path().join("out/notes.txt"), "mine").unwrap();
    symlink(other.path(), w.path().join("out/link")).unwrap();
    let full = other.path().join("mine.txt").display().to_string();
    let digest = text.split("\"digest\":\"").nth(1).unwrap().split('"').next().unwrap();
    for (path, digest) in [
        ("link/mine.txt", hash(b"mine")),
        ("../town.yaml", hash(&fs::read(w.path().join("town.yaml")).unwrap())),
        (full.as_str(), hash(b"mine")),
        ("C:mine.txt", hash(b"mine")),
        ("notes.txt", digest.to_owned()),
    ] {
        let mut planted: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut entry = planted["files"]["示例村/duty-cards.pdf"].clone();
        entry["digest"] = digest.into();
        planted["files"][path] = entry;
        for clean in [true, false] {
            fs::create_dir_all(record.parent().unwrap()).unwrap();
            fs::write(&record, planted.to_string()).unwrap();
            w.run(if clean { &["clean"] } else { &["build", "--only", "duty-cards", "--force"] });
        }
        assert!(other.path().join("mine.txt").exists() && w.path().join("town.yaml").exists(), "{path}");
        assert!(w.path().join("out/notes.txt").exists(), "{path}: what somebody else wrote stays");
    }
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_no_profiles() {
    let w = Workspace::new();
    std::os::unix::fs::symlink("/dev/zero", w.village("零村")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", w.path().join("county.yaml")).unwrap();
    let pipe =
        |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    pipe(&w.village("管村"));
    fs::create_dir_all(w.path().join("plans")).unwrap();
    pipe(&w.path().join("plans/rainstorm.yaml"));
    let start = Instant::now();
    for args in [
        &["check"][..],
        &["check", "villages/管村.yaml"],
        &QUICK,
        &["report"],
        &["reprint"],
        &["trace", "管村"],
    ] {
        w.run(args);
        assert!(start.elapsed() < Duration::from_secs(60), "{args:?}");
    }
    assert_ne!(code(&w.run(&["check", "villages/管村.yaml"])), 0);
    assert_ne!(code(&w.run(&["check", "villages/零村.yaml"])), 0);
}

/// Where something lies, and what puts it there.
#[cfg(unix)]
type Planted<'a> = (&'a str, &'a dyn Fn(&Path));

#[cfg(unix)]
#[test]
fn links_and_pipes_in_the_place_of_what_is_read_are_named() {
    use std::os::unix::fs::symlink;
    let pipe =
        |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let start = Instant::now();
    // What is made in a fresh workspace, and the file that is named then.
    let plant: [Planted; 9] = [
        ("town.yaml", &|at| fs::remove_file(at).map(|()| pipe(at)).unwrap()),
        ("town.yaml", &|at| fs::remove_file(at).map(|()| symlink("/nowhere", at).unwrap()).unwrap()),
        ("county.yaml", &|at| symlink("/etc/hostname", at).unwrap()),
        ("villages/管村.yaml", &|at| pipe(at)),
        ("villages/别处", &|at| symlink("/etc", at).unwrap()),
        ("plans", &|at| symlink("/", at).unwrap()),
        ("fonts", &|at| symlink("/", at).unwrap()),
        ("templates/card.typ", &|at| pipe(at)),
        ("plans/rainstorm.yaml", &|at| symlink("/etc/hostname", at).unwrap()),
    ];
    for (place, plant) in plant {
        let w = Workspace::new();
        let at = w.path().join(place);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        plant(&at);
        let run = w.run(&["check"]);
        assert_ne!(code(&run), 0, "{place}: {}", said(&run));
        assert!(said(&run).contains(place), "{place}: {}", said(&run));
        assert!(
            said(&run).contains("[linked-file]") || said(&run).contains("不是普通文件"),
            "{place}: {}",
            said(&run)
        );
    }
    // Nor is a pipe opened for writing where the program keeps its own.
    for place in ["out/.duoan/lock", "out/.duoan/making-all/lock", "out/.duoan/making-all/hands"] {
        let w = Workspace::new();
        let at = w.path().join(place);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        pipe(&at);
        for args in [&QUICK[..], &["clean"]] {
            let run = w.run(args);
            assert!(
                code(&run) == 2 && said(&run).contains("不是普通文件"),
                "{place} {args:?}: {}",
                said(&run)
            );
        }
    }
    assert!(start.elapsed() < Duration::from_secs(300));
}

#[cfg(unix)]
#[test]
fn files_keep_the_rights_they_had_and_new_ones_those_of_the_user() {
    use std::os::unix::fs::PermissionsExt;
    if !crate::readers::there(&["sh"], "files of a user who shares nothing") {
        return;
    }
    let w = Workspace::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let script =
        format!("umask 077; exec '{}' build --only duty-cards --lang zh", env!("CARGO_BIN_EXE_duoan"));
    assert!(crate::readers::shell(&script).current_dir(w.path()).output().unwrap().status.success());
    for file in ["manifest.json", "示例村/duty-cards.pdf", ".duoan/villages/示例村.json"] {
        assert_eq!(mode(&w.path().join("out").join(file)), 0o600, "{file}");
    }
    w.change("示例村", "村名: ", "村名：");
    fs::set_permissions(w.village("示例村"), fs::Permissions::from_mode(0o600)).unwrap();
    let fixed = w.run(&["check", "--fix"]);
    assert!(fs::read_to_string(w.village("示例村")).unwrap().contains("村名: "), "{}", said(&fixed));
    assert_eq!(mode(&w.village("示例村")), 0o600);
}

#[test]
fn a_bomb_fails_one_village_by_its_name() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    w.own();
    fs::create_dir_all(w.path().join("pictures")).unwrap();
    let text = fs::read_to_string(w.village("石门村")).unwrap();
    let build = [
        "build",
        "--only",
        "handbook,duty-cards",
        "-j",
        "2",
        "--village-memory",
        "600",
        "--village-seconds",
        "25",
    ];
    let blur = r#"<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="3000"><filter id="f"><feMorphology radius="2000"/></filter><rect width="3000" height="3000" filter="url(#f)"/></svg>"#;
    let bombs: [(&str, Vec<u8>); 3] = [
        ("a.png", hollow(4_000_000_000, 1000)),
        ("b.png", hollow(60_000, 60_000)),
        ("c.svg", blur.as_bytes().to_vec()),
    ];
    for (name, bytes) in bombs {
        fs::write(w.path().join("pictures").join(name), bytes).unwrap();
        fs::write(w.village("石门村"), format!("{text}\n图片: {{村图: pictures/{name}}}\n")).unwrap();
        for jobs in if name == "c.svg" { &["2"][..] } else { &["1", "2"] } {
            let run = w.run(&[&build[..3], &["-j", jobs], &build[5..], &["--force"]].concat());
            assert_eq!(code(&run), 1, "{name}: {}", said(&run));
            assert!(
                said(&run).contains("石门村: 没做成") && !said(&run).contains("示例村: 没做成"),
                "{name}: {}",
                said(&run)
            );
            assert!(counts(&run).0 >= 2, "{name}: the other village is made: {}", said(&run));
        }
    }
}

#[test]
fn a_layout_without_end_fails_by_name() {
    let w = Workspace::new();
    w.own();
    w.run(&["eject", "templates/card-duty.typ"]);
    let layout = w.path().join("templates/card-duty.typ");
    let text = fs::read_to_string(&layout).unwrap_or_default();
    for (what, bomb) in
        [("village-large", "#let x = range(100000000)\n"), ("village-slow", "#while true { let x = 1 }\n")]
    {
        fs::create_dir_all(layout.parent().unwrap()).unwrap();
        fs::write(&layout, bomb.to_owned() + &text).unwrap();
        let run =
            w.run(&["build", "--only", "duty-cards", "--village-memory", "600", "--village-seconds", "20"]);
        assert_eq!(code(&run), 1, "{what}: {}", said(&run));
        assert!(said(&run).contains("示例村"), "{what}: {}", said(&run));
        assert!(said(&run).contains(what) || said(&run).contains("[layout]"), "{what}: {}", said(&run));
    }
}

#[cfg(unix)]
#[test]
fn no_command_writes_through_a_link_of_a_workspace() {
    use std::os::unix::fs::symlink;
    let repo = crate::repos::Repo::new();
    let w = &repo.workspace;
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    let other = tempfile::TempDir::new().unwrap();
    let new = ["new", "village", "石门村"];
    for (place, args) in [
        ("out", &["reprint", "HEAD~1", "--format", "csv"][..]),
        ("out", &["reprint", "HEAD~1", "--format", "pdf"]),
        ("out", &["report", "--format", "csv"]),
        ("out", &["export"]),
        ("out", &["now", "暴雨内涝", "--format", "pdf"]),
        ("out/花名册", &["export"]),
        ("out/report", &["report", "--format", "csv"]),
        ("out/reprint", &["reprint", "HEAD~1", "--print"]),
        ("templates", &["eject", "templates/card.typ"]),
        ("plans", &["eject", "plans/gas.yaml"]),
        (".duoan", &["schema", "--write", ".duoan"]),
        (".duoan", &new),
        ("villages", &new),
    ] {
        let link = w.path().join(place);
        let kept = w.path().join("kept");
        if link.exists() {
            fs::rename(&link, &kept).unwrap();
        }
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(other.path(), &link).unwrap();
        let run = w.run(args);
        assert!(code(&run) != 0 && said(&run).contains("linked-output"), "{place} {args:?}: {}", said(&run));
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0, "{place} {args:?}");
        fs::remove_file(&link).unwrap();
        if kept.exists() {
            fs::rename(&kept, &link).unwrap();
        }
        let _ = fs::remove_file(w.village("石门村"));
    }
    // A link that the user made himself, outside of any workspace, is his.
    let mine = tempfile::TempDir::new().unwrap();
    symlink(other.path(), mine.path().join("away")).unwrap();
    let away = mine.path().join("away/list.csv");
    let run = w.run(&["reprint", "HEAD~1", "--format", "csv", "--list", away.to_str().unwrap()]);
    assert!(code(&run) == 0 && other.path().join("list.csv").exists(), "{}", said(&run));
}

#[test]
fn a_village_s_name_leads_no_file_elsewhere() {
    let w = Workspace::new();
    w.change("示例村", "村名: 示例村", "村名: ../../../越界/村");
    for args in [&["export"][..], &["export", "--each"], &["now", "暴雨内涝", "--format", "pdf"], &["report"]]
    {
        let run = w.run(args);
        assert_eq!(code(&run), 0, "{args:?}: {}", said(&run));
    }
    let mut found = Vec::new();
    let mut folders = vec![w.path().join("out")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    assert!(found.iter().any(|path| path.to_string_lossy().contains("越界")), "{found:?}");
    let above = w.path().parent().unwrap();
    assert!(!above.join("越界").exists() && !above.parent().unwrap().join("越界").exists());
}

#[test]
fn a_text_without_end_is_refused_in_time_wherever_it_stands() {
    let w = Workspace::new();
    let good = fs::read_to_string(w.village("示例村")).unwrap();
    let long = "长".repeat(200_000);
    let start = Instant::now();
    for (from, to) in [
        ("村名: 示例村".to_owned(), format!("村名: {long}")),
        ("村名: 示例村".to_owned(), format!("村名: 示例村\n备注: {long}")),
        ("村名: 示例村".to_owned(), format!("村名: 示例村\n{long}: 1")),
        ("村名: 示例村".to_owned(), format!("村名: 示例村\n备注: |\n  {}", "一行\n  ".repeat(5_000))),
    ] {
        fs::write(w.village("示例村"), good.replacen(&from, &to, 1)).unwrap();
        for args in [
            &["check"][..],
            &["check", "--fix"],
            &["build", "--only", "wallet-cards"],
            &["report"],
            &["trace", "示例村"],
            &["export"],
            &["now", "暴雨内涝"],
        ] {
            let run = w.run(args);
            // Each of these once took minutes; now a second, and this computer may have other work.
            assert!(start.elapsed() < Duration::from_secs(600), "{args:?}");
            assert!(said(&run).len() < 20_000, "{args:?}: {} bytes are said", said(&run).len());
            // A key without end is none to YAML.
            let told = ["[yaml-too-long]", "[yaml-syntax]"].iter().any(|code| said(&run).contains(code));
            let named = told && said(&run).contains("示例村.yaml:");
            assert!(named || !["check", "build"].contains(&args[0]), "{args:?}: {}", said(&run));
        }
    }
    fs::write(w.village("示例村"), good).unwrap();
    let town = fs::read_to_string(w.path().join("town.yaml")).unwrap();
    fs::write(w.path().join("town.yaml"), format!("{town}\n备注: {long}\n")).unwrap();
    let run = w.run(&["check"]);
    assert!(code(&run) == 1 && said(&run).contains("town.yaml:"), "{}", said(&run));
}

#[test]
fn what_is_said_of_a_file_is_never_as_long_as_the_file() {
    let w = Workspace::new();
    let megabyte = 1 << 20;
    for bad in [
        "甲".repeat(megabyte / 3),
        format!("村名: {}", "{".repeat(megabyte / 4)),
        format!("村名: \"{}", "甲".repeat(megabyte / 3)),
        format!("村名: 甲\n{}: 1", "乙".repeat(megabyte / 3)),
        format!("村名: 甲\n备注: {}", "[乙,".repeat(megabyte / 5)),
        "村名: 甲\n".repeat(megabyte / 12),
        "<<<<<<< a\n=======\n>>>>>>> b\n".repeat(megabyte / 30),
    ] {
        fs::write(w.village("坏村"), &bad).unwrap();
        for format in ["short", "json", "human", "github", "sarif"] {
            let run = w.run(&["check", "villages/坏村.yaml", "--format", format]);
            let text = said(&run);
            assert!(code(&run) == 1 && text.len() < 200_000, "{format}: {} bytes are said", text.len());
            assert!(text.lines().all(|line| line.len() < 20_000), "{format}: a line without end");
        }
    }
}

#[test]
fn a_build_that_is_killed_leaves_nothing_that_is_nobodys() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    let out = w.path().join("out");
    let files = || {
        let mut found = Vec::new();
        let mut folders = vec![out.clone()];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found.retain(|path| !path.ends_with(".duoan/lock"));
        found
    };
    for whole in [1, 2, 4] {
        let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_duoan"))
            .args(["build", "-q", "--lang", "zh", "--format", "pdf,txt"])
            .current_dir(w.path())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        let made = || {
            files().iter().filter(|path| path.extension().is_some_and(|e| e == "pdf" || e == "txt")).count()
        };
        while made() < whole && start.elapsed() < Duration::from_secs(120) {
            std::thread::sleep(Duration::from_millis(2));
        }
        build.kill().unwrap();
        build.wait().unwrap();
        assert!(made() > 0, "it was killed in the middle");
        // The next build makes other files, and then everything goes.
        let next = w.run(&["build", "--only", "broadcast", "--format", "txt"]);
        assert_eq!(code(&next), 0, "{}", said(&next));
        assert_eq!(code(&w.run(&["clean"])), 0);
        assert_eq!(files(), Vec::<std::path::PathBuf>::new(), "after {whole} files");
    }
}

#[cfg(unix)]
#[test]
fn a_disk_with_no_room_for_a_file_or_a_folder_is_named_and_nothing_is_lost() {
    if !crate::readers::there(&["unshare", "sh"], "a disk that is full") {
        return;
    }
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    w.own();
    fs::create_dir_all(w.path().join("out")).unwrap();
    let on = |disk: &str, then: &str| {
        let script = format!("mount -t tmpfs -o {disk} none out || exit 99; {then}");
        let mut command = std::process::Command::new("unshare");
        command.args(["-rm", "sh", "-c", &script]).current_dir(w.path()).output().unwrap()
    };
    if code(&on("nr_inodes=4", "exit 0")) != 0 {
        return crate::readers::tell("a disk that is full (no disk can be mounted here)");
    }
    let build = format!(
        "'{}' build --only broadcast --format txt -j 2 --lang zh --json",
        env!("CARGO_BIN_EXE_duoan")
    );
    // Two files need about eighteen names; whichever is the first that is lacking.
    for names in [2, 3, 4, 5, 6, 7, 9, 11, 13] {
        let run = on(&format!("nr_inodes={names}"), &build);
        let text = said(&run);
        assert!(code(&run) == 1 || code(&run) == 2, "{names}: {text}");
        assert!(text.contains("磁盘满了") && text.contains("out/"), "{names}: {text}");
        assert!(!text.contains("panicked"), "{names}: {text}");
    }
    // Once there is room everything is made, from what was left half made too.
    let run =
        on("nr_inodes=9", &format!("{build} >/dev/null 2>&1; mount -o remount,nr_inodes=900 out; {build}"));
    assert_eq!(code(&run), 0, "{}", said(&run));
}
