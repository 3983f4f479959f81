//! The handbook on A5, to be folded: the same data under another page.

use serde_json::json;

use super::{Absent, Desk, Draft, handbook};

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = super::handbook::UNPRINTED;

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let mut draft = handbook::made(desk, ["spread-a5", "ladder-a5"])?;
    draft.data["page"] = json!("a5");
    draft.data["report_with_sounds"] = json!(false);
    Ok(draft)
}
