//! The programs that read a PDF back. Knows nothing of what is on the paper.

use std::path::Path;
use std::process::Command;

/// The programs, of poppler and zbar.
pub const NEEDED: [&str; 7] =
    ["pdfimages", "pdftotext", "pdftohtml", "pdffonts", "pdftoppm", "pdftocairo", "zbarimg"];

/// Returns whether scoring was asked to be left out.
pub fn skipped() -> bool {
    std::env::var("DUOAN_SCORE").is_ok_and(|v| v == "skip")
}

/// Returns what a program says on stdout.
pub fn run(program: &str, args: &[&str], file: &Path) -> String {
    let output = Command::new(program).args(args).arg(file).arg("-").output().unwrap();
    assert!(
        output.status.success(),
        "{program} {}: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Returns the table of fonts: name, embedded, with a way back to characters.
pub fn fonts(file: &Path) -> Vec<(String, bool, bool)> {
    let output = Command::new("pdffonts").arg(file).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // Columns from the right: object id (2), uni, sub, emb.
    let row = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let n = cells.len();
        (cells[0].to_owned(), cells[n - 5] == "yes", cells[n - 3] == "yes")
    };
    text.lines().skip(2).map(row).collect()
}

/// A page in shades of grey or in colour, 0 black to 255 white.
pub struct Raster {
    pub width: usize,
    pub height: usize,
    /// Pixels a point.
    pub scale: f64,
    /// Bytes a pixel: 1 or 3.
    pub depth: usize,
    pub pixels: Vec<u8>,
}

impl Raster {
    /// Returns the darkest and the lightest value and the share of dark pixels in a box of points.
    pub fn range(&self, [x0, y0, x1, y1]: [f64; 4]) -> (u8, u8, f64) {
        let clamp = |v: f64, most: usize| ((v * self.scale).round().max(0.0) as usize).min(most);
        let (left, right) = (clamp(x0, self.width), clamp(x1, self.width));
        let (mut low, mut high, mut dark, mut all) = (255, 0, 0usize, 0usize);
        for y in clamp(y0, self.height)..clamp(y1, self.height) {
            for &v in &self.pixels[y * self.width + left..y * self.width + right] {
                low = low.min(v);
                high = high.max(v);
                dark += usize::from(v < 128);
                all += 1;
            }
        }
        (low, high, dark as f64 / all.max(1) as f64)
    }

    /// Returns the mean of three by three pixels everywhere, as a poor copier makes it.
    pub fn blurred(&self) -> Raster {
        let at = |x: usize, y: usize| u32::from(self.pixels[y * self.width + x]);
        let mut pixels = self.pixels.clone();
        for y in 1..self.height - 1 {
            for x in 1..self.width - 1 {
                let sum: u32 = (0..9).map(|i| at(x + i % 3 - 1, y + i / 3 - 1)).sum();
                pixels[y * self.width + x] = (sum / 9) as u8;
            }
        }
        Raster { pixels, ..*self }
    }

    /// Returns the page enlarged with its edges smoothed, as a telephone sees a coarse print. The reader
    /// finds nothing in fewer than three pixels a module, however sharp.
    pub fn enlarged(&self, times: usize) -> Raster {
        let (width, height) = (self.width * times, self.height * times);
        let mut pixels = Vec::with_capacity(width * height);
        let at = |x: usize, y: usize| {
            self.pixels[y.min(self.height - 1) * self.width + x.min(self.width - 1)] as usize
        };
        for y in 0..height {
            let (row, v) = (y / times, y % times);
            for x in 0..width {
                let (column, u) = (x / times, x % times);
                let above = at(column, row) * (times - u) + at(column + 1, row) * u;
                let below = at(column, row + 1) * (times - u) + at(column + 1, row + 1) * u;
                pixels.push(((above * (times - v) + below * v) / (times * times)) as u8);
            }
        }
        Raster { width, height, scale: self.scale * times as f64, depth: 1, pixels }
    }
}

/// Returns the pages from `first` to `last`, counted from 1, as pictures.
pub fn rasters(file: &Path, first: usize, last: usize, dpi: u32, grey: bool) -> Vec<Raster> {
    let (first, last, dots) = (first.to_string(), last.to_string(), dpi.to_string());
    let mut command = Command::new("pdftoppm");
    if grey {
        command.arg("-gray");
    }
    let output = command.args(["-r", &dots, "-f", &first, "-l", &last]).arg(file).output().unwrap();
    let (mut rest, mut pages) = (&output.stdout[..], Vec::new());
    while !rest.is_empty() {
        // P5 or P6, width and height, 255: three lines, then the pixels.
        let mut head = rest.splitn(4, |b| *b == b'\n');
        let depth = if head.next() == Some(b"P5") { 1 } else { 3 };
        let size = String::from_utf8_lossy(head.next().unwrap()).into_owned();
        let (width, height) =
            size.split_once(' ').map(|(w, h)| (w.parse().unwrap(), h.parse().unwrap())).unwrap();
        let (_, body) = (head.next(), head.next().unwrap());
        let pixels = body[..width * height * depth].to_vec();
        rest = &body[width * height * depth..];
        pages.push(Raster { width, height, depth, scale: f64::from(dpi) / 72.0, pixels });
    }
    pages
}

/// Returns the check codes that a reader finds on a page; `file` is where it is handed over.
pub fn codes(page: &Raster, file: &Path) -> Vec<String> {
    let mut bytes = format!("P5\n{} {}\n255\n", page.width, page.height).into_bytes();
    bytes.extend(&page.pixels);
    std::fs::write(file, bytes).unwrap();
    let output = Command::new("zbarimg")
        .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(file)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}
