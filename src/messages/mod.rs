//! The catalogue of sentences, one file a language; faults carry codes and values, the words are here.

use std::collections::BTreeMap;
use std::io;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::diag::{Diagnostic, EITHER, Said};

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// 中文.
    Zh,
    /// English.
    En,
}

/// One entry of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What is wrong, with placeholders.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// More about it.
    pub explain: String,
}

impl Lang {
    /// Returns the language of the locale; Chinese unless it says otherwise.
    pub fn of_locale() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if !locale.starts_with("zh") && locale != "C" && locale != "POSIX" => Lang::En,
            _ => Lang::Zh,
        }
    }

    /// The same for words that are not fixed in the program.
    pub fn pick_owned(self, zh: &str, en: &str) -> String {
        if self == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }

    /// Returns the word in this language.
    pub fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// Returns the catalogue of a language.
pub fn catalogue(lang: Lang) -> &'static BTreeMap<String, Entry> {
    static ZH: OnceLock<BTreeMap<String, Entry>> = OnceLock::new();
    static EN: OnceLock<BTreeMap<String, Entry>> = OnceLock::new();
    let (slot, text) = match lang {
        Lang::Zh => (&ZH, include_str!("zh.yaml")),
        Lang::En => (&EN, include_str!("en.yaml")),
    };
    slot.get_or_init(|| serde_yaml::from_str(text).expect("the catalogue is tested"))
}

/// Returns the sentence and the hint for a fault.
pub fn words(diagnostic: &Diagnostic, lang: Lang) -> (String, String) {
    match catalogue(lang).get(diagnostic.code) {
        Some(entry) => (fill(&entry.message, diagnostic, lang), fill(&entry.hint, diagnostic, lang)),
        None => (diagnostic.code.to_owned(), String::new()),
    }
}

/// Returns an error with all that it comes from, in one line.
pub fn causes(error: &anyhow::Error, lang: Lang) -> String {
    let word = |cause: &(dyn std::error::Error + 'static)| match (
        lang,
        cause.downcast_ref(),
        cause.downcast_ref(),
    ) {
        (Lang::Zh, Some(Said { zh, .. }), _) => zh.clone(),
        (Lang::Zh, _, Some(error)) => of_system(error),
        _ => cause.to_string(),
    };
    error.chain().map(word).collect::<Vec<_>>().join(lang.pick("：", ": "))
}

/// Returns in Chinese what the system says against a file.
fn of_system(error: &io::Error) -> String {
    let word = match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::AlreadyExists => "已经有了",
        io::ErrorKind::NotADirectory => "中间有一段不是文件夹",
        io::ErrorKind::IsADirectory => "是文件夹，不是文件",
        io::ErrorKind::StorageFull => "磁盘满了",
        io::ErrorKind::QuotaExceeded => "磁盘配额用完了",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        io::ErrorKind::FileTooLarge => "文件太大",
        io::ErrorKind::InvalidFilename => "这个系统不认这样的文件名",
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => "文件不完整",
        _ => match error.raw_os_error() {
            Some(number) => return format!("系统说做不了（{number}）"),
            None => return error.to_string(),
        },
    };
    word.to_owned()
}

/// Returns a value that is a word of the program's own in one language; any other as it is.
pub fn either(value: &str, lang: Lang) -> &str {
    value.split_once(EITHER).map_or(value, |(zh, en)| if lang == Lang::Zh { zh } else { en })
}

/// Puts values in place of `{name}`; a value that holds braces is not read again.
fn fill(template: &str, diagnostic: &Diagnostic, lang: Lang) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        text.push_str(before);
        let value = diagnostic.values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        text.push_str(either(value, lang));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RULES;

    #[test]
    fn both_languages_say_every_code_with_the_same_values() {
        let (zh, en) = (catalogue(Lang::Zh), catalogue(Lang::En));
        assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for (code, entry) in zh {
            let holes = |e: &Entry| {
                let mut names: Vec<String> = (e.message.clone() + &e.hint)
                    .split('{')
                    .skip(1)
                    .map(|p| p.split('}').next().unwrap().to_owned())
                    .collect();
                names.sort();
                names.dedup();
                names
            };
            assert_eq!(holes(entry), holes(&en[code]), "{code}");
            assert!(!entry.explain.is_empty() && !entry.hint.is_empty(), "{code}");
        }
    }

    #[test]
    fn every_code_in_the_source_is_in_the_catalogue_and_the_other_way_round() {
        let mut sources = String::new();
        for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
            let path = entry.unwrap().into_path();
            if path.extension().is_some_and(|e| e == "rs") {
                sources += &String::from_utf8(crate::source::read(&path).unwrap()).unwrap();
            }
        }
        for call in ["Diagnostic::error(\"", "Diagnostic::warning(\"", "Diagnostic::note(\""] {
            // The list of calls above is the one that names no code.
            for code in sources
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .filter(|code| *code != ", ")
            {
                assert!(catalogue(Lang::Zh).contains_key(code), "{code} is not in the catalogue");
            }
        }
        for code in catalogue(Lang::Zh).keys() {
            assert!(sources.contains(&format!("\"{code}\"")), "{code} is never reported");
        }
    }

    #[test]
    fn rules_are_sorted_and_each_is_in_the_catalogue() {
        assert!(RULES.is_sorted_by_key(|r| r.code));
        assert!(RULES.iter().all(|r| catalogue(Lang::Zh).contains_key(r.code)));
    }
}
