//! What the plans say, and what they answer to files that are none.

use std::collections::BTreeSet;

use duoan::builtin;
use duoan::compose::{self, Order};
use duoan::messages::{self, Lang};
use duoan::model::document::Audience;
use duoan::model::handbook::Handbook;
use duoan::model::plan::{Act, Level, Phase, Status};
use duoan::ruler::Style;

use crate::library::{errors, library};
use crate::samples::{books, town};

/// Ways of spoiling a plan: what is done to the text of a built-in one.
type Spoil = (&'static str, fn(&str) -> String);

const SPOILS: [Spoil; 33] = [
    ("list", |_| "- a\n- b\n".into()),
    ("scalar", |_| "山洪\n".into()),
    ("null", |_| "~\n".into()),
    ("empty", |_| String::new()),
    ("comment", |_| "# 还没写\n".into()),
    ("deep", |t| edit(t, "summary: ", &format!("summary: {}{} #", "[".repeat(3000), "]".repeat(3000)))),
    ("anchors", |t| format!("a: &a [x, x]\nb: [*a, *a]\n{t}")),
    ("cycle", |t| edit(t, "signals: ", "signals: &s [*s] #")),
    ("tag", |t| edit(t, "order: ", "order: !!python/object ")),
    ("merge key", |t| format!("{t}<<: {{order: 5}}\n")),
    ("two documents", |t| format!("{t}---\n{t}")),
    ("tab", |t| edit(t, "\n  - {id: ", "\n\t- {id: ")),
    ("key twice", |t| format!("{t}order: 3\n")),
    ("steps as mapping", |t| edit(t, "steps:\n", "steps: {a: 1}\nold:\n")),
    ("steps as word", |t| edit(t, "steps:\n", "steps: 敲锣\nold:\n")),
    ("sources as number", |t| edit(t, "sources:\n", "sources: 7\nold:\n")),
    ("signs with holes", |t| edit(t, "signs:\n", "signs: [null, ~, 3, [], {}]\nold:\n")),
    ("order below nothing", |t| edit(t, "order: ", "order: -")),
    ("order beyond numbers", |t| edit(t, "order: ", "order: 99999999999999999999")),
    ("order in parts", |t| edit(t, "order: ", "order: 2.")),
    ("open braces", |t| edit(t, "summary: ", "summary: \"{{ village.name\" #")),
    ("open block", |t| edit(t, "summary: ", "summary: \"{% if x %}\" #")),
    ("endless loop", |t| {
        edit(t, "summary: ", "summary: \"{% for i in range(100000000) %}啊{% endfor %}\" #")
    }),
    ("include", |t| edit(t, "summary: ", "summary: \"{% include '/etc/passwd' %}\" #")),
    ("unknown filter", |t| edit(t, "summary: ", "summary: \"{{ village.name | evil }}\" #")),
    ("stance", |t| edit(t, "stance: ", "stance: no-")),
    ("icon", |t| edit(t, "icon: ", "icon: ../../../etc/")),
    ("id", |t| edit(t, "id: ", "id: ../../etc/")),
    ("month", |t| edit(t, "issued: 20", "issued: 20261345 #20")),
    ("step twice", |t| {
        edit(
            t,
            "steps:\n",
            "steps:\n  - {id: q, phase: act, role: [everyone], text: 跑}\n  - {id: q, phase: act, role: [everyone], text: 跑}\n",
        )
    }),
    ("common step", |t| edit(t, "steps:\n", "steps:\n  - {id: q, use: no-such-step}\n")),
    ("condition", |t| {
        edit(t, "steps:\n", "steps:\n  - {id: q, phase: act, role: [everyone], when: \"(((\", text: 跑}\n")
    }),
    ("deep condition", |t| {
        edit(
            t,
            "steps:\n",
            &format!(
                "steps:\n  - {{id: q, phase: act, role: [everyone], when: \"{}1{}\", text: 跑}}\n",
                "(".repeat(9000),
                ")".repeat(9000)
            ),
        )
    }),
];

fn edit(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn a_spoilt_plan_is_answered_with_its_line_and_a_mend() {
    // A plan each: one reading of the library hears of all.
    let ids: Vec<&String> = town().library.set.plans.keys().collect();
    let own: Vec<(String, String)> = (SPOILS.iter().zip(&ids))
        .map(|((_, spoil), id)| {
            let path = format!("plans/{id}.yaml");
            let text = spoil(builtin::text(&path).unwrap());
            (path, text)
        })
        .collect();
    assert_eq!(own.len(), SPOILS.len());
    let given: Vec<(&str, String)> = own.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let (_, found) = library(&given);
    for ((name, _), (path, text)) in SPOILS.iter().zip(&own) {
        let here: Vec<_> = (found.iter())
            .filter(|d| d.at.as_ref().is_some_and(|place| place.file.name.ends_with(path.as_str())))
            .collect();
        assert!(!here.is_empty(), "{name}: {path} says nothing");
        for fault in here {
            let line = fault.at.as_ref().unwrap().line_column().0;
            assert!(line <= text.lines().count().max(1), "{name}: line {line}");
            for lang in [Lang::Zh, Lang::En] {
                let (message, hint) = messages::words(fault, lang);
                assert!(!message.is_empty() && !hint.is_empty(), "{name}: {} {message}", fault.code);
                assert!(!message.contains('{') || text.contains('{'), "{name}: {message}");
            }
        }
    }
}

#[test]
fn a_spoilt_shared_file_is_answered_with_its_line() {
    let shared = duoan::load::SHARED;
    for text in ["- a\n", "山洪\n", "sources: 7\nsteps: 8\nroles: 9\nacts: x\nconditions: [1]\n"] {
        let own: Vec<(String, String)> =
            shared.iter().map(|stem| (format!("plans/{stem}.yaml"), text.to_owned())).collect();
        let given: Vec<(&str, String)> = own.iter().map(|(path, t)| (path.as_str(), t.clone())).collect();
        let (_, found) = library(&given);
        let told: BTreeSet<&str> =
            found.iter().filter_map(|d| d.at.as_ref()).map(|place| place.file.name.as_str()).collect();
        // Rosters are read when a sheet is.
        for (path, _) in own.iter().filter(|(path, _)| path != "plans/rosters.yaml") {
            assert!(
                told.iter().any(|name| name.ends_with(path.as_str())),
                "{text}: {path} says nothing: {told:?}"
            );
        }
    }
}

#[test]
fn the_burnt_are_carried_away_before_they_are_cooled() {
    let library = &town().library;
    for (hazard, away) in
        [("house-fire", "挪到没烟"), ("fireworks", "抬到远处墙后"), ("high-rise", "挪到楼外没烟")]
    {
        let plan = &library.set.plans[hazard];
        let step = plan.steps.iter().find(|s| s.common.as_deref() == Some("aid-burn")).unwrap();
        let card = step.card.as_deref().unwrap();
        let first = step.replaces.first().map(|r| r.text.as_str()).unwrap_or_default();
        assert!(card.starts_with(away) && first.starts_with(away), "{hazard}: {card} / {first}");
    }
}

#[test]
fn no_card_tells_its_role_the_same_act_twice() {
    // 按胸口 stood on the doctor's card of a live wire in two lines.
    let set = &town().library.set;
    let mut twice = Vec::new();
    for plan in set.plans.values() {
        for role in set.roles.keys() {
            let mine = plan.steps.iter().filter(|step| {
                let common = step.common.as_ref().and_then(|id| set.common_step(id));
                let roles = if step.role.is_empty() { common.map(|c| &c.role) } else { Some(&step.role) };
                roles.is_some_and(|roles| roles.contains(role))
            });
            let cards: Vec<&str> = mine
                .filter_map(|step| {
                    let common = step.common.as_ref().and_then(|id| set.common_step(id));
                    step.card.as_deref().or(common.map(|c| c.card.as_str()))
                })
                .collect();
            // Of the sentence only what is done, behind what must hold.
            let does =
                |card: &&str| card.rsplit_once("，就").map_or(*card, |(_, act)| act).contains("按胸口");
            if role != "everyone" && cards.iter().filter(|card| does(card)).count() > 1 {
                twice.push(format!("{}/{role}: {cards:?}", plan.id));
            }
        }
    }
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn a_text_without_end_is_an_error_of_the_village_that_would_print_it() {
    for endless in [
        "{% macro a(x) %}{{ a(x) }}{% endmacro %}{{ a(1) }}",
        "{{ 'x' * 100000000 }}",
        "{% for a in points %}{{ 10 ** 400 }}{% endfor %}{{ village.name[99999999999] }}",
    ] {
        let summary = format!("summary: \"{endless}\" #");
        let own = edit(builtin::text("plans/flash-flood.yaml").unwrap(), "summary: ", &summary);
        let (library, _) = library(&[("plans/flash-flood.yaml", own)]);
        assert!(errors("岭下村", &library).contains(&"plan-text"), "{endless}");
    }
}

/// Returns the rows of a table of the page on sources: its cells, without the head.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/plan-sources.zh.md"));
    let page = page.unwrap();
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("{heading}"));
    let rows = rest.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|'));
    rows.skip(2)
        .map(|l| l.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

#[test]
fn what_is_called_read_is_a_text_that_was_at_hand() {
    let read: BTreeSet<String> = table("读过原文的文件").into_iter().map(|row| row[0].clone()).collect();
    let set = &town().library.set;
    let verified = || {
        let sources = set.sources().flat_map(|(file, sources)| sources.iter().map(move |s| (file, s)));
        sources.filter(|(_, source)| source.status == Status::Verified)
    };
    for (file, source) in verified() {
        assert!(read.contains(&source.title), "{file}: {} is in no table", source.title);
        // Of this one only a part was at hand.
        let had = ["第六条", "第三十九条"].contains(&source.article.as_str());
        assert!(had || source.title != "森林草原防灭火条例", "{file}: {}", source.article);
    }
    let cited: BTreeSet<&str> = verified().map(|(_, source)| source.title.as_str()).collect();
    let idle: Vec<&String> = read.iter().filter(|title| !cited.contains(title.as_str())).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn tests_that_the_page_on_sources_names_are_there() {
    let suite = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let files = std::fs::read_dir(suite).unwrap().map(|e| e.unwrap().path());
    let code: String =
        files.filter(|p| p.is_file()).map(|p| std::fs::read_to_string(p).unwrap_or_default()).collect();
    let rows = table("说法不一、险在眼前的，预案怎么写");
    assert!(rows.len() > 20);
    for row in rows.iter().filter(|row| row[3] != "–") {
        let name = row[3].trim_matches('`');
        assert!(code.contains(&format!("fn {name}()")), "{}: no test {name}", row[0]);
    }
}

#[test]
fn what_specialists_must_see_is_listed() {
    let set = &town().library.set;
    for (plan, words) in [
        ("sudden-illness", &["止血带", "噎住", "阿司匹林", "AED"][..]),
        ("outage", &["大出血"]),
        ("collapse", &["压住的人什么时候抬"]),
        ("earthquake", &["压住的人什么时候抬"]),
        ("drowning", &["先吹2口还是"]),
        ("poisoning", &["磷化铝"]),
        ("bites", &["扎带", "血清"]),
        ("heat", &["老人泡还是浇"]),
        ("fireworks", &["撤多远"]),
        ("solar-ev", &["25米、500米", "白天"]),
        ("electric", &["8米、10米"]),
        ("chemical", &["氯600米", "炉子", "什么时候能开窗"]),
        ("gas", &["AED", "800米"]),
        ("confined-space", &["口对口"]),
        ("river-flats", &["谁下令", "村台"]),
        ("tailings", &["谁下令"]),
        ("high-rise", &["外墙火"]),
        ("forest-fire", &["趴下"]),
    ] {
        for word in words {
            let notes = &set.plans[plan].review;
            assert!(
                notes.iter().any(|note| note.contains(word)),
                "{plan} does not ask about {word}: {notes:#?}"
            );
        }
    }
    // The plans that the page names are those that have open points.
    for row in table("请专业人员看的") {
        for id in row[2].split('、') {
            assert!(set.plans.get(id).is_some_and(|plan| !plan.review.is_empty()), "{id}");
        }
    }
}

#[test]
fn first_aid_says_what_saves() {
    let set = &town().library.set;
    for (id, said, never) in [
        (
            "first-aid",
            &["半天喘一口", "AED", "使劲压住", "绞紧宽带", "写上几点", "扎上就不松"][..],
            &["掐人中"][..],
        ),
        ("cpr", &["最多看10秒", "100到120下", "5到6厘米", "30下吹2口", "两拇指"], &["两指按"]),
        ("aid-drowned", &["先吹2口", "擦干胸口"], &["控水", "倒背"]),
        (
            "aid-crush",
            &["头、脖子、胸、肚子", "马上抬开", "120一时到不了", "几点压住、几点抬开"],
            &["等医生来再抬"],
        ),
        ("aid-burn", &["20分钟", "干净布", "扫掉干粉"], &["牙膏", "冰敷"]),
        ("aid-heat", &["先降温再送", "浇凉水", "托住头"], &["灌", "酒精"]),
        ("aid-cold", &["脱湿衣", "没呼吸，就按胸口"], &["搓", "喝酒"]),
        ("aid-choking", &["拍背5下", "冲5下", "孕妇", "不满一岁", "看得见才抠"], &["喝醋"]),
        ("aid-poisoned", &["药瓶", "先扫净，再大量水冲", "只按胸口"], &["催吐", "灌水"]),
        ("aid-dog", &["15分钟", "免疫制剂", "当天"], &["挤血"]),
    ] {
        let step = set.common_step(id).unwrap();
        let text = step.text.join("；") + &step.card;
        for word in said {
            assert!(text.contains(word), "{id} lacks {word}: {text}");
        }
        for word in never {
            assert!(!text.contains(word), "{id} says {word}: {text}");
        }
        assert!(!step.source.is_empty(), "{id} has no source");
    }
}

#[test]
fn who_must_not_be_treated_so_is_asked_about_first() {
    let set = &town().library.set;
    // Nobody presses the belly of a baby or of a pregnant woman because that line came first.
    let text = set.common_step("aid-choking").unwrap().text.join("；");
    let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("{word}: {text}"));
    assert!(at("不满一岁") < at("肚脐上边冲5下") && at("孕妇") < at("肚脐上边冲5下"), "{text}");
    let plan = &set.plans["sudden-illness"];
    let at = |id: &str| plan.steps.iter().position(|s| s.id == id).unwrap();
    assert!(at("choke-baby") < at("choke"));
    // How to press says whom: the line before it on a card may be about a stroke.
    assert!(plan.steps[at("how")].text.starts_with("如果不喘气"));
    // Soap makes one of the poisons worse: who does not know which it is rinses with water.
    for id in ["pests", "poisoning"] {
        let plan = &set.plans[id];
        let steps = plan.steps.iter().map(|s| &s.text);
        let read = plan.broadcast.iter().map(|b| &b.text);
        let drill = plan.drill.timeline.iter().map(|t| &t.text);
        for text in steps.chain(read).chain(drill) {
            assert!(!text.contains("肥皂水"), "{id}: {text}");
        }
    }
    // Chest and belly are not packed.
    assert!(!set.common_step("first-aid").unwrap().text.join("").contains("身上的深伤口"));
}

#[test]
fn a_watcher_who_watches_also_calls_people_away() {
    let set = &town().library.set;
    let mut told = 0;
    for plan in set.plans.values().filter(|plan| plan.signs.iter().any(|s| s.act == Some(Act::Leave))) {
        let at = |act: Act| plan.steps.iter().any(|s| s.at_sign == Some(act));
        if at(Act::Watch) {
            told += 1;
            assert!(at(Act::Leave), "{}: nobody is told what to do when it comes", plan.id);
        }
    }
    assert!(told > 5);
}

#[test]
fn the_doctor_of_a_crash_has_every_line_that_stops_blood() {
    for hazard in ["road", "workshop"] {
        let book = books().iter().find(|b| b.hazards.iter().any(|h| h.id == hazard)).unwrap();
        let order = Order { audience: Some(Audience::Duty), ..Order::default() };
        let plans = town().library.plans(&book.village);
        let family = compose::family("role-cards").unwrap();
        let document = compose::compose(family, book, plans, &order).ok().unwrap();
        let cards = document.data["cards"].as_array().unwrap();
        let order = town().library.set.plans[hazard].order;
        let number = format!("R11-{order}");
        let card = cards.iter().find(|card| card["number"].as_str().is_some_and(|n| n.starts_with(&number)));
        let text = card.unwrap_or_else(|| panic!("no {number}")).to_string();
        for line in ["上前", "半天喘一口", "绞紧宽带", "使劲压住"] {
            assert!(text.contains(line), "{hazard} lacks {line}: {text}");
        }
    }
}

#[test]
fn wind_comes_before_any_way() {
    let set = &town().library.set;
    let windy =
        set.plans.values().filter(|plan| set.resolve.stances.get(&plan.stance).is_some_and(|s| s.wind));
    let windy: Vec<_> = windy.collect();
    assert!(windy.len() >= 2);
    for plan in windy {
        assert!(set.resolve.stances[&plan.stance].text.starts_with("先看风"), "{}", plan.id);
        // Each sentence that sends somebody across the wind says first how it blows.
        for step in plan.steps.iter().filter(|step| step.phase == Some(Phase::Move) || step.first) {
            let text = &step.text;
            let way = ["横着走", "横着风", "往草少", "没烟那边"].iter().filter_map(|w| text.find(w)).min();
            let Some(way) = way else { continue };
            let wind = ["看清风", "看风", "看烟", "看准风", "风向"].iter().filter_map(|w| text.find(w)).min();
            assert!(wind.is_some_and(|at| at < way), "{}/{}: {text}", plan.id, step.id);
        }
    }
}

#[test]
fn a_village_guards_and_asks_and_closes_no_road() {
    let set = &town().library.set;
    let plans = set.plans.values().flat_map(|plan| {
        let steps = plan.steps.iter().flat_map(|s| [Some(&s.text), s.card.as_ref()]);
        steps.flatten().map(|text| (plan.id.clone(), text.clone()))
    });
    let common = set.common.steps.iter().flat_map(|step| {
        let texts = step.text.iter().chain([&step.card]);
        texts.map(|text| (format!("common/{}", step.id), text.clone()))
    });
    let mut wrong = Vec::new();
    for (place, text) in plans.chain(common) {
        let closes =
            ["封路", "封村", "拦下", "停市", "关停", "没收", "罚款"].iter().any(|word| text.contains(word));
        if closes && !text.contains("110") {
            wrong.push(format!("{place}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_towns_posts_have_acts_for_each_time_and_cite_only_what_was_read() {
    let set = &town().library.set;
    assert_eq!(set.town.posts.len(), 9);
    for (id, post) in &set.town.posts {
        for (time, acts) in post.times() {
            assert!(!acts.is_empty() && acts.len() <= 4, "{id} {time}");
            for act in acts {
                assert!(act.chars().count() <= 22 && !act.ends_with('。'), "{id} {time}: {act}");
            }
        }
        assert!(post.source.iter().all(|id| set.town.sources.iter().any(|s| s.id == *id)), "{id}");
    }
    // Of these nobody has read what the person has to do.
    let read = |post: &str| {
        let cited = set.town.posts[post].source.iter();
        cited.clone().all(|id| set.town.sources.iter().any(|s| s.id == *id && s.status == Status::Verified))
    };
    for (post, told) in [("mayor", true), ("office", true), ("team", true), ("duty", true), ("info", true)] {
        assert_eq!(read(post), told, "{post}");
    }
    for post in ["leader", "assigned", "station"] {
        assert!(!read(post), "{post}");
    }
    assert_eq!(set.town.posts["team"].rules.len(), 3);
}

#[test]
fn tasks_that_nobody_has_read_are_empty_rows() {
    let tasks = &town().library.set.tasks;
    assert_eq!(tasks.known("J"), (0, 32));
    assert_eq!((tasks.known("S"), tasks.known("N")), ((21, 21), (12, 12)));
    for (id, task) in &tasks.tasks {
        let listed = id.starts_with('J');
        // The source says whose list it is, so that other provinces are not asked for it.
        let bare = task.title.is_empty() && task.due.is_none() && task.who.is_empty();
        assert_eq!(bare, listed, "{id}");
        // The briefing gives a date to four of them, and to no other.
        assert_eq!(task.due.is_some(), ["S01", "S02", "S03", "S04"].contains(&id.as_str()), "{id}");
        assert!(task.who.iter().all(|who| ["镇街", "村"].contains(&who.as_str())), "{id}");
    }
    // No law gives a village a number of drills.
    for id in ["N07", "N08", "N09"] {
        assert_eq!(tasks.tasks[id].cycle.as_deref(), Some("村里自己定"), "{id}");
    }
}

/// Points of a width in millimetres.
fn points(mm: f64) -> f64 {
    mm / 25.4 * 72.0
}

#[test]
fn every_hazard_has_its_saving_act_and_a_rung_for_each_level_of_its_signals() {
    let set = &town().library.set;
    for plan in set.plans.values() {
        assert!(!plan.act.is_empty(), "{} has no act", plan.id);
        let levels: BTreeSet<Level> =
            (plan.signals.iter()).flat_map(|id| set.signals.signals[id].levels.keys().copied()).collect();
        let rungs: BTreeSet<Level> = plan.ladder.keys().copied().collect();
        assert_eq!(rungs, levels, "{}", plan.id);
        assert!(!plan.sudden.is_empty() || !plan.ladder.is_empty(), "{} has no first words", plan.id);
        let shelter = set.resolve.stances[&plan.stance].shelter;
        assert!(
            shelter || !plan.then.is_empty(),
            "{}: nobody goes to a shelter, and nothing comes next",
            plan.id
        );
        // Who leaves at a level still leaves at the next.
        let leaves: Vec<bool> =
            Level::ALL.iter().filter_map(|l| plan.ladder.get(l)).map(|r| r.leave).collect();
        assert!(leaves.windows(2).all(|pair| pair[0] <= pair[1]), "{}: {leaves:?}", plan.id);
    }
}

#[test]
fn words_of_boxes_and_cells_fit_them() {
    // Room of the box, of a rung on a hazard's page, of a cell of the one-page sheet, as the layouts have it.
    let bold = |size| Style { size, weight: 700, tabular: false };
    let ruler = crate::ruler::ruler();
    let set = &town().library.set;
    for plan in set.plans.values() {
        let fits = |what: &str, text: &str, size: f64, mm: f64| {
            let text = text.replace("{% if hazard.households is defined %}", "").replace("{% endif %}", "");
            let text =
                text.replace("{{ number.lightning_wait }}", "30").replace("{{ hazard.households }}", "113");
            assert!(!text.contains("{{"), "{} {what}: {text}", plan.id);
            let width = ruler.width(&text, bold(size));
            assert!(width <= points(mm), "{} {what}: {text} is {width:.1} of {:.1} pt", plan.id, points(mm));
        };
        fits("act", &plan.act, 21.0, 139.0);
        fits("then", &plan.then, 16.0, 90.0);
        fits("sudden", &plan.sudden, 13.0, 65.0);
        for (level, rung) in &plan.ladder {
            let (word, cell, room) = match level {
                Level::Blue => (18.0, 13.0, 23.0),
                Level::Yellow => (18.0, 13.0, 35.0),
                Level::Orange | Level::Red => (22.0, 14.5, 39.0),
            };
            fits("word", &rung.word, word, 37.0);
            fits("cell", &rung.cell, cell, room);
            fits("line", &rung.line, 12.0, 74.0);
        }
    }
}

#[test]
fn what_is_read_at_a_glance_cannot_be_read_as_its_contrary() {
    // 拿不准撤 ends in 不准撤.
    let set = &town().library.set;
    for plan in set.plans.values() {
        let rungs = plan.ladder.values().flat_map(|r| [&r.word, &r.line, &r.cell]);
        for text in rungs.chain([&plan.act, &plan.then, &plan.sudden]) {
            for trap in ["不准", "不撤", "别撤", "及时", "做好", "加强"] {
                assert!(!text.contains(trap), "{}: {text}", plan.id);
            }
            let last = text.chars().last();
            assert!(!last.is_some_and(|c| "，。、；：".contains(c)), "{}: {text}", plan.id);
        }
    }
    // Where a spark or a current kills, nobody is told to ring, light or touch before he is away.
    for (id, away, act) in
        [("gas", "出屋", "打119"), ("electric", "停电", "救人"), ("confined-space", "离开口", "打119")]
    {
        let text = &set.plans[id].act;
        let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("{id}: {text} lacks {word}"));
        assert!(at(away) < at(act), "{id}: {text}");
    }
    for plan in set.plans.values() {
        // A way that the wind decides is never the first word.
        if set.resolve.stances[&plan.stance].wind {
            assert!(plan.act.starts_with("先看风") || plan.act.starts_with("看清风"), "{}", plan.act);
        }
    }
}

#[test]
fn nothing_starts_at_a_level_that_is_not_issued_where_the_village_lies() {
    // Shandong has a signal of storms with lightning, with blue; the country's signal of lightning has none.
    let lightning = |book: &Handbook| -> Vec<Level> {
        let chapter = book.hazards.iter().find(|chapter| chapter.id == "lightning").unwrap();
        chapter.actions.iter().filter_map(|action| action.from).collect()
    };
    let elsewhere = lightning(&crate::villages::book("查干诺尔嘎查"));
    assert!(!elsewhere.is_empty() && elsewhere.iter().all(|level| *level >= Level::Yellow), "{elsewhere:?}");
    let at_home = crate::samples::books().iter().find(|b| b.hazards.iter().any(|h| h.id == "lightning"));
    assert!(lightning(at_home.unwrap()).contains(&Level::Blue));
    for village in ["查干诺尔嘎查", "溪口坞村", "磨子岩村", "海兴渔村"] {
        for chapter in &crate::villages::book(village).hazards {
            let levels: BTreeSet<Level> =
                chapter.signals.iter().flat_map(|s| s.levels.iter().map(|l| l.level)).collect();
            for action in chapter.actions.iter().filter(|_| !levels.is_empty()) {
                assert!(action.from.is_none_or(|from| levels.contains(&from)), "{village} {}", action.key);
            }
            let rungs: BTreeSet<Level> = chapter.ladder.iter().map(|rung| rung.level).collect();
            assert_eq!(rungs, levels, "{village} {}", chapter.id);
        }
    }
}

#[test]
fn every_hazard_of_the_library_is_in_the_example_town() {
    let books = crate::samples::books();
    let told: BTreeSet<&String> = books.iter().flat_map(|b| b.hazards.iter().map(|h| &h.id)).collect();
    let all: BTreeSet<&String> = town().library.set.plans.keys().collect();
    assert_eq!(told, all);
}
