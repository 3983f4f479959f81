//! What the page shows of a profile: blocks of rows and columns, read off the model's own shape, so that a new
//! field is on the page without a word here.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::load::Library;
use crate::messages::Lang;
use crate::model::shape::{self, Shape};
use crate::schema;

/// A section of the page: how urgent it is, its name, the blocks of the profile it shows.
pub struct Section {
    /// 1: needed before anything is printed; 2: then; 3: when there is time.
    pub tier: u8,
    /// Chinese and English name.
    pub name: [&'static str; 2],
    /// Paths of blocks, dots between keys; empty: the profile's own single values.
    pub blocks: &'static [&'static str],
}

const fn section(tier: u8, zh: &'static str, en: &'static str, blocks: &'static [&'static str]) -> Section {
    Section { tier, name: [zh, en], blocks }
}

/// The sections, in the order in which a clerk knows things.
pub const SECTIONS: &[Section] = &[
    section(
        1,
        "村和版本",
        "Village, edition",
        &["", "edition", "overview", "overview.groups", "edition.revisions", "plan_life"],
    ),
    section(1, "人员", "People", &["people"]),
    section(1, "岗位", "Posts", &["posts", "own_posts"]),
    section(1, "灾害", "Hazards", &["hazards", "thresholds"]),
    section(1, "避难点", "Shelters", &["shelters"]),
    section(1, "转移的户", "Households", &["evacuees"]),
    section(1, "外部电话", "Outside numbers", &["contacts"]),
    section(2, "风险点", "Risk points", &["points"]),
    section(2, "路线", "Routes", &["routes"]),
    section(2, "网格和队伍", "Grids, teams", &["grids", "teams", "clusters"]),
    section(2, "报警信号", "Alarms", &["alarms"]),
    section(2, "物资和车辆", "Supplies", &["supplies", "vehicles"]),
    section(3, "重点场所", "Critical places", &["places"]),
    section(3, "检查演练培训", "Rounds, drills", &["inspections", "drills", "training"]),
    section(3, "往年灾情", "Past events", &["history"]),
    section(3, "图片", "Pictures", &["pictures"]),
];

/// Columns without which a row says too little.
const MUST: &[(&str, &str)] = &[
    ("people", "phone"),
    ("evacuees", "head"),
    ("evacuees", "address"),
    ("evacuees", "helper.0"),
    ("evacuees", "shelter"),
    ("shelters", "address"),
    ("shelters", "capacity"),
    ("points", "hazards"),
    ("points", "place"),
    ("points", "watcher.0"),
    ("contacts", "phone"),
    ("contacts", "kind"),
    ("routes", "from"),
    ("routes", "to"),
    ("posts", "0"),
    ("alarms", "pattern"),
    ("", "name"),
    ("", "code"),
    ("edition", "number"),
    ("edition", "effective"),
];

/// Columns that come first and are shown from the beginning, with their widths; the others by `列`.
const SHOWN: &[(&str, &[(&str, u16)])] = &[
    (
        "people",
        &[("phone", 128), ("title", 150), ("group", 64), ("lives_in", 90), ("skills", 110), ("note", 150)],
    ),
    (
        "evacuees",
        &[
            ("head", 72),
            ("address", 108),
            ("members", 48),
            ("phone", 128),
            ("needs", 104),
            ("helper.0", 70),
            ("helper.1", 70),
            ("shelter", 86),
        ],
    ),
    (
        "hazards",
        &[
            ("likelihood", 66),
            ("impact", 52),
            ("households", 52),
            ("people", 52),
            ("triggers", 180),
            ("note", 200),
        ],
    ),
    (
        "shelters",
        &[
            ("address", 150),
            ("setting", 64),
            ("capacity", 56),
            ("keeper.0", 72),
            ("keeper.1", 72),
            ("kind", 70),
            ("coordinates", 130),
        ],
    ),
    ("contacts", &[("kind", 88), ("phone", 140), ("person", 80), ("hours", 80), ("note", 150)]),
    (
        "points",
        &[
            ("hazards", 110),
            ("place", 150),
            ("watcher.0", 72),
            ("watcher.1", 72),
            ("radius_m", 70),
            ("coordinates", 130),
            ("signs", 180),
        ],
    ),
    ("routes", &[("from", 86), ("to", 86), ("via", 170), ("minutes", 52), ("length_m", 52), ("avoid", 110)]),
    (
        "supplies",
        &[
            ("item", 96),
            ("quantity", 52),
            ("unit", 52),
            ("place", 110),
            ("keeper", 72),
            ("checked", 96),
            ("expires", 96),
        ],
    ),
];

/// Returns the shape of a block, as it stands at the path.
pub fn block(path: &str) -> Option<&'static Shape> {
    let mut shape = shape::profile();
    for key in path.split('.').filter(|key| !key.is_empty()) {
        shape = match shape {
            Shape::Struct(fields) => &fields.iter().find(|field| field.word.en == key)?.shape,
            Shape::Plain { shape, .. } => match &**shape {
                Shape::Struct(fields) => &fields.iter().find(|field| field.word.en == key)?.shape,
                _ => return None,
            },
            _ => return None,
        };
    }
    Some(shape)
}

/// How the rows of a block lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// One row of single values.
    Form,
    /// Rows with names.
    Named,
    /// Rows in order.
    List,
}

/// Returns how a block's rows lie, and the shape of one.
pub fn rows(path: &str) -> Option<(Lie, &'static Shape)> {
    Some(match block(path)? {
        Shape::Map { value, .. } => (Lie::Named, value),
        Shape::List(item) => (Lie::List, item),
        shape => (Lie::Form, shape),
    })
}

/// Returns the path of every block on the page.
pub fn blocks() -> impl Iterator<Item = &'static str> {
    SECTIONS.iter().flat_map(|section| section.blocks.iter().copied())
}

/// Returns the fields of a row.
pub fn fields(shape: &Shape) -> &[shape::Field] {
    match shape {
        Shape::Struct(fields) => fields,
        Shape::Plain { shape, .. } => fields(shape),
        _ => &[],
    }
}

/// A column: its key, its heading, the shape of its value, the block it points into, how it is explained.
pub struct Column {
    /// Key within a row; of a place in a list with its number behind a dot.
    pub key: String,
    head: [String; 2],
    /// What stands in it.
    pub shape: &'static Shape,
    /// The block into which it points.
    pub refers: Option<String>,
    about: String,
}

/// Returns the columns of a block.
pub fn columns(path: &str) -> &'static [Column] {
    static ALL: OnceLock<Vec<(&str, Vec<Column>)>> = OnceLock::new();
    let all = ALL.get_or_init(|| blocks().map(|path| (path, drawn(path))).collect());
    all.iter().find(|(known, _)| *known == path).map_or(&[], |(_, columns)| columns)
}

fn drawn(path: &str) -> Vec<Column> {
    let Some((lie, row)) = rows(path) else { return Vec::new() };
    let about = described(path);
    let mut found = Vec::new();
    if let Shape::List(item) = row
        && path == "posts"
    {
        let head = |n: usize| [["A 角", "A"], ["B 角", "B"], ["C 角", "C"]][n].map(str::to_owned);
        found.extend((0..3).map(|n| Column {
            key: n.to_string(),
            head: head(n),
            shape: item,
            refers: Some("people".to_owned()),
            about: String::new(),
        }));
        return found;
    }
    let inner = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for field in fields(row) {
        // Blocks of their own stand in their own place.
        if lie == Lie::Form && blocks().any(|block| block == inner(&field.word.en)) {
            continue;
        }
        let column = |key: String, mark: &str, shape: &'static Shape| Column {
            key,
            head: [format!("{}{mark}", field.word.zh), format!("{}{mark}", field.word.en.replace('_', " "))],
            shape,
            refers: field.refers.clone(),
            about: about(&field.word.en),
        };
        match &field.shape {
            Shape::List(item) if field.refers.as_deref() == Some("people") && field.word.en != "members" => {
                found.push(column(format!("{}.0", field.word.en), " A", item));
                found.push(column(format!("{}.1", field.word.en), " B", item));
            }
            shape => found.push(column(field.word.en.clone(), "", shape)),
        }
    }
    if lie == Lie::Named && found.is_empty() {
        found.push(Column {
            key: String::new(),
            head: ["内容".to_owned(), "value".to_owned()],
            shape: row,
            refers: None,
            about: String::new(),
        });
    }
    let first = SHOWN.iter().find(|(block, _)| *block == path).map_or(&[] as &[_], |(_, keys)| keys);
    let place = |column: &Column| first.iter().position(|(key, _)| *key == column.key).unwrap_or(usize::MAX);
    found.sort_by_key(place);
    found
}

/// Returns the explanations of a block's fields, off the model's doc comments.
fn described(path: &str) -> impl Fn(&str) -> String {
    let schema = schema::profile();
    let open = |value: &Value| -> Value {
        let mut value = value.clone();
        // A reference, what a list holds, what stands under a name: at most one in another.
        for _ in 0..6 {
            let next = value.get("anyOf").and_then(|arms| arms.get(0)).cloned().or_else(|| {
                let name = value.get("$ref")?.as_str()?.rsplit('/').next()?;
                schema["$defs"].get(name).cloned()
            });
            let inside = || value.get("additionalProperties").filter(|inner| inner.is_object()).cloned();
            let Some(next) = next.or_else(inside).or_else(|| value.get("items").cloned()) else { break };
            value = next;
        }
        value
    };
    let mut row = schema.clone();
    for key in path.split('.').filter(|key| !key.is_empty()) {
        row = open(&row["properties"][key]);
    }
    move |key: &str| row["properties"][key]["description"].as_str().unwrap_or_default().to_owned()
}

/// Returns a value's kind as the page knows it, and its fixed words.
fn kind(shape: &Shape, lang: Lang) -> (&'static str, Vec<String>) {
    match shape {
        Shape::Phone => ("phone", Vec::new()),
        Shape::List(item) if matches!(**item, Shape::Phone) => ("phone", Vec::new()),
        Shape::List(item) if matches!(**item, Shape::Text { .. }) => ("texts", Vec::new()),
        Shape::Choice(words) => {
            ("choice", words.iter().map(|word| lang.pick_owned(&word.zh, &word.en)).collect())
        }
        Shape::Count | Shape::Number => ("number", Vec::new()),
        Shape::Flag => ("choice", vec!["是".to_owned(), "否".to_owned()]),
        Shape::Date => ("date", Vec::new()),
        Shape::Pair(_) => ("point", Vec::new()),
        Shape::Text { .. } => ("text", Vec::new()),
        Shape::List(_) | Shape::Map { .. } | Shape::Struct(_) | Shape::Plain { .. } => ("inner", Vec::new()),
    }
}

/// Returns the vocabulary whose names a value takes, if it is one of the library's.
fn vocabulary(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Text { names } => names.as_deref().filter(|names| *names != shape::PERSON),
        Shape::List(item) => vocabulary(item),
        _ => None,
    }
}

/// Returns the whole form for the page.
pub fn form(lang: Lang, library: &Library) -> Value {
    let block = |path: &&str| {
        let (lie, _) = rows(path)?;
        let names = match block(path)? {
            Shape::Map { names, .. } => names.clone().filter(|names| names != shape::PERSON),
            _ => None,
        };
        let title = path.rsplit('.').next().unwrap_or_default();
        let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
        let word = self::block(parent).map(fields).unwrap_or_default().iter().find(|f| f.word.en == title);
        let shown = SHOWN.iter().find(|(block, _)| block == path).map_or(&[] as &[_], |(_, keys)| keys);
        let column = |column: &Column| {
            let (kind, words) = kind(column.shape, lang);
            let width = shown.iter().find(|(key, _)| *key == column.key).map(|(_, width)| *width);
            json!({
                "key": column.key, "head": lang.pick_owned(&column.head[0], &column.head[1]), "kind": kind,
                "words": words, "refers": column.refers, "names": vocabulary(column.shape), "about": column.about,
                "must": MUST.contains(&(*path, column.key.as_str())),
                "width": width, "shown": width.is_some() || shown.is_empty(),
            })
        };
        Some(json!({
            "id": path, "title": word.map(|field| lang.pick_owned(&field.word.zh, &field.word.en)),
            "lie": match lie { Lie::Form => "form", Lie::Named => "named", Lie::List => "list" },
            "names": names, "columns": columns(path).iter().map(column).collect::<Value>(),
        }))
    };
    let sections = SECTIONS.iter().map(|section| {
        json!({
            "tier": section.tier, "title": lang.pick(section.name[0], section.name[1]),
            "blocks": section.blocks.iter().filter_map(block).collect::<Value>(),
        })
    });
    let names: Value = json!({
        "hazard": library.set.plans.values().map(|plan| plan.name.clone()).collect::<Vec<_>>(),
        "role": library.set.roles.values().map(|role| role.short.clone()).collect::<Vec<_>>(),
        "post": library.set.roles.values().map(|role| role.short.clone()).collect::<Vec<_>>(),
        "alarm": crate::model::profile::ALARMS.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
        "signal": library.set.signals.signals.values().map(|signal| signal.name.clone()).collect::<Vec<_>>(),
    });
    json!({"sections": sections.collect::<Value>(), "names": names})
}
