//! A page that runs, asked over HTTP as a browser would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A page that runs.
pub struct Page {
    pub child: Child,
    pub port: u16,
    pub token: String,
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Got {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// Milliseconds that the program took.
    pub fn took(&self) -> f64 {
        let dur = self.head.split("dur=").nth(1).unwrap_or("9999");
        dur.split(['\r', ';']).next().unwrap().trim().parse().unwrap()
    }
}

pub fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin!("duoan").to_path_buf()
}

impl Page {
    pub fn open(dir: &Path) -> Self {
        Self::open_in(dir, "zh")
    }

    pub fn open_in(dir: &Path, lang: &str) -> Self {
        let mut child = Command::new(program())
            .args(["serve", "--lang", lang])
            .arg(dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (front, token) = line.trim().split_once("/#").unwrap_or_else(|| panic!("{line:?}"));
        let port = front.rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port, token: token.to_owned() }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/#{}", self.port, self.token)
    }

    /// Kills the program as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn raw(&self, method: &str, path: &str, heads: &[(&str, &str)], body: &[u8]) -> Got {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let path: String = path
            .bytes()
            .map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in heads {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all((head + "\r\n").as_bytes()).unwrap();
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let at =
            bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len().saturating_sub(4));
        let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let status = head.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
        let mut body = bytes[(at + 4).min(bytes.len())..].to_vec();
        if head.to_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Got { status, head, body }
    }

    pub fn ask(&self, method: &str, path: &str, body: &Value) -> Got {
        let bytes = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        self.send(method, path, &bytes)
    }

    pub fn send(&self, method: &str, path: &str, bytes: &[u8]) -> Got {
        let host = format!("127.0.0.1:{}", self.port);
        let origin = format!("http://{host}");
        let heads = [("Host", host.as_str()), ("Origin", origin.as_str()), ("X-Duoan", self.token.as_str())];
        self.raw(method, &format!("/api/{path}"), &heads, bytes)
    }

    pub fn get(&self, path: &str) -> Value {
        let got = self.ask("GET", path, &Value::Null);
        assert_eq!(got.status, 200, "{path}: {}", String::from_utf8_lossy(&got.body));
        got.json()
    }

    /// Returns the id of a village.
    pub fn id(&self, name: &str) -> String {
        let town = self.get("town");
        let row = town["villages"].as_array().unwrap().iter().find(|row| row["name"] == name);
        row.unwrap_or_else(|| panic!("{town}"))["id"].as_str().unwrap().to_owned()
    }

    pub fn edit(&self, id: &str, label: &str, edits: &Value) -> Got {
        let base = self.get(&format!("v/{id}"))["version"].clone();
        self.ask("PATCH", &format!("v/{id}"), &json!({"base": base, "label": label, "edits": edits}))
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let Ok(size) = usize::from_str_radix(String::from_utf8_lossy(&rest[..at]).trim(), 16) else { break };
        if size == 0 || rest.len() < at + 2 + size {
            break;
        }
        out.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[(at + 4 + size).min(rest.len())..];
    }
    out
}
