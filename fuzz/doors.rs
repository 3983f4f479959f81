//! What the fuzz targets do with bytes. The suite runs the same over the kept corpus, so no nightly compiler is needed there.

use std::sync::{Arc, OnceLock};

use duoan::check::{self, Context};
use duoan::diag::{Diagnostic, Diagnostics, Severity};
use duoan::load::{self, Library, Loaded};
use duoan::merge;
use duoan::model::shape;
use duoan::pipeline;
use duoan::project::Files;
use duoan::source::SourceFile;
use duoan::yaml;

/// Longest input in bytes; the biggest example village has 25 kB.
const MOST: usize = 32 << 10;
/// Most rounds of mending, as `check --fix` has.
const ROUNDS: usize = 5;

/// Reads bytes as one file and mends it: no panic, no new error, and what had no error says the same afterwards.
pub fn yaml(bytes: &[u8]) {
    let Some(file) = decoded(bytes) else { return };
    let (before, faults) = read(&file);
    let (mut now, mut left, mut done) = (Arc::clone(&file), faults.clone(), Vec::new());
    for _ in 0..ROUNDS {
        let mended = yaml::mend(&now, &left, shape::profile(), &library().words);
        if mended.text == now.text {
            break;
        }
        done.extend(mended.done);
        now = SourceFile::from_text("village.yaml", mended.text);
        left = read(&now).1;
    }
    assert!(done.is_empty() == (now.text == file.text), "what was mended is said: {done:?}");
    if errors(&faults) > 0 {
        return;
    }
    assert_eq!(errors(&left), 0, "mending made an error: {left:?}");
    // A tail that was taken for a comment belongs to the value once it is quoted.
    if !done.contains(&"comment-swallows") {
        let after = read(&now).0;
        assert!(before.map(|l| l.profile) == after.map(|l| l.profile), "mending changed a value: {done:?}\n{}", now.text);
    }
}

/// Checks bytes as a village file against the built-in plans and merges what has no error: no panic.
pub fn check(bytes: &[u8]) {
    let Some(file) = decoded(bytes) else { return };
    let (Some(Loaded { profile, tree, layers }), _) = read(&file) else { return };
    let mut diags = Diagnostics::default();
    let (plans, today) = (&library().set, profile.edition.effective);
    check::profile(
        &Context { profile: &profile, tree: &tree, layers: &layers, plans, pictures: &[], today, dated: false },
        &mut diags,
    );
    // What has errors is never merged in earnest; here it is, for the merge may not trust its callers.
    let _ = merge::merge(&profile, plans, &mut diags);
    for fault in diags.into_sorted() {
        let Some(at) = fault.at else { continue };
        assert!(at.file.text.get(at.range).is_some(), "{} points beside the text", fault.code);
    }
}

fn decoded(bytes: &[u8]) -> Option<Arc<SourceFile>> {
    SourceFile::decode("village.yaml", bytes.get(..MOST).unwrap_or(bytes)).ok()
}

fn read(file: &Arc<SourceFile>) -> (Option<Loaded>, Vec<Diagnostic>) {
    let mut diags = Diagnostics::default();
    let node = load::layer(file, &library().words, &mut diags);
    (node.and_then(|node| load::village([node])), diags.into_sorted())
}

fn errors(faults: &[Diagnostic]) -> usize {
    faults.iter().filter(|fault| fault.severity == Severity::Error).count()
}

/// Returns the built-in plans, read once.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| pipeline::library(&Files::default(), &mut Diagnostics::default()))
}
