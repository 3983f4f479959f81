//! Points whose people leave at a lower level than the plan's. The village set that itself, so that every paper that
//! tells what a level asks for must say it: the commander's card as well as the ladder and what is read aloud.

use crate::model::handbook::{Action, BroadcastEntry, RungEntry, SignalEntry};
use crate::model::plan::{Level, Phase, Plan, Station};
use crate::model::role::known;
use crate::model::village::Village;

/// Characters of the names of points that are spoken of one by one: in a sentence, on a rung, in a cell.
const SENTENCE: usize = 24;
const RUNG: usize = 12;
const CELL: usize = 4;

/// Points that leave at one level of the same signals.
pub(super) struct Sooner {
    level: Level,
    /// The last level at which others stay.
    until: Option<Level>,
    /// Names of the signals; empty if all of the plan's ask it.
    of: String,
    points: Vec<String>,
}

/// Returns the points of a plan that leave at a level at which the rest stay, low levels first.
pub(super) fn points(
    plan: &Plan,
    village: Village,
    signals: &[SignalEntry],
    ladder: &[RungEntry],
) -> Vec<Sooner> {
    let stays = |level: Level| ladder.iter().any(|rung| rung.level == level && !rung.leave);
    let until = ladder.iter().filter(|rung| !rung.leave).map(|rung| rung.level).max();
    let mut found: Vec<Sooner> = Vec::new();
    for (name, point) in village.points_of(&plan.id) {
        let own = village.moves_at(point);
        let mut levels: Vec<(Level, Vec<&SignalEntry>)> = Vec::new();
        for signal in signals {
            let Some(level) = own.get(&signal.id).copied() else { continue };
            match levels.iter_mut().find(|(known, _)| *known == level) {
                Some((_, of)) => of.push(signal),
                None => levels.push((level, vec![signal])),
            }
        }
        for (level, of) in levels.into_iter().filter(|(level, _)| stays(*level)) {
            let all = of.len() == signals.len();
            let names = of.iter().filter(|_| !all).map(|signal| signal.name.as_str());
            let of = names.collect::<Vec<_>>().join("、");
            match found.iter_mut().find(|group| group.level == level && group.of == of) {
                Some(group) => group.points.push(name.clone()),
                None => found.push(Sooner { level, until, of, points: vec![name.clone()] }),
            }
        }
    }
    found.sort_by_key(|group| group.level);
    found
}

impl Sooner {
    /// Returns the names of the points, or of the first and how many they are.
    fn spoken(&self) -> String {
        let first = || match self.points.as_slice() {
            [only] => only.clone(),
            all => format!("{}等{}处", all[0], all.len()),
        };
        joined(&self.points, SENTENCE).unwrap_or_else(first)
    }
}

/// Says it at the rungs: all points that leave there, whatever the signal.
pub(super) fn mark(ladder: &mut [RungEntry], sooner: &[Sooner]) {
    for rung in ladder {
        let mut points: Vec<&String> = Vec::new();
        for point in sooner.iter().filter(|group| group.level == rung.level).flat_map(|group| &group.points) {
            if !points.contains(&point) {
                points.push(point);
            }
        }
        if points.is_empty() {
            continue;
        }
        let said = [std::mem::take(&mut rung.line), format!("{}先撤", counted(&points, RUNG))];
        rung.line = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("；");
        rung.cell = format!("{}先撤", counted(&points, CELL));
    }
}

/// Returns the names of points if they are no longer than this, else how many they are.
fn counted(points: &[&String], most: usize) -> String {
    joined(points, most).unwrap_or_else(|| format!("{}处", points.len()))
}

fn joined<T: AsRef<str>>(points: &[T], most: usize) -> Option<String> {
    let names = points.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("、");
    (names.chars().count() <= most).then_some(names)
}

/// Adds what is done for it, by those who command, call and lead out for this hazard.
pub(super) fn act(actions: &mut Vec<Action>, plan: &Plan, sooner: &[Sooner]) {
    let links = [Station::Call, Station::Leave];
    let chain = |a: &&Action| a.phase == Phase::Move && a.station.is_some_and(|link| links.contains(&link));
    let commands = |a: &&Action| a.roles.iter().any(|role| role == known::COMMANDER);
    let commander = actions.iter().find(commands).map(|_| known::COMMANDER.to_owned());
    let mut roles: Vec<String> = commander.into_iter().collect();
    for role in actions.iter().filter(chain).flat_map(|a| &a.roles) {
        if role != known::EVERYONE && !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    let Some(model) = actions.iter().find(chain).or(actions.first()).cloned() else { return };
    for (i, group) in sooner.iter().enumerate() {
        let names = group.spoken();
        let text = match group.of.as_str() {
            "" => format!("叫{names}的人先撤"),
            of => format!("如果{of}到了{}，就叫{names}的人先撤", group.level.name()),
        };
        actions.push(Action {
            key: format!("{}/sooner-{}", plan.id, i + 1),
            common: None,
            phase: Phase::Warn,
            roles: roles.clone(),
            from: Some(group.level),
            until: group.until,
            only_at: Some(group.of.clone()).filter(|of| !of.is_empty()).into_iter().collect(),
            station: None,
            at_sign: None,
            minutes: None,
            first: false,
            card: text.clone(),
            text,
            instead: Vec::new(),
            skips: Vec::new(),
            dropped: Vec::new(),
            // It is that step, brought forward.
            origin: model.origin.clone(),
        });
    }
}

/// Puts what is read to them before what is read to all.
pub(super) fn say(scripts: &mut Vec<BroadcastEntry>, sooner: &[Sooner], plan: &Plan, village: Village) {
    if scripts.is_empty() {
        return;
    }
    // Where no shelter is fit, the card says where else.
    let way = if village.shelters_for(&plan.id).is_empty() {
        "照自家卡上写的走"
    } else {
        "照自家卡上的路走，到卡上的避难点"
    };
    let script = |group: &Sooner| {
        let (names, level, place) = (group.spoken(), group.level.name(), &village.profile.name);
        let of = if group.of.is_empty() { "预警" } else { group.of.as_str() };
        BroadcastEntry {
            level: Some(group.level),
            when: format!("{of}到了{level}，{names}先撤"),
            text: format!(
                "{place}的乡亲们注意了！{of}到了{level}。{names}的人，现在就撤，{way}。\
                 带上药和手电，扶好老人，拉住孩子，喊上邻居。走不动的大声喊，有人来背。别的人先别走，听大喇叭，\
                 叫到再走。再说一遍，{names}的人，现在就撤！"
            ),
        }
    };
    scripts.splice(0..0, sooner.iter().map(script));
}
