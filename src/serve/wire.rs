//! HTTP/1.1 as far as one's own browser needs it: one request a connection, a thread each, everything bounded.
//!
//! Tried and left: `tiny_http` gives a new connection to a thread that is about to be taken by another, and that
//! connection then waits until some other one is closed; a browser that opens six at once on a slow computer shows an
//! empty page.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Most bytes of a head.
const HEAD: u64 = 32 << 10;
/// How long somebody may take to send a request.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most bytes of a body that is refused and read all the same, so that the refusal is heard.
const REFUSED: u64 = 64 << 20;

/// A request.
pub struct Request {
    /// `GET` and so on.
    pub method: String,
    /// Path and query, as sent.
    pub url: String,
    /// Headers in the order in which they came.
    headers: Vec<(String, String)>,
    stream: BufReader<TcpStream>,
    /// Bytes of the body that are still to be read.
    length: u64,
}

impl Request {
    /// Reads the head of a request; `None` if there is none.
    pub fn read(stream: TcpStream) -> Option<Self> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        loop {
            let mut line = Vec::new();
            stream.by_ref().take(HEAD).read_until(b'\n', &mut line).ok()?;
            let line = String::from_utf8(line).ok()?;
            if line.trim_end().is_empty() {
                break;
            }
            head += &line;
            if !line.ends_with('\n') || head.len() as u64 > HEAD {
                return None;
            }
        }
        let mut lines = head.lines();
        let mut first = lines.next()?.split(' ');
        let (method, url) = (first.next()?.to_owned(), first.next()?.to_owned());
        let pair = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        let headers: Vec<(String, String)> = lines.filter_map(pair).collect();
        let mut request = Self { method, url, headers, stream, length: 0 };
        // Browsers say how long a body is.
        request.length = match request.header("Content-Length") {
            Some(length) => length.parse().ok()?,
            None => 0,
        };
        Some(request)
    }

    /// Returns a header; none too if it came twice and says two things.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let first = found.next()?;
        found.all(|other| other.1 == first.1).then_some(first.1.as_str())
    }

    /// Returns whether a header is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Returns the body; `None` if it is longer than this or does not come whole.
    pub fn body(&mut self, most: u64) -> Option<Vec<u8>> {
        if self.length > most {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(self.length).ok()?];
        self.stream.read_exact(&mut bytes).ok()?;
        self.length = 0;
        Some(bytes)
    }

    /// Answers and closes.
    pub fn respond(mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        let reason = match status {
            200 => "OK",
            400 => "Bad Request",
            403 => "Forbidden",
            404 => "Not Found",
            409 => "Conflict",
            413 => "Content Too Large",
            422 => "Unprocessable Content",
            503 => "Service Unavailable",
            507 => "Insufficient Storage",
            _ => "Error",
        };
        let mut head =
            format!("HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        let left = self.length.min(REFUSED);
        let stream = self.stream.get_mut();
        let sent = stream.write_all((head + "\r\n").as_bytes()).and_then(|()| stream.write_all(body));
        if sent.is_ok() {
            let _ = stream.flush();
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = std::io::copy(&mut self.stream.take(left), &mut std::io::sink());
        }
    }
}
