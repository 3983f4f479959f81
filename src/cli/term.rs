//! All that is said on the terminal: faults with excerpts, progress, summaries. Results on stdout, talk on
//! stderr.

use std::io::{IsTerminal, Write};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use super::machine;
use crate::diag::{Diagnostic, Place, Severity};
use crate::messages::{self, Lang};

/// How faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 给人看；with excerpts.
    Human,
    /// 一行一条；one line each.
    Short,
    /// 给程序读；for programs.
    Json,
    /// GitHub Actions 的注记；GitHub workflow commands.
    Github,
    /// SARIF 2.1.0，多数 CI 都认；SARIF 2.1.0.
    Sarif,
}

/// The terminal and the language spoken on it.
pub struct Term {
    /// Language of messages.
    pub lang: Lang,
}

/// A fault and how many villages share it.
pub struct Shown<'a> {
    /// The fault.
    pub fault: &'a Diagnostic,
    /// Villages beyond the first in which it was found.
    pub more: usize,
}

impl Term {
    /// Writes a result line to stdout; a closed pipe is no fault.
    pub fn out(&self, line: &str) {
        let _ = writeln!(anstream::stdout(), "{}", tame(line));
    }

    /// Writes talk to stderr.
    pub fn say(&self, line: &str) {
        let _ = writeln!(anstream::stderr(), "{}", tame(line));
    }

    /// Shows faults in a format.
    pub fn faults(&self, faults: &[Shown], format: Format) {
        match format {
            // It has colours of its own.
            Format::Human => faults.iter().for_each(|shown| {
                let _ = writeln!(anstream::stderr(), "{}", self.human(shown));
            }),
            Format::Short => faults.iter().for_each(|shown| self.out(&self.short(shown))),
            Format::Json => {
                let list: Vec<_> = faults.iter().map(|shown| machine::json(shown, self.lang)).collect();
                self.out(&serde_json::to_string_pretty(&list).expect("JSON values serialise"));
            }
            Format::Github => faults.iter().for_each(|shown| self.out(&machine::github(shown, self.lang))),
            Format::Sarif => {
                let log = machine::sarif(faults, self.lang);
                self.out(&serde_json::to_string_pretty(&log).expect("JSON values serialise"));
            }
        }
    }

    fn human(&self, shown: &Shown) -> String {
        let fault = shown.fault;
        let (message, hint) = messages::words(fault, self.lang);
        let level = level(fault.severity, self.lang);
        let mut report = vec![];
        let title = level.primary_title(message).id(fault.code);
        let mut group = match &fault.at {
            Some(place) if !place.file.text.is_empty() => {
                let excerpt = snippet(place, AnnotationKind::Primary);
                let others = fault.also.iter().map(|p| snippet(p, AnnotationKind::Context));
                title.elements(std::iter::once(excerpt).chain(others))
            }
            Some(place) => title.element(annotate_snippets::Origin::path(tame(&place.file.name))),
            None => annotate_snippets::Group::with_title(title),
        };
        let help = Level::HELP.with_name(self.lang.pick("改法", "mend"));
        if !hint.is_empty() && hint != "—" {
            group = group.element(help.message(hint));
        }
        if shown.more > 0 {
            let more = self
                .lang
                .pick("还有 {} 个村有同样的问题", "+ {} villages")
                .replace("{}", &shown.more.to_string());
            group = group.element(Level::NOTE.with_name(self.lang.pick("另", "note")).message(more));
        }
        report.push(group);
        let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&report) + "\n"
    }

    fn short(&self, shown: &Shown) -> String {
        let fault = shown.fault;
        let (message, hint) = messages::words(fault, self.lang);
        let place = fault.at.as_ref().map_or_else(|| "-".to_owned(), position);
        let more = if shown.more > 0 { format!(" (+{})", shown.more) } else { String::new() };
        let severity = fault.severity.name();
        format!("{place}: {severity}[{}]: {message}; {hint}{more}", fault.code)
    }

    /// Returns what shows how far the work is: a bar on a terminal, plain lines elsewhere.
    pub fn progress(&self, total: usize, quiet: bool) -> Progress<'_> {
        let terminal = std::io::stderr().is_terminal();
        let left = self.lang.pick("还要", "left");
        let template = format!("{{bar:30}} {{pos}}/{{len}}  {{per_sec}}  {left} {{eta}}  {{msg}}");
        let style = ProgressStyle::with_template(&template).expect("the template is fixed");
        let bar = if quiet || !terminal { ProgressBar::hidden() } else { ProgressBar::new(total as u64) };
        bar.set_length(total as u64);
        Progress { bar: bar.with_style(style), lines: (!quiet && !terminal).then_some(self) }
    }
}

/// How far the work is.
pub struct Progress<'a> {
    bar: ProgressBar,
    /// Where plain lines go.
    lines: Option<&'a Term>,
}

impl Progress<'_> {
    /// One more is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// One more is done; says what.
    pub fn step(&self, line: &str) {
        self.advance();
        self.bar.set_message(tame(line));
        if let Some(term) = self.lines {
            let (done, total) = (self.bar.position(), self.bar.length().unwrap_or_default());
            term.say(&format!("[{done}/{total}] {line}"));
        }
    }

    /// Takes the bar away and returns the seconds that it stood.
    pub fn finish(&self) -> f64 {
        self.bar.finish_and_clear();
        self.bar.elapsed().as_secs_f64()
    }
}

/// Returns a text without what a terminal would obey or read backwards: names of files may hold anything.
fn tame(text: &str) -> String {
    let wild = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if wild(c) { '\u{FFFD}' } else { c }).collect()
}

/// Returns file:line:column.
pub fn position(place: &Place) -> String {
    let (line, column) = place.line_column();
    format!("{}:{line}:{column}", place.file.name)
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR.with_name(lang.pick("错误", "error")),
        Severity::Warning => Level::WARNING.with_name(lang.pick("警告", "warning")),
        Severity::Note => Level::NOTE.with_name(lang.pick("提示", "note")),
    }
}

/// Longest line that is shown whole, in bytes.
const LONG_LINE: usize = 2_000;

/// Shows the first line of a place, so that a whole block is not printed.
fn snippet<'a>(place: &'a Place, kind: AnnotationKind) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = &place.file.text;
    let start = place.range.start;
    let first = text[place.range.clone()].find('\n').map_or(place.range.end, |i| start + i).max(start);
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[start..].find('\n').map_or(text.len(), |i| start + i);
    if to - from <= LONG_LINE {
        return Snippet::source(text).path(tame(&place.file.name)).annotation(kind.span(start..first));
    }
    // Of a line without end what stands around the place.
    let from = text.floor_char_boundary(from.max(start.saturating_sub(LONG_LINE / 4)));
    let to = text.floor_char_boundary(to.min(start + LONG_LINE / 2)).max(start);
    Snippet::source(&text[from..to])
        .line_start(place.file.line_of(start))
        .path(tame(&place.file.name))
        .annotation(kind.span(start - from..first.min(to) - from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_no_name_of_a_file() {
        assert_eq!(
            tame("村\u{1b}]0;x\u{7}\u{9b}31m\u{202e}lmay.\n\t文"),
            "村\u{fffd}]0;x\u{fffd}\u{fffd}31m\u{fffd}lmay.\n\t文"
        );
    }
}
