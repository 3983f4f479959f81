//! The door: who may ask what. Host and Origin are exact, the word is sent as a header, no other site is let in,
//! nothing is kept by the browser, sizes are bounded, and no path of the disk is ever taken from a request.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::changes::Edits;
use super::desk::Desk;
use super::paper::Asked;
use super::rosters;
use super::ticket::Ticket;
use super::wire::Request;
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
const ASSETS: [(&str, &str); 11] = [
    ("index.html", "text/html; charset=utf-8"),
    ("page.css", "text/css; charset=utf-8"),
    ("page.js", "text/javascript; charset=utf-8"),
    ("grid.js", "text/javascript; charset=utf-8"),
    ("map.js", "text/javascript; charset=utf-8"),
    ("paper.js", "text/javascript; charset=utf-8"),
    ("print.js", "text/javascript; charset=utf-8"),
    ("roster.js", "text/javascript; charset=utf-8"),
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
        let took = format!("app;dur={:.1}", reply.took.as_secs_f64() * 1000.0);
        let headers = [
            ("Content-Type", reply.kind),
            ("Content-Security-Policy", POLICY),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Server-Timing", took.as_str()),
        ];
        request.respond(reply.status, &headers, &reply.bytes);
    }

    /// Sends one away of too many that came at once.
    pub fn crowded(request: Request) {
        let reply = failed(&Failure::of(503, "crowded", "一下子来得太多了，等一会儿再试"));
        request.respond(reply.status, &[("Content-Type", reply.kind)], &reply.bytes);
    }

    fn reply(&self, request: &mut Request, desk: &Arc<Desk>) -> Reply {
        if let Err(failure) = self.let_in(request) {
            return failed(&failure);
        }
        let url = request.url.clone();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        if !path.starts_with("/api/") {
            return self.asset(&request.method, path);
        }
        let known = request.header("X-Duoan").is_some_and(|token| same(token, &self.token));
        if !known {
            return failed(&Failure::of(403, "token", "这一页的钥匙不对。双击 duoan 再打开一次"));
        }
        let method = request.method.clone();
        let most = if path.starts_with("/api/import") { rosters::MAX_BYTES } else { MAX_BODY };
        let Some(body) = request.body(most) else {
            return failed(&if most == MAX_BODY {
                Failure::of(413, "too-much", "一次填得太多了，最多 8 兆，分几次填")
            } else {
                Failure::of(413, "too-large", "文件太大了，最多 20 兆")
            });
        };
        let parts: Vec<&str> = path.trim_start_matches("/api/").split('/').collect();
        let query = Query::read(query);
        if let ("GET", ["v", id, "paper"]) = (method.as_str(), parts.as_slice()) {
            let number = |key: &str| query.get(key).and_then(|n| n.parse::<f64>().ok());
            let page = query.get("page").and_then(|n| n.parse().ok()).unwrap_or(0);
            return match desk.picture(id, &query.asked(), page, number("dpi").unwrap_or(96.0)) {
                Ok(bytes) => Reply { status: 200, kind: "image/png", bytes, took: Duration::ZERO },
                Err(failure) => failed(&failure),
            };
        }
        if let ("GET", ["v", id, "picture"]) = (method.as_str(), parts.as_slice()) {
            return match desk.map_picture(id) {
                Ok((kind, bytes)) => Reply { status: 200, kind, bytes, took: Duration::ZERO },
                Err(failure) => failed(&failure),
            };
        }
        match route(method.as_str(), &parts, &query, &body, desk) {
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
        if request.header("Host") != Some(self.host.as_str()) {
            return refuse("host");
        }
        let reads = ["GET", "HEAD"].contains(&request.method.as_str());
        let from = request.header("Origin");
        if (request.has("Origin") || !reads) && from != Some(self.origin.as_str()) {
            return refuse("origin");
        }
        let site = request.header("Sec-Fetch-Site").unwrap_or("none");
        if !(["same-origin", "none"].contains(&site) || reads && request.url == "/") {
            return refuse("site");
        }
        Ok(())
    }

    fn asset(&self, method: &str, path: &str) -> Reply {
        let missing = || failed(&Failure::missing());
        if !["GET", "HEAD"].contains(&method) {
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

fn failed(failure: &Failure) -> Reply {
    Reply {
        status: failure.status,
        kind: "application/json; charset=utf-8",
        bytes: serde_json::to_vec(&failure.body).expect("values serialise"),
        took: Duration::ZERO,
    }
}

/// Compares two words in a time that tells nothing of where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
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
fn route(method: &str, parts: &[&str], query: &Query, body: &[u8], desk: &Arc<Desk>) -> Answer {
    let number = |text: &str| text.parse::<u64>().map_err(|_| Failure::missing());
    match (method, parts) {
        ("GET", ["hello"]) => desk.hello(),
        ("GET", ["form"]) => Ok(form::form(desk.lang, &desk.kit().library)),
        ("GET", ["town"]) => desk.town(),
        ("GET", ["report"]) => desk.report(),
        ("GET", ["events"]) => {
            let after = query.get("after").and_then(|n| n.parse().ok());
            let patience = if after.is_some() { PATIENCE } else { Duration::ZERO };
            Ok(desk.wait(after, patience))
        }
        ("POST", ["start"]) => desk.make(&json_of(body)?),
        ("POST", ["end"]) => {
            desk.end();
            Ok(json!({"ended": true}))
        }
        ("POST", ["initials"]) => {
            let names: Vec<String> = serde_json::from_slice(body).map_err(|_| Failure::misread())?;
            Ok(names
                .into_iter()
                .take(5000)
                .map(|name| (name.clone(), json!(initials::initials(&name))))
                .collect::<serde_json::Map<_, _>>()
                .into())
        }
        ("POST", ["commit"]) => desk.commit(json_of(body)?["message"].as_str().unwrap_or_default()),
        ("GET", ["strays", n]) => desk.twins(usize::try_from(number(n)?).unwrap_or(usize::MAX)),
        ("GET", ["sources"]) => Ok(desk.sources()),
        ("GET", ["sources", id]) => desk.own_source(id),
        ("PUT", ["sources", id]) => desk.put_own_source(id, &json_of(body)?),
        (_, ["v", id, rest @ ..]) => village(method, id, rest, query, body, desk),
        ("POST", ["import"]) => {
            desk.take(None, query.get("village"), query.get("name").unwrap_or_default(), body)
        }
        ("POST", ["import", n]) => {
            desk.take(Some(number(n)?), query.get("village"), query.get("name").unwrap_or_default(), body)
        }
        ("PATCH", ["import", n]) => desk.answer(number(n)?, &json_of(body)?),
        ("POST", ["import", n, "apply"]) => desk.apply(number(n)?, &json_of(body)?),
        ("POST", ["build"]) => desk.build(&json_of(body)?),
        ("GET", ["build", n]) => desk.progress(number(n)?),
        ("DELETE", ["build", n]) => desk.stop(number(n)?),
        ("POST", ["build", n, "open"]) => {
            let which = json_of(body)?["which"].as_u64().and_then(|n| usize::try_from(n).ok());
            desk.open_made(number(n)?, which)
        }
        ("POST", ["now"]) => desk.begin_night(&json_of(body)?),
        ("GET", ["now", n]) => desk.see_night(n),
        ("PATCH", ["now", n]) => desk.tick(n, &json_of(body)?),
        ("POST", ["now", n, "print"]) => {
            desk.print_night(n, json_of(body)?["record"].as_bool() == Some(true))
        }
        ("POST", ["now", n, "history"]) => desk.history(n),
        _ => Err(Failure::missing()),
    }
}

/// Finds who answers about a village.
fn village(method: &str, id: &str, rest: &[&str], query: &Query, body: &[u8], desk: &Arc<Desk>) -> Answer {
    match (method, rest) {
        ("GET", []) => desk.village(id),
        ("PATCH", []) => {
            let edits: Edits = serde_json::from_slice(body).map_err(|_| Failure::misread())?;
            desk.patch(id, &edits)
        }
        ("POST", ["undo"]) => desk.step(id, true),
        ("POST", ["redo"]) => desk.step(id, false),
        ("POST", ["mend"]) => desk.mend(id, &json_of(body)?),
        ("POST", ["morning"]) => desk.this_morning(id),
        ("GET", ["papers"]) => desk.papers(id),
        ("GET", ["paper.json"]) => desk.proof(id, &query.asked()),
        ("GET", ["made"]) => desk.made(id),
        ("GET", ["changed"]) => match query.get("since").filter(|which| !which.is_empty()) {
            Some(which) => desk.changed_since(id, which),
            None => desk.changed(id),
        },
        ("GET", ["earlier"]) => desk.earlier(id),
        ("POST", ["printed"]) => {
            let asked: Value = json_of(body)?;
            let families: Vec<String> = serde_json::from_value(asked["families"].clone()).unwrap_or_default();
            if let Some(number) = asked["n"].as_u64() {
                desk.still_as_made(id, number)?;
            }
            desk.note_print(id, families, &asked["cards"])
        }
        ("GET", ["source"]) => {
            let open = desk.read(id)?;
            desk.remember(&open);
            Ok(
                json!({"text": open.text.text, "version": open.version(), "file": open.path().file_name().map(|n| n.to_string_lossy().into_owned())}),
            )
        }
        ("PUT", ["source"]) => {
            let asked: Value = json_of(body)?;
            let (Some(base), Some(text)) = (asked["base"].as_str(), asked["text"].as_str()) else {
                return Err(Failure::misread());
            };
            desk.put_source(id, base, text)
        }
        ("POST", ["order"]) => desk.order(id, &json_of(body)?),
        ("GET", ["fit"]) => desk.fit(id),
        ("PUT", ["fit"]) => desk.put_fit(id, &json_of(body)?),
        ("GET", ["warned"]) => desk.warned(id, ""),
        ("POST", ["warned"]) => desk.warned(id, json_of(body)?["text"].as_str().unwrap_or_default()),
        _ => Err(Failure::missing()),
    }
}
