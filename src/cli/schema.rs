//! `duoan schema`: the JSON Schema of what people write.

use super::OK;
use super::args::SchemaKind;
use super::term::Term;
use crate::schema;

pub(super) fn run(kind: SchemaKind, term: &Term) -> anyhow::Result<u8> {
    let schema = match kind {
        SchemaKind::Profile => schema::profile(),
        SchemaKind::Plan => schema::plan(),
    };
    term.out(&serde_json::to_string_pretty(&schema)?);
    Ok(OK)
}
