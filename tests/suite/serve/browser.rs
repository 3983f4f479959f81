//! A real browser over its raw protocol: clicks, keys, compositions of input methods, pictures. Chromium of the
//! system, without a head; where it is not here one line says so, and `DUOAN_NEEDS_READERS` demands it.

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::readers;

/// Returns Chromium, if it is here.
pub fn chromium() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| readers::find(name).is_some())
}

/// A browser with one page.
pub struct Browser {
    child: Child,
    socket: WebSocket<TcpStream>,
    next: u64,
    /// Requests to any other place than the page's own.
    pub foreign: Vec<String>,
    /// What the page's console and its policy complained of.
    pub complaints: Vec<String>,
    home: String,
    pub clicks: Cell<u32>,
    pub keys: Cell<u32>,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn http(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // It keeps the line open.
    let mut piece = [0; 4096];
    while let Ok(n @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..n]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .to_lowercase()
                .split("content-length:")
                .nth(1)
                .and_then(|n| n.split("\r\n").next()?.trim().parse::<usize>().ok());
            if length.is_some_and(|length| body.len() >= length) {
                break;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Browser {
    /// Opens an address in a window of this size.
    pub fn open(address: &str, width: u32, height: u32) -> Option<Self> {
        let Some(program) = chromium() else {
            readers::skip("the page in a real browser (chromium is not here)");
            return None;
        };
        let profile = tempfile::TempDir::new().unwrap();
        let child = Command::new(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let file = profile.path().join("DevToolsActivePort");
        let port: u16 = wait(Duration::from_secs(60), || {
            std::fs::read_to_string(&file).ok()?.lines().next()?.parse().ok()
        })
        .expect("the browser says its port");
        let answer = http(port, "PUT /json/new?about:blank");
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        let url = body["webSocketDebuggerUrl"].as_str().unwrap().to_owned();
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let (socket, _) = tungstenite::client(url.as_str(), stream).unwrap();
        let home = address.split("/#").next().unwrap().to_owned();
        let mut browser = Self {
            child,
            socket,
            next: 0,
            foreign: Vec::new(),
            complaints: Vec::new(),
            home,
            clicks: Cell::new(0),
            keys: Cell::new(0),
            _profile: profile,
        };
        for domain in ["Page.enable", "Runtime.enable", "Network.enable", "Log.enable"] {
            browser.call(domain, json!({}));
        }
        browser.size(width, height);
        browser.call("Page.navigate", json!({"url": address}));
        browser.wait_for("document.querySelector('.bar') && true");
        Some(browser)
    }

    pub fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers write the parameters where they call")]
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let text = json!({"id": id, "method": method, "params": params}).to_string();
        self.socket.send(Message::Text(text.into())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let value: Value = serde_json::from_str(&text).unwrap();
            if value["id"] == id {
                return value["result"].clone();
            }
            self.note(&value);
        }
    }

    fn note(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                let own = url.starts_with(&self.home)
                    || url.starts_with("blob:")
                    || url.starts_with("about:")
                    || url.starts_with("data:");
                if !own {
                    self.foreign.push(url.to_owned());
                }
            }
            "Runtime.exceptionThrown" => self.complaints.push(params["exceptionDetails"].to_string()),
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                let entry = &params["entry"];
                // A refused edit is an answer, no complaint.
                if entry["source"] != "network" {
                    self.complaints.push(entry["text"].to_string());
                }
            }
            _ => {}
        }
    }

    /// Evaluates an expression in the page.
    pub fn eval(&mut self, script: &str) -> Value {
        let asked = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let got = self.call("Runtime.evaluate", asked);
        assert!(got["exceptionDetails"].is_null(), "{script}: {}", got["exceptionDetails"]);
        got["result"]["value"].clone()
    }

    pub fn wait_for(&mut self, script: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.eval(script);
            if !value.is_null() && value != json!(false) && value != json!("") && value != json!(0) {
                return value;
            }
            if start.elapsed() > Duration::from_secs(40) {
                let text = self.eval("document.body.innerText");
                panic!("waited for {script}\n{}\n{:?}", text.as_str().unwrap_or_default(), self.complaints);
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    }

    /// Clicks what a selector or a text names, where it can be seen, as a hand does.
    pub fn click(&mut self, what: &str) {
        let find = format!(
            "(() => {{ const w = {what}; const seen = e => {{ const r = e.getBoundingClientRect(); return r.width && r.height; }};
               let e = null; try {{ e = [...document.querySelectorAll(w)].find(seen); }} catch (x) {{}}
               e = e || [...document.querySelectorAll('button,a,label,td,option')].filter(seen).find(x => x.textContent.trim() === w) || [...document.querySelectorAll('button,a,label,td')].filter(seen).find(x => x.textContent.trim().includes(w));
               if (!e || e.disabled) return null; e.scrollIntoView({{block: 'nearest', inline: 'nearest'}}); const r = e.getBoundingClientRect();
               return [r.left + r.width / 2, r.top + r.height / 2]; }})()",
            what = json!(what)
        );
        let at = self.wait_for(&find);
        self.clicks.set(self.clicks.get() + 1);
        self.press(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    }

    pub fn press(&mut self, x: f64, y: f64) {
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Presses a key, with modifiers: 1 Alt, 2 Ctrl, 8 Shift.
    pub fn key(&mut self, key: &str, modifiers: u32) {
        self.keys.set(self.keys.get() + 1);
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            "Delete" => 46,
            "ArrowDown" => 40,
            "ArrowUp" => 38,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            "F8" => 119,
            "F7" => 118,
            "F6" => 117,
            "F2" => 113,
            "Insert" => 45,
            one => one.chars().next().map_or(0, |c| c.to_ascii_uppercase() as u32),
        };
        let text = if key.len() == 1 && modifiers & 3 == 0 {
            key
        } else if key == "Enter" {
            "\r"
        } else {
            ""
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "code": key, "modifiers": modifiers, "windowsVirtualKeyCode": code});
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Types a text as a keyboard or an input method hands it over.
    pub fn text(&mut self, text: &str) {
        self.keys.set(self.keys.get() + u32::try_from(text.chars().count()).unwrap());
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Composes a text with an input method: letters first, then what was meant.
    pub fn compose(&mut self, letters: &str, meant: &str) {
        for end in 1..=letters.len() {
            let so_far = &letters[..end];
            let event = json!({"text": so_far, "selectionStart": end, "selectionEnd": end});
            self.call("Input.imeSetComposition", event);
        }
        self.call("Input.insertText", json!({"text": meant}));
    }

    /// Pastes a text into what has the focus.
    pub fn paste(&mut self, text: &str) {
        self.keys.set(self.keys.get() + 1);
        self.eval(&format!(
            "(() => {{ const d = new DataTransfer(); d.setData('text/plain', {}); document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{clipboardData: d, bubbles: true, cancelable: true}})); return true; }})()",
            json!(text)
        ));
    }

    /// Puts files into the page as if they were chosen.
    pub fn choose(&mut self, selector: &str, file: &Path) {
        let document = self.call("DOM.getDocument", json!({}));
        let node = self
            .call("DOM.querySelector", json!({"nodeId": document["root"]["nodeId"], "selector": selector}));
        self.call("DOM.setFileInputFiles", json!({"files": [file], "nodeId": node["nodeId"]}));
    }

    /// Keeps a picture of what is seen, where whoever looks at the page asks for it.
    pub fn picture(&mut self, name: &str) {
        let Some(dir) = std::env::var_os("DUOAN_PICTURES") else { return };
        let got = self.call("Page.captureScreenshot", json!({"format": "png"}));
        let bytes = base64(got["data"].as_str().unwrap());
        std::fs::write(Path::new(&dir).join(format!("{name}.png")), bytes).unwrap();
    }

    /// Returns what is wrong with what can be seen now: names of controls, contrast, what lies outside.
    pub fn audit(&mut self) -> Vec<String> {
        let found = self.eval(include_str!("audit.js"));
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|fault| fault.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

pub fn wait<T>(patience: Duration, ask: impl Fn() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = ask() {
            return Some(found);
        }
        if start.elapsed() > patience {
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::new();
    let signs: Vec<u8> = text.bytes().filter(|c| *c != b'=').collect();
    for four in signs.chunks(4) {
        let bits =
            four.iter().fold(0_u32, |all, c| (all << 6) | u32::from(value(*c))) << (6 * (4 - four.len()));
        let all = bits.to_be_bytes();
        bytes.extend_from_slice(&all[1..four.len()]);
    }
    bytes
}
