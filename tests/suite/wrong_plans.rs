//! Plans written against the library: each kind of wrong is said, at its line, and only where it is.

use std::collections::BTreeSet;

use duoan::builtin;
use duoan::compose::{self, Order};
use duoan::diag::{Diagnostic, Severity};
use duoan::model::document::Audience;
use tempfile::TempDir;

use crate::commands::{duoan, said};
use crate::library::{library, shown};
use crate::samples::{books, town};

/// A plan of a hazard that the library does not have.
const OWN: &str = include_str!("../../docs/examples/wasps.yaml");

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1)
}

/// Returns what is said of a library with one file changed.
fn told(path: &str, from: &str, to: &str) -> Vec<Diagnostic> {
    let text = if path == "plans/wasps.yaml" { OWN } else { builtin::text(path).unwrap() };
    library(&[(path, replaced(text, from, to))]).1
}

fn codes(found: &[Diagnostic]) -> BTreeSet<&'static str> {
    found.iter().map(|d| d.code).collect()
}

#[test]
fn a_plan_of_ones_own_that_is_right_is_not_found_fault_with() {
    let (_, found) = library(&[("plans/wasps.yaml", OWN.to_owned())]);
    assert_eq!(shown(&found), Vec::<String>::new());
}

#[test]
#[allow(clippy::too_many_lines, reason = "cases one after the other")]
fn each_kind_of_wrong_is_said() {
    let (own, gas) = ("plans/wasps.yaml", "plans/gas.yaml");
    let hand = "text: \"到上风头没味的邻户，用手拍门喊“漏气了快出屋”\"";
    let leave = "text: 护住头脸，弯腰离开蜂窝，进屋关好门窗";
    let read = "title: 突发事件应对法, number: 主席令第25号（2024修订）, article: 第七十七条";
    for (path, from, to, code, severity) in [
        // What the words order counts, declared or not: a light where gas is, a bell rung, a switch.
        (gas, hand, "text: \"点着灯挨户看哪里漏\"", "plan-acts", Severity::Error),
        // A question before it answers for its own act alone.
        (
            gas,
            "text: \"带全家撤到屋外上风头\"",
            "text: \"点着灯，带全家撤到屋外\"",
            "plan-acts",
            Severity::Error,
        ),
        (
            gas,
            "text: \"守住两头路口，劝住车和烟火留在圈外\"",
            "text: \"到漏气户按门铃，叫人出来\"",
            "plan-acts",
            Severity::Error,
        ),
        (
            "plans/collapse.yaml",
            "text: 撤到墙砸不着的空地",
            "text: 打开门窗，再坐电梯下楼",
            "plan-acts",
            Severity::Error,
        ),
        // What is never done no earlier question opens, in whatever words: a torch, a bell, going in after somebody.
        (
            gas,
            "text: \"带全家撤到屋外上风头\"",
            "text: \"划根火柴照着，带全家撤到屋外\"",
            "plan-acts",
            Severity::Error,
        ),
        (gas, hand, "text: \"打手电看哪里漏，再摇铃叫人\"", "plan-acts", Severity::Error),
        (
            "plans/confined-space.yaml",
            "text: 站在上风头喊下面的人，听有没有回声",
            "text: 给他做人工呼吸",
            "plan-acts",
            Severity::Error,
        ),
        (
            "plans/confined-space.yaml",
            "text: 如果有防爆鼓风机，就在远处开好，再往里吹",
            "text: 叫人拴好绳子，进去把人背上来",
            "plan-acts",
            Severity::Error,
        ),
        // The black box, the loudspeaker and the drill tell no other thing than the cards.
        (gas, "act: 不碰开关快出屋，走远打119", "act: 点着灯快出屋，走远打119", "plan-acts", Severity::Error),
        (
            gas,
            "味轻的，现在就关气阀、开门窗，全家走到屋外。",
            "味轻的，点着蜡烛关气阀，全家走到屋外。",
            "plan-acts",
            Severity::Error,
        ),
        (
            "plans/carbon-monoxide.yaml",
            "text: 看有没有气：有气侧躺，没气按压胸口",
            "text: 给他灌醋，没气按压胸口",
            "plan-acts",
            Severity::Error,
        ),
        // First aid of old that harms, in any plan.
        (own, leave, "text: 如果昏倒了，就掐人中", "plan-acts", Severity::Error),
        (
            "plans/bites.yaml",
            "text: 如果蛇还在，就远远拍张照给医生看",
            "text: 如果蛇咬了，就用嘴把毒吸出来",
            "plan-acts",
            Severity::Error,
        ),
        // A text that was replaced, under another name or in marks.
        (
            own,
            read,
            "title: 防火有关规定, number: 国务院令第541号, article: 第三十条",
            "plan-superseded",
            Severity::Warning,
        ),
        (
            own,
            read,
            "title: 《森林防火条例》（2008年修订）, number: \"\", article: 第三十条",
            "plan-superseded",
            Severity::Warning,
        ),
        // What is said instead of a common line, said again behind it.
        (
            "plans/electric.yaml",
            "text: 送触过电的人去医院，醒着也送",
            "text: 等停了电再上前，送触过电的人去医院",
            "plan-joined",
            Severity::Warning,
        ),
        // The exception behind the act, the place behind what is done from it.
        (own, leave, "text: 打119和120，闻到烟味走远再打", "plan-behind", Severity::Warning),
        (
            "plans/subsidence.yaml",
            "text: 站在裂缝圈外、没燃气味处，断坑边户的电、气、水",
            "text: 断坑边户的电、气、水，站在裂缝圈外断",
            "plan-behind",
            Severity::Warning,
        ),
        // Texts that are no longer in force, told by the list and not by the plan.
        (
            own,
            read,
            "title: 森林防火条例, number: 国务院令第541号, article: 第三十条",
            "plan-superseded",
            Severity::Warning,
        ),
        (
            own,
            read,
            "title: 中华人民共和国突发事件应对法, number: 2007年, article: 第五十五条",
            "plan-superseded",
            Severity::Warning,
        ),
        (own, ", issued: 2024-06-28, in_force: 2026-11-23", "", "plan-unchecked", Severity::Warning),
        // Called read here, not read there.
        (
            own,
            "  - 119摘不摘马蜂窝各地不同，请镇街定",
            "  - 突发事件应对法第七十七条没有读到原文",
            "plan-open",
            Severity::Error,
        ),
        // A figure and a claim of law that nobody has read.
        (own, leave, "text: 离开蜂窝300米", "plan-unlisted", Severity::Warning),
        (own, "why: 越打来的蜂越多", "why: 打蜂犯法", "plan-unlisted", Severity::Warning),
        // On nobody's card.
        (
            own,
            "why: 蜂一炸窝跑不掉, roles: [security]",
            "why: 蜂一炸窝跑不掉, roles: [store]",
            "plan-unseen",
            Severity::Warning,
        ),
        // Times that do not go together.
        (
            own,
            "phase: recover, role: [security], text: 等",
            "phase: recover, first: true, role: [security], text: 等",
            "plan-phase",
            Severity::Error,
        ),
        (
            own,
            "phase: prepare, role: [doctor], text: 问",
            "phase: prepare, at_sign: watch, role: [doctor], text: 问",
            "plan-phase",
            Severity::Error,
        ),
        // Seen with the ears, heard with the eyes.
        (own, "text: 草丛、坟头里一片嗡嗡响", "text: 蜂窝裂开、马蜂飞出来", "plan-sense", Severity::Warning),
        (own, "text: 有人让马蜂蜇了", "text: 牲口乱叫", "plan-sense", Severity::Warning),
        (
            "plans/tailings.yaml",
            "{sense: see, text: 井下岩壁出汗、起雾",
            "{sense: feel, text: 井下岩壁出汗、起雾",
            "plan-sense",
            Severity::Warning,
        ),
        // Paper joins signs with 或者, and one that has its own reads as two.
        (own, "text: 有人让马蜂蜇了", "text: 有人让马蜂蜇了，或者狗咬了", "plan-joined", Severity::Warning),
        // A way that the library does not know.
        (own, "stance: stay-clear", "stance: up-the-tree", "plan-reference", Severity::Error),
    ] {
        let found = told(path, from, to);
        let here = found.iter().find(|d| d.code == code);
        let Some(fault) = here else { panic!("{to}: {:?}", shown(&found)) };
        assert_eq!(fault.severity, severity, "{to}");
        let place = fault.at.as_ref().unwrap_or_else(|| panic!("{to}: no place"));
        assert!(place.file.name.ends_with(path), "{to}: {}", place.file.name);
    }
}

#[test]
fn a_new_way_that_clashes_needs_a_ruling_and_a_new_danger_is_asked_about() {
    // A hazard that sends people up, against those that send them out.
    let resolve = replaced(
        builtin::text("plans/resolve.yaml").unwrap(),
        "  stay-clear:\n",
        "  upstairs:\n    name: 上楼\n    text: 上到高层\n    headline: 上楼\n    shelter: false\n    clashes: [out-of-building]\n  stay-clear:\n",
    );
    let own = replaced(OWN, "stance: stay-clear", "stance: upstairs");
    let (_, found) = library(&[("plans/resolve.yaml", resolve), ("plans/wasps.yaml", own)]);
    let unruled: Vec<String> =
        found.iter().filter(|d| d.code == "plan-unruled").map(|d| format!("{:?}", d.values)).collect();
    assert!(unruled.len() >= 5 && unruled.iter().all(|v| v.contains("马蜂")), "{unruled:?}");

    // The same hazard where gas leaks: what it orders by its words is held against the table.
    let own = replaced(OWN, "signals: []\n", "signals: []\nconditions: [gas]\n");
    let (_, found) = library(&[("plans/wasps.yaml", own)]);
    let acts: Vec<String> =
        found.iter().filter(|d| d.code == "plan-acts").map(|d| format!("{:?}", d.values)).collect();
    assert!(acts.iter().any(|v| v.contains("打119问来不来摘窝") && v.contains("燃气")), "{acts:?}");
}

#[test]
fn words_that_only_name_an_act_are_no_order() {
    let acts = &town().library.set.incompatible.acts;
    for (act, text, ordered) in [
        ("flame", "点着灯看哪里漏", true),
        ("flame", "如果有人点火，就喊他离远", false),
        ("engine", "推到空地，先不启动不充电", false),
        ("engine", "启动车开出去", true),
        ("go-down", "劝住下井的人", false),
        ("go-down", "如果井下没声，就下井看", true),
        ("engine", "喊大雾、路滑，劝大家少开车出门", false),
        ("phone", "走到没味的地方再打119", true),
    ] {
        assert_eq!(acts[act].ordered_by(text), ordered, "{text}");
    }
    assert!(acts["flame"].barred_by("闻气味、点火照亮") && !acts["flame"].barred_by("没拿到批准就点火"));
}

#[test]
fn a_source_is_not_called_settled_where_a_sentence_that_rests_on_it_is_open() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let family = compose::family("handbook").unwrap();
    let order = Order { audience: Some(Audience::File), ..Order::default() };
    let document = compose::compose(family, book, &town().library.set, &order).unwrap();
    let state = |title: &str| -> Vec<String> {
        let sources = document.data["sources"].as_array().unwrap().iter();
        let mine = sources.filter(|s| s["source"]["title"] == title || s["title"] == title);
        mine.filter_map(|s| s["state"].as_str().map(str::to_owned)).collect()
    };
    let slope = state("地质灾害防治条例");
    assert!(
        !slope.is_empty() && slope.iter().all(|s| s.contains("读过原文") && s.contains("滑坡")),
        "{slope:?}"
    );
    let list = said(&duoan(&["plans", "list", "--unverified"], TempDir::new().unwrap().path()));
    assert!(list.contains("  [待核] 如果险情紧急有人劝不走，就派两人搀他走"), "{list}");
    assert!(list.contains("plans/common.yaml\n") && list.contains("止血带扎上就不松"));
}

#[test]
fn every_prohibition_is_on_a_card_of_somebody_tempted_to_it() {
    let set = &town().library.set;
    for (hazard, role, card) in [
        ("storm-surge", "helper", "下海捞东西"),
        ("ice-tide", "everyone", "走上冰拉人"),
        ("bites", "doctor", "切口嘴吸扎带"),
        ("snow", "everyone", "风雪里追牲口"),
        ("crowd", "electrician", "拉掉灯"),
        ("outage", "electrician", "没问就断电"),
        ("sudden-illness", "doctor", "往嘴里塞东西"),
        ("water-supply", "everyone", "变味水烧开喝"),
    ] {
        let plan = &set.plans[hazard];
        let mut all: Vec<_> = plan.forbid.iter().collect();
        all.sort_by_key(|f| f.rank(role));
        let two: Vec<&str> =
            all.iter().take(2).map(|f| f.card.as_deref().unwrap_or(f.text.as_str())).collect();
        assert!(two.contains(&card), "{hazard} {role}: {two:?}");
    }
}

#[test]
fn whoever_is_drilled_has_a_step_of_his_own_to_be_drilled_in() {
    let set = &town().library.set;
    for plan in set.plans.values() {
        let roles = plan.steps.iter().flat_map(|step| match &step.common {
            Some(id) if step.role.is_empty() => &set.common_step(id).unwrap().role,
            _ => &step.role,
        });
        let roles: BTreeSet<&String> = roles.collect();
        // The manager asks at the end what went wrong, whatever else is on his card.
        let beats = plan.drill.timeline.iter().filter(|beat| beat.role != "manager");
        for beat in beats {
            assert!(roles.contains(&beat.role), "{}: {} {}", plan.id, beat.role, beat.text);
        }
    }
}

#[test]
fn nobody_waits_for_a_danger_to_end_behind_lines_that_send_him_out() {
    // Hail, wind: what must have ended is the first line of the card, not the last.
    let set = &town().library.set;
    for plan in set.plans.values() {
        for step in plan.steps.iter().filter(|step| step.common.as_deref() == Some("cordon")) {
            let waits = |text: &String| text.starts_with('等');
            assert!(!waits(&step.text), "{}/{}: {}", plan.id, step.id, step.text);
            let first = step.replaces.iter().find(|item| item.line == "outside");
            let shut = step.card.as_ref().is_some_and(waits);
            assert!(!shut || first.is_some_and(|item| waits(&item.text)), "{}/{}", plan.id, step.id);
        }
    }
}

#[test]
fn the_wall_of_a_village_with_helpers_calls_none_of_their_work_vacant() {
    // Helpers are known by their households, which hang on no wall.
    for book in crate::samples::books() {
        let Some(part) = book.editions.get(&Audience::Public) else { continue };
        let whole: Vec<&str> = book.vacant().map(|role| role.id.as_str()).collect();
        let seen: Vec<&str> = part.vacant().map(|role| role.id.as_str()).collect();
        assert_eq!(seen, whole, "{}", book.village.name);
        let helper = part.role("helper").unwrap();
        assert!(helper.holders.is_empty() && helper.is_held_unseen(), "{}", book.village.name);
    }
}

#[test]
fn nobody_is_sent_out_at_a_level_that_keeps_all_indoors() {
    let set = &town().library.set;
    let before = ["风大前", "风大以前", "风起前", "雪厚前", "下雪以前", "雪下厚前", "涨潮以前人上岸"];
    for plan in set.plans.values() {
        for step in plan.steps.iter().filter(|step| step.from.is_some()) {
            let texts = [Some(&step.text), step.card.as_ref()];
            let timed = texts.into_iter().flatten().any(|text| before.iter().any(|word| text.contains(word)));
            // Who guards a road is told when he himself goes in, everybody when to be in.
            let self_told = step.role == ["everyone"] && step.text.contains("进结实房子")
                || step.common.as_deref() == Some("cordon");
            assert!(!timed || self_told || step.until.is_some(), "{}/{}: {}", plan.id, step.id, step.text);
        }
    }
    let book = crate::samples::books().iter().find(|b| b.hazards.iter().any(|h| h.id == "gale")).unwrap();
    let red = book.matrix.iter().find(|row| row.level == duoan::model::plan::Level::Red).unwrap();
    let said: Vec<&str> =
        red.cells.iter().flat_map(|cell| &cell.actions).map(|action| action.text.as_str()).collect();
    assert!(!said.is_empty() && said.iter().all(|text| !text.contains("绑牢棚")), "{said:?}");
}

#[test]
fn what_saves_stands_before_what_would_harm() {
    // Water on a fumigant, cold water on powder: what must not get wet is asked about first.
    let set = &town().library.set;
    for (id, first, then) in [("aid-poisoned", "熏粮药粉", "肥皂水"), ("aid-burn", "扫掉干粉", "流动凉水")]
    {
        let text = set.common_step(id).unwrap().text.join("；");
        assert!(text.find(first).unwrap() < text.find(then).unwrap(), "{text}");
    }
    let plan = &set.plans["poisoning"];
    let at = |id: &str| plan.steps.iter().position(|s| s.id == id).unwrap();
    assert!(at("fumigant") < at("skin"));
    assert_eq!(codes(&library(&[]).1), BTreeSet::new());
}
