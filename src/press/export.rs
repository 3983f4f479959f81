//! Sheets to bytes: PDF/A with embedded fonts, pictures, plain text.

use anyhow::{Context, anyhow};
use lopdf::SaveOptions;
use serde::Serialize;
use typst::foundations::{Datetime, Smart};
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;

use super::Sheets;
use crate::model::document::{Document, Finish};

/// The standard asks for a day; a village that has none yet is given one that nobody takes for true. It is
/// not on paper.
const UNDATED: jiff::civil::Date = jiff::civil::date(2000, 1, 1);
/// Readers unpack one stream to reach one object, so streams are not without bound.
const OBJECTS_A_STREAM: usize = 1000;

/// Returns the PDF; the same sheets give the same bytes.
///
/// # Errors
/// If the standard is not met; that is a fault of a layout.
pub fn pdf(sheets: &Sheets, document: &Document) -> anyhow::Result<Vec<u8>> {
    let tagged = document.finish == Finish::Tagged;
    let standards: &[PdfStandard] =
        if tagged { &[PdfStandard::A_2a, PdfStandard::Ua_1] } else { &[PdfStandard::A_2b] };
    let date = Some(document.date.map_or(UNDATED, |d| d.0));
    let stamp = date.and_then(|d| {
        Datetime::from_ymd_hms(d.year().into(), d.month().try_into().ok()?, d.day().try_into().ok()?, 0, 0, 0)
    });
    let options = PdfOptions {
        ident: Smart::Custom(document.ident.clone()),
        creator: Smart::Custom(Some(format!("duoan {}", env!("CARGO_PKG_VERSION")))),
        timestamp: stamp.map(Timestamp::new_utc),
        page_ranges: None,
        standards: PdfStandards::new(standards).map_err(|e| anyhow!("{e:?}"))?,
        tagged,
        pretty: false,
    };
    let messages = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        anyhow!(errors.iter().map(|e| e.message.to_string()).collect::<Vec<_>>().join("; "))
    };
    let bytes =
        typst_pdf::pdf(&sheets.pages, &options).map_err(messages).with_context(|| document.title.clone())?;
    if tagged { compacted(&bytes).with_context(|| document.title.clone()) } else { Ok(bytes) }
}

/// Returns the same PDF with its small objects in compressed object streams (ISO 32000-1, 7.5.7), as PDF/A-2
/// allows: the structure tree of a tagged book is tens of thousands of them.
fn compacted(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut pdf = lopdf::Document::load_mem(bytes)?;
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_A_STREAM)
        .compression_level(9)
        .build();
    let mut compact = Vec::with_capacity(bytes.len() / 2);
    pdf.save_with_options(&mut compact, options)?;
    Ok(compact)
}

/// Returns a PNG of each page.
///
/// # Errors
/// If a page is too large to be a picture.
pub fn png(sheets: &Sheets, dpi: f64) -> anyhow::Result<Vec<Vec<u8>>> {
    let options = RenderOptions { pixel_per_pt: (dpi / 72.0).into(), render_bleed: false };
    let picture = |page| typst_render::render(page, &options).encode_png().map_err(|e| anyhow!("{e}"));
    sheets.pages.pages().iter().map(picture).collect()
}

/// Returns a PNG of one page; none if there is no such page.
///
/// # Errors
/// If the page is too large to be a picture.
pub fn page_png(sheets: &Sheets, page: usize, dpi: f64) -> anyhow::Result<Option<Vec<u8>>> {
    let options = RenderOptions { pixel_per_pt: (dpi / 72.0).into(), render_bleed: false };
    let picture = |page| typst_render::render(page, &options).encode_png().map_err(|e| anyhow!("{e}"));
    sheets.pages.pages().get(page).map(picture).transpose()
}

/// A run of text where it stands on a page, in points from the upper left corner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
    /// The text.
    pub text: String,
}

/// A page's size in points, and the runs of text on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Words {
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
    /// Runs, in the order in which they were laid out.
    pub runs: Vec<Run>,
}

/// Returns the runs of text of each page and where they stand.
pub fn words(sheets: &Sheets) -> Vec<Words> {
    let words = |frame: &Frame| {
        let (size, mut runs) = (frame.size(), Vec::new());
        place(frame, Transform::identity(), &mut runs);
        Words { w: size.x.to_pt(), h: size.y.to_pt(), runs }
    };
    sheets.pages.pages().iter().map(|page| words(&page.frame)).collect()
}

fn place(frame: &Frame, ts: Transform, runs: &mut Vec<Run>) {
    for (at, item) in frame.items() {
        let here = ts.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => place(&group.frame, here.pre_concat(group.transform), runs),
            FrameItem::Text(run) => {
                let size = run.size.to_pt();
                // From the upper edge of tall characters to the lower one of deep ones.
                let corners = [
                    Point::new(Abs::zero(), Abs::pt(-0.9 * size)),
                    Point::new(run.width(), Abs::pt(0.2 * size)),
                ]
                .map(|point| point.transform(here));
                let (x, y) = (corners[0].x.min(corners[1].x), corners[0].y.min(corners[1].y));
                let (w, h) = ((corners[0].x - corners[1].x).abs(), (corners[0].y - corners[1].y).abs());
                runs.push(Run {
                    x: x.to_pt(),
                    y: y.to_pt(),
                    w: w.to_pt(),
                    h: h.to_pt(),
                    text: run.text.to_string(),
                });
            }
            _ => {}
        }
    }
}

/// Returns the text of each page, runs on one line joined, in the order in which they were laid out.
pub fn text(sheets: &Sheets) -> Vec<String> {
    sheets.pages.pages().iter().map(|page| lines(&page.frame).join("\n")).collect()
}

/// Returns the lines of a page.
pub(super) fn lines(frame: &Frame) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    gather(frame, 0.0, &mut lines);
    lines.into_iter().map(|(_, text)| text).collect()
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
