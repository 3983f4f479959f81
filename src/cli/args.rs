//! The command line, as clap reads it.

use std::path::PathBuf;

use super::asked::{SheetArg, copies, sheet};
pub use super::clean::CleanArgs;
pub use super::new::Keys;
pub use super::printer::PrinterArgs;
pub use super::serve::ServeArgs;
use super::term::Format;
use crate::compose::Copies;
use crate::messages::Lang;
use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Zh, Self::En]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Zh => PossibleValue::new("zh").help("中文"),
            Self::En => PossibleValue::new("en").help("English"),
        })
    }
}

/// 多案合一：把村里的风险档案和各灾种预案合成一本手册、一套卡片。
/// Merges village profiles and hazard plans into handbooks and cards.
#[derive(Debug, Parser)]
#[command(name = "duoan", version, propagate_version = true, disable_help_subcommand = true)]
pub struct Cli {
    /// 信息用什么语言；language of messages
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    /// Ends when its input ends, and keeps to limits.
    #[arg(long, global = true, hide = true)]
    pub watched: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 新建工作区或村；start a workspace or a village that builds at once
    #[command(subcommand)]
    New(New),
    /// 花名册读进档案：先给你看要改什么，再存；rosters into profiles: shown first, then saved
    Import(ImportArgs),
    /// 导出花名册：官方表头，填好现有的；rosters as a workbook in the official columns
    Export(ExportArgs),
    /// 检查档案，一次说完所有错；check profiles, every fault at once
    Check(CheckArgs),
    /// 生成手册和卡片；make handbooks and cards
    Build(Box<BuildArgs>),
    /// 打印机印歪了、印小了，记下来，以后照着改；what a printer does wrong, to be undone from now on
    Printer(PrinterArgs),
    /// 删掉做出来的文件；remove what was made, and nothing else
    Clean(CleanArgs),
    /// 文件清单；lists of what was made
    #[command(subcommand)]
    Manifest(ManifestCommand),
    /// 两个版次之间，对人来说变了什么；what changed for people between two revisions
    Diff(DiffArgs),
    /// 哪些卡、哪些书要重印，在谁手里；which printed cards and books are stale, and who holds them
    Reprint(ReprintArgs),
    /// 手里的纸还算不算数：输入验版码，或者给照片、PDF；is this paper current, from its check code or a picture of it
    Verify(VerifyArgs),
    /// 今晚：来了预警，按次序打给谁、哪些户马上走、去哪；tonight: whom to ring, who leaves, where to
    Now(NowArgs),
    /// 镇街手册：先打谁、各村一览、哪级哪个村走、岗位职责和卡；the town's own book, level page and cards
    Town(TownArgs),
    /// 打开填写的网页，在自己电脑上，不用上网；the page to fill in, on one's own computer, without a network
    Serve(ServeArgs),
    /// 看预案库；look into the plan library
    #[command(subcommand)]
    Plans(Plans),
    /// 每一步从哪份预案哪一行来；where every printed step comes from
    Trace(TraceArgs),
    /// 镇街报告：各村对照要求，缺什么、什么过期；the town's readiness, village by village
    Report(ReportArgs),
    /// 把内置的预案、版式拷出来改；copy a built-in plan or layout into the workspace
    Eject(EjectArgs),
    /// 输出 JSON Schema，给编辑器用；print or write the JSON Schema of profiles or plans
    Schema(SchemaArgs),
    /// 解释一个错误代码；explain a code
    Explain {
        /// 代码，如 phone-format；code
        #[arg(required_unless_present = "all")]
        code: Option<String>,
        /// 列出全部代码，Markdown；every code, as Markdown
        #[arg(long, conflicts_with = "code")]
        all: bool,
    },
    /// 命令补全；shell completions
    Completions {
        /// 哪种 shell；shell
        shell: Shell,
    },
}

#[derive(Debug, Subcommand)]
pub enum New {
    /// 新建一个镇的工作区；a workspace for a town
    Town {
        /// 文件夹；folder
        dir: PathBuf,
        /// 键用中文还是英文；spelling of keys
        #[arg(long, value_enum, default_value_t = Keys::Zh)]
        keys: Keys,
    },
    /// 在工作区里新建一个村；a village in the workspace
    Village {
        /// 村名；name
        name: String,
        /// 工作区；workspace
        #[arg(long, default_value = ".")]
        dir: PathBuf,
        /// 键用中文还是英文；spelling of keys
        #[arg(long, value_enum, default_value_t = Keys::Zh)]
        keys: Keys,
        /// 只写二十来行，能印多少印多少，再慢慢加；about twenty lines that print what they say, to grow from
        #[arg(long)]
        short: bool,
    },
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// 表格文件（xlsx、xls、ods、csv），或者放表格的文件夹；sheets, or folders of them
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// 表里没有写村名的，算哪个村的；village of sheets that name none
    #[arg(long)]
    pub village: Option<String>,
    /// 哪一列是什么：表头（或列的字母）=项，项是“不要”就不读；可以写几个；what a column is, by its heading or letters
    #[arg(long = "column", value_name = "表头=项", value_parser = column)]
    pub columns: Vec<(String, String)>,
    /// 只看要改什么，不存；show what would change, save nothing
    #[arg(long)]
    pub dry_run: bool,
    /// 不问，直接存；拿不准的先放着；save without asking, leave what is not certain
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// 表里没有了的也删掉；remove what the sheets do not name any more
    #[arg(long)]
    pub prune: bool,
    /// 还没有档案的村，给它新建；工作区没有也新建；make profiles, and the workspace, where there are none
    #[arg(long)]
    pub new: bool,
    /// 要改什么写成 JSON；the plan as JSON
    #[arg(long)]
    pub json: bool,
}

/// Reads 家长=户主.
fn column(text: &str) -> Result<(String, String), String> {
    let (head, said) = text.rsplit_once('=').unwrap_or_default();
    let (head, said) = (head.trim(), said.trim());
    if head.is_empty() || said.is_empty() {
        return Err("表头=项，如 家长=户主；heading=field".to_owned());
    }
    Ok((head.to_owned(), said.to_owned()))
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// 工作区、文件夹或村文件；workspace, folder or village file
    pub paths: Vec<PathBuf>,
    /// 写到哪个文件夹，默认工作区的 out/花名册；folder
    #[arg(long, short)]
    pub out: Option<PathBuf>,
    /// 一个村一个文件；one workbook a village
    #[arg(long)]
    pub each: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// 工作区、文件夹或村文件；workspace, folder or village file
    pub paths: Vec<PathBuf>,
    /// 输出样式；output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// 警告也算不合格；warnings fail too
    #[arg(long)]
    pub strict: bool,
    /// 按哪天判断，默认按版本施行日期；date to judge by (YYYY-MM-DD)
    #[arg(long)]
    pub today: Option<String>,
    /// 写法上的毛病就地改好，再检查；mend slips of writing in place, then check
    #[arg(long)]
    pub fix: bool,
    /// 只看要改什么，不写文件；show what would be mended, write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// 工作区、文件夹或村文件；workspace, folder or village file
    pub paths: Vec<PathBuf>,
    /// 只做这些种类，如 handbook,role-cards，all 是全部；only these families, `all` for every one
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// 只做这些灾种，如 flash-flood 或 山洪；only these hazards
    #[arg(long, value_delimiter = ',')]
    pub hazard: Vec<String>,
    /// 只做这些岗位，如 watcher 或 盯守人；only these roles
    #[arg(long, value_delimiter = ',')]
    pub role: Vec<String>,
    /// 只做这些人的卡，如 厉守业；only the cards of these people
    #[arg(long, value_delimiter = ',')]
    pub person: Vec<String>,
    /// 只做这些户的卡，写户主；only the cards of these households, by their head
    #[arg(long, value_delimiter = ',')]
    pub household: Vec<String>,
    /// 只做这些卡号，如 D-01；only the cards of these numbers
    #[arg(long, value_delimiter = ',')]
    pub card: Vec<String>,
    /// 每张卡几份：数字，或者“每人”（谁拿谁一份）；copies of each card: a number, or `each` for every holder
    #[arg(long, value_parser = copies)]
    pub copies: Option<Copies>,
    /// 给谁看：public 上墙公开，household 各户自己，duty 值守，file 存档；whom for
    #[arg(long, value_enum)]
    pub audience: Option<AudienceArg>,
    /// 卡片怎么排：stack、row、same、fold、start=N、long-edge、short-edge、no-test；how cards lie on sheets
    #[arg(long, value_delimiter = ',', value_parser = sheet)]
    pub sheet: Vec<SheetArg>,
    /// 照这台打印机的毛病改，先用 duoan printer 记下来；undo what this printer does wrong
    #[arg(long)]
    pub printer: Option<String>,
    /// 卡片放大一号纸，给老人看；cards one paper size larger
    #[arg(long)]
    pub large_print: bool,
    /// 文件种类：pdf、png、txt、json、geojson、html、docx、sheets、xlsx；kinds of files
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [FileKind::Pdf])]
    pub format: Vec<FileKind>,
    /// 只做这些村；only these villages
    #[arg(long, value_delimiter = ',')]
    pub village: Vec<String>,
    /// 输出到哪，默认工作区的 out；output folder, default `out` in the workspace
    #[arg(short, long)]
    pub out: Option<PathBuf>,
    /// 几个村同时做，默认全部核；villages at once, default all cores
    #[arg(short, long)]
    pub jobs: Option<usize>,
    /// 没变的也重做；typeset what has not changed too
    #[arg(long)]
    pub force: bool,
    /// 有警告就不做；warnings fail too
    #[arg(long)]
    pub strict: bool,
    /// 没提交的改动也不印“草稿”；no draft mark on what is not committed
    #[arg(long = "final")]
    pub finished: bool,
    /// 不显示进度和汇总；no progress, no summary
    #[arg(short, long)]
    pub quiet: bool,
    /// 汇总用 JSON 输出；the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// 只做第 I 份，共 N 份；auto 从集群的环境变量里取；only part I of N, auto: as the cluster says
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// 一个村最多用多少内存（MiB），默认 3072；most memory that one village may take
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(64..))]
    pub village_memory: Option<u32>,
    /// 一个村最多做多少秒，默认 900；most seconds that one village may take
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub village_seconds: Option<u32>,
    /// Answers jobs of another process.
    #[arg(long, hide = true)]
    pub worker: bool,
    /// 按哪天判断，默认按版本施行日期；date to judge by (YYYY-MM-DD)
    #[arg(long)]
    pub today: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum ManifestCommand {
    /// 把各份的清单合成一份；make one of the manifests of all shards
    Merge {
        /// 各份的清单；manifests of the shards
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 写到哪，默认第一份旁边的 manifest.json；where to, default `manifest.json` beside the first
        #[arg(short, long)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// A..B 比两个版次，A 比 A 和工作区，A...B 从分叉处比起；默认 HEAD 和工作区；two revisions, or one and the working tree
    #[arg(value_name = "REV[..REV]")]
    pub revisions: Option<String>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// 只看这些村；only these villages
    #[arg(long, value_delimiter = ',')]
    pub village: Vec<String>,
    /// 输出样式；output format
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub format: DiffFormat,
    /// 有变化就以 1 退出，给脚本用；exit with 1 if anything changed
    #[arg(long)]
    pub exit_code: bool,
    /// 只说给谁看的内容变了什么，往外发的用 public；as whom it concerns may see it, public for others
    #[arg(long, value_enum)]
    pub audience: Option<AudienceArg>,
}

#[derive(Debug, Args)]
pub struct ReprintArgs {
    /// 从哪版起：版次（HEAD~1、标签）或版本日期 2026-06-01，后面可以写 ..版次；默认从现在这一版刚出的时候起；
    /// since a revision or an edition's date, default: when the edition in force came out
    #[arg(value_name = "SINCE[..REV]")]
    pub since: Option<String>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// 只看这些村；only these villages
    #[arg(long, value_delimiter = ',')]
    pub village: Vec<String>,
    /// 输出样式；output format
    #[arg(long, value_enum, default_value_t = ReprintFormat::Human)]
    pub format: ReprintFormat,
    /// 清单写到哪个文件，默认 out/reprint.pdf、out/reprint.csv；file of the list
    #[arg(long)]
    pub list: Option<PathBuf>,
    /// 把要重印的做出来，别的不做；build exactly these
    #[arg(long)]
    pub print: bool,
    /// 另做的（公开版、海报、钱包卡、报镇街的……）没做过也看；everything that can be made, though none of it lies in out
    #[arg(long)]
    pub papers: bool,
    /// 做出来放哪，默认 out/reprint；output folder of --print
    #[arg(short, long, requires = "print")]
    pub out: Option<PathBuf>,
    /// 只列给谁看的那一种，往外发的用 public；of the editions for these alone, public for others
    #[arg(long, value_enum)]
    pub audience: Option<AudienceArg>,
    /// Answers jobs of another process.
    #[arg(long, hide = true)]
    pub worker: bool,
    /// Answers with the pages of a book, for another process.
    #[arg(long, hide = true)]
    pub pages: Option<String>,
}

/// How the reprint list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReprintFormat {
    /// 给人看；for people.
    Human,
    /// 打印出来签收；on paper, to be signed.
    Pdf,
    /// 表格软件用；for spreadsheets.
    Csv,
    /// 给程序读；for programs.
    Json,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// 验版码，或者照片、扫描件、PDF；check codes, or pictures and PDF files that show them
    #[arg(required = true, value_name = "CODE|FILE")]
    pub codes: Vec<String>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// 按哪天判断过没过期，默认今天（北京时间）；date to judge by (YYYY-MM-DD), default today in Beijing
    #[arg(long)]
    pub today: Option<String>,
    /// 输出样式；output format
    #[arg(long, value_enum, default_value_t = VerifyFormat::Human)]
    pub format: VerifyFormat,
    /// 一个文件最多看多少秒，默认 300；most seconds that one file may take
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub file_seconds: Option<u64>,
    /// Answers with what is read in a file, for another process.
    #[arg(long, hide = true)]
    pub worker: bool,
}

/// How verdicts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerifyFormat {
    /// 给人看；for people.
    Human,
    /// 给程序读；for programs.
    Json,
}

/// How changes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// 给人看；for people.
    Human,
    /// Markdown，贴在合并请求里；Markdown for a pull request.
    Md,
    /// 给程序读；for programs.
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Plans {
    /// 列出灾种；list the hazards
    List {
        /// 只列待核的内容；what a specialist should review
        #[arg(long)]
        unverified: bool,
        /// 工作区；workspace
        #[arg(long, default_value = ".")]
        dir: PathBuf,
    },
    /// 查预案的写法和依据；check wording, facts and sources of plans
    Lint {
        /// 工作区；workspace
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// 输出样式；output format
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Takes in a font of a workspace, for another process.
    #[command(hide = true)]
    Fonts {
        /// The workspace.
        dir: PathBuf,
        /// The font, by its path in it.
        font: String,
        /// The revision, if not the disk.
        #[arg(long)]
        rev: Option<String>,
    },
    /// 看一个灾种的预案；show one plan
    Show {
        /// 灾种名或标识；name or id
        hazard: String,
        /// 工作区；workspace
        #[arg(long, default_value = ".")]
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct TownArgs {
    /// 工作区；workspace
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// 写到哪个文件夹，默认工作区的 out；output folder, default `out` in the workspace
    #[arg(short, long)]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct NowArgs {
    /// 灾种，几个一起来就用逗号连着，如 山洪,滑坡；hazards
    pub hazard: String,
    /// 预警级别：蓝色、黄色、橙色、红色；不写就是已经出事、看到了前兆；level of the warning, none: it has happened
    pub level: Option<String>,
    /// 只要这些村；only these villages
    #[arg(long, value_delimiter = ',')]
    pub village: Vec<String>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// 出成什么：文字、可以打勾的纸、JSON；as text, as a sheet to tick, as JSON
    #[arg(long, value_enum, default_value_t = NowKind::Text)]
    pub format: NowKind,
    /// PDF 写到哪个文件夹，默认工作区的 out；folder of the PDF
    #[arg(short, long)]
    pub out: Option<PathBuf>,
}

/// 今晚的单子出成什么.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NowKind {
    /// 文字.
    Text,
    /// 一张可以打勾的纸.
    Pdf,
    /// JSON.
    Json,
}

#[derive(Debug, Args)]
pub struct TraceArgs {
    /// 村名或村文件；village or its file
    pub village: String,
    /// 卡号，如 R08-020；card number
    pub card: Option<String>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// 输出 JSON；as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// 一个或几个工作区，或者装着几个工作区的文件夹；workspaces, or a folder that holds several
    pub paths: Vec<PathBuf>,
    /// 输出到哪，默认工作区的 out；output folder, default `out` in the workspace
    #[arg(short, long)]
    pub out: Option<PathBuf>,
    /// 文件种类：pdf、csv、html、json；kinds of files
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [ReportKind::Pdf, ReportKind::Csv, ReportKind::Html])]
    pub format: Vec<ReportKind>,
    /// 按哪天判断，默认今天（北京时间）；date to judge by (YYYY-MM-DD), default today in Beijing
    #[arg(long)]
    pub today: Option<String>,
}

/// 报告的文件种类.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum ReportKind {
    /// 打印用；to print.
    Pdf,
    /// 表格软件用；for spreadsheets.
    Csv,
    /// 浏览器看，可以排序；for a browser, sortable.
    Html,
    /// 给别的程序用；for other programs.
    Json,
}

#[derive(Debug, Args)]
pub struct EjectArgs {
    /// 如 plans/gas.yaml、templates/handbook.typ；不写就列出全部；built-in file, or nothing to list them
    pub file: Option<String>,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// 哪一种文件；which kind of file
    #[arg(value_enum, default_value_t = SchemaKind::Profile)]
    pub kind: SchemaKind,
    /// 两种都写进这个文件夹，如工作区的 .duoan；write both into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    pub write: Option<PathBuf>,
}

/// 哪一种文件.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// 村、镇、县档案；county, town and village files.
    Profile,
    /// 预案；hazard plans.
    Plan,
}

/// 给谁看.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AudienceArg {
    /// 上墙公开：没有住户电话和健康情况；no private phones, no health notes.
    Public,
    /// 各户自己的卡：有这户的情况和来接的人；a home's own card.
    Household,
    /// 值守；those who hold a post.
    Duty,
    /// 存档；the office's own copy.
    File,
}

/// 文件种类.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileKind {
    /// 打印用；PDF/A for the printer.
    Pdf,
    /// 一张卡一张图，手机上发；one picture a card.
    Png,
    /// 读屏软件用；text for screen readers.
    Txt,
    /// 合并后的整本和村数据，给别的程序用；the merged book and the village's data for other programs.
    Json,
    /// 地图软件用；for maps.
    Geojson,
    /// 手机版，一个文件；the telephone page.
    Html,
    /// 报备的 Word；the plan for filing as Word.
    Docx,
    /// 表册和流程图，打印；lists and the flow chart to print.
    Sheets,
    /// 表册，表格软件用；the lists as a workbook.
    Xlsx,
}
