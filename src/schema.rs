//! JSON Schema of profiles and plans, from the model's own attributes, with Chinese and English keys.

use std::path::{Path, PathBuf};

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::disk;
use crate::model::plan::{Level, Plan};
use crate::model::profile::Profile;

/// The folder of a workspace that holds the schemas for editors; the walk of villages passes over it.
pub const FOLDER: &str = ".duoan";
/// The file of the schema of county, town and village files.
pub const PROFILE: &str = "profile.schema.json";
/// The file of the schema of a hazard plan.
pub const PLAN: &str = "plan.schema.json";

/// Returns the schema of county, town and village files.
pub fn profile() -> Value {
    of::<Profile>("duoan 村（社区）档案")
}

/// Returns the schema of a hazard plan.
pub fn plan() -> Value {
    of::<Plan>("duoan 灾种预案")
}

/// Writes both schemas into a folder, over older ones; returns where.
///
/// # Errors
/// If a file cannot be written.
pub fn write(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let write = |(name, schema): (&str, Value)| {
        let path = dir.join(name);
        disk::whole(&path, text(&schema)?.as_bytes())?;
        Ok(path)
    };
    [(PROFILE, profile()), (PLAN, plan())].into_iter().map(write).collect()
}

/// Returns a schema as it is written.
///
/// # Errors
/// Never; JSON values serialise.
pub fn text(schema: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}

fn of<T: JsonSchema>(title: &str) -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>().to_value();
    bilingual(&mut schema);
    schema["title"] = title.into();
    schema
}

/// Adds the Chinese twin of every key and fixed value, refuses other keys, and lets one stand for a list of
/// one.
fn bilingual(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.remove("default");
            object.remove("names");
            object.remove("refers");
            object.remove("seen");
            // To an editor a number is a text or a figure.
            if object.get("format").is_some_and(|format| format == "phone") {
                object.remove("format");
            }
            let inner = object.remove("inner");
            let (plain, single) = (object.remove("plain").is_some(), object.remove("single").is_some());
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                // Before anything is moved: the Chinese key stands beside the type that `loosen` wraps.
                twins(properties);
                object.insert("additionalProperties".into(), false.into());
            }
            for (key, value) in object.iter_mut() {
                match value {
                    // Names of keys, not of what a schema can say.
                    Value::Object(keys) if key == "properties" || key == "$defs" => {
                        keys.values_mut().for_each(bilingual);
                    }
                    value => bilingual(value),
                }
            }
            if inner.is_some_and(|names| names == "level") {
                object["additionalProperties"]["propertyNames"] = json!({"enum": levels()});
            }
            choices(object);
            loosen(object);
            if plain || single {
                alone(object);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(bilingual),
        _ => {}
    }
}

/// Lets a word alone stand for a mapping, or for a list of one.
fn alone(object: &mut Map<String, Value>) {
    let whole = Value::Object(std::mem::take(object));
    let description = whole.get("description").cloned();
    object.insert("anyOf".into(), json!([whole, {"type": ["string", "number", "null"]}]));
    description.into_iter().for_each(|d| drop(object.insert("description".into(), d)));
}

/// Returns every spelling of a level that the loader takes.
fn levels() -> Vec<&'static str> {
    Level::ALL
        .iter()
        .flat_map(|level| [level.id(), level.name(), level.name().trim_end_matches('色')])
        .collect()
}

fn twins(properties: &mut Map<String, Value>) {
    let keys: Vec<String> = properties.keys().cloned().collect();
    for key in keys {
        let zh = properties[&key].as_object_mut().and_then(|p| p.remove("zh"));
        if let Some(Value::String(zh)) = zh {
            properties.insert(zh, properties[&key].clone());
        }
    }
}

/// Turns `oneOf` constants into one list of both spellings.
fn choices(object: &mut Map<String, Value>) {
    let Some(Value::Array(arms)) = object.get("oneOf") else { return };
    let words: Vec<Value> =
        arms.iter().flat_map(|arm| [arm.get("const").cloned(), arm.get("zh").cloned()]).flatten().collect();
    if !words.is_empty() {
        object.remove("oneOf");
        object.insert("enum".into(), words.into());
    }
}

/// Accepts what the loader accepts: one text for a list of texts, a number as text, nothing at all.
fn loosen(object: &mut Map<String, Value>) {
    let text = json!({"type": ["string", "number"]});
    let of_text = object.get("items").is_some_and(|items| {
        items.get("type").is_some_and(|t| t == "string" || t == &json!(["string", "number", "null"]))
    });
    match object.get("type").and_then(Value::as_str) {
        Some("array") if of_text => {
            let list = Value::Object(std::mem::take(object));
            let description = list.get("description").cloned();
            object.insert("anyOf".into(), json!([list, text, {"type": "null"}]));
            description.into_iter().for_each(|d| drop(object.insert("description".into(), d)));
        }
        Some("string")
            if !object.contains_key("enum")
                && !object.contains_key("const")
                && !object.contains_key("format") =>
        {
            object.insert("type".into(), json!(["string", "number", "null"]));
        }
        Some("object") => drop(object.insert("type".into(), json!(["object", "null"]))),
        _ => {}
    }
}
