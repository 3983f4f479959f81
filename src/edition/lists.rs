//! The lists of words by which free texts are read: `people.txt`, `health.txt`, `nobody.txt`. They are data, for no
//! list of words is ever complete and whoever adds a row need not read code.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Who somebody is, what is said of somebody, and what is said of nobody.
const FILES: [&str; 3] = [include_str!("people.txt"), include_str!("health.txt"), include_str!("nobody.txt")];

/// Words of one section, and which of them begin with a character: texts are many and words are, too.
#[derive(Default)]
struct Section {
    words: Vec<String>,
    begin: BTreeMap<char, Vec<usize>>,
}

impl Section {
    fn add(&mut self, word: String) {
        if let Some(first) = word.chars().next() {
            self.begin.entry(first).or_default().push(self.words.len());
            self.words.push(word);
        }
    }

    /// Returns the words with which a text begins.
    fn at<'a>(&'static self, text: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        let some = text.chars().next().and_then(|first| self.begin.get(&first));
        let words = some.into_iter().flatten().map(|at| self.words[*at].as_str());
        words.filter(move |word| text.starts_with(word))
    }
}

/// Returns a section. A line begins one with its name in brackets, `#` a remark; `_` within a word is a space.
fn section(name: &str) -> &'static Section {
    static LISTS: OnceLock<BTreeMap<&str, Section>> = OnceLock::new();
    let lists = LISTS.get_or_init(|| {
        let mut lists: BTreeMap<&str, Section> = BTreeMap::new();
        let mut name = "";
        for line in FILES.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#')) {
            if let Some(own) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                name = own;
            } else {
                let list = lists.entry(name).or_default();
                line.split_whitespace().for_each(|word| list.add(word.replace('_', " ")));
            }
        }
        lists
    });
    lists.get(name).unwrap_or_else(|| panic!("no list is called {name}"))
}

/// Returns the words of a section, in the order in which they are written.
pub(super) fn words(name: &str) -> &'static [String] {
    &section(name).words
}

/// Returns all words of a section that stand in a text, each with its place.
pub(super) fn all<'a>(text: &'a str, name: &str) -> impl Iterator<Item = (usize, &'static str)> + 'a {
    let section = section(name);
    text.char_indices().flat_map(move |(at, _)| section.at(&text[at..]).map(move |word| (at, word)))
}

/// Returns the first word of a section that stands in a text.
pub(super) fn within(text: &str, name: &str) -> Option<&'static str> {
    all(text, name).next().map(|(_, word)| word)
}

/// Returns whether a text begins with a word of a section.
pub(super) fn begins(text: &str, name: &str) -> bool {
    section(name).at(text).next().is_some()
}

/// Returns whether a text ends with a word of a section.
pub(super) fn ends(text: &str, name: &str) -> bool {
    words(name).iter().any(|word| text.ends_with(word.as_str()))
}

/// Returns a text in which the words of a section are gone.
pub(super) fn without(text: &str, name: &str) -> String {
    let gone = words(name).iter().filter(|word| text.contains(word.as_str()));
    gone.fold(text.to_owned(), |text, word| text.replace(word.as_str(), "、"))
}
