//! `duoan schema`: the JSON Schema of what people write.

use std::path::Path;

use super::OK;
use super::args::{SchemaArgs, SchemaKind};
use super::term::Term;
use crate::{disk, project, schema};

pub(super) fn run(args: &SchemaArgs, term: &Term) -> anyhow::Result<u8> {
    if let Some(dir) = &args.write {
        return write(dir, term).map(|()| OK);
    }
    term.out(text(args.kind)?.trim_end());
    Ok(OK)
}

/// Writes the schemas into a folder, over older ones.
pub(super) fn write(dir: &Path, term: &Term) -> anyhow::Result<()> {
    for (name, kind) in [(schema::PROFILE, SchemaKind::Profile), (schema::PLAN, SchemaKind::Plan)] {
        let path = dir.join(name);
        disk::whole(&path, text(kind)?.as_bytes())?;
        term.out(&project::shown(&path));
    }
    Ok(())
}

fn text(kind: SchemaKind) -> anyhow::Result<String> {
    let schema = match kind {
        SchemaKind::Profile => schema::profile(),
        SchemaKind::Plan => schema::plan(),
    };
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
