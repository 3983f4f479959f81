//! What is done: steps that hazards share, each hazard's own, several at once, afterwards.

use indexmap::IndexMap;

use super::{Text, ordinal};
use crate::model::handbook::{Action, Chapter, CommonEntry};
use crate::model::plan::Phase;
use crate::office::facts;

/// Columns of the common steps.
const SHARED: &[(&str, u32)] = &[("措施", 20), ("岗位", 24), ("行动", 90), ("灾种", 22)];

/// What a step says.
enum Said {
    /// Words of its own.
    Own(String),
    /// Only that a common step holds, by its name.
    Common(String),
}

/// Returns who does what, as one sentence.
fn doing(who: &str, acts: &[String]) -> String {
    format!("{who}：{}。", acts.join("；"))
}

impl Text<'_> {
    pub(super) fn common(&mut self) {
        let entries = self.shared(|phase| phase != Phase::Recover);
        if !entries.is_empty() {
            self.say("common", &[]);
            self.table("common", "共同措施", SHARED, entries);
        }
    }

    /// The common steps of some phases: name, who, what, for which hazards.
    fn shared(&self, phases: impl Fn(Phase) -> bool) -> Vec<Vec<String>> {
        let book = self.desk.book;
        let row = |entry: &CommonEntry| {
            // A hazard for which some of it does not hold says itself what does.
            let own = |h: &&Chapter| {
                h.actions.iter().any(|a| a.common.as_ref() == Some(&entry.id) && a.skips.is_empty())
            };
            let hazards: Vec<String> = book.hazards.iter().filter(own).map(|h| h.id.clone()).collect();
            let hazards = facts::hazards(self.desk, &hazards);
            let acts: Vec<String> = entry.text.iter().map(|text| facts::formal(text)).collect();
            vec![entry.name.clone(), self.desk.names.roles(&entry.roles), acts.join("；"), hazards]
        };
        book.common.iter().filter(|entry| phases(entry.phase)).map(row).collect()
    }

    pub(super) fn hazards(&mut self) {
        for chapter in &self.desk.book.hazards {
            self.heading(&chapter.name);
            let before = self.blocks.len();
            self.hazard(chapter);
            if self.blocks.len() == before {
                self.say("as_shared", &[]);
            }
        }
    }

    /// A phase is one paragraph: its number and title run in, then who does what.
    fn hazard(&mut self, chapter: &Chapter) {
        let mut n = 0;
        for phase in [Phase::Prepare, Phase::Warn, Phase::Act, Phase::Move, Phase::Recover] {
            let groups = self.groups(chapter, phase);
            if !groups.is_empty() {
                n += 1;
                let early = if chapter.signals.is_empty() { "发现苗头" } else { "接到预警" };
                let title = ["预防准备", early, "先期处置", "转移避险", "恢复"][phase as usize];
                let said: String = groups.iter().map(|(who, acts)| doing(who, acts)).collect();
                self.body(format!("{}{title}。{said}", ordinal(4, n)));
            }
        }
        if !chapter.forbid.is_empty() {
            let list = chapter.forbid.iter().map(|f| facts::formal(&f.text)).collect::<Vec<_>>().join("；");
            self.say("forbid", &[("list", &list)]);
        }
    }

    /// The acts of a phase by who does them; a common step is named by its number.
    fn groups(&self, chapter: &Chapter, phase: Phase) -> IndexMap<String, Vec<String>> {
        let mut groups: IndexMap<String, (Vec<String>, Vec<String>)> = IndexMap::new();
        for action in chapter.actions.iter().filter(|a| a.phase == phase) {
            let who = self.desk.names.roles(&action.roles);
            match self.act(action) {
                Said::Own(text) if text.is_empty() => {}
                Said::Own(text) => groups.entry(who).or_default().0.push(text),
                Said::Common(name) => groups.entry(who).or_default().1.push(format!("“{name}”")),
            }
        }
        // All common steps of a post are named in one breath.
        let said = |(mut own, common): (Vec<String>, Vec<String>)| {
            if !common.is_empty() {
                own.insert(0, format!("按{}办理", common.concat()));
            }
            own
        };
        groups.into_iter().map(|(who, acts)| (who, said(acts))).collect()
    }

    fn act(&self, action: &Action) -> Said {
        let common = action.common.as_ref().and_then(|id| self.desk.book.common.iter().find(|c| c.id == *id));
        let own = |rest: &[&String]| {
            let said = action.instead.iter().chain(rest.iter().copied()).chain([&action.text]);
            let said = said.filter(|text| !text.is_empty()).map(|text| facts::formal(text));
            said.collect::<Vec<_>>().join("；")
        };
        let Some(common) = common else { return Said::Own(own(&[])) };
        if !action.skips.is_empty() {
            // Some of it does not hold here: what does is said in full.
            let kept = common.text.iter().enumerate().filter(|(at, _)| !action.skips.contains(at));
            return Said::Own(own(&kept.map(|(_, text)| text).collect::<Vec<_>>()));
        }
        let own = own(&[]);
        if !own.is_empty() {
            let and = if own.starts_with('如') { "；" } else { "，并" };
            return Said::Own(format!("按“{}”办理{and}{own}", common.name));
        }
        // The table of common steps says so already.
        let told = action.roles == common.roles && action.phase == common.phase;
        if told { Said::Own(String::new()) } else { Said::Common(common.name.clone()) }
    }

    pub(super) fn compounds(&mut self) {
        let mut rows = Vec::new();
        for compound in &self.desk.book.compounds {
            let summary = facts::formal(&compound.summary);
            // What one post does in one breath is said in one; the order of the steps stays.
            let mut steps: Vec<(String, Vec<String>)> = Vec::new();
            for step in &compound.steps {
                let (who, act) = (self.desk.names.roles(&step.roles), facts::formal(&step.text));
                match steps.last_mut() {
                    Some((last, acts)) if *last == who => acts.push(act),
                    _ => steps.push((who, vec![act])),
                }
            }
            let steps = steps.iter().map(|(who, acts)| doing(who, acts));
            let said = std::iter::once(format!("{summary}。")).chain(steps).collect::<Vec<_>>();
            rows.push(vec![compound.name.clone(), said.join("\n")]);
        }
        if !rows.is_empty() {
            self.say("compounds", &[]);
            self.table("compounds", "多灾并发处置", &[("情形", 30), ("总的做法，谁做什么", 126)], rows);
        }
        let rulings = self.desk.book.ledger.rulings.iter();
        let rulings = rulings.filter(|r| r.basis.is_some() && !r.ruling.is_empty());
        let rows: Vec<_> =
            rulings.map(|r| vec![r.issue.clone(), format!("{}。", facts::formal(&r.ruling))]).collect();
        if !rows.is_empty() {
            self.say("rulings", &[]);
            self.table("rulings", "要求不一致时的做法", &[("不一致的要求", 56), ("怎么办", 100)], rows);
        }
    }

    pub(super) fn aftermath(&mut self) {
        self.say("aftermath", &[]);
        let entries = self.shared(|phase| phase == Phase::Recover);
        if !entries.is_empty() {
            self.say("recovery", &[]);
            self.table("recovery", "恢复措施", SHARED, entries);
        }
        self.say("relief", &[]);
    }
}
