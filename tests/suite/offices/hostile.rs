//! Texts that mean harm, in every field that people write: on no way out are they anything but text, and nothing
//! of them is lost.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::process::Command;

use duoan::feed::{self, Level};
use duoan::model::document::Audience;
use duoan::model::handbook::Handbook;
use duoan::office;
use duoan::roster::plain;
use serde_json::Value;
use tempfile::TempDir;

use super::{book, library, papers};
use crate::readers;
use crate::samples::town;

/// A name of three hundred characters, and of a hundred that are two units each in UTF-16.
fn long() -> [String; 2] {
    ["长".repeat(300), "😀".repeat(100)]
}

fn harmful() -> Vec<String> {
    let short = [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "\" onclick=\"alert(1)",
        "=HYPERLINK(\"http://x.cn\",\"点\")",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "a]]>b<![CDATA[c",
        "甲\u{202E}乙",
        "&#x0;&amp;amp;",
        "&G&K&14页",
        "{{ 7*7 }}{% raw %}",
        "#panic()$x$",
        "👩‍🚒𠀀",
        "_x0041_",
        "'单引号",
        "javascript:alert(1)",
        "〈common〉{village}",
    ];
    short.map(str::to_owned).into_iter().chain(long()).collect()
}

/// The book of a village in which everything that people write is harmful, and what was written where it must come
/// out.
fn spoilt() -> Handbook {
    let mut book = book().clone();
    let texts = harmful();
    let n = std::cell::Cell::new(0);
    book.each(|b| {
        n.set(0);
        let next = || {
            n.set(n.get() + 1);
            texts[n.get() % texts.len()].clone()
        };
        b.village.overview.terrain = next();
        b.history.iter_mut().for_each(|h| (h.what, h.losses) = (next(), next()));
        b.points.iter_mut().for_each(|p| (p.place, p.escape) = (next(), next()));
        b.points.iter_mut().flat_map(|p| &mut p.signs).for_each(|s| s.text = next());
        b.shelters.iter_mut().for_each(|s| (s.address, s.keys) = (next(), next()));
        b.routes.iter_mut().for_each(|r| (r.via, r.closed_when) = (vec![next()], next()));
        b.grids.iter_mut().for_each(|g| g.area = next());
        b.teams.iter_mut().for_each(|t| (t.name, t.gear) = (next(), vec![next(), next()]));
        b.vehicles.iter_mut().for_each(|v| (v.name, v.place) = (next(), next()));
        b.supplies.iter_mut().for_each(|s| s.item = next());
        b.supplies.iter_mut().flat_map(|s| &mut s.stock).for_each(|s| (s.spec, s.place) = (next(), next()));
        b.places.iter_mut().for_each(|p| (p.name, p.address) = (next(), next()));
        b.life.meeting.name = next();
        b.life.consulted.iter_mut().for_each(|c| (c.who, c.opinion) = (next(), next()));
        b.inspections.iter_mut().for_each(|i| i.finding = next());
        b.alarms.iter_mut().for_each(|a| a.text = next());
        // Homes by themselves: a head of each kind.
        for (home, text) in b.households.iter_mut().zip(&texts) {
            home.head.clone_from(text);
            home.address.clone_from(text);
        }
    });
    book
}

/// A text as XML and HTML have it, back.
fn unescaped(text: &str) -> String {
    let named = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    named.replace("&#34;", "\"").replace("&#39;", "'").replace("&#x2f;", "/").replace("&amp;", "&")
}

/// Every part of a package that is XML, held against a reader of XML.
fn xml_parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(event) => {
                    let harm = matches!(
                        &event,
                        quick_xml::events::Event::CData(_) | quick_xml::events::Event::PI(_)
                    );
                    assert!(!harm, "{name}: {event:?}");
                }
                Err(error) => panic!("{name}: {error}"),
            }
        }
        found.push((name, text));
    }
    found
}

/// Returns the elements of a text, by name.
fn elements(text: &str) -> BTreeSet<String> {
    let name =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect::<String>();
    text.split('<').skip(1).map(|rest| name(rest.trim_start_matches('/'))).collect()
}

#[test]
fn harmful_texts_stay_text_in_word_and_in_workbooks() {
    let (good, bad) = (book(), spoilt());
    let mut told = String::new();
    for (was, is) in papers(good).iter().zip(papers(&bad)) {
        let (was, is) = (xml_parts(&was.bytes), xml_parts(&is.bytes));
        for ((name, before), (_, after)) in was.iter().zip(&is) {
            assert!(elements(after).is_subset(&elements(before)), "{name}: an element that was not there");
        }
        told.extend(is.iter().map(|(_, text)| unescaped(text)));
    }
    for text in harmful() {
        assert!(told.contains(&text), "{text} is not in the texts");
    }
    let plans = library().plans(&bad.village);
    let workbook = plain::book(&office::sheets(&bad, plans), "验版码").unwrap();
    let parts = xml_parts(&workbook);
    let formula = |(name, text): &&(String, String)| name.contains("worksheets") && text.contains("<f");
    assert!(parts.iter().find(formula).is_none_or(|(_, text)| !elements(text).contains("f")));
    assert!(
        parts.iter().all(|(name, _)| !name.contains("externalLink") && !name.contains("vba")),
        "{parts:?}"
    );
    let strings: String =
        parts.iter().filter(|(name, _)| name.contains("sharedStrings")).map(|(_, t)| unescaped(t)).collect();
    for home in bad.homes() {
        // What looks like the format's own escape is escaped.
        let text = home.head.replace("_x0041_", "_x005F_x0041_");
        assert!(strings.contains(&text), "{text} is not in the workbook");
    }
}

#[test]
fn harmful_texts_stay_text_for_telephones_and_other_programs() {
    let (good, bad) = (book(), spoilt());
    let plans = library().plans(&bad.village);
    for audience in [Audience::Public, Audience::Duty] {
        let [was, is] = [good, &bad].map(|book| feed::page(book, plans, &town().press, audience).unwrap());
        let more: Vec<String> = elements(&is).difference(&elements(&was)).cloned().collect();
        assert!(more.is_empty(), "{more:?}");
        let attributes = |text: &str| -> BTreeSet<String> {
            let tags = text.split('<').skip(1).filter_map(|rest| rest.split('>').next());
            let words = tags.flat_map(|tag| tag.split([' ', '\n']).skip(1));
            let names = words.filter_map(|word| word.split_once("=\"")).map(|(name, _)| name.to_owned());
            names.collect()
        };
        assert_eq!(attributes(&is), attributes(&was));
        let said = unescaped(&is);
        for shelter in &bad.shelters {
            assert!(said.contains(&shelter.address), "{}", shelter.address);
        }
    }
    for level in [Level::Public, Level::Duty, Level::Household] {
        let value = feed::village(&bad, plans, level);
        assert_eq!(crate::feeds::against("village", &value), None);
        let again: Value = serde_json::from_str(&value.to_string()).unwrap();
        assert_eq!(again, value);
        for (row, shelter) in value["shelters"].as_array().unwrap().iter().zip(&bad.shelters) {
            assert_eq!(row["address"], shelter.address.as_str());
        }
        let geo = feed::geo(&bad, plans, level);
        assert_eq!(crate::feeds::against("village.geojson", &geo), None);
    }
}

/// LibreOffice opens what was made of them, and shows them as they were written.
#[test]
fn libreoffice_shows_harmful_texts_as_they_are() {
    if readers::find("soffice").is_none() {
        return readers::tell("harmful texts in LibreOffice (soffice is not here)");
    }
    let dir = TempDir::new().unwrap();
    let bad = spoilt();
    let made = |file: &str, bytes: &[u8], to: &str| {
        fs::write(dir.path().join(file), bytes).unwrap();
        let run = Command::new("soffice")
            .env("HOME", dir.path())
            .args(["--headless", "--convert-to", to, "--outdir"])
            .arg(dir.path().join("out"))
            .arg(dir.path().join(file))
            .output()
            .unwrap();
        let ending = to.split(':').next().unwrap();
        let text = fs::read(dir.path().join("out").join(file).with_extension(ending)).ok();
        text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .ok_or(String::from_utf8_lossy(&run.stderr).into_owned())
    };
    // There is LibreOffice without its word processor, or without its tables: then it opens no plain text either.
    let convert = |file: &str, bytes: &[u8], to: &str, plain: &str| match made(file, bytes, to) {
        Ok(text) => Some(text),
        Err(said) => {
            assert!(made(plain, b"plain", to).is_err(), "{file}: {said}");
            None
        }
    };
    let filed = papers(&bad);
    let plan = filed.iter().find(|paper| paper.name.starts_with("01")).unwrap();
    match convert("plan.docx", &plan.bytes, "txt:Text (encoded):UTF8", "plain.txt") {
        Some(text) => {
            for home in bad.homes().map(|home| &home.head) {
                assert!(text.contains(home.as_str()), "{home} is not in the plan");
            }
        }
        None => readers::tell("harmful texts in LibreOffice's word processor"),
    }
    let sheets = office::sheets(&bad, library().plans(&bad.village));
    let workbook = plain::book(&sheets[..1], "").unwrap();
    match convert("lists.xlsx", &workbook, "csv:Text - txt - csv (StarCalc):44,34,76", "plain.csv") {
        Some(text) => {
            let text = text.replace("\"\"", "\"");
            for home in bad.homes().map(|home| &home.head) {
                assert!(text.contains(home.as_str()), "{home} is not in the sheet");
            }
        }
        None => readers::tell("harmful texts in LibreOffice's tables"),
    }
}
