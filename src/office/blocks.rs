//! What a paper is made of, before it is Word: headings, paragraphs, tables, sections.

use serde::Serialize;

/// A paper.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Paper {
    /// Title for the file's properties.
    pub title: String,
    /// 草稿, 样例: what it is marked with; no part of what it says.
    #[serde(skip)]
    pub mark: Option<&'static str>,
    /// Parts that begin on a page of their own.
    pub sections: Vec<Section>,
}

/// A part that begins on a new page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Section {
    /// Whether its pages lie.
    pub wide: bool,
    /// Whether it begins on an even page.
    pub even: bool,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// One thing on the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Block {
    /// The title of the paper.
    Title(String),
    /// A heading, level 1 to 4, with its number.
    Heading(u8, String),
    /// A paragraph, indented by two characters.
    Body(String),
    /// A line without indent.
    Line(String),
    /// A line that ends so many characters, in halves, before the right edge.
    Right(String, u32),
    /// A line in the middle.
    Centre(String),
    /// The label of an annex, 附件1.
    Label(String),
    /// The title of an annex.
    Annex(String),
    /// The line over a table.
    Caption(String),
    /// A table.
    Table(Table),
    /// A dotted square for the seal, with a word in it.
    Seal(String),
    /// The table of contents.
    Contents,
    /// Lines at the foot of the page, between rules.
    Imprint(Vec<String>),
    /// A small last line.
    Small(String),
    /// An empty line.
    Gap,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Table {
    /// Headings; none where the first column says what is in the others.
    pub head: Vec<String>,
    /// Widths in millimetres.
    pub widths: Vec<u32>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
    /// Least height of a row in millimetres; 0 as high as its words.
    pub least: u32,
}

impl Paper {
    /// Says every text of it another way.
    pub fn each(&mut self, say: impl Fn(&str) -> String) {
        let turn = |text: &mut String| *text = say(text);
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Title(text)
                | Block::Heading(_, text)
                | Block::Body(text)
                | Block::Line(text)
                | Block::Right(text, _)
                | Block::Centre(text)
                | Block::Label(text)
                | Block::Annex(text)
                | Block::Caption(text)
                | Block::Seal(text)
                | Block::Small(text) => turn(text),
                Block::Table(table) => {
                    table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(turn);
                }
                Block::Imprint(lines) => lines.iter_mut().for_each(turn),
                Block::Contents | Block::Gap => {}
            }
        }
    }

    /// Returns it as it goes out: its mark over the first line, its check code under the last.
    pub fn finished(mut self, code: &str) -> Self {
        if let (Some(mark), Some(first)) = (self.mark, self.sections.first_mut()) {
            first.blocks.insert(0, Block::Line(format!("【{mark}】")));
        }
        if let Some(last) = self.sections.last_mut() {
            // What stands at the foot of the page stays the last.
            let foot = usize::from(matches!(last.blocks.last(), Some(Block::Imprint(_))));
            last.blocks.insert(last.blocks.len() - foot, Block::Small(format!("验版码　{code}")));
        }
        self
    }
}

impl Table {
    /// Returns a table with headings.
    pub fn of(columns: &[(&str, u32)], rows: Vec<Vec<String>>) -> Self {
        Self {
            head: columns.iter().map(|(head, _)| (*head).to_owned()).collect(),
            widths: columns.iter().map(|(_, width)| *width).collect(),
            rows,
            least: 0,
        }
    }

    /// Returns a form of two columns or four: what is asked and room for it.
    pub fn form(widths: &[u32], rows: Vec<Vec<String>>, least: u32) -> Self {
        Self { head: Vec::new(), widths: widths.to_vec(), rows, least }
    }
}

impl Section {
    /// Returns an upright part.
    pub fn of(blocks: Vec<Block>) -> Self {
        Self { wide: false, even: false, blocks }
    }
}
