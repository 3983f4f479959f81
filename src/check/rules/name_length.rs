//! Names that have no room where cards print them, even at the smallest size and on the most lines.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::sound;
use crate::ruler::fit;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let blocks: [(&str, &str, Vec<&String>); 4] = [
        ("people", "person", p.people.keys().collect()),
        ("points", "point", p.points.keys().collect()),
        ("shelters", "place", p.shelters.keys().collect()),
        ("routes", "route", p.routes.keys().collect()),
    ];
    let heads = p.evacuees.iter().enumerate();
    let heads = heads.map(|(i, home)| {
        (vec![Step::from("evacuees"), Step::Index(i), Step::from("head")], "person", &home.head)
    });
    let keys = blocks.iter().flat_map(|(block, kind, names)| {
        names.iter().map(move |name| (vec![Step::from(*block), Step::from(*name)], *kind, *name))
    });
    let places = [
        ("name", "village", &p.name),
        ("town", "town", &p.town),
        ("county", "town", &p.county),
        ("city", "town", &p.city),
    ];
    let village = places.into_iter().map(|(key, kind, name)| (vec![Step::from(key)], kind, name));
    let sounds: Vec<(&String, String)> = p.alarms.iter().map(|(id, alarm)| (id, sound(alarm))).collect();
    let sounds = sounds.iter().map(|(id, text)| (vec![Step::from("alarms"), Step::from(*id)], "sound", text));
    for (path, kind, name) in keys.chain(heads).chain(village).chain(sounds) {
        let seat = fit::seat("names", kind);
        if name.is_empty() || fit::name(name, seat).fits() {
            continue;
        }
        let (need, have) =
            (fit::width(name, seat), seat.w * f64::from(u32::try_from(seat.lines).unwrap_or(1)));
        let fault = Diagnostic::error("name-length").at(c.at(&path)).with("name", name);
        found.push(fault.with("need", format!("{need:.0}")).with("have", format!("{have:.0}")));
    }
}
