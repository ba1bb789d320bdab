//! As much of HTTP/1.1 as it takes to know that an answer is whole.

use memchr::memmem;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    pub status: u16,
    /// Of headers and body.
    pub length: usize,
}

/// Nothing until the headers are there; the body may still be on its way.
pub fn parse(bytes: &[u8]) -> Option<Answer> {
    let headers = memmem::find(bytes, b"\r\n\r\n")? + 4;
    let status = std::str::from_utf8(bytes.get(9..12)?).ok()?.parse().ok()?;
    Some(Answer { status, length: headers + content_length(&bytes[..headers]) })
}

fn content_length(headers: &[u8]) -> usize {
    const NAME: &[u8] = b"content-length:";
    let line = headers
        .split(|byte| *byte == b'\n')
        .find(|line| line.len() > NAME.len() && line[..NAME.len()].eq_ignore_ascii_case(NAME));
    let digits = line.map(|line| &line[NAME.len()..]).unwrap_or_default();
    digits.iter().filter(|byte| byte.is_ascii_digit()).fold(0, |length, digit| length * 10 + usize::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_as_long_as_it_says() {
        let whole = b"HTTP/1.1 201 Created\r\nContent-Type: a/b\r\nContent-Length: 12\r\n\r\nhello, world";
        assert_eq!(parse(whole), Some(Answer { status: 201, length: whole.len() }));
        assert_eq!(parse(&whole[..30]), None);
        let empty = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(parse(empty), Some(Answer { status: 204, length: empty.len() }));
    }
}
