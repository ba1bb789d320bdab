//! Bytes to text. UTF-8 is taken as it is, and UTF-16 as spreadsheets save
//! "Unicode text". A file in one of the code pages of Windows, as older spreadsheets
//! save it, is distinguished from UTF-8 that was damaged; which code page it is, the
//! letters show.

use crate::domain::error::{Error, Result};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    #[default]
    Utf8,
    /// Western Europe.
    Windows1252,
    /// Central Europe.
    Windows1250,
    /// Cyrillic.
    Windows1251,
    /// With a mark at its beginning, of either order.
    Utf16,
}

impl Encoding {
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Windows1250 => "windows-1250",
            Encoding::Windows1251 => "windows-1251",
            Encoding::Utf16 => "utf-16",
        }
    }
}

pub fn decode(bytes: &[u8]) -> Result<(String, Encoding)> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(refused("is a spreadsheet and no CSV: save it as CSV UTF-8"));
    }
    if let Some(units) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf_16(units, u16::from_le_bytes);
    }
    if let Some(units) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf_16(units, u16::from_be_bytes);
    }
    if bytes.iter().take(64).any(|byte| *byte == 0) {
        return Err(refused("is UTF-16 without a mark or no text at all: save it as CSV UTF-8"));
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    // Letters of Windows-1252 hardly ever make a whole UTF-8 sequence. A file
    // with whole ones and broken ones is UTF-8 that was cut or mixed.
    let whole = bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| !c.is_ascii()).count();
    if whole > 0 {
        let line = line_of_first_broken(bytes);
        return Err(refused(&format!("is UTF-8 in part only: line {line} holds bytes that are no text; save it anew")));
    }
    let (encoding, page) = code_page(bytes);
    let (text, _) = page.decode_without_bom_handling(bytes);
    // Bytes that the code page leaves open.
    if text.contains(|c| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}')) {
        return Err(refused("is neither UTF-8 nor in a code page of Windows: save it as CSV UTF-8"));
    }
    Ok((text.into_owned(), encoding))
}

/// The code page that the letters show: words of Cyrillic are letters above ASCII
/// throughout, and in Central Europe signs of the western page stand within words.
fn code_page(bytes: &[u8]) -> (Encoding, &'static encoding_rs::Encoding) {
    let above = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let is_letter = |byte: &u8| *byte >= 0xc0 || matches!(*byte, 0xa8 | 0xb8);
    let in_words: usize = bytes.split(|byte| !is_letter(byte)).map(<[u8]>::len).filter(|length| *length >= 3).sum();
    if in_words * 2 > above {
        return (Encoding::Windows1251, encoding_rs::WINDOWS_1251);
    }
    // The letters of Poland that are signs in the west: superscripts before a letter,
    // and a turned question mark behind one.
    let within = |pair: &[u8]| match pair {
        [0xb3 | 0xb9, after] => after.is_ascii_lowercase(),
        [before, 0xbf] => before.is_ascii_lowercase(),
        _ => false,
    };
    if bytes.windows(2).any(within) {
        return (Encoding::Windows1250, encoding_rs::WINDOWS_1250);
    }
    (Encoding::Windows1252, encoding_rs::WINDOWS_1252)
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<(String, Encoding)> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>());
    match text {
        Ok(text) if rest.is_empty() => Ok((text, Encoding::Utf16)),
        _ => Err(refused("is UTF-16 in part only, so it was cut or mixed: save it as CSV UTF-8")),
    }
}

fn line_of_first_broken(bytes: &[u8]) -> usize {
    let good = std::str::from_utf8(bytes).err().map_or(bytes.len(), |error| error.valid_up_to());
    bytes[..good].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn refused(detail: &str) -> Error {
    Error::invalid("", "encoding", format!("the file {detail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(String, Encoding)> {
        decode(bytes).ok()
    }

    #[test]
    fn both_encodings_are_known_and_damage_is_told() {
        assert_eq!(read("a;ü\n".as_bytes()), Some(("a;ü\n".to_owned(), Encoding::Utf8)));
        assert_eq!(read(b"\xef\xbb\xbfa"), Some(("a".to_owned(), Encoding::Utf8)));
        assert_eq!(read(b"M\xfctze 5\x80"), Some(("Mütze 5€".to_owned(), Encoding::Windows1252)));
        assert_eq!(read(b"\xff\xfea\0\xfc\0"), Some(("aü".to_owned(), Encoding::Utf16)));
        assert_eq!(read(b"\xfe\xff\0a"), Some(("a".to_owned(), Encoding::Utf16)));
        for bad in [&b"\xff\xfea"[..], b"\xff\xfe\0\xd8", b"a\0b\0", b"PK\x03\x04xl"] {
            assert_eq!(read(bad), None);
        }
        assert_eq!(read(b"a\x81"), None, "0x81 is no letter");
        assert_eq!(read(b"Na\xe7\xe3o, 2 m\xb3"), Some(("Nação, 2 m³".to_owned(), Encoding::Windows1252)));
        assert_eq!(read(b"\xc0\xf0\xf2\xe8\xea\xf3\xeb;1"), Some(("Артикул;1".to_owned(), Encoding::Windows1251)));
        assert_eq!(read(b"Ilo\x9c\xe6;M\xb3ynek"), Some(("Ilość;Młynek".to_owned(), Encoding::Windows1250)));
        let damaged = decode("Mütze\nSchön\n".as_bytes().split_last().map_or(&[][..], |(_, cut)| &cut[..11]));
        assert!(matches!(&damaged, Err(Error::Invalid(errors)) if errors[0].detail.contains("line 2")), "{damaged:?}");
    }
}
