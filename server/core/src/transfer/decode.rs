//! Bytes to text. UTF-8 is taken as it is; a file that is Windows-1252, as
//! older spreadsheets save it, is told apart from UTF-8 that was damaged.

use crate::error::{Error, Result};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Windows1252,
}

impl Encoding {
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
        }
    }
}

/// What Windows-1252 has from 0x80 to 0x9F (WHATWG Encoding); the five that it
/// leaves open are nothing.
const HIGH: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

pub fn decode(bytes: &[u8]) -> Result<(String, Encoding)> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.iter().take(64).any(|b| *b == 0) {
        return Err(refused("is UTF-16 or no text at all: save it as CSV UTF-8"));
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
    let text: Option<String> = bytes.iter().map(|byte| windows_1252(*byte)).collect();
    text.map(|text| (text, Encoding::Windows1252))
        .ok_or_else(|| refused("is neither UTF-8 nor Windows-1252: save it as CSV UTF-8"))
}

fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => Some(char::from(byte)),
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
        assert_eq!(read(b"\xff\xfea\0"), None);
        assert_eq!(read(b"a\x81"), None, "0x81 is no letter");
        let damaged = decode("Mütze\nSchön\n".as_bytes().split_last().map_or(&[][..], |(_, cut)| &cut[..11]));
        assert!(matches!(&damaged, Err(Error::Invalid(errors)) if errors[0].detail.contains("line 2")), "{damaged:?}");
    }
}
