//! Where a line may end: the opportunities of Unicode Annex 14, from the engine's own tables for Chinese.

use std::sync::LazyLock;

use icu_properties::CodePointMapDataBorrowed;
use icu_properties::props::LineBreak;
use icu_provider_blob::BlobDataProvider;
use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::shape::is_ignorable;

const CLASSES: CodePointMapDataBorrowed<LineBreak> = CodePointMapDataBorrowed::new();

/// The segmenter for Chinese, in which “ and ” open and close; the general one if the tables cannot be read.
static SEGMENTER: LazyLock<Option<LineSegmenter>> = LazyLock::new(|| {
    let provider = BlobDataProvider::try_new_from_static_blob(typst_assets::icu::ICU_CJ_SEGMENT).ok()?;
    LineSegmenter::try_new_for_non_complex_scripts_with_buffer_provider(
        &provider,
        LineBreakOptions::default(),
    )
    .ok()
});

/// Returns the ends of possible lines, in bytes, each with whether the line must end there.
pub(super) fn opportunities(text: &str) -> Vec<(usize, bool)> {
    if text.is_empty() {
        return vec![(0, true)];
    }
    let general: LineSegmenterBorrowed;
    let segmenter = if let Some(chinese) = SEGMENTER.as_ref() {
        chinese.as_borrowed()
    } else {
        general = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
        general
    };
    let points = segmenter.segment_str(text);
    points
        .filter_map(|point| {
            let before = text[..point].chars().next_back()?;
            Some((point, point == text.len() || is_newline(before)))
        })
        .collect()
}

fn is_newline(c: char) -> bool {
    matches!(
        CLASSES.get(c),
        LineBreak::MandatoryBreak | LineBreak::CarriageReturn | LineBreak::LineFeed | LineBreak::NextLine
    )
}

/// What counts of a line that must end.
pub(super) fn without_newline(line: &str) -> &str {
    line.trim_end_matches(is_newline)
}

/// What counts of a line that ends because the column does.
pub(super) fn without_blanks(line: &str) -> &str {
    line.trim_end_matches(|c: char| c.is_whitespace() || is_ignorable(c))
}
