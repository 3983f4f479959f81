//! Plan texts and pages filled with facts. The only door to minijinja; only they are templates, village text is data.

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
        Self { strict: environment(UndefinedBehavior::SemiStrict), lenient: environment(UndefinedBehavior::Chainable) }
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

    /// Returns whether a condition holds; an undefined fact counts as no.
    ///
    /// # Errors
    /// If the condition cannot be read.
    pub fn holds(&self, condition: &str, facts: &Value) -> Result<bool, FillError> {
        let compiled = self.lenient.compile_expression(condition).map_err(|error| explain(&error, condition))?;
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
    env.render_named_str("page.html", source, Value::from(Serde(facts))).map_err(|error| explain(&error, source))
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
    FillError { missing, detail: error.to_string() }
}

/// Returns the dotted fact around a range: the range may begin at the last dot.
fn fact_at(template: &str, range: Option<std::ops::Range<usize>>) -> String {
    let Some((before, within)) = range.and_then(|r| Some((template.get(..r.start)?, template.get(r)?))) else {
        return template.to_owned();
    };
    let part = |c: char| c.is_ascii_alphanumeric() || "_.[]".contains(c);
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
    fn village_text_is_never_a_template() {
        let facts = minijinja::context! { name => "{{ 1 + 1 }}{% raw %}" };
        assert_eq!(Filler::new().fill("{{ name }}", &facts).unwrap(), "{{ 1 + 1 }}{% raw %}");
    }

    #[test]
    fn numbers_in_words() {
        let words: Vec<String> = [1, 10, 12, 20, 105, 110, 236, 1003].into_iter().map(chinese_number).collect();
        assert_eq!(words, ["一", "十", "十二", "二十", "一百零五", "一百一十", "二百三十六", "一千零三"]);
    }
}
