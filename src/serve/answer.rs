//! What is answered: data, or why not, in words for people and a code for the page.

use std::io::{self, ErrorKind};

use serde_json::{Value, json};

use crate::diag::Refusal;
use crate::messages::{self, Lang};

/// Data for the page, or why there is none.
pub type Answer = Result<Value, Failure>;

/// Why something was not done.
#[derive(Debug, Clone)]
pub struct Failure {
    /// HTTP status.
    pub status: u16,
    /// What the page is told.
    pub body: Value,
}

impl Failure {
    /// Returns a failure with its words.
    pub fn of(status: u16, code: &str, message: &str) -> Self {
        Self { status, body: json!({"code": code, "message": message}) }
    }

    /// Returns the failure of a request for what is not there.
    pub fn missing() -> Self {
        Self::of(404, "missing", "没有这个")
    }

    /// Returns the failure of a request that cannot be understood.
    pub fn misread() -> Self {
        Self::of(400, "misread", "没看懂要做什么")
    }

    /// Returns the failure of the disk or of the program.
    pub fn stuck(error: &anyhow::Error) -> Self {
        let kind = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
        match kind {
            Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
                Self::of(507, "disk-full", "磁盘满了。填的都还在，别关。")
            }
            Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
                Self::of(507, "read-only", "这个文件夹不让写。")
            }
            _ => Self::because(500, "stuck", error),
        }
    }

    /// Returns the failure of what the program itself refuses to do.
    pub fn refused(error: &anyhow::Error) -> Self {
        let barred = Self::stuck(error);
        if barred.status == 507 { barred } else { Self::because(422, "refused", error) }
    }

    /// Returns a failure whose words the page cannot know: they are made here, in both languages.
    pub fn said(status: u16, code: &str, zh: &str, en: &str) -> Self {
        let mut failure = Self::of(status, code, zh);
        failure.body["english"] = json!(en);
        failure
    }

    /// Says why something was not done in both languages, for no catalogue of the page has it.
    fn because(status: u16, code: &str, error: &anyhow::Error) -> Self {
        let words = |lang: Lang| match error.downcast_ref::<Refusal>() {
            Some(Refusal(fault)) => messages::words(fault, lang).0,
            None => messages::causes(error, lang),
        };
        Self::said(status, code, &words(Lang::Zh), &words(Lang::En))
    }

    /// Returns what somebody else has changed meanwhile.
    pub fn conflict(body: Value) -> Self {
        Self { status: 409, body }
    }
}
