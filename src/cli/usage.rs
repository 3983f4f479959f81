//! What is wrong with the command line, in the language of the messages.

use std::error::Error;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diag::Diagnostic;
use crate::messages::Lang;

/// Returns the language asked for, however wrong the rest of the command line is.
pub(super) fn language(args: &[String]) -> Lang {
    let named = args.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    let mut asked = named.chain(args.iter().filter_map(|arg| arg.strip_prefix("--lang=")));
    match asked.next() {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => Lang::of_locale(),
    }
}

/// Returns the fault that clap found.
pub(super) fn fault(error: &clap::Error) -> Diagnostic {
    let word = |kind| said(error, kind).into_iter().next().unwrap_or_default();
    let option = || word(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let fault = Diagnostic::error("usage-command").with("word", word(ContextKind::InvalidSubcommand));
            near(
                fault,
                &said(error, ContextKind::SuggestedSubcommand),
                ("duoan --help 列出所有命令", "`duoan --help` lists all commands"),
            )
        }
        ErrorKind::UnknownArgument => {
            let fault = Diagnostic::error("usage-option").with("word", option());
            near(
                fault,
                &said(error, ContextKind::SuggestedArg),
                ("命令后面加 --help，列出能写什么", "add --help to the command to see what it takes"),
            )
        }
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand => {
            let lacking = said(error, ContextKind::InvalidArg)
                .into_iter()
                .chain(said(error, ContextKind::ValidSubcommand));
            Diagnostic::error("usage-missing").with("list", lacking.collect::<Vec<_>>().join("  "))
        }
        ErrorKind::InvalidValue if word(ContextKind::InvalidValue).is_empty() => {
            Diagnostic::error("usage-empty").with("option", option())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let fault = Diagnostic::error("usage-value")
                .with("option", option())
                .with("value", word(ContextKind::InvalidValue));
            let own = error
                .source()
                .filter(|source| !source.is::<std::num::ParseIntError>())
                .map(ToString::to_string);
            let known =
                said(error, ContextKind::ValidValue).into_iter().chain(own).collect::<Vec<_>>().join("  ");
            if known.is_empty() {
                fault.word("hint", "写一个整数", "write a whole number")
            } else {
                fault.word("hint", &format!("能写：{known}"), &format!("one of: {known}"))
            }
        }
        ErrorKind::ArgumentConflict => {
            let other = said(error, ContextKind::PriorArg).join("  ");
            Diagnostic::error("usage-conflict").with("option", option()).with("other", other)
        }
        _ => Diagnostic::error("usage-other").with("detail", error.kind().as_str().unwrap_or_default()),
    }
}

/// Returns what clap says of one kind.
fn said(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(several)) => several.clone(),
        _ => Vec::new(),
    }
}

/// Says what was probably meant, else how to find out.
fn near(fault: Diagnostic, near: &[String], else_how: (&str, &str)) -> Diagnostic {
    // The last is the nearest.
    match near.last() {
        Some(near) => fault.word("hint", &format!("是不是 {near}"), &format!("did you mean {near}")),
        None => fault.word("hint", else_how.0, else_how.1),
    }
}
