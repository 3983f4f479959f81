//! Check codes as QR codes, for the layouts to draw. Only for what is typeset: it takes longer than composing
//! a card.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use serde_json::{Value, json};

/// Puts the modules of its check code beside each code of a document's data, as `qr`.
pub(super) fn draw(data: &mut Value) {
    let cards = data.get_mut("cards").and_then(Value::as_array_mut);
    cards.into_iter().flatten().for_each(beside);
    beside(data);
}

fn beside(data: &mut Value) {
    let code = data.get("code").and_then(Value::as_str).map(modules);
    code.into_iter().for_each(|modules| data["qr"] = json!(modules));
}

/// Returns the modules of a code, a line a string; error correction Q, 29 lines where it can.
fn modules(code: &str) -> Vec<String> {
    let text: Vec<char> = code.chars().filter(char::is_ascii).collect();
    let text: String = text.into_iter().collect::<String>().to_ascii_uppercase();
    let segment = if QrSegment::is_alphanumeric(&text) {
        QrSegment::make_alphanumeric(&text)
    } else {
        QrSegment::make_bytes(text.as_bytes())
    };
    let Ok(qr) = QrCode::encode_segments_advanced(
        &[segment],
        QrCodeEcc::Quartile,
        Version::new(3),
        Version::MAX,
        None,
        false,
    ) else {
        return Vec::new();
    };
    let line = |y| (0..qr.size()).map(|x| if qr.get_module(x, y) { '1' } else { '0' }).collect();
    (0..qr.size()).map(line).collect()
}
