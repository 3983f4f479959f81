//! Programs of other people that tests ask: readers of PDFs and check codes, git, a shell. A computer with
//! Rust and nothing else has none of them. What can be read in this process is read there instead; what
//! cannot is left out, and one line says so. With `DUOAN_NEEDS_READERS` set, as `.ci/run` sets it, leaving
//! anything out is a failure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Document, Object};

/// Returns where a program is.
pub fn find(program: &str) -> Option<PathBuf> {
    // What every system like Unix has, whatever its PATH says.
    let usual = (cfg!(unix) && program == "sh").then(|| PathBuf::from("/bin/sh"));
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let found = std::env::split_paths(&folders).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.or(usual.filter(|path| path.is_file()))
}

/// Returns whether all these programs are there; else says what is left out for want of one.
pub fn there(programs: &[&str], left_out: &str) -> bool {
    let Some(lacking) = programs.iter().find(|program| find(program).is_none()) else { return true };
    skip(&format!("{left_out} ({lacking} is not here)"));
    false
}

/// Says that a test leaves something out, past what the test runner keeps to itself.
pub fn skip(what: &str) {
    assert!(std::env::var_os("DUOAN_NEEDS_READERS").is_none(), "left out, though nothing may be: {what}");
    tell(what);
}

/// Says what is left out that may be.
pub fn tell(what: &str) {
    // Not `eprintln!`, which the test runner keeps to itself.
    std::io::stderr().write_all(format!("left out: {what}\n").as_bytes()).unwrap();
}

/// Returns the shell with a script for it.
pub fn shell(script: &str) -> Command {
    let mut command = Command::new(find("sh").expect("asked for before"));
    command.args(["-c", script]);
    command
}

/// Returns the text of a PDF: as poppler reads it, else as `lopdf` does.
pub fn words(file: &Path) -> String {
    if find("pdftotext").is_some() {
        let output = Command::new("pdftotext").arg(file).arg("-").output().unwrap();
        assert!(output.status.success(), "{}", file.display());
        return String::from_utf8(output.stdout).unwrap();
    }
    let document = Document::load(file).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap()
}

/// Returns what a PDF says of itself: title, author, subject, metadata, outline.
pub fn about(file: &Path) -> String {
    let document = Document::load(file).unwrap();
    let mut all = String::new();
    for object in document.objects.values() {
        match object {
            Object::Stream(stream) if stream.dict.has_type(b"Metadata") => {
                all += &String::from_utf8_lossy(&stream.get_plain_content().unwrap());
            }
            Object::Dictionary(dictionary) => {
                let strings =
                    dictionary.iter().filter_map(|(_, value)| lopdf::decode_text_string(value).ok());
                strings.for_each(|text| all += &(text + "\n"));
            }
            _ => {}
        }
    }
    all
}
