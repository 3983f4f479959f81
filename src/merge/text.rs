//! Plan texts and pages filled with facts. The only door to minijinja; only they are templates, village text
//! is data.

use std::borrow::Cow;
use std::ops::Range;

use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use crate::model::phone::Phone;

/// Work one text may cost, in minijinja's instructions; a long broadcast takes about 200.
const FUEL: u64 = 20_000;

/// Fills texts and judges conditions.
pub struct Filler {
    strict: Environment<'static>,
    lenient: Environment<'static>,
}

/// Why a text could not be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillError {
    /// The fact that is not defined, as the template spells it.
    pub missing: Option<String>,
    /// The braces it stands in, if it was only to be printed.
    hole: Option<Range<usize>>,
    /// What minijinja said.
    pub detail: String,
}

impl Default for Filler {
    fn default() -> Self {
        Self::new()
    }
}

impl Filler {
    /// Returns a filler with the plan language's filters.
    pub fn new() -> Self {
        Self {
            strict: environment(UndefinedBehavior::SemiStrict),
            lenient: environment(UndefinedBehavior::Chainable),
        }
    }

    /// Returns the text with every fact in place.
    ///
    /// # Errors
    /// If a fact is undefined, or the template cannot be read.
    pub fn fill(&self, template: &str, facts: &Value) -> Result<String, FillError> {
        if !template.contains('{') {
            return Ok(template.to_owned());
        }
        self.strict.render_str(template, facts).map_err(|error| explain(&error, template))
    }

    /// Returns the text with every fact in place, and for a fact that is not defined what `blank` makes of it
    /// and of the words before it.
    ///
    /// # Errors
    /// If a fact that decides something is undefined, or the template cannot be read.
    pub fn fill_or(
        &self,
        template: &str,
        facts: &Value,
        blank: &mut dyn FnMut(&str, &str) -> String,
    ) -> Result<String, FillError> {
        let mut template = Cow::Borrowed(template);
        loop {
            match self.fill(&template, facts) {
                Err(FillError { hole: Some(hole), .. }) => {
                    // The fact stands first, its filters after it.
                    let inner = template[hole.clone()].trim_start_matches(['{', '-', ' ']);
                    let fact = &inner[..inner.find(|c| !part(c)).unwrap_or(inner.len())];
                    // What stands in its place is words, never a template: the loop ends.
                    let words = blank(fact, &template[..hole.start]).replace(['{', '}'], "");
                    template.to_mut().replace_range(hole, &words);
                }
                done => return done,
            }
        }
    }

    /// Returns whether a condition holds; an undefined fact counts as no.
    ///
    /// # Errors
    /// If the condition cannot be read.
    pub fn holds(&self, condition: &str, facts: &Value) -> Result<bool, FillError> {
        let compiled =
            self.lenient.compile_expression(condition).map_err(|error| explain(&error, condition))?;
        compiled.eval(facts).map(|value| value.is_true()).map_err(|error| explain(&error, condition))
    }
}

/// Returns an HTML page with every value escaped.
///
/// # Errors
/// If the page names something that is not there, or cannot be read.
pub fn page(source: &str, facts: impl serde::Serialize) -> Result<String, FillError> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_debug(true);
    // The ending of the name turns escaping on.
    env.render_named_str("page.html", source, Value::from(Serde(facts)))
        .map_err(|error| explain(&error, source))
}

/// Returns the facts that a text names, dotted; an unreadable text names itself.
pub(super) fn named_facts(template: &str) -> Vec<String> {
    let env = environment(UndefinedBehavior::SemiStrict);
    let mut names: Vec<String> = match env.template_from_str(template) {
        Ok(template) => template.undeclared_variables(true).into_iter().collect(),
        Err(_) => vec![template.to_owned()],
    };
    names.sort();
    names
}

/// Returns why a text can never be filled: it cannot be read, or names a filter or a test that is not there.
pub fn unreadable(template: &str) -> Option<String> {
    let env = environment(UndefinedBehavior::SemiStrict);
    if let Err(error) = env.template_from_str(template) {
        return Some(error.to_string());
    }
    let absent = |(sign, name): &(&'static str, String)| {
        let probe = env.render_str(&format!("{{{{ 0 {sign} {name} }}}}"), ());
        probe.is_err_and(|error| matches!(error.kind(), ErrorKind::UnknownFilter | ErrorKind::UnknownTest))
    };
    calls(template).into_iter().find(absent).map(|(sign, name)| format!("{sign} {name}"))
}

/// Returns the filters and tests that the blocks of a text name, each with the sign before it: `| cn`, `is
/// defined`.
fn calls(template: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for block in template.split('{').skip(1).filter_map(|rest| rest.strip_prefix(['{', '%']).or(Some(rest))) {
        let block = block.split_once(['}']).map_or(block, |(inside, _)| inside);
        // What stands in quotes is data.
        let code: String = block.split(['\'', '"']).step_by(2).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = code
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '|'))
            .filter(|w| !w.is_empty())
            .collect();
        for (i, word) in words.iter().enumerate() {
            let piped = word
                .split('|')
                .skip(1)
                .map(|name| if name.is_empty() { words.get(i + 1).copied() } else { Some(name) });
            found.extend(piped.flatten().map(|name| ("|", name.trim_start_matches('|').to_owned())));
            if *word == "is" {
                let test = words.get(i + 1).filter(|next| **next != "not").or_else(|| words.get(i + 2));
                found.extend(test.map(|name| ("is", (*name).to_owned())));
            }
        }
    }
    found
}

fn environment(undefined: UndefinedBehavior) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(undefined);
    env.set_fuel(Some(FUEL));
    env.set_debug(true);
    // Facts are printed numbers, which read as what they were; other words stay as they are.
    env.add_filter("phone", |text: String| Phone::read(&text).map_or(text, |phone| phone.unbroken()));
    env.add_filter("spoken", |text: String| Phone::read(&text).map_or(text, |phone| phone.spoken()));
    env.add_filter("cn", chinese_number);
    env
}

fn explain(error: &Error, template: &str) -> FillError {
    let missing = (error.kind() == ErrorKind::UndefinedError).then(|| fact_at(template, error.range()));
    let hole = missing.as_ref().and_then(|_| hole_at(template, error.range()?));
    FillError { missing, hole, detail: error.to_string() }
}

/// Returns the `{{ }}` around a range; none if it stands in a block, which decides.
fn hole_at(template: &str, range: Range<usize>) -> Option<Range<usize>> {
    let start = template.get(..range.start)?.rfind('{').filter(|at| template[..*at].ends_with('{'))? - 1;
    let end = range.start + template.get(range.start..)?.find("}}")? + 2;
    Some(start..end)
}

/// Returns whether a sign may stand in the name of a fact.
fn part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.[]".contains(c)
}

/// Returns the dotted fact around a range: the range may begin at the last dot.
fn fact_at(template: &str, range: Option<std::ops::Range<usize>>) -> String {
    let Some((before, within)) = range.and_then(|r| Some((template.get(..r.start)?, template.get(r)?)))
    else {
        return template.to_owned();
    };
    let start = before.trim_end_matches(part).len();
    format!("{}{within}", &before[start..]).trim().to_owned()
}

/// Returns a number up to 9999 in Chinese words.
fn chinese_number(n: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if n == 0 || n > 9999 {
        return if n == 0 { DIGITS[0].to_owned() } else { n.to_string() };
    }
    let mut words = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / unit % 10;
        if digit == 0 {
            gap |= !words.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            words.push_str(DIGITS[0]);
        }
        if !(unit == 10 && digit == 1 && words.is_empty()) {
            words.push_str(DIGITS[digit as usize]);
        }
        words.push_str(name);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undefined_fact_is_named() {
        let facts = minijinja::context! { post => minijinja::context! { commander => "陈大山" } };
        let filler = Filler::new();
        assert_eq!(filler.fill("打{{ post.commander }}电话", &facts).unwrap(), "打陈大山电话");
        let error = filler.fill("撤到{{ shelter.name }}", &facts).unwrap_err();
        assert_eq!(error.missing.as_deref(), Some("shelter.name"));
        assert!(!filler.holds("shelter", &facts).unwrap());
        assert!(!filler.holds("evac.households > 0", &facts).unwrap());
    }

    #[test]
    fn an_undefined_fact_leaves_a_blank_where_it_is_only_printed() {
        let facts = minijinja::context! { post => minijinja::context! { doctor => minijinja::context! {} }, name => "甲" };
        let filler = Filler::new();
        let mut asked = Vec::new();
        let mut blank = |fact: &str, before: &str| {
            asked.push((fact.to_owned(), before.to_owned()));
            "{{ name }}__".to_owned()
        };
        let text = "打村医{{ post.doctor.name }}电话{{ post.doctor.phone | phone }}，{{ shelter_names | replace('、', '或') }}找{{ points[0].name }}、{{ name }}";
        let filled = filler.fill_or(text, &facts, &mut blank).unwrap();
        assert_eq!(filled, "打村医 name __电话 name __， name __找 name __、甲");
        let facts_asked: Vec<&str> = asked.iter().map(|(fact, _)| fact.as_str()).collect();
        assert_eq!(facts_asked, ["post.doctor.name", "post.doctor.phone", "shelter_names", "points[0].name"]);
        assert!(asked[1].1.ends_with("电话"));
        let mut never = |_: &str, _: &str| String::new();
        assert!(filler.fill_or("{% if hazard.people > 3 %}多{% endif %}", &facts, &mut never).is_err());
    }

    #[test]
    fn a_text_that_can_never_be_filled_says_why() {
        for good in [
            "打{{ contact.gas.phone | phone }}{% if place.school is defined %}、{{ names|join('、') }}{% endif %}",
            "{{ n | replace('|', 'is 空') }}{% if x is not defined or a == 'is b' %}甲{% endif %}",
            "甲 | 乙 is 丙",
        ] {
            assert_eq!(unreadable(good), None, "{good}");
        }
        for (bad, why) in [
            ("{{ n | fone }}", "| fone"),
            ("{{ n|cn|rot13 }}", "| rot13"),
            ("{% if x is defind %}甲{% endif %}", "is defind"),
            ("{% if x is not thre %}甲{% endif %}", "is thre"),
        ] {
            assert_eq!(unreadable(bad).as_deref(), Some(why), "{bad}");
        }
        assert!(unreadable("{% if x %}甲").is_some());
    }

    #[test]
    fn village_text_is_never_a_template() {
        let facts = minijinja::context! { name => "{{ 1 + 1 }}{% raw %}" };
        assert_eq!(Filler::new().fill("{{ name }}", &facts).unwrap(), "{{ 1 + 1 }}{% raw %}");
    }

    #[test]
    fn numbers_in_words() {
        let words: Vec<String> =
            [1, 10, 12, 20, 105, 110, 236, 1003].into_iter().map(chinese_number).collect();
        assert_eq!(words, ["一", "十", "十二", "二十", "一百零五", "一百一十", "二百三十六", "一千零三"]);
    }
}
