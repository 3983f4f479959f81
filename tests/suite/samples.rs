//! The example town, loaded once for all tests.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use duoan::compose::{self, Family, Order};
use duoan::diag::Diagnostics;
use duoan::load::{Library, Loaded};
use duoan::model::document::Document;
use duoan::model::handbook::Handbook;
use duoan::pipeline;
use duoan::press::{self, Misprint, Press};
use duoan::project::{self, Files, Project};

/// The example town, its library and press.
pub struct Town {
    pub project: Project,
    pub library: Library,
    pub press: Press,
}

/// Returns whether more is tried than on each run, as before a release: `.ci/run --all` sets `DUOAN_ALL`.
pub fn thorough() -> bool {
    std::env::var_os("DUOAN_ALL").is_some()
}

/// Returns how many cases of chance are tried: about a quarter of them on each run.
pub fn cases(all: u32) -> u32 {
    if thorough() { all } else { all / 4 }
}

/// Returns the example town.
pub fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| {
        let project = project::open(&[folder()]).unwrap();
        let files = Files::of(&project.root).unwrap();
        let mut diags = Diagnostics::default();
        let library = pipeline::library(&files, &mut diags);
        assert_eq!(diags.into_sorted(), []);
        Town { project, library, press: pipeline::press(&files) }
    })
}

/// Returns the example town's folder.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing")
}

/// Returns a village's profile.
pub fn profile(name: &str) -> Loaded {
    let town = town();
    let village = town.project.villages.iter().find(|v| v.stem.ends_with(name)).unwrap();
    pipeline::load(village, &town.library, &mut Diagnostics::default()).unwrap()
}

/// Returns a document as a build makes it, with its crowded cards on two, and its sheets or what is wrong.
pub fn laid_out(
    family: &Family,
    book: &Handbook,
    mut order: Order,
) -> Option<(Document, Result<press::Sheets, Vec<Misprint>>)> {
    loop {
        let document = compose::compose(family, book, town().library.plans(&book.village), &order).ok()?;
        let faults = match town().press.lay_out(&document) {
            Ok(sheets) => return Some((document, Ok(sheets))),
            Err(faults) => faults,
        };
        let before = order.split.len();
        order.split.extend(faults.iter().filter_map(|fault| match fault {
            Misprint::Overflow { what, .. } => Some(what.clone()),
            _ => None,
        }));
        if order.split.len() == before {
            return Some((document, Err(faults)));
        }
    }
}

/// Returns every village's merged book.
pub fn books() -> &'static [Handbook] {
    static BOOKS: OnceLock<Vec<Handbook>> = OnceLock::new();
    BOOKS.get_or_init(|| {
        let town = town();
        let book = |village| {
            let mut diags = Diagnostics::default();
            pipeline::handbook(village, &town.library, &town.press, None, &mut diags)
                .unwrap_or_else(|_| panic!("{:?}", diags.into_sorted()))
        };
        town.project.villages.iter().map(book).collect()
    })
}
