//! One rule for email addresses: what mail can be sent to, by any server and by SES.
//!
//! It is narrower than RFC 5321. The local part is a dot-atom in ASCII (SES takes no other, and mail servers seldom
//! do; quoted ones are refused by many that receive). The domain is a host name of two labels or more, also an
//! international one, which is sent to in its ASCII form (RFC 5891). The standalone's tests hold that its mailer takes
//! whatever this takes.

use idna::AsciiDenyList;

/// Characters of an address (RFC 5321, with the path's brackets taken off).
pub const MAX: usize = 254;
/// Bytes of the local part (RFC 5321, section 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Bytes of the domain.
const MAX_DOMAIN: usize = 253;
/// Bytes of one label of the domain (RFC 1035).
const MAX_LABEL: usize = 63;
/// What a local part may hold besides letters, digits and single dots (RFC 5322, atext).
const SIGNS: &str = "!#$%&'*+-/=?^_`{|}~";

/// Returns the address with its domain in ASCII (IDNA), as mail is sent to it; `None` if the domain has no such form.
pub fn to_ascii(address: &str) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    if !is_local_part(local) {
        return None;
    }
    let domain = idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::STD3).ok()?;
    let whole = format!("{local}@{domain}");
    (is_domain(&domain) && address.chars().count() <= MAX && whole.len() <= MAX).then_some(whole)
}

fn is_local_part(local: &str) -> bool {
    local.len() <= MAX_LOCAL
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(|c| c.is_ascii_alphanumeric() || SIGNS.contains(c)))
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        (1..=MAX_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let names_a_host = labels.last().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()));
    domain.len() <= MAX_DOMAIN && labels.len() >= 2 && labels.iter().all(is_label) && names_a_host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mail_can_be_sent_to_is_taken() {
        for good in [
            "ada@example.com",
            "Ada.Love+shop@sub.example.co",
            "o'brien@example.ie",
            "a@b.de",
            "x@xn--exmple-cua.de",
            &format!("{}@example.com", "a".repeat(64)),
        ] {
            assert_eq!(to_ascii(good).as_deref(), Some(good));
        }
        assert_eq!(to_ascii("ada@exämple.de").as_deref(), Some("ada@xn--exmple-cua.de"));
        assert_eq!(to_ascii("ada@例え.jp").as_deref(), Some("ada@xn--r8jz45g.jp"));
    }

    #[test]
    fn what_it_can_not_is_refused() {
        for bad in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "ada@localhost",
            "a b@example.com",
            "a@b@c.de",
            "a@.de",
            "a@x..de",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
            "a@x-.example",
            "a@-x.example",
            "a@x.example.",
            "\"a b\"@example.com",
            "a@[192.0.2.1]",
            "a@192.0.2.1",
            "josé@example.com",
            "a@exa_mple.com",
            "a\u{202e}b@example.com",
            "a\u{200b}@example.com",
            "a\nb@example.com",
            "a@example.com\r\nBcc: b@c.de",
            "<a@example.com>",
            "a,b@example.com",
            "a@xn--.com",
            &format!("{}@example.com", "a".repeat(65)),
            &format!("a@{}.com", "a".repeat(64)),
            &format!("a@{}.com", "ä".repeat(60)),
            &format!("a@{}com", "abcdefghi.".repeat(26)),
        ] {
            assert_eq!(to_ascii(bad), None, "{bad}");
        }
    }
}
