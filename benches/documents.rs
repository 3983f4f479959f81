//! Writes the documents of a workspace as the `typst` CLI wants them: `cargo bench --bench documents --
//! WORKSPACE FOLDER`. One folder a document: the layouts, `data.json`, `kind.json` with family, layout and
//! whether it is tagged.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool of the benchmarks"
)]

use std::fs;
use std::path::{Path, PathBuf};

use duoan::diag::Diagnostics;
use duoan::model::document::Finish;
use duoan::{builtin, pipeline, project, reprint};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [workspace, folder] = words.as_slice() else {
        println!("cargo bench --bench documents -- WORKSPACE FOLDER");
        return;
    };
    let project = project::open(&[PathBuf::from(workspace)]).unwrap();
    let files = project.files().unwrap();
    let mut diags = Diagnostics::default();
    let library = pipeline::library(&files, &mut diags);
    let fonts = pipeline::press(&files);
    let mut count = 0;
    for village in &project.villages {
        let book = pipeline::handbook(village, &library, &fonts, None, &mut diags).unwrap();
        for (family, document) in reprint::documents(&book, &library.set, None, &[]) {
            let to = Path::new(folder).join(format!("{count:04}-{}", family.name));
            let put = |path: &str, bytes: &[u8]| {
                let path = to.join(path.trim_start_matches('/'));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            };
            for path in builtin::paths().iter().filter(|path| path.starts_with("templates/")) {
                put(path.trim_start_matches("templates/"), builtin::bytes(path).unwrap());
            }
            document.assets.iter().for_each(|(path, bytes)| put(path, bytes));
            put("data.json", &fonts.data(&document));
            let (layout, tagged) = (document.layout, document.finish == Finish::Tagged);
            let kind = serde_json::json!({"family": family.name, "layout": layout, "tagged": tagged, "title": document.title});
            put("kind.json", &serde_json::to_vec(&kind).unwrap());
            count += 1;
        }
    }
    println!("{count} documents in {folder}");
}
