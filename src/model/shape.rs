//! The shape of what may be written: keys in both languages, types, fixed values. Read off the model's own
//! JSON Schema.

use std::sync::OnceLock;

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

use super::profile::Profile;
use super::seen::Seen;

/// The vocabulary of people's names: any name is in it.
pub const PERSON: &str = "person";

/// What a YAML value may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A mapping with fixed keys.
    Struct(Vec<Field>),
    /// A mapping with fixed keys, for one of which a word alone may stand.
    Plain {
        /// The field that the word alone stands for.
        field: String,
        /// The mapping.
        shape: Box<Shape>,
    },
    /// A mapping keyed by names; `names` says which vocabulary they come from.
    Map {
        /// Vocabulary of the keys.
        names: Option<String>,
        /// What each key holds.
        value: Box<Shape>,
    },
    /// A list.
    List(Box<Shape>),
    /// A list of exactly two, such as coordinates.
    Pair(Box<Shape>),
    /// One of fixed words, each in both languages.
    Choice(Vec<Word>),
    /// Text; `names` says which vocabulary it comes from.
    Text {
        /// Vocabulary of the text.
        names: Option<String>,
    },
    /// A whole number from 0.
    Count,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A calendar date.
    Date,
    /// A telephone number.
    Phone,
}

/// One key of a mapping with fixed keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key in English and in Chinese.
    pub word: Word,
    /// What it holds.
    pub shape: Shape,
    /// The block of the profile whose entries its names point at.
    pub refers: Option<String>,
    /// Who may see it; nothing is said of what holds fields of its own.
    pub seen: Option<Seen>,
}

/// One word in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Canonical English spelling.
    pub en: String,
    /// Chinese spelling.
    pub zh: String,
}

/// Returns the shape of a village profile.
pub fn profile() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(of::<Profile>)
}

/// Returns the shape of a type of the model.
pub fn of<T: JsonSchema>() -> Shape {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>().to_value();
    let defs = schema.as_object_mut().and_then(|s| s.remove("$defs")).unwrap_or_default();
    read(&schema, &defs)
}

fn read(schema: &Value, defs: &Value) -> Shape {
    let names = word(schema, "names");
    let target = resolve(schema, defs);
    if let Some(properties) = target.get("properties").and_then(Value::as_object) {
        let shape = Shape::Struct(fields(properties, defs));
        return match word(target, "plain") {
            Some(field) => Shape::Plain { field, shape: Box::new(shape) },
            None => shape,
        };
    }
    if let Some(choices) = target.get("oneOf").and_then(Value::as_array) {
        return Shape::Choice(choices.iter().map(choice).collect());
    }
    match kind(target) {
        "object" => {
            let mut value = read(target.get("additionalProperties").unwrap_or(&Value::Null), defs);
            if let Some(inner) = word(schema, "inner") {
                match &mut value {
                    Shape::Map { names, .. } => *names = Some(inner),
                    Shape::List(item) => **item = Shape::Text { names: Some(inner) },
                    _ => {}
                }
            }
            Shape::Map { names, value: Box::new(value) }
        }
        "array" => match read(target.get("items").unwrap_or(&Value::Null), defs) {
            Shape::Text { .. } => Shape::List(Box::new(Shape::Text { names })),
            item if target.get("maxItems").and_then(Value::as_u64) == Some(2) => Shape::Pair(Box::new(item)),
            item => Shape::List(Box::new(item)),
        },
        "integer" => Shape::Count,
        "number" => Shape::Number,
        "boolean" => Shape::Flag,
        _ if target.get("format").and_then(Value::as_str) == Some("date") => Shape::Date,
        _ if target.get("format").and_then(Value::as_str) == Some("phone") => Shape::Phone,
        _ => Shape::Text { names },
    }
}

/// Follows `$ref` and the non-null arm of `anyOf`.
fn resolve<'a>(schema: &'a Value, defs: &'a Value) -> &'a Value {
    if let Some(arms) = schema.get("anyOf").and_then(Value::as_array) {
        return resolve(&arms[0], defs);
    }
    match schema.get("$ref").and_then(Value::as_str) {
        Some(path) => resolve(&defs[path.rsplit('/').next().unwrap_or_default()], defs),
        None => schema,
    }
}

fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    }
}

fn fields(properties: &Map<String, Value>, defs: &Value) -> Vec<Field> {
    properties
        .iter()
        .map(|(key, schema)| Field {
            word: Word { en: key.clone(), zh: word(schema, "zh").unwrap_or_else(|| key.clone()) },
            shape: read(schema, defs),
            refers: word(schema, "refers"),
            seen: word(schema, "seen").and_then(|seen| Seen::read(&seen)),
        })
        .collect()
}

fn choice(schema: &Value) -> Word {
    let en = word(schema, "const").unwrap_or_default();
    Word { zh: word(schema, "zh").unwrap_or_else(|| en.clone()), en }
}

fn word(schema: &Value, key: &str) -> Option<String> {
    schema.get(key).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_bilingual(shape: &Shape, path: &str) {
        let ascii = |word: &Word| {
            assert!(word.en.is_ascii() && !word.zh.is_ascii(), "{path}: {word:?} lacks its Chinese");
        };
        match shape {
            Shape::Struct(fields) => {
                for field in fields {
                    ascii(&field.word);
                    assert_bilingual(&field.shape, &format!("{path}.{}", field.word.en));
                }
                let mut zh: Vec<_> = fields.iter().map(|f| &f.word.zh).collect();
                zh.sort();
                zh.dedup();
                assert_eq!(zh.len(), fields.len(), "{path}: two fields share one Chinese key");
            }
            Shape::Choice(words) => words.iter().for_each(ascii),
            Shape::Map { value: inner, .. }
            | Shape::List(inner)
            | Shape::Pair(inner)
            | Shape::Plain { shape: inner, .. } => {
                assert_bilingual(inner, path);
            }
            _ => {}
        }
    }

    #[test]
    fn every_key_and_fixed_value_has_both_spellings() {
        assert_bilingual(profile(), "profile");
        assert_bilingual(&of::<crate::model::plan::Plan>(), "plan");
        assert_bilingual(&of::<crate::model::plan::ResolveFile>(), "resolve");
        assert_bilingual(&of::<crate::model::plan::CommonFile>(), "common");
        assert_bilingual(&of::<crate::model::plan::RoleFile>(), "roles");
        assert_bilingual(&of::<crate::model::plan::SignalFile>(), "signals");
        assert_bilingual(&of::<crate::model::names::NameFile>(), "names");
    }
}
