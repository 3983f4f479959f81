//! What went wrong once, in villages of another shape: routes of one point, acts of quiet hazards, figures beside
//! signs, two orders for one sign, stations of a library in another order.

use super::*;
use duoan::model::local::OwnPost;

/// A village of the people of 岭下村 with nothing that has a place but what is added.
fn village(change: impl FnOnce(&mut Profile)) -> Handbook {
    merge(&written(change), &town().library.set, &mut Diagnostics::default()).unwrap()
}

fn written(change: impl FnOnce(&mut Profile)) -> Profile {
    let mut village = profile("岭下村").profile;
    village.hazards.clear();
    village.points.clear();
    village.routes.clear();
    village.shelters.clear();
    village.evacuees.clear();
    village.clusters.clear();
    change(&mut village);
    village
}

fn hazard(village: &mut Profile, id: &str, figures: &[(&str, &str, Option<Act>)]) {
    let figure = |(what, at, act): &(&str, &str, Option<Act>)| {
        ((*what).to_owned(), Trigger { at: (*at).to_owned(), act: *act })
    };
    let triggers = figures.iter().map(figure).collect();
    village.hazards.insert(id.to_owned(), Hazard { triggers, ..Hazard::default() });
}

fn point(village: &mut Profile, name: &str, hazards: &[&str], signs: Vec<PointSign>) {
    let hazards = hazards.iter().map(|id| (*id).to_owned()).collect();
    let watcher = vec!["厉纪海".to_owned()];
    village
        .points
        .insert(name.to_owned(), Point { hazards, watcher, signs, households: Some(3), ..Point::default() });
}

fn shelter(village: &mut Profile, name: &str, unsafe_for: &[&str]) {
    let unsafe_for = unsafe_for.iter().map(|id| (*id).to_owned()).collect();
    village.shelters.insert(name.to_owned(), Shelter { unsafe_for, ..Shelter::default() });
}

fn route(village: &mut Profile, name: &str, from: &str, to: &str) {
    village
        .routes
        .insert(name.to_owned(), Route { from: from.to_owned(), to: to.to_owned(), ..Route::default() });
}

fn home(head: &str, point: &str, shelter: &str, route: Option<&str>) -> Evacuee {
    Evacuee {
        head: head.to_owned(),
        address: format!("{head}院"),
        members: Some(2),
        helper: vec!["厉翠霞".to_owned()],
        point: Some(point.to_owned()),
        shelter: Some(shelter.to_owned()),
        route: route.map(str::to_owned),
        ..Evacuee::default()
    }
}

fn sign(text: &str, act: Option<Act>) -> PointSign {
    PointSign { see: text.to_owned(), act, ..PointSign::default() }
}

/// What a helper's card says of this home.
fn row_of(head: &str, book: &Handbook) -> String {
    let rows = cards("fetch-cards", book);
    let rows: Vec<String> =
        rows.iter().flat_map(|c| list(&c["back"]["homes"])).map(|h| said(&h["rows"])).collect();
    rows.iter().find(|row| row.starts_with(head)).unwrap_or_else(|| panic!("{head}: {rows:?}")).clone()
}

#[test]
fn of_two_ways_from_one_point_to_one_shelter_each_home_has_its_own() {
    let book = village(|v| {
        hazard(v, "flash-flood", &[]);
        point(v, "南沟", &["flash-flood"], vec![]);
        shelter(v, "礼堂", &[]);
        route(v, "上路", "南沟", "礼堂");
        route(v, "下路", "南沟", "礼堂");
        v.evacuees = vec![
            home("甲家", "南沟", "礼堂", Some("上路")),
            home("乙家", "南沟", "礼堂", Some("下路")),
            home("丙家", "南沟", "礼堂", None),
        ];
    });
    for (head, own) in [("甲家", &["上路"][..]), ("乙家", &["下路"]), ("丙家", &[])] {
        let row = row_of(head, &book);
        let wanted: BTreeSet<String> = own.iter().map(|name| (*name).to_owned()).collect();
        for name in ["上路", "下路"] {
            assert_eq!(row.contains(&format!("走{name}")), wanted.contains(name), "{head}: {row}");
        }
        let card = cards("household-cards", &book).into_iter().find(|c| c["head"] == head).unwrap();
        assert_eq!(routes_in(&card, &book), wanted, "{head}");
    }
}

#[test]
fn a_home_whose_shelter_is_unfit_for_one_hazard_goes_another_way_for_that() {
    let book = village(|v| {
        hazard(v, "flash-flood", &[]);
        hazard(v, "landslide", &[]);
        point(v, "南坡", &["flash-flood", "landslide"], vec![]);
        shelter(v, "近礼堂", &["landslide"]);
        shelter(v, "远学校", &[]);
        route(v, "近路", "南坡", "近礼堂");
        route(v, "远路", "南坡", "远学校");
        v.evacuees = vec![home("甲家", "南坡", "近礼堂", Some("近路"))];
    });
    let document = composed("household-cards", &book).unwrap();
    let mut seen = BTreeMap::new();
    for (card, entry) in list(&document.data["cards"]).zip(&document.cards) {
        for id in &entry.hazards {
            seen.insert(id.clone(), routes_in(card, &book));
        }
    }
    let only = |name: &str| BTreeSet::from([name.to_owned()]);
    assert_eq!(
        seen,
        BTreeMap::from([("flash-flood".to_owned(), only("近路")), ("landslide".to_owned(), only("远路"))])
    );
    let row = row_of("甲家", &book);
    assert!(row.contains("走近路") && row.contains("走远路"), "{row}");
}

/// What is done at an act on the site cards of a village with one point of these hazards.
fn deeds_of(hazards: &[&str], signs: Vec<PointSign>) -> (Handbook, BTreeMap<String, String>) {
    let book = village(|v| {
        hazards.iter().for_each(|id| hazard(v, id, &[]));
        point(v, "老供销社", hazards, signs);
        shelter(v, "礼堂", &[]);
        v.evacuees = vec![home("甲家", "老供销社", "礼堂", None)];
    });
    let rows: Vec<Value> = cards("site-cards", &book)
        .iter()
        .flat_map(|c| list(&c["rows"]).cloned().collect::<Vec<_>>())
        .collect();
    let deeds = rows.iter().map(|row| (word(&row["act"]).to_owned(), said(&row["do"]))).collect();
    (book, deeds)
}

#[test]
fn beside_what_a_spark_or_smoke_kills_in_nobody_is_told_to_ring_or_telephone_first() {
    let mixed = [
        (&["gas", "flash-flood"][..], "到没味的地方"),
        (&["gas", "landslide"], "到没味的地方"),
        (&["chemical", "rainstorm"], "离开油气"),
        (&["flash-flood", "confined-space"], "离开井口"),
        (&["house-fire", "debris-flow"], "到没味没烟处"),
        (&["workshop", "reservoir", "heat"], "离开粉尘"),
    ];
    for (hazards, place) in mixed {
        let signs = vec![sign("看着不对", Some(Act::Leave)), sign("有点怪", Some(Act::Report))];
        let (book, deeds) = deeds_of(hazards, signs);
        let alarm = book.alarms.iter().find(|a| a.id == "evacuate").unwrap().text.replace(' ', "");
        let leave = &deeds["leave"];
        let away = leave.find("人先走远").unwrap_or_else(|| panic!("{hazards:?}: {leave}"));
        assert!(leave.contains("分不清") && leave.contains(place), "{hazards:?}: {leave}");
        assert!(leave.find(&alarm).unwrap() > away, "{hazards:?}: {leave}");
        assert!(leave.ends_with(&format!("别的：先{alarm}，人再走")), "{hazards:?}: {leave}");
        assert!(!leave.contains("高温"), "{leave}");
        let spark = hazards.iter().any(|id| ["gas", "chemical", "confined-space", "workshop"].contains(id));
        assert_eq!(!deeds["report"].starts_with('打'), spark, "{hazards:?}: {}", deeds["report"]);
        if spark {
            assert!(deeds["report"].contains("再打"), "{}", deeds["report"]);
        }
    }
    for hazards in [&["gas"][..], &["workshop", "house-fire"], &["carbon-monoxide"], &["chemical", "ebike"]] {
        let (_, deeds) = deeds_of(hazards, vec![sign("看着不对", Some(Act::Leave))]);
        assert!(deeds["leave"].starts_with("人先走远") && !deeds["leave"].contains("人再走"), "{deeds:?}");
    }
    for hazards in [&["flash-flood"][..], &["landslide", "rainstorm"], &["storm-surge", "heat"]] {
        let (_, deeds) = deeds_of(hazards, vec![sign("看着不对", Some(Act::Leave))]);
        assert!(deeds["leave"].starts_with('先') && deeds["leave"].ends_with("人再走"), "{deeds:?}");
    }
}

#[test]
fn a_watcher_s_step_that_another_danger_bars_is_not_his_order_there() {
    let watch =
        |hazards: &[&str]| deeds_of(hazards, vec![sign("看着不对", Some(Act::Watch))]).1["watch"].clone();
    assert!(watch(&["flash-flood"]).contains("打手电"), "{}", watch(&["flash-flood"]));
    for hazards in
        [&["gas", "flash-flood"][..], &["flash-flood", "workshop"], &["confined-space", "flash-flood"]]
    {
        assert!(!watch(hazards).contains("手电"), "{hazards:?}: {}", watch(hazards));
    }
}

#[test]
fn what_is_said_of_the_whole_village_rings_first_only_at_signs_of_what_leaves_time() {
    let (book, _) = deeds_of(&["gas", "flash-flood", "workshop", "rainstorm"], vec![]);
    let page = composed("page", &book).unwrap().data;
    let strip = word(&page["strip"]["text"]);
    let gas = chapter(&book, "gas");
    let short: Vec<&str> = gas.signs.iter().map(|s| s.short.as_str()).filter(|s| !s.is_empty()).collect();
    assert!(strip.contains("不等通知，先"), "{strip}");
    assert!(short.iter().all(|sign| !strip.contains(sign)), "{short:?}: {strip}");
    let (book, _) = deeds_of(&["gas", "chemical"], vec![]);
    assert!(composed("page", &book).unwrap().data["strip"].is_null());
    // One poster never tells what kills in another of its hazards.
    let (book, _) = deeds_of(&["gas", "rainstorm", "earthquake", "collapse"], vec![]);
    for (card, entry) in composed("poster", &book)
        .iter()
        .flat_map(|d| list(&d.data["cards"]).cloned().zip(d.cards.clone()).collect::<Vec<_>>())
    {
        if entry.hazards.len() > 1 && entry.hazards.iter().any(|id| chapter(&book, id).id == "gas") {
            assert!(list(&card["actions"]).all(|a| !word(a).contains("闸")), "{card}");
        }
    }
}

#[test]
fn what_is_measured_for_heat_or_drought_or_seen_of_ice_rings_no_alarm_beside_a_slope() {
    let book = village(|v| {
        hazard(v, "landslide", &[("24小时雨量", "90毫米", Some(Act::Leave))]);
        hazard(v, "heat", &[("气温", "38度", None)]);
        hazard(v, "drought", &[("机井水位", "低于18米", None)]);
        let signs = vec![
            sign("墙上裂缝一天宽一指", Some(Act::Leave)),
            sign("井沿结了冰", None),
            sign("鸡鸭不进窝", Some(Act::Report)),
        ];
        point(v, "后坡", &["landslide", "heat", "drought"], signs);
        shelter(v, "礼堂", &[]);
    });
    let alarm = book.alarms.iter().find(|a| a.id == "evacuate").unwrap().text.replace(' ', "");
    let rows: Vec<Value> = cards("site-cards", &book)
        .iter()
        .flat_map(|c| list(&c["rows"]).cloned().collect::<Vec<_>>())
        .collect();
    let ringing: Vec<String> =
        rows.iter().filter(|row| said(&row["do"]).contains(&alarm)).map(|row| said(&row["signs"])).collect();
    let text = ringing.concat();
    assert!(text.contains("90毫米") && text.contains("墙上裂缝"), "{rows:?}");
    for quiet in ["气温", "38度", "机井", "18米", "结了冰", "鸡鸭"] {
        assert!(!text.contains(quiet), "{quiet}: {text}");
        assert!(rows.iter().any(|row| said(&row["signs"]).contains(quiet)), "{quiet}: {rows:?}");
    }
}

#[test]
fn a_figure_of_a_dam_or_a_slope_stands_beside_what_is_seen_there() {
    let book = village(|v| {
        hazard(v, "reservoir", &[("库水位", "102.5米", Some(Act::Leave))]);
        hazard(v, "landslide", &[("24小时雨量", "90毫米", None)]);
        point(v, "坝下", &["reservoir", "landslide"], vec![]);
        shelter(v, "礼堂", &[]);
        v.evacuees = vec![home("甲家", "坝下", "礼堂", None)];
    });
    super::noticed_beside_figures(&book);
    let front = cards("site-cards", &book)
        .iter()
        .map(|c| said(&c["rows"][0]["signs"]) + &said(&c["rows"]))
        .collect::<String>();
    for hazard in &book.hazards {
        assert!(
            hazard.signs.iter().any(|s| front.contains(&s.text.replace(' ', ""))),
            "{}: {front}",
            hazard.id
        );
    }
}

#[test]
fn one_sign_under_two_acts_or_two_spellings_is_one_order_the_gravest() {
    let book = village(|v| {
        hazard(v, "flash-flood", &[("1小时雨量", "45毫米", Some(Act::Leave))]);
        hazard(v, "debris-flow", &[("1小时雨量", "45 毫米", Some(Act::Report))]);
        let signs = vec![sign("河水变成黄汤", Some(Act::Watch)), sign("河水变成黄汤", Some(Act::Leave))];
        point(v, "南沟", &["flash-flood", "debris-flow"], signs);
        shelter(v, "礼堂", &[]);
    });
    let rows: Vec<Value> = cards("site-cards", &book)
        .iter()
        .flat_map(|c| list(&c["rows"]).cloned().collect::<Vec<_>>())
        .collect();
    for what in ["河水变成黄汤", "1小时雨量"] {
        let here: Vec<&Value> = rows.iter().filter(|row| said(&row["signs"]).contains(what)).collect();
        assert_eq!(here.len(), 1, "{what}: {rows:?}");
        assert_eq!(here[0]["act"], "leave", "{what}");
        assert_eq!(said(&here[0]["signs"]).matches(what).count(), 1, "{what}: {}", here[0]);
    }
}

#[test]
fn however_many_signs_there_are_the_gauge_stands_on_the_first_front() {
    let book = village(|v| {
        hazard(v, "flash-flood", &[("沟口水尺红线以上", "1.2米", Some(Act::Leave))]);
        hazard(v, "reservoir", &[("库水位", "超汛限0.5米", Some(Act::Report))]);
        let text = |i: usize| format!("第{i}处堤脚渗出浑水还带着泥沙");
        let signs =
            (0..14).map(|i| sign(&text(i), Some([Act::Watch, Act::Report, Act::Leave][i % 3]))).collect();
        point(v, "南沟", &["flash-flood", "reservoir"], signs);
        shelter(v, "礼堂", &[]);
    });
    let sides = cards("site-cards", &book);
    assert!(sides.len() > 1, "all on one");
    let first = said(&sides[0]["rows"]);
    assert!(first.contains("1.2米") && first.contains("0.5米"), "{first}");
    let all: String = sides.iter().map(|c| said(&c["rows"])).collect();
    assert!((0..14).all(|i| all.contains(&format!("第{i}处"))), "{all}");
}

/// Stations of the steps of moving, in the order in which a book and its cards say them.
fn stations(book: &Handbook) -> Vec<Vec<Station>> {
    book.hazards.iter().map(|hazard| hazard.actions.iter().filter_map(link).collect()).collect()
}

#[test]
fn a_library_in_another_order_leads_people_out_in_the_same() {
    let profile = profile("岭下村").profile;
    let set = &town().library.set;
    let usual = stations(&merge(&profile, set, &mut Diagnostics::default()).unwrap());
    let mut turned = set.clone();
    turned.common.steps.reverse();
    turned.plans.values_mut().for_each(|plan| plan.steps.reverse());
    let other = stations(&merge(&profile, &turned, &mut Diagnostics::default()).unwrap());
    assert!(usual.iter().flatten().count() > 20);
    assert!(other.iter().all(|links| links.is_sorted()), "{other:?}");
    let sorted = |all: &[Vec<Station>]| all.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(sorted(&usual), sorted(&other));
}

#[test]
fn a_post_of_the_village_s_own_calls_leads_counts_and_reports_in_this_order() {
    for duties in [["管避难点", "带人转移", "叫门"], ["报险情", "管避难点", "带人转移"]]
    {
        let book = village(|v| {
            for id in ["flash-flood", "landslide", "typhoon"] {
                hazard(v, id, &[]);
            }
            point(v, "南沟", &["flash-flood", "landslide"], vec![]);
            shelter(v, "礼堂", &[]);
            v.evacuees = vec![home("甲家", "南沟", "礼堂", None)];
            let duties = duties
                .iter()
                .map(|name| {
                    let known = town().library.set.duties.iter().find(|(_, duty)| duty.name == *name);
                    known.unwrap_or_else(|| panic!("no duty {name}")).0.clone()
                })
                .collect();
            v.own_posts.insert(
                "包组干部".into(),
                OwnPost { people: vec!["厉翠霞".into()], duties, ..OwnPost::default() },
            );
        });
        let mut chains = 0;
        for hazard in &book.hazards {
            let mine = |action: &&Action| action.roles.iter().any(|role| role == "包组干部");
            let links: Vec<Station> = hazard.actions.iter().filter(mine).filter_map(link).collect();
            assert!(links.is_sorted(), "{}: {links:?}", hazard.id);
            chains += usize::from(links.first() != links.last());
        }
        assert!(chains > 0, "{duties:?}: no hazard with several stations");
    }
}

#[test]
fn on_the_one_sheet_long_needs_have_room_and_no_card_of_many_homes_counts_them_as_one() {
    let book = village(|v| {
        v.town = "雁窝岛农场".into();
        hazard(v, "flash-flood", &[]);
        point(v, "南沟", &["flash-flood"], vec![]);
        shelter(v, "礼堂", &[]);
        let needs = ["独居", "耳聋", "听不懂汉语", "慢性病要吸氧"].map(str::to_owned).to_vec();
        let long =
            Evacuee {
                needs, address: "达龙冬窝子第三顶帐篷".into(), ..home("卓玛", "南沟", "礼堂", None)
            };
        let short = Evacuee { needs: vec!["高龄".into()], ..home("甲家", "南沟", "礼堂", None) };
        let many = Evacuee { households: Some(41), members: Some(96), ..home("", "南沟", "礼堂", None) };
        v.evacuees = vec![long, short.clone(), Evacuee { head: "乙家".into(), ..short }, many];
    });
    let page = composed("page", &book).unwrap().data;
    let tall: Vec<f64> = list(&page["frail"]["homes"]).map(|home| home["tall"].as_f64().unwrap()).collect();
    assert!(tall.len() == 3 && tall[0] > 13.0 && tall[1] == tall[0] && tall[2] < 11.0, "{tall:?}");
    let duty = &page["calls"]["before"][0];
    assert!(
        duty["word"] == "场部值班" && duty["word_size"].as_f64().unwrap() * 4.0 <= 17.5 / 25.4 * 72.0,
        "{duty}"
    );
    let cards = cards("household-cards", &book);
    let whose: Vec<String> = cards.iter().map(|card| said(&card["home"])).collect();
    assert!(whose.iter().all(|text| !text.contains("96")), "{whose:?}");
    assert!(whose.iter().any(|text| text.contains("＿＿人")), "{whose:?}");
}

#[test]
fn a_helper_of_homes_under_very_many_hazards_has_a_card() {
    let book = village(|v| {
        let sending: Vec<String> =
            town().library.set.plans.keys().filter(|id| chapter_sends(id)).take(14).cloned().collect();
        sending.iter().for_each(|id| hazard(v, id, &[]));
        let ids: Vec<&str> = sending.iter().map(String::as_str).collect();
        point(v, "南沟", &ids, vec![]);
        shelter(v, "礼堂", &[]);
        v.evacuees = vec![home("甲家", "南沟", "礼堂", None)];
    });
    let cards = cards("fetch-cards", &book);
    assert!(!cards.is_empty());
    for card in &cards {
        assert!(said(&card["kinds"]).ends_with("种灾"), "{}", card["kinds"]);
        assert!(compose::crowd(card).is_none(), "{:?}", compose::crowd(card));
    }
}

/// Whether people are sent to a shelter for a hazard.
fn chapter_sends(id: &str) -> bool {
    let set = &town().library.set;
    set.resolve.stances.get(&set.plans[id].stance).is_some_and(|stance| stance.shelter)
}

#[test]
fn who_sounds_an_alarm_is_who_the_profile_says_or_nobody() {
    for by in ["", "看水库的老王"] {
        let book = village(|v| {
            hazard(v, "flash-flood", &[]);
            v.posts.insert("副总指挥".into(), vec!["厉纪海".into()]);
            v.alarms.values_mut().for_each(|alarm| alarm.by = by.into());
        });
        assert!(
            !book.alarms.is_empty() && book.alarms.iter().all(|alarm| alarm.by == by),
            "{:?}",
            book.alarms
        );
    }
}

#[test]
fn a_very_long_name_beside_a_number_with_much_about_it_has_room_on_a_site_card() {
    let book = village(|v| {
        hazard(v, "flash-flood", &[]);
        point(v, "南沟", &["flash-flood"], vec![]);
        shelter(v, "礼堂", &[]);
        let phone = serde_json::from_value(serde_json::json!(["138 0000 0062（值班室白天打）"])).unwrap();
        v.evacuees =
            vec![Evacuee { phone, ..home("热依罕古丽·买买（四组）", "南沟", "礼堂", None) }];
    });
    let cards = cards("site-cards", &book);
    assert!(cards.iter().all(|card| compose::crowd(card).is_none()), "{:?}", compose::crowd(&cards[0]));
    assert!(cards.iter().any(|card| said(&card["back"]["homes"]).contains("热依罕古丽")), "{cards:?}");
}

#[test]
fn a_home_under_five_hazards_with_long_signs_has_room_on_its_card() {
    let five = ["flash-flood", "debris-flow", "landslide", "rainstorm", "typhoon"];
    for (needs, sound) in
        [("卧床", "一长两短连敲三遍歇一分钟再敲"), ("独居", "急敲"), ("坐轮椅", "长音三遍短音三遍，广播也喊")]
    {
        let book = village(|v| {
            five.iter().for_each(|id| hazard(v, id, &[]));
            let long = ["后坡排水沟冒出黄泥浆水", "老屋西墙裂缝又宽了一指", "沟里的石头连着往下滚响"];
            point(v, "南沟", &five, long.iter().map(|text| sign(text, Some(Act::Leave))).collect());
            shelter(v, "礼堂", &[]);
            v.alarms.values_mut().for_each(|alarm| alarm.pattern = sound.into());
            let mut home = home("努尔买买提·艾合买提", "南沟", "礼堂", None);
            home.needs = vec![needs.into()];
            v.evacuees = vec![home];
        });
        let cards = cards("household-cards", &book);
        assert!(!cards.is_empty());
        for card in cards {
            assert_eq!(compose::crowd(&card), None, "{needs} {sound}");
            let strip = said(&card["strip"]) + &said(&card["columns"]);
            assert!(strip.contains("后坡排水沟"), "{card}");
        }
    }
}

#[test]
fn a_signal_is_said_as_one_says_it_and_by_whom_the_village_calls_so() {
    let text = |tool: &str, pattern: &str| {
        let book = village(|v| {
            hazard(v, "flash-flood", &[]);
            let alarm = v.alarms.get_mut("evacuate").unwrap();
            (alarm.tool, alarm.pattern) = (tool.into(), pattern.into());
            alarm.by = "deputy".into();
            let people = v.posts.shift_remove("副总指挥").or(v.posts.shift_remove("deputy")).unwrap();
            v.posts.insert("居委会主任".into(), people);
        });
        let alarm = book.alarms.iter().find(|a| a.id == "evacuate").unwrap();
        (alarm.text.clone(), alarm.by.clone())
    };
    for (tool, pattern, wanted) in [
        ("铜锣", "连续急敲", "连续急敲铜锣"),
        ("手摇警报器", "一长两短拉响", "一长两短拉响手摇警报器"),
        ("村广播和手摇报警器", "长音不断", "村广播和手摇报警器长音不断"),
        ("楼道敲门", "喊“马上下楼”", "楼道敲门喊“马上下楼”"),
        ("大喇叭通知", "一字一句连播三遍", "大喇叭通知一字一句连播三遍"),
    ] {
        assert_eq!(text(tool, pattern), (wanted.to_owned(), "居委会主任".to_owned()));
    }
}

#[test]
fn on_the_one_sheet_a_number_with_what_belongs_to_it_stands_on_its_own_row() {
    let book = village(|v| {
        hazard(v, "flash-flood", &[]);
        let phone = |text: &str| serde_json::from_value(serde_json::json!(text)).unwrap();
        let duty = v.contacts.values_mut().find(|c| c.kind == duoan::model::profile::ContactKind::TownDuty);
        duty.unwrap().phone = vec![phone("021-0000 8800转0")];
    });
    let page = composed("page", &book).unwrap().data;
    let rows: Vec<&Value> = list(&page["calls"]["before"]).chain(list(&page["calls"]["after"])).collect();
    let duty = rows.iter().find(|row| row["number"].to_string().contains("8800"));
    let duty = duty.unwrap_or_else(|| panic!("{rows:?}"));
    assert!(duty["number_size"].as_f64().unwrap() < 18.0, "{duty}");
    assert!(rows.iter().any(|row| row["number_size"] == 18.0), "{rows:?}");
}

#[test]
fn what_is_forbidden_at_a_point_is_about_the_ground_it_lies_on() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let site = |book: &Handbook, name: &str| -> String {
        let cards = cards("site-cards", book);
        let card = cards.into_iter().find(|card| card["name"] == name);
        said(&card.unwrap_or_else(|| panic!("no card of {name}")))
    };
    // A bend of the road where nobody lives.
    let bend = site(book, "九道弯");
    assert!(bend.contains("不准") && !bend.contains("屋里烧炭盆") && !bend.contains("上房顶"), "{bend}");
    let of = |households, hazards: &[&str]| {
        let book = village(|v| {
            hazards.iter().for_each(|id| hazard(v, id, &[]));
            point(v, "湾头", hazards, Vec::new());
            v.points["湾头"].households = households;
        });
        site(&book, "湾头")
    };
    assert!(!of(None, &["snow"]).contains("屋里烧炭盆"));
    assert!(of(Some(3), &["snow"]).contains("屋里烧炭盆"));
    let pond = of(None, &["snow", "drowning"]);
    assert!(pond.contains("上河塘冰面") && !pond.contains("屋里烧炭盆"), "{pond}");
}

/// The level that a village set for a point is on the point's card, on the ladder and with its households.
#[test]
fn the_level_at_which_a_point_leaves_is_on_its_card_and_on_the_ladder() {
    let made = |level: Option<Level>| {
        village(|v| {
            hazard(v, "flash-flood", &[]);
            point(v, "东沟口", &["flash-flood"], Vec::new());
            shelter(v, "村小学", &[]);
            v.evacuees.push(home("郑一", "东沟口", "村小学", None));
            let moves = &mut v.points["东沟口"].moves_at;
            moves.extend(level.map(|level| ("rainstorm".to_owned(), level)));
        })
    };
    let without = made(None);
    let early = made(Some(Level::Blue));
    assert_eq!(early.households[0].from, Some(Level::Blue));
    assert_ne!(without.households[0].from, Some(Level::Blue));
    let line = |book: &Handbook| {
        let rung = book.hazards[0].ladder.iter().find(|rung| rung.level == Level::Blue).unwrap();
        assert!(!rung.leave, "the rest stay");
        rung.line.clone()
    };
    assert!(line(&early).contains("东沟口先撤") && !line(&without).contains("东沟口"), "{}", line(&early));
    let card = |book: &Handbook| composed("site-cards", book).unwrap().data.to_string();
    assert!(card(&early).contains("暴雨预警信号蓝色") && !card(&without).contains("暴雨预警信号蓝色"));
    // Whoever commands, calls and reads aloud must know it too.
    let act = "就叫东沟口的人先撤";
    for family in ["role-cards", "ladder", "broadcast", "handbook", "booklet"] {
        let said = |book: &Handbook| composed(family, book).unwrap().data.to_string();
        let told = if family == "broadcast" { "东沟口的人，现在就撤" } else { act };
        assert!(said(&early).contains(told) && !said(&without).contains(told), "{family}");
    }
    let on_cards = |title: &str| {
        let cards = composed("role-cards", &early).unwrap();
        let of = |card: &&Value| card["role"]["id"].as_str().is_some_and(|role| role == title);
        (cards.data["cards"].as_array().into_iter().flatten())
            .filter(of)
            .any(|card| card.to_string().contains(act))
    };
    assert!(on_cards("commander") && on_cards("warning"), "those who send people away");
}
