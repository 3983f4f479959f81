//! The reprint list: for people, for spreadsheets, for programs (docs/git.md), and on paper with a column to
//! sign in.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::{NAME, Report, Row, Since, since};
use crate::cli::args::{ReprintArgs, ReprintFormat};
use crate::cli::term::{Shown, Term};
use crate::cli::{Workspace, diff, machine, ward};
use crate::compose::{self, Group};
use crate::diag::Said;
use crate::disk::{self, Turn};
use crate::history::Lack;
use crate::messages::{self, Lang};
use crate::model::document::{Audience, Document, Finish};
use crate::office;
use crate::project;
use crate::reprint::{Stale, State};
use crate::roster::comma;
use crate::town;

/// What of the data is not printed as it stands: what became of a card is told in words.
const UNPRINTED: &[&str] = &["state"];

pub(super) fn show(
    report: &Report,
    args: &ReprintArgs,
    after: &Workspace,
    home: &Path,
    term: &Term,
) -> anyhow::Result<()> {
    let put = |ending: &str, bytes: &[u8]| put(args.list.as_deref(), home, ending, bytes, term);
    match args.format {
        ReprintFormat::Human => human(report, term.lang).iter().for_each(|line| term.out(line)),
        ReprintFormat::Json => {
            let text = serde_json::to_string_pretty(&data(report, term.lang))?;
            match &args.list {
                Some(path) => fresh(path, text.as_bytes())?,
                None => term.out(&text),
            }
        }
        ReprintFormat::Csv => put("csv", &csv(report, term.lang)?)?,
        ReprintFormat::Pdf if report.all().all(|row| row.stale.is_empty()) => {
            human(report, term.lang).iter().for_each(|line| term.out(line));
        }
        ReprintFormat::Pdf => put("pdf", &pdf(report, after, term)?)?,
    }
    Ok(())
}

/// Writes the list where the user wants it, else into the output folder.
fn put(list: Option<&Path>, home: &Path, ending: &str, bytes: &[u8], term: &Term) -> anyhow::Result<()> {
    let path = match list {
        Some(list) => fresh(list, bytes).map(|()| list.to_path_buf())?,
        None => Turn::take(&home.join("out"))?.put(&format!("{NAME}.{ending}"), bytes)?,
    };
    term.say(&project::shown(&path.canonicalize().unwrap_or(path)));
    Ok(())
}

/// Writes a list to a new file: what lies there may be somebody's own, or a list on which was signed.
fn fresh(list: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if disk::fresh(list, bytes)? {
        return Ok(());
    }
    let why = Said::error(
        "那里已经有别的文件：换个名字，或者先把它移走".to_owned(),
        "another file lies there: choose another name, or move it away".to_owned(),
    );
    Err(why.context(format!("--list {}", list.display())))
}

/// Returns the name of a group: its id, Chinese, English.
fn group(group: Group) -> (&'static str, &'static str, &'static str) {
    match group {
        Group::Role => ("role", "岗位", "posts"),
        Group::Household => ("household", "住户", "households"),
        Group::Wall => ("wall", "上墙", "walls"),
        Group::Office => ("office", "村委会", "village office"),
    }
}

fn state(state: State) -> (&'static str, &'static str, &'static str) {
    match state {
        State::New => ("new", "新增", "new"),
        State::Changed => ("changed", "改了", "changed"),
        State::Withdrawn => ("withdrawn", "收回", "withdrawn"),
    }
}

/// Cards, books and sheets to print, and cards to collect.
struct Sum {
    cards: usize,
    books: usize,
    sheets: usize,
    withdrawn: usize,
}

impl Sum {
    fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut sum = Self { cards: 0, books: 0, sheets: 0, withdrawn: 0 };
        for row in rows {
            for stale in &row.stale {
                match stale.state {
                    State::Withdrawn => sum.withdrawn += 1,
                    _ if stale.group() == Group::Office => sum.books += 1,
                    _ => sum.cards += stale.cards,
                }
            }
            sum.sheets += row.sheets.iter().map(|(_, sheets)| sheets).sum::<usize>();
        }
        sum
    }

    fn words(&self, lang: Lang) -> String {
        let parts = [
            (self.cards, "张卡", "cards"),
            (self.books, "本书", "books"),
            (self.sheets, "张纸", "sheets"),
            (self.withdrawn, "张收回作废", "to collect"),
        ];
        let parts =
            parts.iter().filter(|(n, ..)| *n > 0).map(|(n, zh, en)| format!("{n} {}", lang.pick(zh, en)));
        parts.collect::<Vec<_>>().join(lang.pick("，", ", "))
    }
}

/// Says how many towns and villages there are.
fn places(towns: usize, villages: usize, lang: Lang) -> String {
    match (towns, villages, lang) {
        (0, n, Lang::Zh) => format!("{n} 个村"),
        (0, n, Lang::En) => format!("{n} villages"),
        (t, 0, Lang::Zh) => format!("{t} 个镇街"),
        (t, 0, Lang::En) => format!("{t} towns"),
        (t, n, Lang::Zh) => format!("{t} 个镇街、{n} 个村"),
        (t, n, Lang::En) => format!("{t} towns, {n} villages"),
    }
}

fn human(report: &Report, lang: Lang) -> Vec<String> {
    let until = report.until.as_deref().unwrap_or(lang.pick("工作区", "the working tree"));
    let head = format!("{} → {until}", since(report, lang));
    let stale: Vec<&Row> = report.all().filter(|row| !row.stale.is_empty()).collect();
    // "Nothing is stale" needs proof.
    let whole = report.is_whole();
    let towns = report.towns.iter().filter(|town| !town.row.stale.is_empty()).count();
    let places = places(towns, stale.len() - towns, lang);
    let mut lines = vec![match (stale.len(), lang) {
        (0, _) if !whole => format!(
            "{head}{}",
            lang.pick(
                "：查不全，不能说手里的卡都还有效",
                ": not everything could be compared; what is in hand may be stale"
            )
        ),
        (0, Lang::Zh) => format!("{head}：手里的卡内容都没变，不用重印；过了“用到”那天的换新"),
        (0, Lang::En) => {
            format!("{head}: nothing on the cards in hand has changed; replace those whose last day is past")
        }
        (_, Lang::Zh) => format!("{head}：{places}要重印，{}", Sum::of(stale.iter().copied()).words(lang)),
        (_, Lang::En) => {
            format!("{head}: {places} to reprint, {}", Sum::of(stale.iter().copied()).words(lang))
        }
    }];
    if report.usual_only {
        let only = lang.pick(
            "out 里没有做过的底，只查了平常一套；另做过公开版、海报、钱包卡这些的，加 --papers 一起查",
            "out has no list of what was made, only what a plain build makes was compared; with --papers everything is",
        );
        lines.push(only.to_owned());
    }
    for row in report.all() {
        lines.push(String::new());
        if let Some(reason) = reason(row, lang) {
            lines.push(reason);
            if row.stale.is_empty() {
                continue;
            }
        }
        if row.stale.is_empty() {
            lines.push(format!("{}{}", row.name, lang.pick("：查不全", ": not all known")));
            lines.extend(row.lacks.iter().map(|lack| format!("  · {}", lacking(lack, lang))));
            continue;
        }
        lines.push(format!("{}{}{}", row.name, lang.pick("：", ": "), Sum::of([row]).words(lang)));
        lines.extend(why(row, lang, MOST).into_iter().map(|sentence| format!("  · {sentence}")));
        lines.extend(
            row.lacks.iter().map(|lack| {
                format!("  · {}{}", lang.pick("查不全：", "not all known: "), lacking(lack, lang))
            }),
        );
        for (group_of, holders) in holders(row) {
            let (_, zh, en) = group(group_of);
            lines.push(format!("  {}{}", lang.pick(zh, en), sheets_of(row, group_of, lang)));
            for ((to, state_of), numbers) in holders {
                let (_, zh, en) = state(state_of);
                lines.push(format!("    {} {to}  {}", lang.pick(zh, en), numbers.join(" ")));
            }
        }
    }
    lines
}

/// Most changes that are told of a village.
const MOST: usize = 8;

fn why(row: &Row, lang: Lang, most: usize) -> Vec<String> {
    let told = crate::diff::sentence;
    let mut lines: Vec<String> =
        row.changes.iter().take(most).map(|change| told(change, &|zh, en| lang.pick(zh, en))).collect();
    if row.changes.len() > most {
        let more = row.changes.len() - most;
        lines.push(if lang == Lang::Zh { format!("另有 {more} 处") } else { format!("{more} more") });
    }
    lines
}

/// Who holds cards of which state, and their numbers.
type Holding = ((String, State), Vec<String>);

/// Returns the number of a card with its edition, if that is not the usual one.
fn numbered(stale: &Stale) -> String {
    match stale.audience {
        Some(audience) => format!("{}（{}）", stale.number, edition(audience).1),
        None => stale.number.clone(),
    }
}

/// Returns the name of an edition: its id, Chinese, English.
fn edition(audience: Audience) -> (&'static str, &'static str, &'static str) {
    match audience {
        Audience::Public => ("public", "公开版", "public"),
        Audience::Household => ("household", "给住户的", "household"),
        Audience::Duty => ("duty", "值守的", "duty"),
        Audience::File => ("file", "存档版", "file"),
    }
}

/// Returns holders with the numbers of their cards, by group.
fn holders(row: &Row) -> BTreeMap<Group, Vec<Holding>> {
    let mut groups: BTreeMap<Group, Vec<Holding>> = BTreeMap::new();
    for stale in &row.stale {
        let rows = groups.entry(stale.group()).or_default();
        let key = (stale.to.clone(), stale.state);
        match rows.iter_mut().find(|(known, _)| *known == key) {
            Some((_, numbers)) => numbers.push(numbered(stale)),
            None => rows.push((key, vec![numbered(stale)])),
        }
    }
    groups
}

fn family_sheets(row: &Row, family: &str) -> usize {
    row.sheets.iter().find(|(name, _)| *name == family).map_or(0, |(_, sheets)| *sheets)
}

fn group_sheets(row: &Row, group: Group) -> usize {
    let towns = |name: &str| town::FAMILIES.iter().find(|family| family.name == name);
    let of = |name: &str| office::family(name).or(towns(name)).is_some_and(|family| family.group == group);
    row.sheets.iter().filter(|(name, _)| of(name)).map(|(_, sheets)| sheets).sum()
}

fn sheets_of(row: &Row, group: Group, lang: Lang) -> String {
    match (group_sheets(row, group), lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("（{n} 张纸）"),
        (n, Lang::En) => format!(" ({n} sheets)"),
    }
}

/// Says what of a village's past is not known.
pub(in crate::cli) fn lacking(lack: &Lack, lang: Lang) -> String {
    match (lack, lang) {
        (Lack::Shallow, Lang::Zh) => "这份克隆不全，更早发的纸没有比；git fetch --unshallow 取回全部历史".to_owned(),
        (Lack::Shallow, Lang::En) => {
            "this clone is shallow and older paper was not compared: git fetch --unshallow gets the whole history".to_owned()
        }
        (Lack::Missing(commit, what), Lang::Zh) => {
            format!("提交 {commit} 读不全：{}", messages::either(what, lang))
        }
        (Lack::Missing(commit, what), Lang::En) => {
            format!("commit {commit} cannot be read: {}", messages::either(what, lang))
        }
        (Lack::Clock(commit), Lang::Zh) => {
            format!("提交 {commit} 的日期比它前面的还早，当时电脑的钟不对：那天手里是哪一版说不准，按更早的比")
        }
        (Lack::Clock(commit), Lang::En) => format!(
            "commit {commit} is dated before those that it follows, a clock was wrong: which version was in force \
             is not known, an older one was compared"
        ),
        (Lack::Rules(commit), Lang::Zh) => format!("提交 {commit} 的档案按现在的规矩有错，当时印了什么不知道"),
        (Lack::Rules(commit), Lang::En) => {
            format!("the profile of commit {commit} has errors by today's rules: what it printed is not known")
        }
        (Lack::Merged(commit), Lang::Zh) => {
            format!("提交 {commit} 那时还没合进来，照它印的纸没有比；照它印过，就比它：duoan reprint {commit}")
        }
        (Lack::Merged(commit), Lang::En) => format!(
            "commit {commit} was not merged yet, and paper printed of it was not compared; where it was, compare with \
             it: duoan reprint {commit}"
        ),
        (Lack::Behind(branch), Lang::Zh) => {
            format!("取回来的 {branch} 改过，还没合进来，照它印的纸没有比；git merge {branch} 以后再查")
        }
        (Lack::Behind(branch), Lang::En) => format!(
            "{branch} was fetched, has changes and is not merged; paper printed of it was not compared: git merge \
             {branch}, then try again"
        ),
        (Lack::Inner(folder), Lang::Zh) => format!("{folder} 是另一个 git 仓库，没有查；进那个文件夹里查"),
        (Lack::Inner(folder), Lang::En) => {
            format!("{folder} is a repository of its own and was not looked into: look there")
        }
        (Lack::Begun(commit), Lang::Zh) => {
            format!("这一版比头一次提交 {commit} 还早，那之前发的纸没有底：只比了提交以后的")
        }
        (Lack::Begun(commit), Lang::En) => format!(
            "this edition is older than the first commit {commit}: paper handed out before that was not compared"
        ),
    }
}

fn lack_data(lack: &Lack, lang: Lang) -> Value {
    let kind = match lack {
        Lack::Shallow => "shallow",
        Lack::Missing(..) => "missing",
        Lack::Clock(_) => "clock",
        Lack::Rules(_) => "rules",
        Lack::Merged(_) => "merged",
        Lack::Begun(_) => "begun",
        Lack::Behind(_) => "behind",
        Lack::Inner(_) => "inner",
    };
    json!({"kind": kind, "text": lacking(lack, lang)})
}

/// Says why a village is not compared.
fn reason(row: &Row, lang: Lang) -> Option<String> {
    let fault = row.fault.as_ref()?;
    Some(diff::reason(&row.path, fault.at.as_deref(), fault.first.as_ref(), lang))
}

/// Returns since when, as it was asked for.
fn said(report: &Report) -> String {
    match &report.since {
        Since::Revision(rev) => rev.clone(),
        Since::Edition(_) => since(report, Lang::En),
    }
}

fn data(report: &Report, lang: Lang) -> Value {
    let item = |stale: &Stale, row: &Row| {
        json!({
            "holder": stale.to, "group": group(stale.group()).0, "family": stale.family.name,
            "audience": stale.audience.map(|audience| edition(audience).0), "number": stale.number, "state": state(stale.state).0, "cards": stale.cards,
            "family_sheets": family_sheets(row, stale.family.name),
        })
    };
    let row = |row: &Row| {
        json!({
            "path": row.path.display().to_string().replace('\\', "/"), "name": row.name, "since": row.since,
            "sheets": Sum::of([row]).sheets, "changes": why(row, lang, usize::MAX), "unreadable": reason(row, lang),
            "fault": row.fault.as_ref().and_then(|fault| fault.first.as_ref()).map(|fault| machine::json(&Shown { fault, more: 0 }, lang)),
            "lacks": row.lacks.iter().map(|lack| lack_data(lack, lang)).collect::<Value>(),
            "items": row.stale.iter().map(|stale| item(stale, row)).collect::<Value>(),
        })
    };
    let sum = Sum::of(report.all());
    json!({
        "format": 1, "complete": report.is_whole(), "usual_only": report.usual_only, "since": said(report), "until": report.until,
        "since_commit": report.commit.as_ref().map(|commit| commit.id.to_string()),
        "cards": sum.cards, "books": sum.books, "sheets": sum.sheets, "withdrawn": sum.withdrawn,
        "villages": report.rows.iter().map(row).collect::<Value>(),
        "towns": report.towns.iter().map(|town| row(&town.row)).collect::<Value>(),
    })
}

fn csv(report: &Report, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let head = [
        ("村（社区）", "village"),
        ("谁手里", "group"),
        ("持有人", "holder"),
        ("种类", "family"),
        ("卡号", "number"),
        ("怎么变了", "state"),
        ("几张", "cards"),
        ("这一种共几张纸", "sheets of the family"),
        ("签收", "signed"),
        ("旧的收回", "old one collected"),
    ];
    let head: Vec<String> = head.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect();
    let line = |row: &Row, stale: &Stale| {
        let word = |(_, zh, en): (&'static str, &'static str, &'static str)| lang.pick(zh, en).to_owned();
        let sheets = family_sheets(row, stale.family.name).to_string();
        let mut title = lang.pick(stale.family.title, stale.family.name).to_owned();
        if let Some(audience) = stale.audience {
            let (_, zh, en) = edition(audience);
            title += &lang.pick_owned(&format!("（{zh}）"), &format!(" ({en})"));
        }
        let (group, state) = (word(group(stale.group())), word(state(stale.state)));
        let cards = stale.cards.to_string();
        let blank = String::new;
        vec![
            row.name.clone(),
            group,
            stale.to.clone(),
            title,
            stale.number.clone(),
            state,
            cards,
            sheets,
            blank(),
            blank(),
        ]
    };
    let lines = report.all().flat_map(|row| row.stale.iter().map(move |stale| line(row, stale)));
    comma::write(std::iter::once(head).chain(lines))
}

fn pdf(report: &Report, after: &Workspace, term: &Term) -> anyhow::Result<Vec<u8>> {
    let villages = report.all().filter(|row| !row.stale.is_empty());
    let row = |((to, state_of), numbers): &Holding| json!({"to": to, "count": numbers.len(), "cards": numbers, "state": state(*state_of).0});
    let village = |row_of: &Row| {
        let groups = holders(row_of).into_iter().map(|(group_of, rows)| {
            json!({"group": group(group_of).1, "sheets": group_sheets(row_of, group_of), "rows": rows.iter().map(row).collect::<Value>()})
        });
        json!({
            "name": row_of.name, "since": row_of.since, "words": Sum::of([row_of]).words(Lang::Zh),
            "why": why(row_of, Lang::Zh, MOST), "groups": groups.collect::<Value>(),
        })
    };
    let list: Value = villages.clone().map(village).collect();
    let until = report.until.clone().unwrap_or_else(|| "工作区".to_owned());
    let title = "重印清单".to_owned();
    let data = json!({
        "title": title, "since": since(report, Lang::Zh), "until": until,
        "words": Sum::of(villages).words(Lang::Zh), "villages": list,
    });
    let document = Document {
        family: NAME,
        layout: "reprint.typ",
        audience: Audience::File,
        date: Some(report.day),
        ident: format!("{NAME}/{}/{until}", since(report, Lang::Zh)),
        finish: Finish::Plain,
        assets: Vec::new(),
        cards: Vec::new(),
        book: None,
        items: compose::items(&data, UNPRINTED),
        data,
        title,
    };
    ward::printed(&after.press, &document, term)
}
