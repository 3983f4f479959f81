//! Words that stand for ids, and what an unknown one may mean: by what people say, not by what looks alike.

use std::collections::{BTreeMap, HashMap};

use crate::diag::simplified;
use crate::source::same_writing;

/// Likeness above which an unknown name is a slip of a known one.
const LIKE: f64 = 0.5;

/// Names that stand for ids: hazards, roles, signals, alarms, levels.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// (kind, spelling, id), in the order in which they were added; a spelling is an id, a name or an alias.
    words: Vec<(&'static str, String, String)>,
    /// Where the first word of a spelling stands, by kind: each name of each plan is looked up.
    index: BTreeMap<&'static str, HashMap<String, usize>>,
    /// Kinds in which a village may use names of its own.
    open: Vec<&'static str>,
    /// (kind, what it is often called, ids that this may mean).
    hints: Vec<(&'static str, String, Vec<String>)>,
    /// Words that say nothing by themselves: 灾害, 预案.
    generic: Vec<String>,
    /// (kind, end): names that end so are known, and stay as they are written.
    ends: Vec<(&'static str, String)>,
}

impl Vocabulary {
    /// Adds a spelling of an id.
    pub fn add(&mut self, kind: &'static str, spelling: &str, id: &str) {
        self.index.entry(kind).or_default().entry(spelling.to_owned()).or_insert(self.words.len());
        self.words.push((kind, spelling.to_owned(), id.to_owned()));
    }

    /// Makes every name known that ends so.
    pub fn end(&mut self, kind: &'static str, end: &str) {
        self.ends.push((kind, end.to_owned()));
    }

    /// Returns whether a name is known by its end.
    pub(super) fn ends(&self, kind: &str, name: &str) -> bool {
        self.ends.iter().any(|(known, end)| *known == kind && name.ends_with(end.as_str()))
    }

    /// Lets names outside the vocabulary pass in this kind.
    pub fn open(&mut self, kind: &'static str) {
        self.open.push(kind);
    }

    /// Adds what ids are often called without being named by it.
    pub fn hint(&mut self, kind: &'static str, called: String, ids: Vec<String>) {
        self.hints.push((kind, called, ids));
    }

    /// Sets the words that say nothing by themselves.
    pub fn generic(&mut self, words: Vec<String>) {
        self.generic = words;
    }

    /// Returns the Chinese name of an id.
    pub fn name_of(&self, kind: &str, id: &str) -> Option<&str> {
        let named = |(k, s, i): &&(&str, String, String)| *k == kind && i == id && !s.is_ascii();
        self.words.iter().find(named).map(|(_, spelling, _)| spelling.as_str())
    }

    /// Returns the id that a spelling stands for, whatever spaces are around it.
    pub fn id_of(&self, kind: &str, spelling: &str) -> Option<&str> {
        self.id(kind, spelling.trim())
    }

    /// Returns whether a village may use names of its own in a kind.
    pub fn is_open(&self, kind: &str) -> bool {
        self.open.contains(&kind)
    }

    /// Returns the names that an unknown one may mean, none rather than a wrong one.
    ///
    /// What people say is looked up first, as a whole, then without the words that say nothing, then by what is
    /// said within it: 木楼火灾, 酒后溺水. Only then likeness counts, and of two characters one is not enough: 水灾
    /// and 旱灾 share their end.
    pub fn near<'a>(&'a self, kind: &'a str, name: &str) -> Vec<&'a str> {
        let name = &simplified(name);
        // 支书兼主任 is one person with two posts.
        let both: Vec<&str> = name.split('兼').flat_map(|one| self.near_one(kind, one)).collect();
        if name.contains('兼') && both.len() > 1 { both } else { self.near_one(kind, name) }
    }

    fn near_one<'a>(&'a self, kind: &'a str, name: &str) -> Vec<&'a str> {
        let bare = self.bare(name);
        let named =
            |id: &String| self.words.iter().filter(|(k, ..)| *k == kind).find(|(_, s, i)| i == id && s != id);
        for word in [name, bare.as_str()] {
            if let Some((_, _, ids)) =
                self.hints.iter().find(|(k, called, _)| *k == kind && same_writing(called, word))
            {
                return ids.iter().filter_map(named).map(|(_, spelling, _)| spelling.as_str()).collect();
            }
            if let Some((_, spelling, _)) =
                self.words.iter().find(|(k, s, _)| *k == kind && same_writing(s, word))
            {
                return vec![spelling];
            }
        }
        // 主任 of a village is 村主任, not what looks most like it.
        let own = format!("村{name}");
        if let Some(own) = self.spellings(kind).find(|spelling| *spelling == own) {
            return vec![own];
        }
        let within = self.within(kind, &bare);
        if !within.is_empty() && !self.is_open(kind) {
            return within.into_iter().filter_map(named).map(|(_, spelling, _)| spelling.as_str()).collect();
        }
        let like = |spelling: &str| strsim::normalized_damerau_levenshtein(&bare, &self.bare(spelling));
        let candidates = self.spellings(kind).filter(|spelling| spelling.is_ascii() == name.is_ascii());
        let best = candidates
            .map(|spelling| (like(spelling), spelling))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        best.filter(|(score, _)| *score > LIKE).map(|(_, spelling)| spelling).into_iter().collect()
    }

    /// Returns the ids that words within a name stand for; of words within each other the longest.
    fn within(&self, kind: &str, name: &str) -> Vec<&String> {
        let spelt = self
            .words
            .iter()
            .filter(|(k, ..)| *k == kind)
            .map(|(_, s, id)| (s.as_str(), std::slice::from_ref(id)));
        let hinted =
            self.hints.iter().filter(|(k, ..)| *k == kind).map(|(_, s, ids)| (s.as_str(), ids.as_slice()));
        let told =
            |(word, _): &(&str, _)| !word.is_ascii() && word.chars().count() > 1 && name.contains(word);
        let mut found: Vec<(&str, &[String])> = spelt.chain(hinted).filter(told).collect();
        let whole: Vec<&str> = found.iter().map(|(word, _)| *word).collect();
        found.retain(|(word, _)| !whole.iter().any(|other| other != word && other.contains(word)));
        let mut ids: Vec<&String> = Vec::new();
        for id in found.into_iter().flat_map(|(_, ids)| ids) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// Returns a name without the words that say nothing; the name itself if nothing else is left.
    fn bare(&self, name: &str) -> String {
        let mut rest = name.trim();
        while let Some(less) = self
            .generic
            .iter()
            .find_map(|word| rest.strip_suffix(word.as_str()).or(rest.strip_prefix(word.as_str())))
        {
            if less.is_empty() {
                break;
            }
            rest = less;
        }
        rest.to_owned()
    }

    /// Returns the id that a spelling stands for.
    pub fn id(&self, kind: &str, spelling: &str) -> Option<&str> {
        self.index.get(kind)?.get(spelling).map(|at| self.words[*at].2.as_str())
    }

    pub(super) fn spellings<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.words.iter().filter(move |(k, _, _)| *k == kind).map(|(_, s, _)| s.as_str())
    }
}
