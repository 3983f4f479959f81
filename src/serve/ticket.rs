//! The running page of a folder: where it listens and the word that opens it, in a file that only its owner reads.
//! A second start opens the first.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{disk, schema, source};

/// How long a page that runs takes to answer at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a page runs.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Ticket {
    /// Port on 127.0.0.1.
    pub port: u16,
    /// The word that opens it.
    pub token: String,
}

impl Ticket {
    /// Returns the address that opens the page; the word stands behind the `#`, which is never sent.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/#{}", self.port, self.token)
    }

    fn path(folder: &Path) -> PathBuf {
        folder.join(schema::FOLDER).join("page.json")
    }

    /// Returns the page that runs for a folder, if it answers.
    pub fn running(folder: &Path) -> Option<Self> {
        let bytes = source::read(&Self::path(folder)).ok()?;
        let ticket: Self = serde_json::from_slice(&bytes).ok()?;
        ticket.answers().then_some(ticket)
    }

    /// Returns the page that ran for a folder and did not end as it should.
    pub fn left(folder: &Path) -> Option<Self> {
        let ticket: Self = serde_json::from_slice(&source::read(&Self::path(folder)).ok()?).ok()?;
        let whole = ticket.token.len() == 32 && ticket.token.bytes().all(|byte| byte.is_ascii_hexdigit());
        (whole && ticket.port >= 1024).then_some(ticket)
    }

    /// Asks whether a page runs there that knows the word.
    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<String> {
            let address = SocketAddr::from(([127, 0, 0, 1], self.port));
            let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            write!(
                stream,
                "GET /api/hello HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX-Duoan: {}\r\nConnection: close\r\n\r\n",
                self.port, self.token
            )?;
            let mut first = [0; 12];
            stream.read_exact(&mut first)?;
            Ok(String::from_utf8_lossy(&first).into_owned())
        };
        ask().is_ok_and(|first| first == "HTTP/1.1 200")
    }

    /// Writes it down for a second start.
    ///
    /// # Errors
    /// If it cannot be written; then a second start makes a second page.
    pub fn keep(&self, folder: &Path) -> anyhow::Result<()> {
        disk::private(&Self::path(folder), &serde_json::to_vec(self)?)
    }

    /// Removes it, if it is still this one's.
    pub fn drop(&self, folder: &Path) {
        let bytes = source::read(&Self::path(folder)).unwrap_or_default();
        if serde_json::from_slice::<Self>(&bytes).is_ok_and(|known| known == *self) {
            disk::drop_own(&Self::path(folder));
        }
    }
}
