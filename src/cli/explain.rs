//! `duoan explain`: one code at length, or the index of all codes as Markdown.

use super::OK;
use super::build::unknown;
use super::term::Term;
use crate::check::RULES;
use crate::diag::nearest;
use crate::messages::{self, Lang};

/// Explains one code.
pub(super) fn one(code: &str, term: &Term) -> anyhow::Result<u8> {
    let catalogue = messages::catalogue(term.lang);
    let Some(entry) = catalogue.get(code) else {
        let near = nearest(code, catalogue.keys().map(String::as_str));
        return Err(unknown(code, near.unwrap_or_default()));
    };
    term.out(&format!("{code}\n\n{}\n\n{}: {}", entry.explain, term.lang.pick("改法", "mend"), entry.hint));
    Ok(OK)
}

/// Writes the index of all codes.
pub(super) fn all(term: &Term) -> anyhow::Result<u8> {
    let lang = term.lang;
    term.out(lang.pick("# 错误代码", "# Codes"));
    term.out("");
    term.out(lang.pick(
        "由 `duoan explain --all --lang zh` 生成，不要手改。`duoan explain 代码` 说一条。花括号里是档案里的内容。",
        "Made by `duoan explain --all --lang en`; do not edit. `duoan explain CODE` says one. Braces stand for what the profile says.",
    ));
    for (code, entry) in messages::catalogue(lang) {
        let rule =
            RULES.iter().any(|rule| rule.code == code).then_some(lang.pick("内容规则", "rule on content"));
        let marks: Vec<&str> = std::iter::once(severity(code, lang)).chain(rule).collect();
        term.out(&format!("\n## {code}\n\n{}\n", marks.join(lang.pick("，", ", "))));
        let [message, mend, more] = [&entry.message, &entry.hint, &entry.explain].map(|text| escaped(text));
        term.out(&format!("- {}{message}", lang.pick("信息：", "Message: ")));
        term.out(&format!("- {}{mend}", lang.pick("改法：", "Mend: ")));
        term.out(&format!("\n{more}"));
    }
    Ok(OK)
}

/// Codes that are always warnings; a code in no list is always an error.
const WARNINGS: &[&str] = &[
    "alarm-missing",
    "blank-left",
    "coordinates-form",
    "date-form",
    "drill-overdue",
    "edition-outgrown",
    "ejected-old",
    "empty-value",
    "encoding",
    "encoding-line",
    "escape-elsewhere",
    "figure-measure",
    "figure-missing",
    "figure-range",
    "figure-unit",
    "file-copy-alone",
    "file-font",
    "finding-overdue",
    "frail-transport",
    "fullwidth-quote",
    "grid-coverage",
    "grid-officer",
    "group-unknown",
    "escape-forbidden",
    "helper-in-danger",
    "helper-load",
    "household-alike",
    "household-alone",
    "household-count",
    "household-helper",
    "household-members",
    "household-hazard",
    "household-point",
    "leaves-late",
    "leaves-never",
    "life-due",
    "life-edition",
    "line-break",
    "list-as-text",
    "name-alike",
    "name-spread",
    "number-with-words",
    "odd-name",
    "output-edited",
    "phone-fax",
    "phone-layers",
    "phone-missing",
    "phone-shared",
    "public-name",
    "picture-coarse",
    "plan-behind",
    "plan-duplicate",
    "plan-joined",
    "plan-length",
    "plan-sense",
    "plan-superseded",
    "plan-unchecked",
    "plan-unlisted",
    "plan-unseen",
    "point-watcher",
    "population-sum",
    "post-deputy",
    "post-missing",
    "rescue-team",
    "review-overdue",
    "roster-differs",
    "roster-lacks",
    "roster-twice",
    "route-ends",
    "sample-data",
    "sheet-code",
    "sheet-coordinate",
    "sheet-date",
    "sheet-disagree",
    "sheet-error",
    "sheet-exponent",
    "sheet-head-gone",
    "sheet-home-count",
    "sheet-inherited",
    "sheet-more",
    "sheet-name",
    "sheet-namesake",
    "sheet-no-person",
    "sheet-no-place",
    "sheet-nobody",
    "sheet-number",
    "sheet-one",
    "sheet-part",
    "sheet-phone",
    "sheet-register",
    "sheet-unknown-route",
    "sheet-word",
    "sheet-zero-lost",
    "shelter-keeper",
    "shelter-missing",
    "shelter-seats",
    "sign-act",
    "sign-sense",
    "sign-twice",
    "sign-weaker",
    "supply-expired",
    "supply-twice",
    "task-unknown",
    "threshold-order",
    "threshold-source",
    "town-team",
    "unit-apart",
    "village-kind",
    "village-unknown",
    "wide-space",
];
/// Codes that are always notes.
const NOTES: &[&str] = &[
    "file-backup",
    "file-temporary",
    "group-head",
    "household-twice",
    "list-replaced",
    "nothing-said",
    "next-to-add",
    "sheet-certified",
    "sheet-code-long",
    "sheet-home-phone",
    "sheet-identity",
    "sheet-mended",
    "sheet-serial-date",
    "sheet-title-kept",
    "sheet-twice",
    "sheet-year",
    "supply-unit",
];
/// Codes that weigh differently from case to case.
const VARYING: &[&str] = &[
    "comment-swallows",
    "double-duty",
    "fullwidth-comma",
    "hazard-implied",
    "head-address",
    "household-destination",
    "name-layers",
    "overflow",
    "personal-data",
    "plan-acts",
    "post-vacant",
    "profile-field",
    "route-danger",
];

fn severity(code: &str, lang: Lang) -> &'static str {
    match code {
        code if WARNINGS.contains(&code) => lang.pick("警告", "warning"),
        code if NOTES.contains(&code) => lang.pick("提示", "note"),
        code if VARYING.contains(&code) => {
            lang.pick("错误、警告或提示，看情况", "error, warning or note, as the case may be")
        }
        _ => lang.pick("错误", "error"),
    }
}

/// Returns a text in which Markdown sees no signs of its own.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "\\`*_<>[]#&|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn severities_are_those_of_the_source() {
        let mut used: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
            let path = entry.unwrap().into_path();
            if path.extension().is_none_or(|e| e != "rs") || path.ends_with("explain.rs") {
                continue;
            }
            let text = String::from_utf8(crate::source::read(&path).unwrap()).unwrap();
            // Cells of sheets that are not taken are warned of where they are known.
            let calls = ["error", "warning", "note"]
                .map(|severity| (severity, format!("Diagnostic::{severity}(\"")))
                .into_iter()
                .chain([("warning", "spoilt(\"".to_owned()), ("warning", "Spoilt { code: \"".to_owned())]);
            for (severity, call) in calls {
                for (i, _) in text.match_indices(&call) {
                    used.entry(text[i + call.len()..].split('"').next().unwrap().to_owned())
                        .or_default()
                        .insert(severity);
                }
            }
        }
        for (code, found) in used {
            let listed = match code.as_str() {
                code if VARYING.contains(&code) => continue,
                code if WARNINGS.contains(&code) => "warning",
                code if NOTES.contains(&code) => "note",
                _ => "error",
            };
            assert_eq!(found, BTreeSet::from([listed]), "{code}: put it into the right list of explain.rs");
        }
    }
}
