//! What is answered: data, or why not, in words for people and a code for the page.

use serde_json::{Value, json};

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
        Self::of(500, "stuck", &format!("{error:#}"))
    }

    /// Returns what somebody else has changed meanwhile.
    pub fn conflict(body: Value) -> Self {
        Self { status: 409, body }
    }
}
