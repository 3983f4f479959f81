//! A paper as Word: the parts of the package, written out. Real styles, real tables, a table of contents
//! with its entries in place.
//!
//! Written by hand rather than with a library: the official layout lives in values that libraries hide or
//! do not know (exact lines, character spacing, odd and even footers, cached contents), and the bytes must be
//! the same each time.

use std::fmt::Write;

use super::blocks::{Block, Paper, Section, Table};
use super::grid;
use crate::model::life::Fonts;

/// Twentieths of a point in a character of the body, spacing included.
const CHAR: u32 = 315;
/// The same in a millimetre.
const MM: f64 = 1440.0 / 25.4;

/// The fonts of a set: title, level 1, level 2, body.
struct Faces {
    title: &'static str,
    one: &'static str,
    two: &'static str,
    body: &'static str,
}

fn faces(fonts: Fonts) -> Faces {
    match fonts {
        Fonts::Official => {
            Faces {
                title: "方正小标宋简体", one: "黑体", two: "楷体_GB2312", body: "仿宋_GB2312"
            }
        }
        Fonts::Common => Faces { title: "宋体", one: "黑体", two: "楷体", body: "仿宋" },
    }
}

/// Returns the parts of the package, in the order in which they are packed.
pub(super) fn parts(paper: &Paper, fonts: Fonts) -> Vec<(String, Vec<u8>)> {
    let faces = faces(fonts);
    let part = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    vec![
        part("[Content_Types].xml", content_types()),
        part("_rels/.rels", format!("{HEAD}{PACKAGE_RELATIONS}")),
        part("docProps/core.xml", core(&paper.title)),
        part("word/document.xml", document(paper, fonts)),
        part("word/styles.xml", styles(&faces)),
        part("word/settings.xml", format!("{HEAD}{SETTINGS}")),
        part("word/fontTable.xml", font_table()),
        part("word/footer1.xml", footer("right")),
        part("word/footer2.xml", footer("left")),
        part("word/_rels/document.xml.rels", format!("{HEAD}{DOCUMENT_RELATIONS}")),
    ]
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const PACKAGE_RELATIONS: &str = "<Relationships \
    xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"word/document.xml\"/>\
    <Relationship Id=\"rId2\" \
    Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
    Target=\"docProps/core.xml\"/></Relationships>";
const DOCUMENT_RELATIONS: &str = "<Relationships \
    xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" \
    Target=\"styles.xml\"/>\
    <Relationship Id=\"rId2\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" \
    Target=\"settings.xml\"/>\
    <Relationship Id=\"rId3\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable\" \
    Target=\"fontTable.xml\"/>\
    <Relationship Id=\"rId4\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" \
    Target=\"footer1.xml\"/>\
    <Relationship Id=\"rId5\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" \
    Target=\"footer2.xml\"/></Relationships>";
const SETTINGS: &str = "<w:settings \
    xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:evenAndOddHeaders/>\
    <w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat>\
    <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" \
    w:val=\"15\"/></w:compat></w:settings>";

fn content_types() -> String {
    let mut text = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
            <Default Extension=\"rels\" \
            ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
            <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
            <Override PartName=\"/docProps/core.xml\" \
            ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    for (name, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    ] {
        let _ = write!(
            text,
            "<Override PartName=\"/word/{name}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
        );
    }
    text + "</Types>"
}

fn core(title: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties \
            xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
            xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title>\
            <dc:creator>duoan</dc:creator></cp:coreProperties>",
        escaped(title)
    )
}

/// Returns a text for XML; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

fn font_table() -> String {
    let row = |(name, instead): (&str, &str)| {
        format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"86\"/></w:font>"
        )
    };
    let rows: String = [
        ("方正小标宋简体", "宋体"),
        ("仿宋_GB2312", "仿宋"),
        ("楷体_GB2312", "楷体"),
        ("黑体", "SimHei"),
        ("仿宋", "FangSong"),
        ("楷体", "KaiTi"),
        ("宋体", "SimSun"),
    ]
    .into_iter()
    .map(row)
    .collect();
    format!("{HEAD}<w:fonts {W}>{rows}</w:fonts>")
}

/// The page number between dashes, one character from the edge.
fn footer(side: &str) -> String {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let text = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    format!(
        "{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>\
            <w:ind w:left=\"280\" w:right=\"280\"/><w:jc w:val=\"{side}\"/></w:pPr>{}{}<w:r>\
            <w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>{}{}{}{}</w:p></w:ftr>",
        text("— "),
        field("begin"),
        field("separate"),
        text("1"),
        field("end"),
        text(" —"),
    )
}

/// One paragraph style.
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    based: &'a str,
    /// What is said of the paragraph and of its characters.
    paragraph: String,
    run: String,
}

/// Face, size in half points and spacing in twentieths of a point, in the order that the format asks for.
fn font(face: &str, half_points: u32, spacing: i32) -> String {
    format!(
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{face}\" \
            w:cs=\"Times New Roman\"/><w:b w:val=\"0\"/><w:i w:val=\"0\"/><w:color w:val=\"000000\"/>\
            <w:spacing w:val=\"{spacing}\"/><w:sz w:val=\"{half_points}\"/>\
            <w:szCs w:val=\"{half_points}\"/>"
    )
}

fn spacing(line: f64) -> String {
    format!(
        "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{}\" w:lineRule=\"exact\"/>",
        (line * 20.0).round()
    )
}

/// Every paragraph style but the first.
fn paragraph_styles<'a>(faces: &Faces) -> Vec<Style<'a>> {
    let indent = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"630\"/>";
    let style = |id, name, based, paragraph: String, run: String| Style { id, name, based, paragraph, run };
    let heading = |level: u8, face: &str| {
        (
            format!("<w:keepNext/>{}{indent}<w:outlineLvl w:val=\"{}\"/>", spacing(grid::LINE), level - 1),
            font(face, 32, -5),
        )
    };
    let levels: [(&str, &str, u8, &str); 4] = [
        ("Heading1", "heading 1", 1, faces.one),
        ("Heading2", "heading 2", 2, faces.two),
        ("Heading3", "heading 3", 3, faces.body),
        ("Heading4", "heading 4", 4, faces.body),
    ];
    let mut all = plain_styles(faces);
    for (id, name, level, face) in levels {
        let (paragraph, run) = heading(level, face);
        all.push(style(id, name, "Normal", paragraph, run));
    }
    for (id, name, left) in [("TOC1", "toc 1", 0), ("TOC2", "toc 2", CHAR)] {
        let tabs = "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"8844\"/></w:tabs>";
        all.push(style(
            id,
            name,
            "Normal",
            format!(
                "{tabs}{}<w:ind w:left=\"{left}\" w:firstLine=\"0\"/><w:jc w:val=\"left\"/>",
                spacing(grid::ENTRY)
            ),
            String::new(),
        ));
    }
    all
}

/// The styles that are no headings.
fn plain_styles<'a>(faces: &Faces) -> Vec<Style<'a>> {
    let indent = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"630\"/>";
    let style = |id, name, based, paragraph: String, run: String| Style { id, name, based, paragraph, run };
    vec![
        style("Body", "Body Text", "Normal", indent.to_owned(), String::new()),
        style("Line", "Body Line", "Normal", String::new(), String::new()),
        style(
            "Title",
            "Title",
            "Normal",
            format!("{}<w:jc w:val=\"center\"/>", spacing(36.0)),
            font(faces.title, 44, 0),
        ),
        style("Label", "Annex Label", "Normal", String::new(), font(faces.one, 32, -5)),
        style(
            "Annex",
            "Annex Title",
            "Normal",
            format!("<w:keepNext/>{}<w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>", spacing(36.0)),
            font(faces.title, 44, 0),
        ),
        style(
            "Caption",
            "caption",
            "Normal",
            format!("<w:keepNext/>{}<w:jc w:val=\"center\"/>", spacing(grid::TABLE_LINE + grid::CELL)),
            font(faces.one, 21, 0),
        ),
        style(
            "TableText",
            "Table Text",
            "Normal",
            format!("{}<w:jc w:val=\"left\"/>", spacing(grid::TABLE_LINE)),
            font(faces.body, 21, 0),
        ),
        style(
            "TableHead",
            "Table Head",
            "TableText",
            "<w:keepNext/><w:jc w:val=\"center\"/>".to_owned(),
            font(faces.one, 21, 0),
        ),
        style("Footer", "footer", "Normal", spacing(20.0), font("宋体", 28, 0)),
    ]
}

fn styles(faces: &Faces) -> String {
    let all = paragraph_styles(faces);
    let flat = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";
    let mut text = format!(
        "{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault>\
            <w:rPr>{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>\
            <w:pPrDefault/></w:docDefaults>",
        font(faces.body, 32, -5)
    );
    let _ = write!(
        text,
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>\
            <w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/>{}{flat}<w:jc w:val=\"both\"/></w:pPr>\
            </w:style>",
        spacing(grid::LINE)
    );
    text.push_str(
        "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">\
        <w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/></w:tblPr></w:style>",
    );
    for Style { id, name, based, paragraph, run } in &all {
        let _ = write!(
            text,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
                <w:basedOn w:val=\"{based}\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>\
                <w:rPr>{run}</w:rPr></w:style>"
        );
    }
    text + "</w:styles>"
}

fn document(paper: &Paper, fonts: Fonts) -> String {
    let mut writer = Writer { text: String::new(), fonts, contents: grid::contents(paper), marks: 0 };
    let last = paper.sections.len().saturating_sub(1);
    for (i, section) in paper.sections.iter().enumerate() {
        section.blocks.iter().for_each(|block| writer.block(block));
        let properties = properties(section, i == 0);
        if i == last {
            writer.text.push_str(&properties);
        } else {
            // The section ends with its last paragraph, so that no empty line is added to it.
            let _ = write!(
                writer.text,
                "<w:p><w:pPr><w:pStyle w:val=\"TableText\"/>\
                    <w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" \
                    w:lineRule=\"exact\"/>{properties}</w:pPr></w:p>"
            );
        }
    }
    format!("{HEAD}<w:document {W}><w:body>{}</w:body></w:document>", writer.text)
}

/// Paper and margins: the type area is 156 by 225 mm, upright or lying.
fn properties(section: &Section, first: bool) -> String {
    let kind = match (first, section.even) {
        (true, _) | (_, false) => "nextPage",
        _ => "evenPage",
    };
    let (size, margins) = if section.wide {
        ("w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"", [1588, 1984, 1474, 2098])
    } else {
        ("w:w=\"11906\" w:h=\"16838\"", [2098, 1474, 1984, 1588])
    };
    let [top, right, bottom, left] = margins;
    let foot = if section.wide { 850 } else { 1389 };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>\
            <w:footerReference w:type=\"even\" r:id=\"rId5\"/><w:type w:val=\"{kind}\"/>\
            <w:pgSz {size}/>\
            <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" \
            w:header=\"850\" w:footer=\"{foot}\" w:gutter=\"0\"/></w:sectPr>"
    )
}

struct Writer {
    text: String,
    fonts: Fonts,
    contents: Vec<(u8, String, usize)>,
    /// Headings written so far that the contents list.
    marks: usize,
}

fn run(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line))).collect();
    format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
}

impl Writer {
    fn paragraph(&mut self, style: &str, more: &str, inner: &str) {
        let _ = write!(self.text, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{inner}</w:p>");
    }

    /// A heading with the mark that its line of the contents leads to.
    fn marked(&mut self, style: &str, text: &str) {
        self.marks += 1;
        let n = self.marks;
        let inner = format!(
            "<w:bookmarkStart w:id=\"{n}\" w:name=\"_Toc{n:06}\"/>{}<w:bookmarkEnd w:id=\"{n}\"/>",
            run(text)
        );
        self.paragraph(style, "", &inner);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => self.paragraph("Title", "", &run(text)),
            Block::Heading(level @ 1..=2, text) => self.marked(&format!("Heading{level}"), text),
            Block::Heading(level, text) => self.paragraph(&format!("Heading{level}"), "", &run(text)),
            Block::Body(text) => self.paragraph("Body", "", &run(text)),
            Block::Line(text) => self.paragraph("Line", "<w:jc w:val=\"left\"/>", &run(text)),
            Block::Right(text, halves) => {
                let right = halves * CHAR / 2;
                let more = format!("<w:ind w:right=\"{right}\" w:firstLine=\"0\"/><w:jc w:val=\"right\"/>");
                self.paragraph("Line", &more, &run(text));
            }
            Block::Centre(text) => self.paragraph("Line", "<w:jc w:val=\"center\"/>", &run(text)),
            Block::Label(text) => self.paragraph("Label", "", &run(text)),
            Block::Annex(text) => self.marked("Annex", text),
            Block::Caption(text) => self.paragraph("Caption", "", &run(text)),
            Block::Table(table) => self.table(table),
            Block::Seal(text) => self.seal(text),
            Block::Contents => self.contents(),
            Block::Imprint(lines) => self.imprint(lines),
            Block::Small(text) => self.paragraph("TableText", "", &run(text)),
            Block::Gap => self.paragraph("Line", "", ""),
        }
    }

    fn contents(&mut self) {
        let entries = std::mem::take(&mut self.contents);
        let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
        let last = entries.len().saturating_sub(1);
        for (i, (level, text, page)) in entries.iter().enumerate() {
            let begin = if i == 0 {
                format!(
                    "{}<w:r>\
                        <w:instrText xml:space=\"preserve\"> TOC \\o \"1-2\" \\h \\z \\u </w:instrText>\
                        </w:r>{}",
                    field("begin"),
                    field("separate")
                )
            } else {
                String::new()
            };
            let inner = format!(
                "{begin}<w:hyperlink w:anchor=\"_Toc{:06}\" w:history=\"1\">{}<w:r><w:tab/>\
                    <w:t>{page}</w:t></w:r></w:hyperlink>{}",
                i + 1,
                run(text),
                if i == last { field("end") } else { String::new() }
            );
            self.paragraph(&format!("TOC{level}"), "", &inner);
        }
    }

    fn table(&mut self, table: &Table) {
        let twips = |mm: u32| (f64::from(mm) * MM).round() as u32;
        let border =
            |name: &str| format!("<w:{name} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
        let borders: String =
            ["top", "left", "bottom", "right", "insideH", "insideV"].into_iter().map(border).collect();
        let total: u32 = table.widths.iter().map(|mm| twips(*mm)).sum();
        let columns: String =
            table.widths.iter().map(|mm| format!("<w:gridCol w:w=\"{}\"/>", twips(*mm))).collect();
        let _ = write!(
            self.text,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
                <w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
                <w:top w:w=\"28\" w:type=\"dxa\"/><w:left w:w=\"57\" w:type=\"dxa\"/>\
                <w:bottom w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/>\
                </w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        );
        let height = match table.least {
            0 => String::new(),
            mm => format!("<w:trHeight w:val=\"{}\" w:hRule=\"atLeast\"/>", twips(mm)),
        };
        let heads = (!table.head.is_empty()).then_some(&table.head);
        for (head, cells) in heads.map(|h| (true, h)).into_iter().chain(table.rows.iter().map(|r| (false, r)))
        {
            let repeat = if head { "<w:tblHeader/>" } else { "" };
            let _ = write!(self.text, "<w:tr><w:trPr><w:cantSplit/>{height}{repeat}</w:trPr>");
            for (cell, mm) in cells.iter().zip(&table.widths) {
                let style = if head { "TableHead" } else { "TableText" };
                let _ = write!(
                    self.text,
                    "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>",
                    twips(*mm)
                );
                self.paragraph(style, "", &run(cell));
                self.text.push_str("</w:tc>");
            }
            self.text.push_str("</w:tr>");
        }
        self.text.push_str("</w:tbl>");
        // Two tables that touch would become one.
        self.paragraph(
            "TableText",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>",
            "",
        );
    }

    /// Room for a seal of 42 mm: nobody prints a seal.
    fn seal(&mut self, word: &str) {
        let side = (50.0 * MM).round() as u32;
        let border =
            |name: &str| format!("<w:{name} w:val=\"dotted\" w:sz=\"4\" w:space=\"0\" w:color=\"808080\"/>");
        let borders: String = ["top", "left", "bottom", "right"].into_iter().map(border).collect();
        let _ = write!(
            self.text,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{side}\" w:type=\"dxa\"/><w:jc w:val=\"right\"/>\
                <w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
                <w:tblGrid><w:gridCol w:w=\"{side}\"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/>\
                <w:trHeight w:val=\"{side}\" w:hRule=\"exact\"/></w:trPr><w:tc><w:tcPr>\
                <w:tcW w:w=\"{side}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
        );
        self.paragraph("TableText", "<w:jc w:val=\"center\"/>", &run(word));
        self.text.push_str("</w:tc></w:tr></w:tbl>");
        self.paragraph(
            "TableText",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>",
            "",
        );
    }

    /// 版记：at the foot of the page, one character in, rules of 0.35 mm outside and 0.25 mm between. Space
    /// pushes it down: readers float a table of full width differently.
    fn imprint(&mut self, lines: &[String]) {
        let room = grid::HIGH[0] - grid::LINE * lines.len() as f64 - 2.0 * grid::TABLE_LINE;
        let down = format!(
            "<w:spacing w:before=\"{}\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>",
            (room * 20.0).round()
        );
        self.paragraph("TableText", &down, "");
        let rule = |name: &str, eighths: u32| {
            format!("<w:{name} w:val=\"single\" w:sz=\"{eighths}\" w:space=\"0\" w:color=\"000000\"/>")
        };
        let borders = rule("top", 8) + &rule("bottom", 8) + &rule("insideH", 6);
        let _ = write!(
            self.text,
            "<w:tbl><w:tblPr>\
                <w:tblW w:w=\"8844\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
                <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"8844\"/></w:tblGrid>"
        );
        let size = match self.fonts {
            Fonts::Official => "仿宋_GB2312",
            Fonts::Common => "仿宋",
        };
        for line in lines {
            self.text.push_str(
                "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>\
                <w:tcW w:w=\"8844\" w:type=\"dxa\"/></w:tcPr>",
            );
            let text = format!(
                "<w:r><w:rPr>{}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                font(size, 28, 0),
                escaped(line)
            );
            self.paragraph("Line", "<w:ind w:left=\"280\" w:right=\"280\" w:firstLine=\"0\"/>", &text);
            self.text.push_str("</w:tc></w:tr>");
        }
        self.text.push_str("</w:tbl>");
        self.paragraph(
            "TableText",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>",
            "",
        );
    }
}
