//! Two alarms that sound the same: whoever hears one cannot tell what it means.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::ALARMS;
use crate::model::village::sound;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let name = |id: &'_ str| ALARMS.iter().find(|(a, _)| *a == id).map_or(id, |(_, name)| name).to_owned();
    let mut first: BTreeMap<String, &String> = BTreeMap::new();
    for (meaning, alarm) in &c.profile.alarms {
        let heard = sound(alarm);
        if heard.is_empty() {
            continue;
        }
        let seen = *first.entry(heard.clone()).or_insert(meaning);
        if seen != meaning {
            let fault = Diagnostic::error("alarm-twice").at(c.at(&["alarms".into(), meaning.into()]));
            let fault = fault.with("sound", heard).with("one", name(seen)).with("other", name(meaning));
            found.push(fault.also(c.at(&["alarms".into(), seen.into()])));
        }
    }
}
