use duoan::*;
fn main(){
    let paths: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let p = project::open(&paths).unwrap();
    let files = project::Files::of(&p.root).unwrap();
    let mut diags = diag::Diagnostics::default();
    let lib = pipeline::library(&files, &mut diags);
    for d in diags.iter() { eprintln!("LIB {:?} {} {:?} {}", d.severity, d.code, d.values, d.at.as_ref().map(|a| format!("{}:{:?}", a.file.name, a.line_column())).unwrap_or_default()); }
    for v in &p.villages {
        let mut diags = diag::Diagnostics::default();
        let t = std::time::Instant::now();
        let b = pipeline::handbook(v, &lib, &mut diags);
        eprintln!("{} {:?} {:?}", v.stem.display(), b.as_ref().map(|b| (b.ledger.planned, b.ledger.printed, b.compounds.len())), t.elapsed());
        for d in diags.into_sorted() { eprintln!("  {:?} {} {:?} {}", d.severity, d.code, d.values, d.at.as_ref().map(|a| format!("{}:{:?}", a.file.name, a.line_column())).unwrap_or_default()); }
        if let Ok(b) = b { dump(&b, &lib); std::fs::create_dir_all("/tmp/books").unwrap(); std::fs::write(format!("/tmp/books/{}.json", b.village.name), serde_json::to_string_pretty(&b).unwrap()).unwrap(); }
    }
}
#[allow(dead_code)] fn dump(b: &duoan::model::handbook::Handbook, l: &duoan::load::Library){ for f in duoan::compose::FAMILIES { if let Some(d) = (f.compose)(b, &l.set) { std::fs::write(format!("/tmp/books/{}.{}.json", b.village.name, f.name), serde_json::to_string_pretty(&d.data).unwrap()).unwrap(); } } }
