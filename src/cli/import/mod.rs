//! `duoan import`: sheets into profiles. Shows what will change, asks what is not certain, then edits the
//! files in place.

mod show;

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::args::ImportArgs;
use super::term::Term;
use super::{FAULTS, OK, STUCK, new, open};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::disk::Turn;
use crate::load::{self, Library};
use crate::model::shape;
use crate::project::{self, Files, VillageFiles};
use crate::roster::sheet::{self, Sheet, Unreadable};
use crate::roster::table::{Table, plain};
use crate::roster::{self, Answer, Known, Options, Plan, VillagePlan};
use crate::source::{self, SourceFile};
use crate::yaml::edit::edit;
use crate::{disk, pipeline};

/// A workspace as an import needs it.
struct Desk {
    library: Library,
    table: Table,
    /// Villages with their files.
    villages: Vec<(Known, VillageFiles)>,
}

pub(super) fn run(args: &ImportArgs, term: &Term) -> anyhow::Result<u8> {
    let (sheets, unread) = read(args)?;
    anyhow::ensure!(
        !sheets.is_empty() || !unread.is_empty(),
        term.lang.pick("没有找到表格（xlsx、xls、ods、csv）", "no sheets (xlsx, xls, ods, csv)")
    );
    let mut desk = Desk::open(&args.dir, args.new)?;
    let mut options = Options {
        new: args.new,
        prune: args.prune,
        village: args.village.clone(),
        answers: BTreeMap::new(),
        columns: BTreeMap::from([(String::new(), told(args, &desk.table, term)?)]),
        ..Options::default()
    };
    let plan = |desk: &Desk, options: &Options| {
        let known: Vec<Known> = desk.villages.iter().map(|(known, _)| known.clone()).collect();
        let mut plan = roster::plan(&sheets, &known, &desk.table, &desk.library.words, options);
        plan.faults.splice(0..0, unread.iter().cloned());
        plan
    };
    let mut found = plan(&desk, &options);
    heard(args, &found, term)?;
    if args.json {
        term.out(&serde_json::to_string_pretty(&found)?);
    } else {
        show::sheets(&found, term);
    }
    let asks = std::io::stdin().is_terminal() && !args.dry_run && !args.json;
    if asks && show::ask(&found, &mut options.answers, term) {
        found = plan(&desk, &options);
    }
    if !args.json {
        show::plan(&found, args.new, term);
    }
    let open = found.faults.iter().any(|fault| fault.severity == Severity::Error)
        || found.villages.iter().any(|village| !village.questions.is_empty());
    let done = if open { FAULTS } else { OK };
    if args.dry_run || found.villages.iter().all(|village| village.changes.is_empty()) {
        return Ok(done);
    }
    let agreed = args.yes || (asks && show::confirm(term));
    if !agreed {
        term.say(
            term.lang.pick("什么都没改。看过了要存，加上 --yes", "nothing was changed; to save, add --yes"),
        );
        return Ok(FAULTS);
    }
    save(&desk, args, &found, term)?;
    if args.new {
        desk = Desk::open(&args.dir, true)?;
        missing(&args.dir, &desk.table, term)?;
    }
    Ok(done)
}

/// Returns what the columns are of which that was said.
fn told(args: &ImportArgs, table: &Table, term: &Term) -> anyhow::Result<BTreeMap<String, String>> {
    let names: BTreeSet<String> = (0..table.sheets.len())
        .flat_map(|kind| roster::choices(table, kind))
        .map(|choice| choice.name)
        .collect();
    let each = args.columns.iter().map(|(head, said)| {
        let known = said == roster::OUT || names.contains(said);
        anyhow::ensure!(
            known,
            "--column {head}={said}: {}",
            term.lang.pick(
                "没有这一项；照导出的表头写，或者写“不要”",
                "no such field; as exported sheets are headed, or 不要"
            )
        );
        Ok((head.clone(), said.clone()))
    });
    each.collect()
}

/// Refuses what was said of a column that no sheet has.
fn heard(args: &ImportArgs, plan: &Plan, term: &Term) -> anyhow::Result<()> {
    for (head, said) in &args.columns {
        let known =
            plan.sheets.iter().flat_map(|sheet| &sheet.headings).any(|heading| {
                heading.by_hand && (heading.at == *head || plain(&heading.head) == plain(head))
            });
        anyhow::ensure!(
            known,
            "--column {head}={said}: {}",
            term.lang.pick(
                "表里没有这一列，或者这种表没有这一项",
                "no sheet has this column, or its kind has no such field"
            )
        );
    }
    Ok(())
}

/// Writes what a plan says: all or nothing, for what cannot be edited is known before the first file is
/// written.
fn save(desk: &Desk, args: &ImportArgs, plan: &Plan, term: &Term) -> anyhow::Result<()> {
    let changed = || plan.villages.iter().filter(|village| !village.changes.is_empty());
    let _turn = project::marked(&args.dir).map(|root| Turn::at(&root)).transpose()?;
    let prepared: Vec<Prepared> =
        changed().map(|village| desk.prepared(&args.dir, village, term)).collect::<anyhow::Result<_>>()?;
    if args.new {
        start(&args.dir, plan, term)?;
    }
    for (village, file) in changed().zip(&prepared) {
        file.write(term)?;
        show::saved(village, &project::shown(&file.path), term);
    }
    Ok(())
}

/// Reads the sheets of all files and folders.
fn read(args: &ImportArgs) -> anyhow::Result<(Vec<Sheet>, Vec<Diagnostic>)> {
    let (mut sheets, mut unread) = (Vec::new(), Vec::new());
    for path in args.files.iter().flat_map(|path| project::sheets_below(path)) {
        let name = project::shown(&path);
        let found = match source::read_within(&path, sheet::MAX_BYTES) {
            Ok(bytes) => sheet::read(&name, &bytes),
            Err(_) if path.metadata().is_ok_and(|is| is.is_file() && is.len() > sheet::MAX_BYTES) => {
                Err(Unreadable::TooBig)
            }
            Err(error) => return Err(error),
        };
        match found {
            Ok(found) => sheets.extend(found),
            Err(why) => {
                let fault = match why {
                    Unreadable::NotASheet => Diagnostic::error("sheet-none"),
                    Unreadable::WebPage => Diagnostic::error("sheet-web"),
                    Unreadable::Password => Diagnostic::error("sheet-password"),
                    Unreadable::Damaged => Diagnostic::error("sheet-damaged"),
                    Unreadable::TooBig => Diagnostic::error("sheet-too-big"),
                };
                unread.push(fault.with("cell", name));
            }
        }
    }
    Ok((sheets, unread))
}

pub(super) use crate::workspace::{known, table};

/// A file that is ready to be written.
struct Prepared {
    path: PathBuf,
    /// Its bytes when it was read; `None` if it is new.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

impl Prepared {
    fn write(&self, term: &Term) -> anyhow::Result<()> {
        let name = project::shown(&self.path);
        let same = match &self.before {
            Some(bytes) => source::read(&self.path)? == *bytes,
            None => !self.path.exists(),
        };
        anyhow::ensure!(same, "{name}: {}", meanwhile(term));
        disk::whole(&self.path, &self.after)
    }
}

fn meanwhile(term: &Term) -> &'static str {
    term.lang.pick("刚被别处改过，没有改", "changed meanwhile, left as it was")
}

impl Desk {
    fn open(dir: &Path, new: bool) -> anyhow::Result<Self> {
        let fresh = new && project::marked(dir).is_none();
        let files =
            if fresh { Files::default() } else { Files::of(&project::open(&[dir.to_path_buf()])?.root)? };
        let library = pipeline::library(&files, &mut Diagnostics::default());
        let table = table(&files, &library)?;
        let mut villages = Vec::new();
        let project = if fresh { None } else { Some(project::open(&[dir.to_path_buf()])?) };
        for village in project.into_iter().flat_map(|project| project.villages) {
            let mut diags = Diagnostics::default();
            let shown = village.layers.last().map(|path| project::shown(path)).unwrap_or_default();
            let known =
                known(&village, &library, &mut diags).with_context(|| format!("{shown}: duoan check"))?;
            villages.push((known, village));
        }
        Ok(Self { library, table, villages })
    }

    /// Returns the file of a village as it will be; nothing is written yet.
    fn prepared(&self, dir: &Path, plan: &VillagePlan, term: &Term) -> anyhow::Result<Prepared> {
        let known = self.villages.iter().find(|(known, _)| known.name == plan.name);
        let (path, before) = match known {
            Some((_, files)) => {
                let path = files.layers.last().cloned().context("a village has a file")?;
                let name = project::shown(&path);
                anyhow::ensure!(
                    !path.is_symlink(),
                    "{name}: {}",
                    term.lang.pick("是链接，不改", "a link, left as it is")
                );
                let bytes = source::read(&path)?;
                (path, Some(bytes))
            }
            None => (new::village_path(dir, &plan.name)?, None),
        };
        let name = project::shown(&path);
        let bytes = before.clone().unwrap_or_else(|| new::seed(&plan.name).into_bytes());
        let file = SourceFile::decode(name.as_str(), &bytes).map_err(|_| anyhow::anyhow!("{name}"))?;
        // Somebody may have thought for long before he agreed: what was shown is what is done.
        let shown = known.is_none_or(|(known, _)| known.own.place.file.text == file.text);
        anyhow::ensure!(shown, "{name}: {}", meanwhile(term));
        let edited = edit(&file, &plan.edits(&BTreeSet::new()), shape::profile(), &self.library.words)
            .with_context(|| name.clone())?;
        let now = SourceFile::from_text(name.as_str(), edited.text.as_str());
        let worse = self.errors(&now) > self.errors(&file);
        let why = term
            .lang
            .pick("改了就读不懂了，什么都没改", "would not be readable any more, nothing was changed");
        anyhow::ensure!(!worse, "{name}: {why}");
        Ok(Prepared { path, before, after: edited.bytes(&bytes)? })
    }

    fn errors(&self, file: &Arc<SourceFile>) -> usize {
        let mut diags = Diagnostics::default();
        load::layer(file, &self.library.words, &mut diags);
        diags.errors()
    }
}

/// Makes a workspace where there is none.
fn start(dir: &Path, plan: &Plan, term: &Term) -> anyhow::Result<()> {
    if project::marked(dir).is_some() {
        return Ok(());
    }
    let town = plan.villages.iter().find_map(|village| village.town.clone());
    new::bare(dir, town.as_deref(), term)
}

/// Says what is still missing, village by village, and who would know it.
fn missing(dir: &Path, table: &Table, term: &Term) -> anyhow::Result<()> {
    let workspace = open(&[dir.to_path_buf()], term)?;
    for village in &workspace.project.villages {
        let mut diags = Diagnostics::default();
        let _ = pipeline::survey(village, &workspace.library, &workspace.press, None, &mut diags);
        show::missing(&village.stem.display().to_string(), &diags.into_sorted(), table, term);
    }
    Ok(())
}

/// Returns an answer as people type it: a number of the candidates, `n` for a new one, anything else for
/// later.
fn answer(text: &str, candidates: usize) -> Answer {
    match text.trim().parse::<usize>() {
        Ok(number) if (1..=candidates).contains(&number) => Answer::Same(number - 1),
        _ if matches!(text.trim(), "n" | "N" | "新" | "不是") => Answer::New,
        _ => Answer::Leave,
    }
}

/// The exit code where nothing at all could be read.
pub(super) const NOTHING: u8 = STUCK;
