//! The kept inputs of the fuzz targets, run through the same functions: what was once found stays mended.

use std::fs;
use std::path::Path;

use duoan::messages::Lang;
use duoan::scan;
use duoan::verify::code;
use gix::objs::Write as _;

#[path = "../../fuzz/doors.rs"]
mod doors;

/// Largest corpus that is kept, in bytes, all targets together.
const MOST: usize = 200 << 10;

fn each(target: &str, run: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target}");
    let read = |path: &std::path::PathBuf| {
        let bytes = fs::read(path).unwrap();
        assert!(std::panic::catch_unwind(|| run(&bytes)).is_ok(), "{}", path.display());
        bytes.len()
    };
    paths.iter().map(read).sum()
}

#[test]
fn the_kept_inputs_of_the_fuzz_targets_pass() {
    let bytes = each("yaml", doors::yaml)
        + each("check", doors::check)
        + each("edit", doors::edit)
        + each("roster", doors::roster)
        + each("layout", doors::layout);
    assert!(bytes <= MOST, "{bytes} bytes");
}

/// Changes some bytes of a kept input, or joins it to another.
fn mutated(all: &[Vec<u8>], next: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut bytes = all[next(all.len())].clone();
    for _ in 0..=next(8) {
        let at = next(bytes.len().max(1));
        match next(5) {
            0 if !bytes.is_empty() => drop(bytes.remove(at)),
            1 => bytes.insert(at.min(bytes.len()), b" \n:-,[]{}#\"'"[next(12)]),
            2 if !bytes.is_empty() => bytes[at] = u8::try_from(next(256)).unwrap(),
            3 => {
                let other = &all[next(all.len())];
                let from = next(other.len().max(1));
                let part: Vec<u8> = other[from..].iter().take(next(40)).copied().collect();
                bytes.splice(at.min(bytes.len())..at.min(bytes.len()), part);
            }
            _ => bytes.truncate(at.max(8)),
        }
    }
    bytes
}

/// Returns the kept inputs of a target.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Runs a target over mutations of inputs, `DUOAN_FUZZ` times, else so many.
fn wander(target: &str, all: &[Vec<u8>], usual: usize, run: impl Fn(&[u8])) {
    let runs = std::env::var("DUOAN_FUZZ").ok().and_then(|runs| runs.parse().ok()).unwrap_or(usual);
    let mut seed = std::env::var("DUOAN_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(0x2545_F491_4F6C_DD1D_u64);
    let mut next = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % most as u64).unwrap()
    };
    for i in 0..runs {
        let bytes = mutated(all, &mut next);
        let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&bytes))).is_ok();
        if !passed {
            fs::write(std::env::temp_dir().join(format!("duoan-{target}-{i}")), &bytes).unwrap();
        }
        assert!(passed, "{target} {i}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn mutations_of_files_pass() {
    wander("yaml", &kept("yaml"), 300, doors::yaml);
}

#[test]
fn mutations_of_villages_pass() {
    wander("check", &kept("check"), 300, doors::check);
}

#[test]
fn mutations_of_edits_pass() {
    wander("edit", &kept("edit"), 1_500, doors::edit);
}

#[test]
fn mutations_of_sheets_pass() {
    wander("roster", &kept("roster"), 1_500, doors::roster);
}

#[test]
fn mutations_of_what_layouts_are_given_pass() {
    wander("layout", &kept("layout"), 25, doors::layout);
}

#[test]
fn mutations_of_check_codes_pass() {
    let codes =
        ["DA1-379900000001-BOOK-260601-V1-90H1", "ＤＡ１－379900000001－R08-020 20260601 v12 ab3z", "DA1-"];
    let codes = codes.map(|code| code.as_bytes().to_vec());
    wander("code", &codes, 20_000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for lang in [Lang::Zh, Lang::En] {
            let read = code::parse(&text, lang);
            assert!(code::shown(&text).chars().count() <= 200 || read.is_err(), "what is shown is short");
        }
        let _ = code::fold(&text);
    });
}

/// Papers that are small: a picture with a code, and a PDF with letters.
fn papers() -> Vec<Vec<u8>> {
    let mut picture = Vec::new();
    let mut writer = png::Encoder::new(&mut picture, 60, 60);
    writer.set_color(png::ColorType::Grayscale);
    let dots: Vec<u8> = (0..3600_u32).map(|at| if (at / 7 + at % 11) % 3 == 0 { 0 } else { 255 }).collect();
    writer.write_header().unwrap().write_image_data(&dots).unwrap();
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length 44>>stream\nBT /F 9 Tf 9 9 Td (DA1-1-BOOK-260601-V1-90H1) Tj ET\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF".to_vec();
    vec![picture, pdf]
}

#[test]
fn mutations_of_papers_pass() {
    wander("scan", &papers(), 60, |bytes| drop(scan::codes(bytes)));
}

/// A repository whose newest commit, and the folder of it, are any bytes.
#[test]
fn mutations_of_git_objects_pass() {
    let dir = tempfile::TempDir::new().unwrap();
    let repository = gix::init(dir.path()).unwrap();
    let blob = repository.write_blob(b"x: 1\n").unwrap().detach();
    let mut tree = b"100644 town.yaml\0".to_vec();
    tree.extend_from_slice(blob.as_slice());
    tree.extend_from_slice(b"40000 villages\0");
    tree.extend_from_slice(blob.as_slice());
    let trees = [tree.clone(), b"120000 a\0".iter().chain(blob.as_slice()).copied().collect()];
    let good = repository.write_buf(gix::objs::Kind::Tree, &tree).unwrap();
    let commit = format!(
        "tree {good}\nparent {good}\nauthor 周 <z@example.org> 1777649400 +0800\ncommitter 周 <z@example.org> 1777649400 +0800\n\n改\n\n批准人：周文书\nReviewed-by: a <b>\n"
    );
    let commits = [commit.into_bytes()];
    fs::write(dir.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let look = |id: gix::ObjectId| {
        fs::write(dir.path().join(".git/refs/heads/main"), format!("{id}\n")).unwrap();
        let Ok(open) = duoan::git::open(dir.path()) else { return };
        let Ok(head) = open.resolve("HEAD") else { return };
        if let Ok(commit) = open.commit(head) {
            let _ = (commit.approvers(), commit.trailers());
        }
        let _ = (open.snapshot("HEAD").is_ok(), open.mainline(head).is_ok());
    };
    fs::create_dir_all(dir.path().join(".git/refs/heads")).unwrap();
    wander("git", &commits, 150, |bytes| {
        look(repository.write_buf(gix::objs::Kind::Commit, bytes).unwrap());
    });
    wander("git", &trees, 150, |bytes| {
        let tree = repository.write_buf(gix::objs::Kind::Tree, bytes).unwrap();
        let commit = format!(
            "tree {tree}\nauthor 周 <z@example.org> 1777649400 +0800\ncommitter 周 <z@example.org> 1777649400 +0800\n\n改\n"
        );
        look(repository.write_buf(gix::objs::Kind::Commit, commit.as_bytes()).unwrap());
    });
}
