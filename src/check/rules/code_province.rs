//! A code of one province and the name of another: one of them is wrong, and both are printed. The province also
//! decides whose rules and offices are named.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::province_of;

/// Characters by which a province is known, as people shorten its name: 广西, 黑龙江.
const KNOWN_BY: usize = 2;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let Some(of_code) = province_of(&p.code) else { return };
    let short: String = p.province.chars().take(KNOWN_BY).collect();
    if short.is_empty() || of_code.starts_with(&short) {
        return;
    }
    let fault =
        Diagnostic::error("code-province").at(c.at(&["province".into()])).also(c.at(&["code".into()]));
    found.push(fault.with("start", &p.code[..2]).with("of", of_code).with("province", &p.province));
}
