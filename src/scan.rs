//! Check codes read from paper: every QR code of a picture or of the pages of a PDF, and those that a PDF has
//! in letters.
//!
//! Codes stand amid text, and Chinese characters look like their corners: a picture is looked at through
//! small windows, and in several sizes, since nobody knows how near the camera was. Of a PDF the pictures on
//! its pages are looked at first, as exact as they were put in; only if they hold no code are the pages
//! drawn, for codes made of lines. Files, pixels and pages have limits: what is beyond them is refused, never
//! waited for.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, ImageData, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Point, Rect};
use hayro::{RenderCache, RenderSettings};
use image::imageops::{self, FilterType};
use image::{GrayImage, ImageReader, Limits, Luma, LumaA};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Largest file that is looked at, in bytes.
pub const MAX_BYTES: u64 = 256 << 20;
/// Most pixels of a picture; telephones take up to about 50 million.
const MAX_PIXELS: u64 = 120_000_000;
/// Pixels that are enough of a picture, or of a page.
const ENOUGH: u32 = 24_000_000;
/// Side of a window, in pixels; two lie over each other by half.
const WINDOW: u32 = 800;
/// Largest side of a picture in which a pixel may be a module.
const TINY: u32 = 180;
/// Most pages of a PDF; a town's sheets of one family have some hundreds.
const MAX_PAGES: usize = 2000;
/// What check codes begin with.
const START: &str = "DA1-";
/// Dots per inch at which pages are drawn: a module of 0.42 mm has five.
const DPI: f32 = 300.0;
/// Most dots on a side of a page, whatever its size.
const MAX_SIDE: f32 = 12_000.0;

/// Why a file cannot be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It is neither a PDF nor a PNG or JPEG picture.
    Kind,
    /// It is damaged or cut off.
    Broken,
    /// It asks for a password.
    Locked,
    /// It has too many pixels; how many are allowed.
    Pixels(u64),
    /// It has too many pages; how many are allowed.
    Pages(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Kind => write!(f, "neither a PDF nor a PNG or JPEG picture"),
            Self::Broken => write!(f, "damaged or cut off"),
            Self::Locked => write!(f, "asks for a password"),
            Self::Pixels(most) => write!(f, "more than {most} pixels"),
            Self::Pages(most) => write!(f, "more than {most} pages"),
        }
    }
}

impl std::error::Error for Fault {}

/// Returns what every QR code says, and every check code that a PDF has in letters, page by page, from top to
/// bottom; the same words once.
///
/// # Errors
/// [`Fault`] if the file cannot be looked at; none that is readable is no error.
pub fn codes(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    // The decoders are others' and read what anybody sends; a fault of theirs is a fault of the file.
    let found = catch_unwind(AssertUnwindSafe(|| if is_pdf(bytes) { pdf(bytes) } else { picture(bytes) }));
    let mut seen = BTreeSet::new();
    let mut found = found.unwrap_or(Err(Fault::Broken))?;
    found.retain(|text| seen.insert(text.clone()));
    Ok(found)
}

/// The mark may stand behind some bytes of a mail program.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|part| part == b"%PDF-")
}

fn picture(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Fault::Broken);
    if reader()?.format().is_none_or(|format| !format.reading_enabled()) {
        return Err(Fault::Kind);
    }
    let (width, height) = reader()?.into_dimensions().map_err(|_| Fault::Broken)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Fault::Pixels(MAX_PIXELS));
    }
    let mut reader = reader()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let decoded = reader.decode().map_err(|_| Fault::Broken)?;
    Ok(sizes(&grey(&decoded)))
}

/// Returns the picture in grey on white paper.
fn grey(picture: &image::DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.to_luma8();
    }
    let on_paper = |LumaA([light, alpha]): LumaA<u8>| {
        let (light, alpha) = (u16::from(light), u16::from(alpha));
        u8::try_from((light * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let seen = picture.to_luma_alpha8();
    GrayImage::from_fn(seen.width(), seen.height(), |x, y| Luma([on_paper(*seen.get_pixel(x, y))]))
}

/// Returns what the codes of a picture say: it is made smaller until it fits a window, and larger if it is
/// small.
fn sizes(picture: &GrayImage) -> Vec<String> {
    let (width, height) = picture.dimensions();
    if width.max(height) <= TINY {
        return ordered(windows(&enlarged(picture), 1.0));
    }
    let mut found = Vec::new();
    let (mut over, mut now) = (1_u32, Cow::Borrowed(picture));
    loop {
        if now.width().saturating_mul(now.height()) <= ENOUGH {
            found.extend(windows(&now, f64::from(over)));
        }
        if now.width().max(now.height()) <= WINDOW {
            break;
        }
        over *= 2;
        now = Cow::Owned(imageops::resize(
            &*now,
            now.width().div_ceil(2),
            now.height().div_ceil(2),
            FilterType::Triangle,
        ));
    }
    for times in [2_u32, 3] {
        let (width, height) = (width.saturating_mul(times), height.saturating_mul(times));
        if (times == 2 || found.is_empty()) && width.saturating_mul(height) <= ENOUGH {
            found.extend(windows(
                &imageops::resize(picture, width, height, FilterType::Triangle),
                1.0 / f64::from(times),
            ));
        }
    }
    ordered(found)
}

/// Returns a picture of which a pixel may be a module so large that it can be read, with its white edge.
fn enlarged(picture: &GrayImage) -> GrayImage {
    let (times, edge) = (5, 20);
    let (width, height) = (picture.width() * times + 2 * edge, picture.height() * times + 2 * edge);
    GrayImage::from_fn(width, height, |x, y| match (x.checked_sub(edge), y.checked_sub(edge)) {
        (Some(x), Some(y)) => {
            picture.get_pixel_checked(x / times, y / times).copied().unwrap_or(Luma([u8::MAX]))
        }
        _ => Luma([u8::MAX]),
    })
}

/// Where a code stands, from the top and from the left, and what it says.
type Seen = (f64, f64, String);

/// Returns the codes from top to bottom; those of one row, by about a finger, from left to right.
fn ordered(mut found: Vec<Seen>) -> Vec<String> {
    found.sort_by(|a, b| {
        (a.0 / 60.0).floor().total_cmp(&(b.0 / 60.0).floor()).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2))
    });
    found.into_iter().map(|(_, _, text)| text).collect()
}

/// Reads a picture window by window.
fn windows(picture: &GrayImage, over: f64) -> Vec<Seen> {
    let starts =
        |side: u32| (0..).map(|i| i * (WINDOW / 2)).take_while(move |at| *at == 0 || at + WINDOW / 2 < side);
    let corners: Vec<(u32, u32)> =
        starts(picture.height()).flat_map(|y| starts(picture.width()).map(move |x| (x, y))).collect();
    let read = |(x, y): &(u32, u32)| {
        let (width, height) = (WINDOW.min(picture.width() - x), WINDOW.min(picture.height() - y));
        window(picture, (*x, *y), (width, height), over)
    };
    corners.par_iter().flat_map_iter(read).collect()
}

fn window(picture: &GrayImage, (left, top): (u32, u32), (width, height): (u32, u32), over: f64) -> Vec<Seen> {
    let view = imageops::crop_imm(picture, left, top, width, height).to_image();
    let dots = view.as_raw();
    let (darkest, lightest) =
        dots.iter().fold((u8::MAX, 0), |(low, high), dot| (low.min(*dot), high.max(*dot)));
    if lightest.saturating_sub(darkest) < 32 {
        return Vec::new();
    }
    let side = width as usize;
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(side, height as usize, |x, y| dots[y * side + x]);
    let place = |at: u32, within: i32| (f64::from(at) + f64::from(within)) * over;
    let seen = |grid: &rqrr::Grid<_>| {
        Some((place(top, grid.bounds[0].y), place(left, grid.bounds[0].x), grid.decode().ok()?.1))
    };
    prepared.detect_grids().iter().filter_map(seen).collect()
}

fn pdf(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Fault::Locked,
        LoadPdfError::Invalid => Fault::Broken,
    })?;
    match pdf.pages().len() {
        0 => return Err(Fault::Broken),
        many if many > MAX_PAGES => return Err(Fault::Pages(MAX_PAGES)),
        _ => {}
    }
    let found = each_page(&pdf, shown);
    Ok(if found.is_empty() { each_page(&pdf, |pdf, number| sizes(&draw(pdf, number))) } else { found })
}

/// Reads all pages; one that cannot be drawn has no codes.
fn each_page(pdf: &Pdf, read: impl Fn(&Pdf, usize) -> Vec<String> + Sync) -> Vec<String> {
    let page = |number: usize| catch_unwind(AssertUnwindSafe(|| read(pdf, number))).unwrap_or_default();
    let found: Vec<Vec<String>> = (0..pdf.pages().len()).into_par_iter().map(page).collect();
    found.into_iter().flatten().collect()
}

/// Returns what the pictures of a page say.
fn shown(pdf: &Pdf, number: usize) -> Vec<String> {
    let page = &pdf.pages()[number];
    let (width, height) = page.render_dimensions();
    let at = page.initial_transform(true).to_kurbo();
    let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(at, whole, &cache, page.xref(), InterpreterSettings::default());
    let mut pictures = Pictures::default();
    interpret_page(page, &mut context, &mut pictures);
    let mut found = pictures.found;
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found.into_iter().map(|(_, _, text)| text).chain(written(&pictures.text)).collect()
}

/// Returns the check codes of a text.
fn written(text: &str) -> Vec<String> {
    let sign = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    let code = |(at, _)| text[at..].chars().take_while(|c| sign(*c)).collect();
    text.match_indices(START).map(code).collect()
}

/// Reads the pictures and letters that a page shows, and draws nothing.
#[derive(Default)]
struct Pictures {
    found: Vec<Seen>,
    /// Letters in the order in which they are drawn, a line where the next is not beside the last.
    text: String,
    /// Where the last letter stands.
    last: Point,
}

impl<'a> Device<'a> for Pictures {
    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let at = transform.translation();
        if u64::from(image.width()) * u64::from(image.height()) > MAX_PIXELS {
            return;
        }
        let mut read = |picture: Option<GrayImage>| {
            let codes = picture.map(|picture| sizes(&picture)).unwrap_or_default();
            self.found.extend(codes.into_iter().map(|code| (at.y, at.x, code)));
        };
        match image {
            Image::Raster(raster) => raster.with_rgba(|data, _| read(luma(data)), None),
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| {
                    read(GrayImage::from_raw(
                        mask.width,
                        mask.height,
                        mask.data.iter().map(|dot| 255 - dot).collect(),
                    ));
                },
                None,
            ),
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        at: Affine,
        of_glyph: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let here = (at * of_glyph).translation().to_point();
        // Letters of a code are about 10 points high, 7 wide.
        if here.distance(self.last) > 15.0 {
            self.text.push('\n');
        }
        self.last = here;
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => self.text.push(c),
            Some(BfString::String(text)) => self.text.push_str(&text),
            None => {}
        }
    }

    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn luma(data: ImageData) -> Option<GrayImage> {
    match data {
        ImageData::Luma(data) => GrayImage::from_raw(data.width, data.height, data.data),
        ImageData::Rgb(data) => {
            GrayImage::from_raw(data.width, data.height, data.data.chunks_exact(3).map(light).collect())
        }
    }
}

/// Returns how light a dot of red, green and blue is.
fn light(dot: &[u8]) -> u8 {
    u8::try_from((u16::from(dot[0]) * 3 + u16::from(dot[1]) * 6 + u16::from(dot[2])) / 10).unwrap_or(u8::MAX)
}

/// Draws a page. Characters of fonts that the file does not hold are missing: no code is made of them.
fn draw(pdf: &Pdf, number: usize) -> GrayImage {
    let page = &pdf.pages()[number];
    let (width, height) = page.render_dimensions();
    let (width, height) = (width.max(1.0), height.max(1.0));
    let finest = (MAX_SIDE / width.max(height)).min((ENOUGH as f32 / (width * height)).sqrt());
    let scale = (DPI / 72.0).min(finest);
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let drawn = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let dots = drawn.data_as_u8_slice().chunks_exact(4).map(light).collect();
    GrayImage::from_raw(u32::from(drawn.width()), u32::from(drawn.height()), dots).unwrap_or_default()
}
