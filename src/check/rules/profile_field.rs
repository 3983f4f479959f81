//! What no printed page can do without: name, code, town, edition.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let edition_date = p.edition.effective.or(p.edition.approved);
    let missing = [
        ("村名", "name", p.name.is_empty()),
        ("编码", "code", p.code.is_empty()),
        ("镇街", "town", p.town.is_empty()),
        ("版本.号", "edition.number", p.edition.number.is_none()),
        ("版本.施行", "edition.effective", edition_date.is_none() && !c.dated),
        ("版本.下次修订", "edition.review_by", p.edition.review_by.is_none()),
        ("灾害", "hazards", p.hazards.is_empty()),
        ("人员", "people", p.people.is_empty()),
    ];
    for (zh, en, _) in missing.into_iter().filter(|(_, _, absent)| *absent) {
        // At the block that lacks it, if there is one.
        let path: Vec<Step> = en.split('.').map(Step::Key).collect();
        let at = if path.len() > 1 { c.at(&path) } else { c.at(&[]) };
        found.push(Diagnostic::error("profile-field").at(at).word("field", zh, en));
    }
    let code_ok = p.code.len() == 12 && p.code.bytes().all(|b| b.is_ascii_digit());
    if !p.code.is_empty() && !code_ok {
        found.push(Diagnostic::error("profile-field").at(c.at(&["code".into()])).word("field", "12 位数字的编码", "a code of 12 digits"));
    }
}
