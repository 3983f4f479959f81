//! Sheets to bytes: PDF/A with embedded fonts, plain text.

use anyhow::{Context, anyhow};
use typst::foundations::{Datetime, Smart};
use typst::layout::{Frame, FrameItem};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::Sheets;
use crate::model::document::Document;

/// Returns the PDF; the same sheets give the same bytes.
///
/// # Errors
/// If the standard is not met; that is a fault of a layout.
pub fn pdf(sheets: &Sheets, document: &Document) -> anyhow::Result<Vec<u8>> {
    let standards: &[PdfStandard] = if document.tagged { &[PdfStandard::A_2a, PdfStandard::Ua_1] } else { &[PdfStandard::A_2b] };
    let date = document.date.map(|d| d.0);
    let stamp =
        date.and_then(|d| Datetime::from_ymd_hms(d.year().into(), d.month().try_into().ok()?, d.day().try_into().ok()?, 0, 0, 0));
    let options = PdfOptions {
        ident: Smart::Custom(document.ident.clone()),
        creator: Smart::Custom(Some(format!("duoan {}", env!("CARGO_PKG_VERSION")))),
        timestamp: stamp.map(Timestamp::new_utc),
        page_ranges: None,
        standards: PdfStandards::new(standards).map_err(|e| anyhow!("{e:?}"))?,
        tagged: document.tagged,
        pretty: false,
    };
    let messages = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        anyhow!(errors.iter().map(|e| e.message.to_string()).collect::<Vec<_>>().join("; "))
    };
    typst_pdf::pdf(&sheets.pages, &options).map_err(messages).with_context(|| document.title.clone())
}

/// Returns the text of each page, runs on one line joined, in the order in which they were laid out.
pub fn text(sheets: &Sheets) -> Vec<String> {
    let page = |page: &typst_layout::Page| {
        let mut lines: Vec<(f64, String)> = Vec::new();
        gather(&page.frame, 0.0, &mut lines);
        lines.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    };
    sheets.pages.pages().iter().map(page).collect()
}

/// Runs whose base lines lie within half a point of each other are one line.
fn gather(frame: &Frame, top: f64, lines: &mut Vec<(f64, String)>) {
    for (point, item) in frame.items() {
        let y = top + point.y.to_pt();
        match item {
            FrameItem::Group(group) => gather(&group.frame, y + group.transform.ty.to_pt(), lines),
            FrameItem::Text(run) => match lines.last_mut().filter(|(last, _)| (last - y).abs() < 0.5) {
                Some((_, text)) => text.push_str(&run.text),
                None => lines.push((y, run.text.to_string())),
            },
            _ => {}
        }
    }
}
