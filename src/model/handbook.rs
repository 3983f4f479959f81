//! The merged book of one village: each action once, with its hazards, roles, phase and where it came from.
//!
//! Texts are final here; views only choose and arrange.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::role::known;
use crate::diag::Diagnostic;

use super::document::Audience;
use super::life::{Due, PlanLife};
use super::local::{Relative, Zone};
use super::phone::Phone;
use super::plan::{Act, Basis, Class, Deed, Ground, Holders, Level, NationalNumber, Phase, Sense, Station};
use super::profile::{ContactKind, Date, Edition, Grade, Kind, Overview, Revision, Setting, TeamKind};
use super::ways::Way;

pub use super::cite::SourceEntry;
pub use super::records::{
    DrillEntry, HistoryEntry, InspectionEntry, PlaceEntry, Stock, SupplyEntry, TrainingEntry, VehicleEntry,
    WatchEntry,
};
pub use super::said::Forbidden;

/// The merged book.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handbook {
    /// The village.
    pub village: VillageEntry,
    /// Edition and validity.
    pub edition: Edition,
    /// The life of the plan that is filed.
    pub life: PlanLife,
    /// By when it is filed and made public; nothing before it is issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand_in: Option<Due>,
    /// What one sees or hears → hazard.
    pub index: Vec<IndexEntry>,
    /// Telephone numbers, each once.
    pub phones: Phones,
    /// Roles and who holds them.
    pub roles: Vec<RoleEntry>,
    /// Grids.
    pub grids: Vec<GridEntry>,
    /// Clusters of homes.
    pub clusters: Vec<ClusterEntry>,
    /// Teams.
    pub teams: Vec<TeamEntry>,
    /// Steps that several hazards share, once.
    pub common: Vec<CommonEntry>,
    /// The sentence to report with.
    pub report_formula: String,
    /// The same, short enough for a card.
    pub report_short: String,
    /// What to take along when moving.
    pub bag: Vec<String>,
    /// How to read a script aloud.
    pub reading: Vec<String>,
    /// What to say when handing over.
    pub handover: String,
    /// One chapter a hazard, in the library's order.
    pub hazards: Vec<Chapter>,
    /// Events that come together here.
    pub compounds: Vec<CompoundEntry>,
    /// Level × who × what: what starts at blue and yellow, all that holds at orange and red.
    pub matrix: Vec<MatrixRow>,
    /// Risk points.
    pub points: Vec<PointEntry>,
    /// Shelters.
    pub shelters: Vec<ShelterEntry>,
    /// Routes.
    pub routes: Vec<RouteEntry>,
    /// Households to move, each once.
    #[serde(serialize_with = "by_name")]
    pub households: Vec<Household>,
    /// Alarm signals.
    pub alarms: Vec<AlarmEntry>,
    /// Supplies: what is there and what the plans ask for.
    pub supplies: Vec<SupplyEntry>,
    /// Vehicles and machines.
    pub vehicles: Vec<VehicleEntry>,
    /// Critical places.
    pub places: Vec<PlaceEntry>,
    /// Who is on duty when.
    pub rota: Vec<WatchEntry>,
    /// Inspection rounds.
    pub inspections: Vec<InspectionEntry>,
    /// Drills held.
    pub drills: Vec<DrillEntry>,
    /// Training held.
    pub training: Vec<TrainingEntry>,
    /// Past events.
    pub history: Vec<HistoryEntry>,
    /// Sources, each once, with the hazards that rest on it.
    pub sources: Vec<SourceEntry>,
    /// What the merge did.
    pub ledger: Ledger,
    /// What the history of the village's files says; nothing outside git.
    #[serde(skip_serializing_if = "Provenance::is_empty")]
    pub provenance: Provenance,
    /// The village's own pictures.
    #[serde(skip)]
    pub pictures: Prints,
    /// Words that the workspace's own layouts print beside it.
    #[serde(skip)]
    pub layouts: String,
    /// Whether people of the sample that `duoan new` writes are still among those of the village.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sample: bool,
    /// The book as those may read it who may not read all of it.
    #[serde(skip)]
    pub editions: BTreeMap<Audience, Arc<Handbook>>,
    /// Why this edition is not printed: what a text of the village's own must not tell these readers.
    #[serde(skip)]
    pub withheld: Vec<Diagnostic>,
}

impl Handbook {
    /// Returns a role.
    pub fn role(&self, id: &str) -> Option<&RoleEntry> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// Returns the role that does the work of a role: itself, else the one it falls to; `None` if nobody
    /// does.
    pub fn acting(&self, id: &str) -> Option<&RoleEntry> {
        let role = self.role(id)?;
        let acting = role.falls_to.as_ref().map_or(Some(role), |id| self.role(id))?;
        (!acting.holders.is_empty()).then_some(acting)
    }

    /// Returns whom to call for a role: its holder by the name that the steps use, else who stands in, under
    /// his own title; never somebody behind the name of a vacant post.
    pub fn call_for(&self, id: &str) -> Option<(&str, &Holder)> {
        let acting = self.acting(id)?;
        let holder = acting.holders.first()?;
        Some((if acting.id == id { &acting.short } else { acting.title(holder) }, holder))
    }

    /// Returns the name of a role; empty if the book has none of this id.
    pub fn role_name(&self, id: &str) -> &str {
        self.roles.iter().find(|role| role.id == id).map_or("", |role| &role.name)
    }

    /// Returns the roles that something in this book asks for and that nobody holds.
    pub fn vacant(&self) -> impl Iterator<Item = &RoleEntry> {
        let asked = |id: &String| {
            let steps = self.hazards.iter().flat_map(|h| h.actions.iter().flat_map(|a| &a.roles));
            steps.chain(self.common.iter().flat_map(|c| &c.roles)).any(|role| role == id)
        };
        self.roles
            .iter()
            .filter(|role| role.holders.is_empty() && !role.is_held_unseen() && role.id != known::EVERYONE)
            .filter(move |role| asked(&role.id))
    }

    /// Returns the first day: as the profile has it, else that of the commit that last changed the paper.
    pub fn issued(&self) -> Option<Date> {
        self.edition.effective.or(self.edition.approved).or(self.provenance.changed)
    }

    /// Returns the word that stands on every side of what is no edition to act by.
    pub fn mark(&self) -> Option<&'static str> {
        if self.sample { Some("样例") } else { self.provenance.draft.then_some("草稿") }
    }
}

fn by_name<S: Serializer>(homes: &[Household], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(homes.iter().filter(|home| !home.head.is_empty()))
}

/// What the history of the village's files says of a book.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Provenance {
    /// Whether a file that the book is made from differs from what is committed.
    pub draft: bool,
    /// Day of the commit that last changed what is printed.
    pub changed: Option<Date>,
    /// Changes made, the village's own notes among them, the oldest first; `None`: the notes alone.
    pub revisions: Option<Vec<Revision>>,
}

impl Provenance {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The village's own pictures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prints {
    /// Map of the village.
    pub map: Option<Print>,
    /// Emblem for the cover.
    pub logo: Option<Print>,
}

/// A picture that can be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Print {
    /// Ending of its file: png, jpg, svg.
    pub ending: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// The village's identity and figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct VillageEntry {
    pub name: String,
    pub code: String,
    pub kind: Kind,
    /// 村, 社区, 嘎查 ….
    pub kind_name: String,
    /// Number of the document by which the plan was issued.
    pub document: String,
    pub flood_season: String,
    pub nearest_aed: String,
    pub town: String,
    pub county: String,
    pub city: String,
    /// Its province, written or from its code.
    pub province: String,
    pub overview: Overview,
    /// The shelter to which all its listed homes go, if it is one.
    #[serde(skip)]
    pub meet: String,
}

/// One line of “what do you see or hear”.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexEntry {
    /// By which sense.
    pub sense: Sense,
    /// What.
    pub text: String,
    /// Hazard id.
    pub hazard: String,
}

/// Telephone numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Phones {
    /// Numbers that bring help at once.
    pub emergency: Vec<NationalNumber>,
    /// Numbers for reports and advice.
    pub advice: Vec<NationalNumber>,
    /// Outside help.
    pub outside: Vec<ContactEntry>,
}

/// A contact outside the village.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct ContactEntry {
    pub name: String,
    pub kind: ContactKind,
    pub phones: Vec<Phone>,
    pub person: String,
    pub hours: String,
    pub note: String,
}

/// A person as printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct Holder {
    pub name: String,
    pub phones: Vec<Phone>,
    pub title: String,
    /// The title under which the village has written him for this post; empty if it is the post's own name.
    pub post: String,
}

/// A role and its holders: A 角, B 角, ….
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleEntry {
    /// Role id, or the name of a post of the village's own.
    pub id: String,
    /// Name.
    pub name: String,
    /// Short name for card titles.
    pub short: String,
    /// Number on cards; `None` for a post of the village's own.
    pub number: Option<u32>,
    /// Mission in one line.
    pub mission: String,
    /// What starts it; empty if the hazard's signs do.
    pub cue: String,
    /// Where in the village its holders come from.
    pub held_at: Holders,
    /// Whom it reports to, by id; empty for nobody.
    pub reports_to: String,
    /// What it does in quiet times.
    pub routine: Vec<String>,
    /// What it does beside the plans' steps, by phase.
    pub deeds: Vec<Deed>,
    /// What it covers, in words; empty for roles of the library.
    pub area: String,
    /// Whether the second stands in for the first: not where each looks after a place of his own.
    pub alternates: bool,
    /// Holders in order; nobody where the village has not filled it.
    pub holders: Vec<Holder>,
    /// The role, held by somebody, that does its work where nobody holds it; itself where its holders are not
    /// for these readers.
    pub falls_to: Option<String>,
}

impl RoleEntry {
    /// Returns whether it is held by people who are not for these readers: it is not vacant.
    pub fn is_held_unseen(&self) -> bool {
        self.holders.is_empty() && self.falls_to.as_deref() == Some(self.id.as_str())
    }

    /// Returns how a holder of this role is called: by the title under which he is written, else by the role.
    pub fn title<'a>(&'a self, holder: &'a Holder) -> &'a str {
        if holder.post.is_empty() { &self.short } else { &holder.post }
    }
}

/// A grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct GridEntry {
    pub name: String,
    pub area: String,
    pub households: Option<u32>,
    pub officers: Vec<Holder>,
    /// The shelter to which all its listed homes go, if it is one.
    #[serde(skip)]
    pub meet: String,
}

/// A cluster of homes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct ClusterEntry {
    pub name: String,
    pub leaders: Vec<Holder>,
    pub area: String,
    pub households: Option<u32>,
    pub people: Option<u32>,
    pub hazards: Vec<String>,
    pub grade: Option<Grade>,
    pub point: Option<String>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct TeamEntry {
    pub name: String,
    pub kind: TeamKind,
    pub leader: Option<Holder>,
    pub deputy: Option<Holder>,
    pub members: Vec<Holder>,
    /// Head count, leader and deputy included; `None` where neither it nor the members are written.
    pub size: Option<u32>,
    pub phones: Vec<Phone>,
    pub gear: Vec<String>,
}

/// Where a text of the library stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// File name.
    pub file: String,
    /// Line from 1.
    pub line: usize,
}

/// A common step, once for all hazards that use it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommonEntry {
    /// Number in the common chapter, from 1.
    pub number: usize,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Phase.
    pub phase: Phase,
    /// Roles: the union over all uses.
    pub roles: Vec<String>,
    /// Lowest warning level at which any use starts.
    pub from: Option<Level>,
    /// Strictest time limit, minutes.
    pub minutes: Option<u32>,
    /// Sentences.
    pub text: Vec<String>,
    /// One sentence for cards.
    pub card: String,
    /// Hazards that use it.
    pub hazards: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// One action of one hazard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Action {
    /// `hazard/step`.
    pub key: String,
    /// The common step it is an instance of.
    pub common: Option<String>,
    /// Phase.
    pub phase: Phase,
    /// Roles that do it.
    pub roles: Vec<String>,
    /// Level at which it starts.
    pub from: Option<Level>,
    /// The last level at which it is still done.
    #[serde(skip)]
    pub until: Option<Level>,
    /// Names of the signals of which alone it holds; empty if any does.
    #[serde(skip)]
    pub only_at: Vec<String>,
    /// Which link of the chain 喊, 撤, 点, 报, 守 it is.
    pub station: Option<Station>,
    /// Which row of a site card says it.
    pub at_sign: Option<Act>,
    /// Time limit, minutes.
    pub minutes: Option<u32>,
    /// Boxed on cards.
    pub first: bool,
    /// Handbook text; for a common step what differs here, possibly empty.
    pub text: String,
    /// Card text.
    pub card: String,
    /// Sentences said here before those of the common step, in the place of some of them.
    pub instead: Vec<String>,
    /// Which sentences of the common step are not said here, from 0.
    pub skips: Vec<usize>,
    /// Those of them in whose place nothing is said.
    pub dropped: Vec<usize>,
    /// Where it stands.
    pub origin: Origin,
}

/// A warning signal as it holds here, its levels low to high.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the library")]
pub struct SignalEntry {
    pub id: String,
    pub name: String,
    pub issuer: String,
    pub levels: Vec<LevelEntry>,
}

/// One level of a signal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelEntry {
    /// Level.
    pub level: Level,
    /// Threshold in words.
    pub text: String,
    /// Source of a local threshold; empty if it is the library's.
    pub local: String,
}

/// One hazard.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan and the profile")]
pub struct Chapter {
    pub id: String,
    pub number: u32,
    /// Version of the plan.
    pub version: u32,
    pub name: String,
    pub short: String,
    pub icon: String,
    pub class: Class,
    pub likelihood: Option<Grade>,
    pub impact: Option<Grade>,
    pub note: String,
    pub summary: String,
    /// Local trigger in words, possibly empty.
    pub trigger: String,
    /// The same in parts: what is measured, at which value, and what is done then.
    pub figures: Vec<FigureEntry>,
    pub signals: Vec<SignalEntry>,
    pub exposed: Vec<String>,
    pub inspect: Vec<InspectEntry>,
    pub signs: Vec<SignEntry>,
    pub households: Option<u32>,
    pub people: Option<u32>,
    /// Names of its risk points.
    pub points: Vec<String>,
    /// On what ground it happens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ground: Vec<Ground>,
    pub stance: String,
    pub stance_text: String,
    pub headline: String,
    /// The saving act; the stance's words where the plan has none.
    pub act: String,
    /// What comes next where nobody goes to a shelter; may be empty.
    pub then: String,
    /// The first words when it comes without a warning; may be empty.
    pub sudden: String,
    /// What each level of its signals asks for, low to high.
    pub ladder: Vec<RungEntry>,
    /// Shelters fit for it, the main one first.
    pub shelters: Vec<String>,
    pub unfit_shelters: Vec<String>,
    /// Ways that people take.
    pub ways: Vec<Way>,
    /// Whether the wind decides which way is safe.
    pub wind: bool,
    pub actions: Vec<Action>,
    pub forbid: Vec<Forbidden>,
    /// Rulings that touch it.
    pub rulings: Vec<RulingEntry>,
    pub media: Vec<MediumEntry>,
    pub broadcast: Vec<BroadcastEntry>,
    pub drill: DrillEntryScript,
}

/// An inspection point of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct InspectEntry {
    pub look: String,
    pub cycle: String,
    pub role: String,
}

/// One level of a hazard's ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RungEntry {
    /// Level.
    pub level: Level,
    /// In one word; what the steps say where the plan has none.
    pub word: String,
    /// In one line; may be empty.
    pub line: String,
    /// For a cell of the one-page sheet.
    pub cell: String,
    /// Whether everybody has left at this level.
    pub leave: bool,
}

/// A precursor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct SignEntry {
    pub sense: Sense,
    pub text: String,
    pub short: String,
    pub act: Act,
}

/// A local figure of a hazard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureEntry {
    /// What is measured.
    pub what: String,
    /// At which value.
    pub at: String,
    /// What is done then.
    pub act: Act,
}

/// A sign of a risk point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointSignEntry {
    /// By which sense; `None` if nobody said.
    pub sense: Option<Sense>,
    /// What.
    pub text: String,
    /// What is done then.
    pub act: Act,
}

/// What to put a fire out with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct MediumEntry {
    pub fire: String,
    pub good: String,
    pub bad: String,
}

/// A loudspeaker script.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct BroadcastEntry {
    pub level: Option<Level>,
    pub when: String,
    pub text: String,
}

/// A drill script.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct DrillEntryScript {
    pub scenario: String,
    pub timeline: Vec<DrillBeatEntry>,
    pub check: Vec<String>,
}

/// One beat of a drill.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct DrillBeatEntry {
    pub minute: u32,
    pub role: String,
    pub text: String,
}

/// A ruling of the merge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RulingEntry {
    /// Rule id.
    pub id: String,
    /// What disagreed.
    pub issue: String,
    /// What holds.
    pub ruling: String,
    /// By which principle; `None` = the village has to decide.
    pub basis: Option<Basis>,
    /// Hazards it touches here.
    pub hazards: Vec<String>,
    /// Steps it took off paper.
    pub drops: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// Events that come together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct CompoundEntry {
    pub id: String,
    pub name: String,
    /// Hazards of this village that take part.
    pub hazards: Vec<String>,
    /// Which danger rules, first first.
    pub rules: Vec<String>,
    pub summary: String,
    pub go: String,
    /// Shelters fit for every hazard that takes part.
    pub shelters: Vec<String>,
    pub steps: Vec<CompoundAction>,
    pub forbid: Vec<Forbidden>,
    pub rulings: Vec<String>,
}

/// One step of a compound event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the plan")]
pub struct CompoundAction {
    pub roles: Vec<String>,
    pub text: String,
    pub origin: Origin,
}

/// One level of the warning matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixRow {
    /// Level.
    pub level: Level,
    /// Role → what it does at this level.
    pub cells: Vec<MatrixCell>,
}

/// What one role does at one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixCell {
    /// Role id.
    pub role: String,
    /// Action texts with the hazards they belong to.
    pub actions: Vec<MatrixAction>,
}

/// One action in the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixAction {
    /// Card text.
    pub text: String,
    /// Hazard ids.
    pub hazards: Vec<String>,
    /// Level at which it starts.
    pub from: Level,
}

/// A risk point.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct PointEntry {
    pub name: String,
    pub hazards: Vec<String>,
    pub place: String,
    pub coordinates: Option<[f64; 2]>,
    pub radius_m: Option<u32>,
    pub scale: String,
    pub watchers: Vec<Holder>,
    pub cycle: String,
    pub signs: Vec<PointSignEntry>,
    pub zone: Option<Zone>,
    pub unified_number: String,
    pub field_number: String,
    pub cause: String,
    pub methods: String,
    pub households: Option<u32>,
    pub people: Option<u32>,
    pub escape: String,
    /// Signal → level at which people leave, as the village says.
    pub moves_at: IndexMap<String, Level>,
}

/// A shelter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct ShelterEntry {
    pub name: String,
    pub setting: Setting,
    pub address: String,
    pub coordinates: Option<[f64; 2]>,
    pub kind: String,
    pub area_m2: Option<u32>,
    pub capacity: Option<u32>,
    pub keepers: Vec<Holder>,
    pub keys: String,
    /// Hazards it is fit for, by the merge.
    pub fit_for: Vec<String>,
    /// What else the village says that it is for, though it has no such hazard or sends nobody there: filed, not carried.
    pub also_for: Vec<String>,
    /// Hazards it is not fit for, with the reason.
    pub unfit_for: Vec<Unfit>,
    pub facilities: Vec<String>,
    pub certified: Option<Date>,
    /// People whose list names it.
    pub expected: Sum,
    /// The most people that come at once: those on the lists and those threatened at points that are on none.
    pub crowd: Sum,
}

/// A sum over households, some of which may not say how many they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Sum {
    /// People of those that say it.
    pub known: u32,
    /// How many do not say it.
    pub unsaid: u32,
    /// How many households there are.
    pub homes: u32,
}

impl Sum {
    /// Returns the sum over some households.
    pub fn of<'a>(homes: impl IntoIterator<Item = &'a Household>) -> Self {
        homes.into_iter().fold(Self::default(), |sum, home| Self {
            known: sum.known.saturating_add(home.members.unwrap_or(0)),
            unsaid: sum.unsaid.saturating_add(if home.members.is_none() { home.count } else { 0 }),
            homes: sum.homes.saturating_add(home.count),
        })
    }
}

/// Why a shelter is not offered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unfit {
    /// Hazard id.
    pub hazard: String,
    /// Reason.
    pub why: UnfitReason,
}

/// Reasons why a shelter is not offered for a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnfitReason {
    /// The profile says so.
    Declared,
    /// The profile lists what it is safe for, and this is not on the list.
    NotListed,
    /// Indoors where open ground is wanted, or the other way round.
    Setting,
    /// It stands in the danger zone of this point.
    InDangerZone(String),
}

/// A route.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct RouteEntry {
    pub name: String,
    pub from: String,
    pub to: String,
    pub via: Vec<String>,
    pub length_m: Option<u32>,
    pub minutes: Option<u32>,
    pub avoid: Vec<String>,
    pub closed_when: String,
}

/// A household to move.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct Household {
    pub head: String,
    /// How many households this stands for: more than one where they are known by number only.
    pub count: u32,
    pub address: String,
    pub group: String,
    pub members: Option<u32>,
    pub needs: Vec<String>,
    pub phones: Vec<Phone>,
    pub helpers: Vec<Holder>,
    /// Who warns it, where that is not who moves it.
    pub warners: Vec<Holder>,
    pub family: Vec<Relative>,
    pub house: String,
    pub zone: Option<Zone>,
    /// Risk points it is under.
    pub points: Vec<String>,
    /// Lowest warning level at which any of its hazards moves people; `None` if none of them waits for a
    /// level.
    pub from: Option<Level>,
    pub hazards: Vec<String>,
    pub shelter: String,
    pub route: String,
    pub transport: String,
}

/// An alarm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlarmEntry {
    /// Meaning id: evacuate, ready, muster, clear.
    pub id: String,
    /// Meaning.
    pub meaning: String,
    /// With what.
    pub tool: String,
    /// How it sounds.
    pub text: String,
    /// Who gives it.
    pub by: String,
}

/// What the merge did, in figures and lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Ledger {
    /// Steps in the selected plans.
    pub planned: usize,
    /// Steps left after common ones were unified and inapplicable ones left out.
    pub printed: usize,
    /// Common step → the steps unified in it.
    pub unified: IndexMap<String, Vec<String>>,
    /// Steps that are not on paper, each with its reason.
    pub left_out: Vec<LeftOut>,
    /// Rulings applied.
    pub rulings: Vec<RulingEntry>,
    /// Rulings that the village has to make.
    pub undecided: Vec<String>,
    /// Numbers on which sources differ: what was chosen, and every claim.
    pub numbers: Vec<ChosenNumber>,
    /// What plan texts ask for and the profile does not have: a blank on paper → how often.
    pub blanks: IndexMap<String, usize>,
}

/// A step that is not on paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// `hazard/step`.
    pub step: String,
    /// Why.
    pub reason: LeftOutReason,
    /// Where it stands.
    pub origin: Origin,
}

/// Why a step is not on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOutReason {
    /// Its condition does not hold in this village.
    Condition(String),
    /// A ruling took it off.
    Ruling(String),
}

/// A number that was chosen among several claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChosenNumber {
    /// Id.
    pub id: String,
    /// What it is.
    pub what: String,
    /// Chosen value with its unit.
    pub chosen: String,
    /// Every claim: value and source.
    pub claims: Vec<String>,
}
