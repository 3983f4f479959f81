//! Lists to be signed and the chart of the response.

use std::collections::BTreeSet;

use duoan::office;

use super::{book, document, library};
use crate::samples::{books, town};

/// The heads of the province's list, in its order.
const OFFICIAL: &str = "行政村,危险区名称,危险区类型,位置,经度,纬度,户主,居住人数,户主手机,转移责任人,转移责任人职务,转移责任人手机,预警责任人,预警责任人职务,预警责任人手机,避灾场所,有无安全鉴定,避灾场所管理员,避灾场所管理员手机,备注";

#[test]
fn sheets_are_as_wide_as_the_paper_and_have_the_official_columns() {
    for book in books() {
        let plans = library().plans(&book.village);
        let lists = office::lists(book, plans);
        for list in &lists {
            let width: u32 = list.columns.iter().map(|(_, width, _)| width).sum();
            assert_eq!(width, office::WIDTH, "{}", list.title);
            for row in &list.rows {
                assert_eq!(row.len(), list.columns.len(), "{}", list.title);
                let blank = row
                    .iter()
                    .zip(list.columns)
                    .all(|(cell, (_, _, blank))| !blank || cell.is_empty() || list.id == "findings");
                assert!(blank, "{}: {row:?}", list.title);
            }
        }
        let ids: BTreeSet<&str> = lists.iter().map(|list| list.id).collect();
        for id in [
            "special",
            "zones",
            "rota",
            "stock",
            "goods-in",
            "goods-out",
            "count",
            "findings",
            "drills",
            "training",
        ] {
            assert!(ids.contains(id), "{id}");
        }
        let sheets = office::sheets(book, plans);
        assert_eq!(sheets[0].heads.join(","), OFFICIAL);
        assert_eq!(sheets[0].rows.len(), book.homes().count());
        let bytes = duoan::roster::plain::book(&sheets, "").unwrap();
        assert_eq!(bytes, duoan::roster::plain::book(&sheets, "").unwrap());
    }
}

#[test]
fn everybody_of_a_point_is_on_its_sheet_and_the_calls_go_down_the_chain() {
    let book = book();
    let lists = office::lists(book, &library().set);
    for point in &book.points {
        let homes = book.homes().filter(|home| home.points.contains(&point.name)).count();
        let list = lists.iter().find(|list| list.title == format!("转移人员清单：{}", point.name));
        assert_eq!(list.map_or(0, |list| list.rows.len()), homes, "{}", point.name);
    }
    let calls: Vec<_> = lists.iter().filter(|list| list.id == "calls").collect();
    assert!(!calls.is_empty());
    for list in calls {
        assert!(
            list.rows[0][2].starts_with("总指挥") || list.rows[0][2].starts_with("预警员"),
            "{:?}",
            list.rows[0]
        );
        assert!(list.rows.iter().all(|row| !row[4].is_empty()), "somebody calls everybody");
    }
}

#[test]
fn sheets_and_the_flow_chart_go_on_paper_with_this_villages_names() {
    let book = book();
    let press = &town().press;
    let sheets = press.lay_out(&document(book, "lists")).unwrap();
    let text = duoan::press::text(&sheets).concat();
    for home in book.homes() {
        assert!(text.contains(&home.head), "{}", home.head);
    }
    for name in ["flow", "flow-a3"] {
        let document = document(book, name);
        let sheets = press.lay_out(&document).unwrap();
        assert_eq!(sheets.len(), 1);
        let text = duoan::press::text(&sheets).concat().replace(['\u{a0}', ' '], "");
        for word in [
            "接警",
            "研判",
            "响应",
            "报告",
            "转移",
            "处置",
            "解除",
            "厉守业",
            "13800001001",
            "先撤，边撤边报",
        ] {
            assert!(text.contains(word), "{word}");
        }
    }
}

#[test]
fn the_ledger_says_which_list_is_not_entered_and_fills_from_one_that_is() {
    let book = book();
    let stock = |plans: &duoan::model::plan::PlanSet| {
        office::lists(book, plans).into_iter().find(|list| list.id == "stock").unwrap()
    };
    let list = stock(&library().set);
    assert!(list.sum.contains("DB37/T 4666-2023") && list.sum.contains("没有录入（0/71）"), "{}", list.sum);
    let row = list.rows.iter().position(|row| row[5].is_empty() && !row[6].is_empty()).unwrap();
    let mut plans = library().set.clone();
    let item = duoan::model::stock::StockItem {
        item: list.rows[row][2].clone(),
        unit: list.rows[row][4].clone(),
        quantity: Some(9999),
    };
    plans.stock.lists[0].items.push(item);
    let have: u32 = list.rows[row][6].parse().unwrap();
    let after = stock(&plans);
    assert_eq!(
        (after.rows[row][5].as_str(), after.rows[row][7].clone()),
        ("9999", (9999 - have).to_string())
    );
}

/// 值班表：by day, with the weekday, what is a day off by the notice, and whom to ring.
#[test]
fn the_rota_knows_weekdays_and_days_off() {
    use duoan::model::handbook::WatchEntry;
    use duoan::model::profile::Date;
    let mut book = book().clone();
    let lead = book.roles[0].holders[0].clone();
    let watch = |month: i8, day: i8| WatchEntry {
        date: Some(Date(jiff::civil::date(2026, month, day))),
        shift: "8时至次日8时".to_owned(),
        lead: Some(lead.clone()),
        officers: vec![lead.clone()],
        standby: Vec::new(),
    };
    book.rota = vec![watch(10, 10), watch(10, 1), watch(9, 26)];
    let list = office::lists(&book, &library().set).into_iter().find(|list| list.id == "rota").unwrap();
    let told: Vec<[&str; 3]> = list.rows.iter().map(|row| [0, 1, 2].map(|n| row[n].as_str())).collect();
    // The tenth is a Saturday on which people work, the twenty-sixth one on which they do not.
    assert_eq!(
        told,
        [["2026-09-26", "六", "放假"], ["2026-10-01", "四", "放假"], ["2026-10-10", "六", "调休上班"]]
    );
    assert!(list.rows[0][4].contains(&lead.name) && list.rows[0][4].contains("138"), "{:?}", list.rows[0]);
}
