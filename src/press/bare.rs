//! Photographs without what telephones write into them: where and when it was taken, by whom, a small picture of
//! it before it was cut. JPEGs reach the PDF byte by byte; pictures of other kinds are decoded, which leaves
//! nothing but their dots.

/// Start of a JPEG, and the marker of its end.
const START: [u8; 2] = [0xFF, 0xD8];
const END: u8 = 0xD9;
/// How a segment about the camera begins, and one with colours.
const CAMERA: &[u8] = b"Exif\0\0";
const COLOURS: &[u8] = b"ICC_PROFILE\0";
/// Tag of the camera's segment that says which side is up.
const TURNED: u16 = 0x0112;

/// Returns a picture with nothing but what is seen of it. A JPEG that is broken ends where it breaks.
pub fn bare(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&START) {
        return bytes.to_vec();
    }
    let mut kept = START.to_vec();
    let mut rest = &bytes[START.len()..];
    while let Some((segment, behind)) = segment(rest) {
        match segment {
            // JFIF says how large a dot is; Adobe's, in which colours it is.
            [0xFF, 0xE0 | 0xEE, ..] => kept.extend_from_slice(segment),
            [0xFF, 0xE1, _, _, body @ ..] => kept.extend(turned(body).map(upright).into_iter().flatten()),
            [0xFF, 0xE2, _, _, body @ ..] if body.starts_with(COLOURS) => kept.extend_from_slice(segment),
            [0xFF, 0xE1..=0xEF | 0xFE, ..] => {}
            [0xFF, END, ..] => {
                kept.extend_from_slice(segment);
                break;
            }
            _ => kept.extend_from_slice(segment),
        }
        rest = behind;
    }
    kept
}

/// Returns the next segment, or the stretch of dots before it, and what follows.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF);
    let dots = bytes.windows(2).position(is_marker)?;
    let length = match bytes[dots + 1] {
        _ if dots > 0 => return Some(bytes.split_at(dots)),
        END | 0x01 => 2,
        _ => 2 + usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])).max(2),
    };
    bytes.split_at_checked(length)
}

/// Returns which side of a photograph is up, as its camera says; `None` if it is the usual one.
fn turned(body: &[u8]) -> Option<u16> {
    let tiff = body.strip_prefix(CAMERA)?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at + 4)?.try_into().ok()?;
        let long = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
        usize::try_from(long).ok()
    };
    let first = long(4)?;
    let tags = usize::from(short(first)?);
    let place = |tag: usize| first.checked_add(2 + 12 * tag);
    let at = (0..tags).filter_map(place).find(|at| short(*at) == Some(TURNED))?;
    short(at.checked_add(8)?).filter(|side| (2..=8).contains(side))
}

/// Returns a segment about the camera that says only which side is up.
fn upright(side: u16) -> Vec<u8> {
    let [high, low] = side.to_be_bytes();
    let [tag, own] = TURNED.to_be_bytes();
    let tiff =
        [b"MM\0\x2A\0\0\0\x08\0\x01".as_slice(), &[tag, own, 0, 3, 0, 0, 0, 1, high, low, 0, 0], &[0; 4]]
            .concat();
    let length = u16::try_from(2 + CAMERA.len() + tiff.len()).unwrap_or(2);
    [&[0xFF, 0xE1], length.to_be_bytes().as_slice(), CAMERA, &tiff].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], length.as_slice(), body].concat()
    }

    #[test]
    fn what_is_not_seen_goes_and_the_picture_stays() {
        let camera = |side: u8| {
            let tags = [
                0x3B, 0x01, 2, 0, 4, 0, 0, 0, b'A', b'n', b'n', 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, side, 0, 0,
                0,
            ];
            [CAMERA, b"II\x2A\0\x08\0\0\0\x02\0", &tags, b"\0\0\0\0 36.4N 119.1E"].concat()
        };
        let dots = [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];
        let scan =
            [one(0xDA, b"scan").as_slice(), &dots, &one(0xFE, b"secret"), &one(0xC4, b"codes")].concat();
        let photo = |side| {
            [
                START.as_slice(),
                &one(0xE0, b"JFIF\0"),
                &one(0xE1, &camera(side)),
                &one(0xE1, b"http://ns.adobe.com/xap/1.0/\0secret"),
                &one(0xE2, &[COLOURS, b"srgb"].concat()),
                &one(0xE2, b"MPF\0secret"),
                &one(0xED, b"Photoshop 3.0\0secret"),
                &one(0xFE, "暗话 138 7100 0099".as_bytes()),
                &one(0xDB, b"table"),
                &scan,
                &[0xFF, END],
                b"a film of three seconds",
            ]
            .concat()
        };
        let kept = |between: &[u8]| {
            let scan = [one(0xDA, b"scan").as_slice(), &dots, &one(0xC4, b"codes")].concat();
            [
                START.as_slice(),
                &one(0xE0, b"JFIF\0"),
                between,
                &one(0xE2, &[COLOURS, b"srgb"].concat()),
                &one(0xDB, b"table"),
                &scan,
                &[0xFF, END],
            ]
            .concat()
        };
        assert_eq!(bare(&photo(1)), kept(&[]));
        assert_eq!(bare(&photo(6)), kept(&upright(6)));
        assert_eq!(turned(&upright(6)[4..]), Some(6));
        assert_eq!(bare(&bare(&photo(6))), bare(&photo(6)));
        // However it is cut off, nothing of it is read that is not there.
        for end in 0..photo(6).len() {
            assert!(bare(&photo(6)[..end]).len() <= photo(6).len());
        }
        assert_eq!(bare(b"\x89PNG"), b"\x89PNG");
    }
}
