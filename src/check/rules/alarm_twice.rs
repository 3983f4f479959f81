//! Two alarms that sound the same: whoever hears one cannot tell what it means.

use std::collections::BTreeMap;

use crate::check::{Context, later_or_own};
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
            let place = |meaning: &String| c.at(&["alarms".into(), meaning.into()]);
            let (at, also) = later_or_own(place(seen), place(meaning));
            let fault = Diagnostic::error("alarm-twice").at(at).also(also).with("sound", heard);
            found.push(fault.with("one", name(seen)).with("other", name(meaning)));
        }
    }
}
