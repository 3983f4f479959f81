//! The door: who may ask what. Host and Origin are exact, the word is sent as a header, no other site is let in,
//! nothing is kept by the browser, sizes are bounded, and no path of the disk is ever taken from a request.

use std::io::{Cursor, Read};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiny_http::{Header, Method, Request, Response};

use super::answer::{Answer, Failure};
use super::changes::Edits;
use super::desk::Desk;
use super::paper::Asked;
use super::rosters;
use super::ticket::Ticket;
use super::{form, initials};
use crate::builtin;

/// Largest request that is no roster, in bytes.
const MAX_BODY: u64 = 8 << 20;
/// How long a page waits for tidings.
const PATIENCE: Duration = Duration::from_secs(25);
/// What the page may do: only what it brings itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:; font-src 'self'; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// The page's own files.
const ASSETS: [(&str, &str); 7] = [
    ("index.html", "text/html; charset=utf-8"),
    ("page.css", "text/css; charset=utf-8"),
    ("page.js", "text/javascript; charset=utf-8"),
    ("grid.js", "text/javascript; charset=utf-8"),
    ("screens.js", "text/javascript; charset=utf-8"),
    ("words.js", "text/javascript; charset=utf-8"),
    ("preact.js", "text/javascript; charset=utf-8"),
];

/// Who is let in.
pub struct Door {
    host: String,
    origin: String,
    token: String,
    assets: Option<PathBuf>,
}

/// An answer on its way.
struct Reply {
    status: u16,
    kind: &'static str,
    bytes: Vec<u8>,
    /// How long it took, for whoever measures.
    took: Duration,
}

impl Door {
    /// Returns the door of a page.
    pub fn new(ticket: &Ticket, assets: Option<PathBuf>) -> Self {
        let host = format!("127.0.0.1:{}", ticket.port);
        Self { origin: format!("http://{host}"), host, token: ticket.token.clone(), assets }
    }

    /// Answers a request.
    pub fn answer(&self, mut request: Request, desk: &Arc<Desk>) {
        let start = Instant::now();
        let reply = std::panic::catch_unwind(AssertUnwindSafe(|| self.reply(&mut request, desk)));
        let mut reply = reply.unwrap_or_else(|_| {
            failed(&Failure::of(500, "panic", "程序里出了错，什么都没改。再试一次；还不行就关掉重开"))
        });
        reply.took = start.elapsed();
        let _ = request.respond(reply.response());
    }

    fn reply(&self, request: &mut Request, desk: &Arc<Desk>) -> Reply {
        if let Err(failure) = self.let_in(request) {
            return failed(&failure);
        }
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        if !path.starts_with("/api/") {
            return self.asset(request.method(), path);
        }
        let known = header(request, "X-Duoan").is_some_and(|token| same(&token, &self.token));
        if !known {
            return failed(&Failure::of(403, "token", "这一页的钥匙不对。双击 duoan 再打开一次"));
        }
        let method = request.method().clone();
        let most = if path.starts_with("/api/import") { rosters::MAX_BYTES } else { MAX_BODY };
        let body = match body(request, most) {
            Ok(body) => body,
            Err(failure) => return failed(&failure),
        };
        let parts: Vec<&str> = path.trim_start_matches("/api/").split('/').collect();
        let query = Query::read(query);
        if let (Method::Get, ["v", id, "paper"]) = (&method, parts.as_slice()) {
            let number = |key: &str| query.get(key).and_then(|n| n.parse::<f64>().ok());
            let page = query.get("page").and_then(|n| n.parse().ok()).unwrap_or(0);
            return match desk.picture(id, &query.asked(), page, number("dpi").unwrap_or(96.0)) {
                Ok(bytes) => Reply { status: 200, kind: "image/png", bytes, took: Duration::ZERO },
                Err(failure) => failed(&failure),
            };
        }
        match route(&method, &parts, &query, &body, desk) {
            Ok(value) => Reply {
                status: 200,
                kind: "application/json; charset=utf-8",
                bytes: serde_json::to_vec(&value).expect("values serialise"),
                took: Duration::ZERO,
            },
            Err(failure) => failed(&failure),
        }
    }

    /// Refuses whoever does not come from the page itself.
    fn let_in(&self, request: &Request) -> Result<(), Failure> {
        let refuse = |what: &str| Err(Failure::of(403, what, "只认自己这一页"));
        if header(request, "Host").as_deref() != Some(self.host.as_str()) {
            return refuse("host");
        }
        let origin = header(request, "Origin");
        if origin.as_ref().is_some_and(|origin| *origin != self.origin) {
            return refuse("origin");
        }
        let reads = matches!(request.method(), Method::Get | Method::Head);
        if !reads && origin.is_none() {
            return refuse("origin");
        }
        let site = header(request, "Sec-Fetch-Site");
        if site.is_some_and(|site| site != "same-origin" && site != "none")
            && !(reads && request.url() == "/")
        {
            return refuse("site");
        }
        Ok(())
    }

    fn asset(&self, method: &Method, path: &str) -> Reply {
        let missing = || failed(&Failure::missing());
        if !matches!(method, Method::Get | Method::Head) {
            return missing();
        }
        let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
        if name == "duoan.otf" {
            let bytes = builtin::bytes("fonts/DuoanSans-Regular.otf").unwrap_or_default().to_vec();
            return Reply { status: 200, kind: "font/otf", bytes, took: Duration::ZERO };
        }
        let Some((name, kind)) = ASSETS.iter().find(|(known, _)| *known == name) else { return missing() };
        let own = self.assets.as_ref().and_then(|dir| crate::source::read(&dir.join(name)).ok());
        match own.or_else(|| builtin::web(name).map(<[u8]>::to_vec)) {
            Some(bytes) => Reply { status: 200, kind, bytes, took: Duration::ZERO },
            None => missing(),
        }
    }
}

impl Reply {
    fn response(self) -> Response<Cursor<Vec<u8>>> {
        let mut response = Response::from_data(self.bytes).with_status_code(self.status);
        let took = format!("app;dur={:.1}", self.took.as_secs_f64() * 1000.0);
        for (name, value) in [
            ("Content-Type", self.kind),
            ("Content-Security-Policy", POLICY),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Server-Timing", took.as_str()),
        ] {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        response
    }
}

fn failed(failure: &Failure) -> Reply {
    Reply {
        status: failure.status,
        kind: "application/json; charset=utf-8",
        bytes: serde_json::to_vec(&failure.body).expect("values serialise"),
        took: Duration::ZERO,
    }
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    request
        .headers()
        .iter()
        .find(|header| header.field.equiv(name))
        .map(|header| header.value.as_str().to_owned())
}

/// Compares two words in a time that tells nothing of where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn body(request: &mut Request, most: u64) -> Result<Vec<u8>, Failure> {
    let large = || Failure::of(413, "too-large", "文件太大了，最多 20 兆");
    if request.body_length().is_some_and(|length| length as u64 > most) {
        return Err(large());
    }
    let mut bytes = Vec::new();
    request
        .as_reader()
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Failure::of(400, "cut", "没收全"))?;
    if bytes.len() as u64 > most { Err(large()) } else { Ok(bytes) }
}

/// What stands behind the `?`.
struct Query(Vec<(String, String)>);

impl Query {
    fn read(text: &str) -> Self {
        let pair = |part: &str| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (plain(key), plain(value))
        };
        Self(text.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn asked(&self) -> Asked {
        Asked {
            family: self.get("family").unwrap_or_default().to_owned(),
            card: self.get("card").unwrap_or_default().to_owned(),
            large: self.get("large").is_some_and(|large| large == "1"),
        }
    }
}

/// Returns a text without its percent signs.
fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let hex = more.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = more;
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn json_of(body: &[u8]) -> Answer {
    serde_json::from_slice(body).map_err(|_| Failure::misread())
}

/// Finds who answers.
fn route(method: &Method, parts: &[&str], query: &Query, body: &[u8], desk: &Arc<Desk>) -> Answer {
    let number = |text: &str| text.parse::<u64>().map_err(|_| Failure::missing());
    match (method, parts) {
        (Method::Get, ["hello"]) => desk.hello(),
        (Method::Get, ["form"]) => Ok(form::form(desk.lang, &desk.kit().library)),
        (Method::Get, ["town"]) => desk.town(),
        (Method::Get, ["report"]) => desk.report(),
        (Method::Get, ["events"]) => {
            let after = query.get("after").and_then(|n| n.parse().ok());
            let patience = if after.is_some() { PATIENCE } else { Duration::ZERO };
            Ok(desk.wait(after, patience))
        }
        (Method::Post, ["start"]) => desk.make(&json_of(body)?),
        (Method::Post, ["end"]) => {
            desk.end();
            Ok(json!({"ended": true}))
        }
        (Method::Post, ["initials"]) => {
            let names: Vec<String> = serde_json::from_slice(body).map_err(|_| Failure::misread())?;
            Ok(names
                .into_iter()
                .take(5000)
                .map(|name| (name.clone(), json!(initials::initials(&name))))
                .collect::<serde_json::Map<_, _>>()
                .into())
        }
        (Method::Post, ["commit"]) => desk.commit(json_of(body)?["message"].as_str().unwrap_or_default()),
        (_, ["v", id, rest @ ..]) => village(method, id, rest, query, body, desk),
        (Method::Post, ["import"]) => {
            desk.take(None, query.get("village"), query.get("name").unwrap_or_default(), body)
        }
        (Method::Post, ["import", n]) => {
            desk.take(Some(number(n)?), query.get("village"), query.get("name").unwrap_or_default(), body)
        }
        (Method::Patch, ["import", n]) => desk.answer(number(n)?, &json_of(body)?),
        (Method::Post, ["import", n, "apply"]) => desk.apply(number(n)?, &json_of(body)?),
        (Method::Post, ["build"]) => desk.build(&json_of(body)?),
        (Method::Get, ["build", n]) => desk.progress(number(n)?),
        (Method::Delete, ["build", n]) => desk.stop(number(n)?),
        (Method::Post, ["build", n, "open"]) => {
            let which = json_of(body)?["which"].as_u64().and_then(|n| usize::try_from(n).ok());
            desk.open_made(number(n)?, which)
        }
        (Method::Post, ["now"]) => desk.begin_night(&json_of(body)?),
        (Method::Get, ["now", n]) => desk.see_night(n),
        (Method::Patch, ["now", n]) => desk.tick(n, &json_of(body)?),
        (Method::Post, ["now", n, "print"]) => {
            desk.print_night(n, json_of(body)?["record"].as_bool() == Some(true))
        }
        (Method::Post, ["now", n, "history"]) => desk.history(n),
        _ => Err(Failure::missing()),
    }
}

/// Finds who answers about a village.
fn village(method: &Method, id: &str, rest: &[&str], query: &Query, body: &[u8], desk: &Arc<Desk>) -> Answer {
    match (method, rest) {
        (Method::Get, []) => desk.village(id),
        (Method::Patch, []) => {
            let edits: Edits = serde_json::from_slice(body).map_err(|_| Failure::misread())?;
            desk.patch(id, &edits)
        }
        (Method::Post, ["undo"]) => desk.step(id, true),
        (Method::Post, ["redo"]) => desk.step(id, false),
        (Method::Post, ["mend"]) => desk.mend(id, &json_of(body)?),
        (Method::Post, ["morning"]) => desk.this_morning(id),
        (Method::Get, ["papers"]) => desk.papers(id),
        (Method::Get, ["paper.json"]) => desk.proof(id, &query.asked()),
        (Method::Get, ["made"]) => desk.made(id),
        (Method::Get, ["changed"]) => desk.changed(id),
        (Method::Post, ["printed"]) => {
            let families: Vec<String> =
                serde_json::from_value(json_of(body)?["families"].clone()).unwrap_or_default();
            desk.note_print(id, families)
        }
        (Method::Get, ["source"]) => {
            let open = desk.read(id)?;
            desk.remember(&open);
            Ok(
                json!({"text": open.text.text, "version": open.version(), "file": open.path().file_name().map(|n| n.to_string_lossy().into_owned())}),
            )
        }
        (Method::Put, ["source"]) => {
            let asked: Value = json_of(body)?;
            let (Some(base), Some(text)) = (asked["base"].as_str(), asked["text"].as_str()) else {
                return Err(Failure::misread());
            };
            desk.put_source(id, base, text)
        }
        (Method::Get, ["warned"]) => desk.warned(id, ""),
        (Method::Post, ["warned"]) => desk.warned(id, json_of(body)?["text"].as_str().unwrap_or_default()),
        _ => Err(Failure::missing()),
    }
}
