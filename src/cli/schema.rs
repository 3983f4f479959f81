//! `duoan schema`: the JSON Schema of what people write.

use super::OK;
use super::args::{SchemaArgs, SchemaKind};
use super::term::Term;
use crate::{project, schema};

pub(super) fn run(args: &SchemaArgs, term: &Term) -> anyhow::Result<u8> {
    if let Some(dir) = &args.write {
        schema::write(dir)?.iter().for_each(|path| term.out(&project::shown(path)));
        return Ok(OK);
    }
    let schema = match args.kind {
        SchemaKind::Profile => schema::profile(),
        SchemaKind::Plan => schema::plan(),
    };
    term.out(schema::text(&schema)?.trim_end());
    Ok(OK)
}
