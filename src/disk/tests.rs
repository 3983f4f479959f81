//! Files are written, replaced and deleted only where they may be.

use super::*;

fn root() -> tempfile::TempDir {
    tempfile::TempDir::new().unwrap()
}

#[test]
fn a_path_stays_within_the_folder() {
    let dir = root();
    for path in ["", "..", "a/../b", "/etc/passwd", "a//b", "a\\b", "./a", "a/"] {
        assert!(below(dir.path(), path).is_err(), "{path}");
    }
    assert_eq!(below(dir.path(), "村/a.pdf").unwrap(), dir.path().join("村/a.pdf"));
}

#[test]
fn only_what_has_the_bytes_that_were_written_is_removed() {
    let dir = root();
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    let held = Held::take(dir.path(), None).unwrap();
    held.put("村/a.pdf", b"ours").unwrap();
    fs::write(dir.path().join("村/b.pdf"), "mine").unwrap();
    assert!(!remove(dir.path(), "村/b.pdf", &hash(b"ours")));
    assert!(remove(dir.path(), "村/a.pdf", &hash(b"ours")));
    assert!(dir.path().join("村/b.pdf").exists() && !dir.path().join("村/a.pdf").exists());
}

#[test]
fn a_folder_is_held_by_one_run_or_by_parts_of_one() {
    let dir = root();
    let part = |index, count| Some(Part { index, count });
    let first = Held::take(dir.path(), part(1, 2)).unwrap();
    let second = Held::take(dir.path(), part(2, 2)).unwrap();
    for other in [None, part(1, 2), part(1, 3)] {
        assert!(Held::take(dir.path(), other).is_err(), "{other:?}");
    }
    drop((first, second));
    let hand = lend_a_hand(dir.path(), None).unwrap();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        drop(hand);
    });
    let start = Instant::now();
    assert!(Held::take(dir.path(), None).is_ok() && start.elapsed() >= Duration::from_millis(80));
}

#[test]
fn a_few_files_are_written_in_turn() {
    let dir = root();
    let turn = Turn::take(dir.path()).unwrap();
    turn.put("a.csv", b"a").unwrap();
    assert!(!dir.path().join(FOLDER).exists(), "a folder without builds stays as it is");
    drop(Held::take(dir.path(), None).unwrap());
    let first = Turn::take(dir.path()).unwrap();
    assert!(Held::take(dir.path(), None).is_err(), "no build meanwhile");
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        drop(first);
    });
    Turn::take(dir.path()).unwrap().put("村/b.csv", b"b").unwrap();
    assert_eq!(fs::read(dir.path().join("村/b.csv")).unwrap(), b"b");
    let held = Held::take(dir.path(), None).unwrap();
    assert!(is_busy(&Turn::take(dir.path()).unwrap_err()), "a build is not waited for");
    drop(held);
    let one = Turn::at(dir.path()).unwrap();
    assert!(Turn::at(dir.path()).is_err() && Turn::take(dir.path()).is_err());
    drop(one);
    assert!(Turn::at(dir.path()).is_ok());
}

#[cfg(unix)]
#[test]
fn nothing_goes_through_a_link() {
    use std::os::unix::fs::symlink;
    let (dir, other) = (root(), root());
    fs::write(other.path().join("mine"), "mine").unwrap();
    for place in ["村", ".duoan", ".duoan/making-all", ".duoan/making-all/lock", ".duoan/lock"] {
        let out = dir.path().join(place.replace('/', "-"));
        let link = out.join(place);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(
            if place.ends_with("lock") { other.path().join("mine") } else { other.path().to_path_buf() },
            &link,
        )
        .unwrap();
        let held = Held::take(&out, None);
        assert!(held.is_err() || held.unwrap().put("村/a.pdf", b"a").is_err(), "{place}");
        assert!(!remove(&out, &format!("{place}/mine"), blake3::hash(b"mine").to_hex().as_str()), "{place}");
    }
    symlink(other.path(), dir.path().join("out")).unwrap();
    assert!(Held::take(&dir.path().join("out"), None).is_err());
    assert!(whole(&dir.path().join("out"), b"").is_err());
    let names: Vec<_> = fs::read_dir(other.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(
        (names, fs::read(other.path().join("mine")).unwrap()),
        (vec!["mine".into()], b"mine".to_vec())
    );
}
