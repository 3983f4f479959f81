//! The life of a plan: working days, what is due, what the report and the book say of it.

use duoan::model::life::{Due, HolidayYear, Holidays};
use duoan::model::profile::Date;
use jiff::civil::date;

use crate::samples::{books, town};

fn holidays() -> &'static Holidays {
    &town().library.set.holidays
}

fn due(year: i16, month: i8, day: i8) -> Due {
    Due::after(Date(date(year, month, day)), 20, holidays())
}

#[test]
fn twenty_working_days_follow_the_notice_on_holidays() {
    for (issued, last) in [((9, 14), (10, 16)), ((2, 10), (3, 16)), ((6, 1), (6, 30))] {
        let found = due(2026, issued.0, issued.1);
        assert_eq!(found, Due { date: Date(date(2026, last.0, last.1)), about: None }, "{issued:?}");
        assert_eq!(found.words(), date(2026, last.0, last.1).to_string());
    }
}

#[test]
fn a_year_that_is_not_entered_makes_the_day_an_estimate() {
    let found = due(2026, 12, 14);
    assert_eq!(found.about, Some(2027));
    assert_eq!(found.words(), "约2027-01-11（2027放假安排未录入）");
    // Nothing is guessed where the year is known to its end.
    assert_eq!(due(2026, 12, 1).about, None);
}

#[test]
fn days_left_are_working_days_and_late_ones_count_below_none() {
    let by = due(2026, 9, 14);
    let left = |month, day| by.left(Date(date(2026, month, day)), holidays());
    assert_eq!(left(9, 14), 20);
    assert_eq!(left(9, 30), 8);
    assert_eq!(left(10, 7), 8);
    assert_eq!(left(10, 16), 0);
    // The Saturday and Sunday after it are no working days; the Monday is.
    assert_eq!((left(10, 18), left(10, 19)), (0, -1));
}

#[test]
fn what_is_no_day_is_said() {
    let year = |off: &[&str]| HolidayYear {
        off: off.iter().map(|s| (*s).to_owned()).collect(),
        ..HolidayYear::default()
    };
    assert_eq!(year(&["01-01..03", "09-30..10-02", "12-31"]).unreadable().count(), 0);
    assert_eq!(year(&["1月1日", "02-30", "05-05..01", ""]).unreadable().count(), 4);
    assert!(holidays().values().all(|year| year.unreadable().count() == 0 && !year.source.is_empty()));
}

#[test]
fn the_book_knows_by_when_the_plan_is_handed_in() {
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    assert_eq!(book.hand_in.unwrap().words(), "2026-06-29");
    assert_eq!(book.life.consulted.len(), 3);
    let public = book.seen_by(duoan::model::document::Audience::Public);
    assert!(public.life.consulted.iter().all(|row| row.who.is_empty() && row.opinion.is_empty()));
    assert!(public.life.drafted.members.is_empty());
    assert_eq!(public.life.issued.number, "岭村发〔2026〕3号");
}

/// The page of editions: what is done with its day, what is due with the last day.
#[test]
fn the_page_of_editions_shows_how_far_the_plan_has_come() {
    use duoan::compose::{self, Order};
    let family = compose::family("handbook").unwrap();
    // It stands in the file's edition.
    let order = Order { audience: Some(duoan::model::document::Audience::File), ..Order::default() };
    let rows = |book: &duoan::model::handbook::Handbook| {
        let document = compose::compose(family, book, &town().library.set, &order).unwrap();
        document.data["edition"]["life"].clone()
    };
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    let row = |rows: &serde_json::Value, step: &str| {
        rows.as_array().unwrap().iter().find(|row| row["step"] == step).cloned().unwrap()
    };
    let done = row(&rows(book), "报镇街备案");
    assert_eq!(
        (done["when"].as_str(), done["who"].as_str()),
        (Some("2026-06-08"), Some("海镇备〔2026〕11号"))
    );
    let mut open = book.clone();
    open.each(|edition| edition.life.filed = duoan::model::life::Filed::default());
    assert_eq!(row(&rows(&open), "报镇街备案")["when"], "最晚2026-06-29");
    let mut none = book.clone();
    none.each(|edition| {
        edition.life = duoan::model::life::PlanLife::default();
        edition.hand_in = None;
    });
    assert!(rows(&none).as_array().unwrap().is_empty());
}

#[test]
fn the_report_says_how_many_working_days_are_left_or_late() {
    use duoan::messages::Lang;
    use duoan::readiness::{What, words};
    let say = |left: i32, due: Due, lang: Lang| {
        words::task(&What::HandIn { zh: "备案", en: "filing", left, due }, lang)
    };
    let by = due(2026, 6, 1);
    assert_eq!(say(3, by, Lang::Zh), "备案还剩3个工作日，最晚2026-06-30");
    assert_eq!(say(-2, by, Lang::Zh), "备案已超期2个工作日，最晚2026-06-30");
    assert_eq!(say(-2, by, Lang::En), "filing: 2 working days late, was due 2026-06-30");
    assert!(say(3, due(2026, 12, 14), Lang::Zh).ends_with("最晚约2027-01-11（2027放假安排未录入）"));
}
