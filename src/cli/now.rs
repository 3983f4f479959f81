//! `duoan now`: a warning has come; whom to ring in which order, which homes leave, where they go.
//!
//! It waits for nobody: it takes no turn in the output folder, for a build may go on for minutes. Its sheet has a
//! name that no build uses and is written whole; where it cannot be written, the list is said all the same.

use serde_json::Value;

use super::args::{NowArgs, NowKind};
use super::build::{choose, ids};
use super::term::Term;
use super::{OK, STUCK, Workspace, open, refuse, ward};
use crate::compose::words;
use crate::disk;
use crate::model::handbook::Handbook;
use crate::model::phone::joined;
use crate::model::plan::Level;
use crate::pipeline;
use crate::tonight::{self, Person, Tonight, Warning};

pub(super) fn run(args: &NowArgs, term: &Term) -> anyhow::Result<u8> {
    let mut workspace = open(std::slice::from_ref(&args.dir), term)?;
    choose(&mut workspace, &args.village)?;
    let vocabulary = &workspace.library.words;
    let named: Vec<String> =
        args.hazard.split([',', '，', '、']).map(|name| name.trim().to_owned()).collect();
    let hazards = ids("HAZARD", "hazard", &named, vocabulary)?;
    let level = ids("LEVEL", "level", args.level.as_slice(), vocabulary)?;
    let level = level.first().and_then(|id| Level::ALL.into_iter().find(|level| level.id() == id));
    let warning = Warning { hazards, level };
    let mut lists = Vec::new();
    for village in &workspace.project.villages {
        // A fault in the profile is no reason to have no list at night.
        let Some((book, _)) = pipeline::book_as_it_is(village, &workspace.library, &workspace.press) else {
            term.say(&format!(
                "{}: {}",
                village.stem.display(),
                term.lang.pick("档案读不懂，先 duoan check", "cannot be read: duoan check")
            ));
            continue;
        };
        let list = tonight::tonight(&book, &warning);
        if !list.hazards.is_empty() {
            lists.push((list, book));
        }
    }
    if lists.is_empty() {
        term.say(term.lang.pick("没有哪个村有这个灾种", "no village has this hazard"));
        return Ok(STUCK);
    }
    match args.format {
        NowKind::Text => lists.iter().for_each(|(list, _)| text(list, term)),
        NowKind::Json => {
            let all =
                lists.iter().map(|(list, _)| serde_json::to_value(list)).collect::<Result<Value, _>>()?;
            term.out(&serde_json::to_string_pretty(&all)?);
        }
        NowKind::Pdf => {
            let mut end = OK;
            for (list, book) in &lists {
                if let Err(error) = pdf(list, book, args, &workspace, term) {
                    end = refuse(&error, false, term);
                    text(list, term);
                }
            }
            return Ok(end);
        }
    }
    Ok(OK)
}

fn pdf(
    list: &Tonight,
    book: &Handbook,
    args: &NowArgs,
    workspace: &Workspace,
    term: &Term,
) -> anyhow::Result<()> {
    let document = tonight::sheet(list, book);
    let out = args.out.clone().unwrap_or_else(|| workspace.project.root.join("out"));
    let path = disk::below(&out, &format!("{}.pdf", document.title.replace(['：', '/'], "-")))?;
    disk::whole(&path, &ward::printed(&workspace.press, &document, term)?)?;
    term.out(&path.display().to_string());
    Ok(())
}

/// What stands for what nobody has written.
const BLANK: &str = "＿＿＿＿";

fn person(person: &Person) -> String {
    let or_blank = |text: String| if text.is_empty() { BLANK.to_owned() } else { text };
    format!("{} {}", or_blank(person.name.clone()), or_blank(joined(&person.phones)))
}

/// Writes the list for a terminal, or to be sent on as a message.
fn text(list: &Tonight, term: &Term) {
    let level = list.level.map(Level::name).unwrap_or_default();
    term.out(&format!(
        "{} 今晚：{}{}",
        list.village,
        list.hazards.join("、"),
        if level.is_empty() { String::new() } else { format!(" {level}") }
    ));
    term.out("\n先打电话");
    for (i, call) in list.calls.iter().enumerate() {
        let deputy =
            call.deputies.first().map(|deputy| format!("　没人接打 {}", person(deputy))).unwrap_or_default();
        let posts: String = call.posts.join("、") + if call.posts.is_empty() { "" } else { " " };
        term.out(&format!("{:>2}. {posts}{}{deputy}", i + 1, person(&call.person)));
        if !call.say.is_empty() {
            term.out(&format!("    要说：{}", call.say.join("；")));
        }
    }
    groups(list, term);
    for seats in &list.shelters {
        let keeper =
            seats.keepers.first().map(|keeper| format!("，钥匙 {}", person(keeper))).unwrap_or_default();
        let holds = seats.capacity.map(|n| format!("，能坐{n}人")).unwrap_or_default();
        term.out(&format!(
            "\n{}：应到 {}户 {}{holds}{keeper}",
            seats.name,
            seats.expected.homes,
            words::people(seats.expected)
        ));
    }
    if !list.forbid.is_empty() {
        term.out(&format!("\n不准：{}", list.forbid.join("；")));
    }
    if !list.gaps.is_empty() {
        term.out(&format!("\n还缺：{}", list.gaps.join("；")));
    }
    term.out("");
}

/// Writes the households that leave, under those who take them along.
fn groups(list: &Tonight, term: &Term) {
    let homes: u32 = list.groups.iter().map(|group| group.people.homes).sum();
    term.out(&if homes == 0 {
        "\n没有要马上走的户，先打电话".to_owned()
    } else {
        format!("\n马上走的户：{homes}户")
    });
    for group in &list.groups {
        let who = group
            .helpers
            .first()
            .map_or_else(|| "没有写谁去带".to_owned(), |helper| format!("{} 带", person(helper)));
        term.out(&format!("  {who} {}户 {}", group.people.homes, words::people(group.people)));
        for home in &group.homes {
            let members = home.members.map_or_else(|| format!("{BLANK}人"), |n| format!("{n}人"));
            let way = [&home.from, &home.route, &home.shelter]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(String::as_str);
            let minutes = home.minutes.map(|n| format!("{n}分钟")).unwrap_or_default();
            let head = if home.count > 1 { format!("{}户", home.count) } else { home.head.clone() };
            let parts = [
                head,
                members,
                home.address.clone(),
                home.needs.join("、"),
                way.collect::<Vec<_>>().join("→"),
                minutes,
                home.transport.clone(),
                joined(&home.phones),
            ];
            term.out(&format!(
                "  □ {}",
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　")
            ));
        }
    }
}
