//! Changes in plain sentences, Chinese or English; names of kinds and fields. What the village wrote stays as
//! it is.

use super::{Change, Kind, Line, What};

/// Picks the Chinese or the English.
pub type Pick<'a> = &'a dyn Fn(&'static str, &'static str) -> &'static str;

/// Returns the id, the Chinese and the English name of a kind.
pub fn kind(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::Edition => ("edition", "版本", "edition"),
        Kind::Village => ("village", "概况", "village"),
        Kind::Number => ("number", "统一号码", "national number"),
        Kind::Contact => ("contact", "外部电话", "outside contact"),
        Kind::Person => ("person", "人员", "person"),
        Kind::Post => ("post", "岗位", "post"),
        Kind::Team => ("team", "队伍", "team"),
        Kind::Grid => ("grid", "网格", "grid"),
        Kind::Shelter => ("shelter", "避难点", "shelter"),
        Kind::Route => ("route", "路线", "route"),
        Kind::Point => ("point", "风险点", "risk point"),
        Kind::Household => ("household", "转移户", "household"),
        Kind::Alarm => ("alarm", "报警信号", "alarm"),
        Kind::Hazard => ("hazard", "灾害", "hazard"),
        Kind::Plan => ("plan", "预案", "plan"),
        Kind::Signal => ("signal", "预警级别", "warning level"),
        Kind::Step => ("step", "步骤", "step"),
        Kind::Common => ("common", "共同步骤", "common step"),
        Kind::Forbid => ("forbid", "不准", "prohibition"),
        Kind::Sign => ("sign", "前兆", "precursor"),
        Kind::Inspect => ("inspect", "排查要点", "what to inspect"),
        Kind::Broadcast => ("broadcast", "广播词", "loudspeaker script"),
        Kind::Drill => ("drill", "演练", "drill script"),
        Kind::Compound => ("compound", "几灾齐来", "compound event"),
        Kind::Ruling => ("ruling", "裁决", "ruling"),
        Kind::Figure => ("figure", "数", "figure"),
        Kind::Words => ("words", "用语", "wording"),
        Kind::Role => ("role", "岗位职责", "duties"),
        Kind::Supply => ("supply", "物资", "supplies"),
        Kind::Vehicle => ("vehicle", "车辆装备", "vehicle"),
        Kind::Place => ("place", "重点场所", "critical place"),
        Kind::Inspection => ("inspection", "隐患排查", "inspection"),
        Kind::Held => ("held", "演练记录", "drill held"),
        Kind::Training => ("training", "培训", "training"),
        Kind::Event => ("event", "历史灾情", "past event"),
        Kind::Picture => ("picture", "图片", "picture"),
        Kind::Town => ("town", "镇里", "town"),
    }
}

/// Names of fields: id, Chinese, English.
const FIELDS: &[(&str, &str, &str)] = &[
    ("act", "做什么", "what is done"),
    ("address", "地点", "address"),
    ("aed", "最近的AED", "nearest defibrillator"),
    ("approved", "审定日期", "approved on"),
    ("approved_by", "审定人", "approved by"),
    ("area", "范围或面积", "area"),
    ("avoid", "要避开", "avoid"),
    ("away", "外出人口", "people away"),
    ("by", "谁发", "given by"),
    ("capacity", "容量", "seats"),
    ("card", "卡片上的话", "card text"),
    ("cause", "诱发因素", "cause"),
    ("certified", "安全鉴定", "appraised"),
    ("check", "评什么", "what to assess"),
    ("checked", "盘点日期", "counted on"),
    ("city", "市", "city"),
    ("closed_when", "什么时候不能走", "closed when"),
    ("code", "编码", "code"),
    ("content", "内容", "content"),
    ("coordinates", "坐标", "coordinates"),
    ("county", "县区", "county"),
    ("cycle", "多久一次", "how often"),
    ("deadline", "整改期限", "deadline"),
    ("deputy", "B 角", "B"),
    ("document", "文号", "document number"),
    ("effective", "施行日期", "in effect from"),
    ("escape", "往哪撤", "way out"),
    ("expires", "有效期", "expires"),
    ("facilities", "设施", "facilities"),
    ("finding", "发现的问题", "finding"),
    ("first", "先做", "done first"),
    ("fit_for", "适用灾种", "fit for"),
    ("fixer", "整改责任人", "who mends it"),
    ("flood_season", "汛期", "flood season"),
    ("forbid", "不准", "forbidden"),
    ("from", "从", "from"),
    ("gear", "装备", "gear"),
    ("go", "往哪走", "where to go"),
    ("group", "小组", "group"),
    ("have", "现有", "in stock"),
    ("hazards", "灾种", "hazards"),
    ("helpers", "帮扶人", "helpers"),
    ("holder", "A 角", "A"),
    ("hours", "时段", "hours"),
    ("households", "户数", "households"),
    ("impact", "影响", "impact"),
    ("issuer", "谁发布", "issuer"),
    ("keeper", "保管人", "keeper"),
    ("keepers", "负责人", "keepers"),
    ("keys", "钥匙", "keys"),
    ("kind", "类别", "kind"),
    ("last", "上次", "last"),
    ("leader", "负责人", "leader"),
    ("length", "长度", "length"),
    ("level", "级别", "level"),
    ("likelihood", "可能性", "likelihood"),
    ("limit", "限时", "time limit"),
    ("losses", "损失", "losses"),
    ("members", "人员", "members"),
    ("minutes", "用时", "minutes"),
    ("mission", "职责", "mission"),
    ("name", "名称", "name"),
    ("need", "需要", "needed"),
    ("needs", "特殊情况", "needs"),
    ("next", "下次", "next"),
    ("note", "说明", "note"),
    ("number", "版本号", "number"),
    ("officers", "网格员", "officers"),
    ("others", "其他人", "others"),
    ("people", "人数", "people"),
    ("person", "联系人", "person"),
    ("phase", "阶段", "phase"),
    ("phone", "电话", "phone"),
    ("place", "地点", "place"),
    ("plate", "车牌号", "number plate"),
    ("points", "风险点", "risk points"),
    ("population", "户籍人口", "registered"),
    ("prepared_by", "编制人", "prepared by"),
    ("purpose", "用途", "purpose"),
    ("quantity", "数量", "quantity"),
    ("radius", "危险半径", "radius"),
    ("reports_to", "归谁管", "reports to"),
    ("residents", "常住人口", "residents"),
    ("review_by", "下次修订", "review by"),
    ("revisions", "修订记录", "revision notes"),
    ("roles", "谁做", "done by"),
    ("route", "路线", "route"),
    ("routine", "平时做什么", "routine"),
    ("rules", "听谁的", "which rules"),
    ("scale", "情况", "situation"),
    ("scenario", "情景", "scenario"),
    ("sense", "怎么发觉", "sensed by"),
    ("setting", "室内外", "setting"),
    ("shelter", "避难点", "shelter"),
    ("signs", "前兆", "precursors"),
    ("size", "人数", "head count"),
    ("source", "来源", "source"),
    ("spec", "规格型号", "specification"),
    ("stance", "去向", "where people go"),
    ("steps", "先后", "steps"),
    ("summary", "要点", "summary"),
    ("terrain", "地形", "terrain"),
    ("text", "内容", "text"),
    ("threatened", "威胁", "threatened"),
    ("threshold", "阈值", "threshold"),
    ("timeline", "过程", "timeline"),
    ("title", "职务", "title"),
    ("to", "到", "to"),
    ("town", "镇街", "town"),
    ("transport", "用车", "transport"),
    ("trigger", "本地触发", "local trigger"),
    ("unfit_shelters", "不能用的避难点", "unfit shelters"),
    ("version", "版本", "version"),
    ("via", "经过", "via"),
    ("vice", "副队长", "deputy"),
    ("warners", "预警责任人", "warned by"),
    ("watchers", "盯守人", "watchers"),
    ("when", "什么时候", "when"),
    ("why", "为什么", "why"),
    ("zone", "分区", "zone"),
];

/// Returns the name of a field.
pub fn field(id: &'static str, pick: Pick) -> &'static str {
    let at = FIELDS.binary_search_by_key(&id, |(known, ..)| known);
    // A town's fields are called as they are written.
    let written = || super::town::word(id).map_or(id, |word| pick(&word.zh, &word.en));
    at.map_or_else(|_| written(), |at| pick(FIELDS[at].1, FIELDS[at].2))
}

/// Returns a change as one sentence: 人员 张三：电话 138 0000 0001 → 138 0000 0002.
pub fn sentence(change: &Change, pick: Pick) -> String {
    let (_, zh, en) = kind(change.kind);
    let subject = format!("{} {}", pick(zh, en), change.subject);
    let subject = subject.trim_end();
    let colon = pick("：", ": ");
    match &change.what {
        What::Added(lines) => format!("{}{subject}{}", pick("新增", "new "), says(lines, pick)),
        What::Removed(lines) => format!("{}{subject}{}", pick("取消", "gone: "), says(lines, pick)),
        What::Changed(..) if change.kind == Kind::Picture => {
            format!("{subject}{}", pick("换了", " replaced"))
        }
        What::Changed(before, after) if before.field == "text" => {
            format!("{subject}{colon}{}", arrow(before, after, pick))
        }
        What::Changed(before, after) if before.field == "name" => {
            format!("{}{}{}", pick(zh, en), pick("改名：", " renamed: "), arrow(before, after, pick))
        }
        What::Changed(before, after) => {
            format!("{subject}{colon}{} {}", field(before.field, pick), arrow(before, after, pick))
        }
    }
}

fn arrow(before: &Line, after: &Line, pick: Pick) -> String {
    let (old, new) = excerpts(&before.value, &after.value);
    format!("{} → {}", value(&old, pick), value(&new, pick))
}

/// Returns a value, or the word for none.
pub fn value(value: &str, pick: Pick) -> String {
    if value.is_empty() { pick("（无）", "(none)").to_owned() } else { value.to_owned() }
}

/// Most fields that are said of what is new or gone.
const SAID: usize = 4;

fn says(lines: &[Line], pick: Pick) -> String {
    let said: Vec<String> = (lines.iter().take(SAID))
        .map(|line| match line.field {
            "text" | "content" => shortened(&line.value),
            _ => format!("{} {}", field(line.field, pick), shortened(&line.value)),
        })
        .collect();
    let more = if lines.len() > SAID { pick("…", "…") } else { "" };
    if said.is_empty() {
        String::new()
    } else {
        format!("{}{}{more}", pick("：", ": "), said.join(pick("，", ", ")))
    }
}

/// Longest value that is said whole, in characters.
const WHOLE: usize = 48;
/// Characters around what differs in a longer one.
const AROUND: usize = 12;

fn shortened(text: &str) -> String {
    if text.chars().count() <= WHOLE {
        return text.to_owned();
    }
    text.chars().take(WHOLE - 1).chain(['…']).collect()
}

/// Returns two values, long ones cut to where they differ.
fn excerpts(before: &str, after: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    if a.len().max(b.len()) <= WHOLE {
        return (before.to_owned(), after.to_owned());
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    let cut = |text: &[char]| {
        let (from, to) = (head.saturating_sub(AROUND), (text.len() - tail + AROUND).min(text.len()));
        let start = if from > 0 { "…" } else { "" };
        let end = if to < text.len() { "…" } else { "" };
        format!("{start}{}{end}", text[from..to].iter().collect::<String>())
    };
    (cut(&a), cut(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted_and_named() {
        assert!(FIELDS.is_sorted_by_key(|(id, ..)| id));
        assert_eq!(field("phone", &|zh, _| zh), "电话");
    }

    #[test]
    fn long_texts_are_cut_to_what_differs() {
        let long = "水".repeat(60);
        let (a, b) = excerpts(&format!("{long}东边{long}"), &format!("{long}西边{long}"));
        assert_eq!(a.chars().filter(|c| *c == '水').count(), 2 * AROUND - 1);
        assert!(a.contains('东') && b.contains('西') && a.starts_with('…') && a.ends_with('…'));
        assert_eq!(excerpts("一", "二"), ("一".into(), "二".into()));
    }
}
