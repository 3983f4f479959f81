use duoan::*;
fn main() {
    let p = project::open(&["examples/hailing".into()]).unwrap();
    let files = project::Files::of(&p.root).unwrap();
    let mut d = diag::Diagnostics::default();
    let lib = pipeline::library(&files, &mut d);
    let press = pipeline::press(&files);
    let v = p.villages.iter().find(|v| v.stem.ends_with("岭下村")).unwrap();
    let b = pipeline::handbook(v, &lib, &press, None, &mut d).unwrap();
    let doc = (compose::family(&std::env::args().nth(1).unwrap()).unwrap().compose)(&b, &lib.set).unwrap();
    typst_timing::enable();
    let t = std::time::Instant::now();
    match press.lay_out(&doc) { Ok(s) => { eprintln!("layout {:?} {} pages", t.elapsed(), s.len()); let t = std::time::Instant::now(); let r = press::pdf(&s, &doc); eprintln!("pdf {:?} {:?}", t.elapsed(), r.map(|r| r.len())); }, Err(e) => eprintln!("{:?} {e:?}", t.elapsed()) }
    let f = std::fs::File::create("/tmp/trace.json").unwrap();
    typst_timing::export_json(std::io::BufWriter::new(f), |_| ("x".into(), 0)).unwrap();
}
