//! What every printed page wants: name, code, town, edition. Without a name or a hazard there is nothing to
//! print; the rest is a blank on paper.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let edition_date = p.edition.effective.or(p.edition.approved);
    let missing = [
        ("村名", "name", p.name.is_empty(), true),
        ("编码", "code", p.code.is_empty(), false),
        ("镇街", "town", p.town.is_empty(), false),
        ("版本.号", "edition.number", p.edition.number.is_none(), false),
        ("版本.施行", "edition.effective", edition_date.is_none() && !c.dated, false),
        ("版本.下次修订", "edition.review_by", p.edition.review_by.is_none(), false),
        ("灾害", "hazards", p.hazards.is_empty(), true),
        ("人员", "people", p.people.is_empty(), false),
    ];
    for (zh, en, _, needed) in missing.into_iter().filter(|(_, _, absent, _)| *absent) {
        // At the block that lacks it, if there is one.
        let path: Vec<Step> = en.split('.').map(Step::Key).collect();
        if c.unread(&path) {
            continue;
        }
        let at = if path.len() > 1 { c.at(&path) } else { c.at(&[]) };
        let fault =
            if needed { Diagnostic::error("profile-field") } else { Diagnostic::warning("profile-field") };
        found.push(fault.at(at).word("field", zh, en));
    }
    let code_ok = p.code.len() == 12 && p.code.bytes().all(|b| b.is_ascii_digit());
    if !p.code.is_empty() && !code_ok {
        let digits = p.code.bytes().filter(u8::is_ascii_digit).count();
        let (zh, en) = if p.code.contains(['e', 'E']) && digits > 0 {
            let zh = format!("12 位数字的编码，表格软件把它变成了 {}，后几位已经丢了", p.code);
            (zh, format!("a code of 12 digits: a spreadsheet has made {} of it, its last digits are gone", p.code))
        } else if digits == p.code.len() {
            let zh = format!("12 位数字的编码，现在是 {digits} 位");
            (zh, format!("a code of 12 digits, it has {digits}"))
        } else {
            ("12 位数字的编码".to_owned(), "a code of 12 digits".to_owned())
        };
        let fault = Diagnostic::error("profile-field").at(c.at(&["code".into()]));
        found.push(fault.word("field", &zh, &en));
    }
}
