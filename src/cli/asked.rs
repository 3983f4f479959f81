//! What is to be known of any command before it is run, and words that mean more than they say.

use super::args::{AudienceArg, Command, DiffFormat, NowKind, Plans, ReprintFormat, VerifyFormat};
use super::term::Format;
use crate::compose::Copies;
use crate::model::document::Audience;

/// Returns whether a command was asked to answer in JSON.
pub(super) fn speaks_json(command: &Command) -> bool {
    match command {
        Command::Import(args) => args.json,
        Command::Check(args) => args.format == Format::Json,
        Command::Build(args) => args.json && !args.worker,
        Command::Diff(args) => args.format == DiffFormat::Json,
        Command::Reprint(args) => args.format == ReprintFormat::Json && args.list.is_none(),
        Command::Verify(args) => args.format == VerifyFormat::Json,
        Command::Now(args) => args.format == NowKind::Json,
        Command::Plans(Plans::Lint { format, .. }) => *format == Format::Json,
        Command::Trace(args) => args.json,
        _ => false,
    }
}

/// Returns whether a command says what is current: where it cannot know, that is its answer.
pub(super) fn says_what_is_current(command: &Command) -> bool {
    matches!(command, Command::Diff(_) | Command::Reprint(_) | Command::Verify(_))
}

/// Returns the word by which a command was called.
pub(super) fn name(command: &Command) -> String {
    let whole = format!("{command:?}");
    whole.split(['(', ' ', '{']).next().unwrap_or_default().to_lowercase()
}

impl From<AudienceArg> for Audience {
    fn from(word: AudienceArg) -> Self {
        match word {
            AudienceArg::Public => Self::Public,
            AudienceArg::Household => Self::Household,
            AudienceArg::Duty => Self::Duty,
            AudienceArg::File => Self::File,
        }
    }
}

/// Reads one word of `--sheet`.
pub(super) fn sheet(word: &str) -> Result<SheetArg, String> {
    match word {
        "stack" => Ok(SheetArg::Order("stack")),
        "row" => Ok(SheetArg::Order("row")),
        "same" => Ok(SheetArg::Order("same")),
        "fold" => Ok(SheetArg::Fold),
        "long-edge" => Ok(SheetArg::LongEdge),
        "short-edge" => Ok(SheetArg::ShortEdge),
        "no-test" => Ok(SheetArg::NoTest),
        _ => {
            let seat = word.strip_prefix("start=").and_then(|n| n.parse().ok()).filter(|n| *n > 0);
            seat.map(SheetArg::Start)
                .ok_or_else(|| "stack, row, same, fold, start=N, long-edge, short-edge, no-test".to_owned())
        }
    }
}

/// Returns how many of each card a word asks for.
pub(super) fn copies(word: &str) -> Result<Copies, String> {
    match (word, word.parse()) {
        ("each" | "每人", _) => Ok(Copies::Each),
        (_, Ok(count @ 1..=999)) => Ok(Copies::Of(count)),
        _ => Err("1–999, each, 每人".to_owned()),
    }
}

/// One word of `--sheet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetArg {
    /// `stack`, `row` or `same`.
    Order(&'static str),
    /// Front and back side by side.
    Fold,
    /// First seat used.
    Start(usize),
    /// The edge over which the printer turns the paper.
    LongEdge,
    /// The other one.
    ShortEdge,
    /// Without the test page.
    NoTest,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::Cli;

    #[test]
    fn commands_have_the_names_by_which_they_are_called() {
        for words in [&["check"][..], &["verify", "x"], &["explain", "x"], &["plans", "lint"]] {
            let cli = Cli::try_parse_from(std::iter::once(&"duoan").chain(words)).unwrap();
            assert_eq!(name(&cli.command), words[0]);
        }
    }
}
