//! What an authenticator app needs: the key URI that the apps have agreed
//! on, for the defaults that all of them know (SHA-1, six digits, 30 s).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

pub const ISSUER: &str = "Tenantry";

/// RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The second factor of a person, before it is turned on.
pub struct Enrolment {
    /// Base 32 (RFC 4648), to type where the QR code can't be scanned.
    pub secret: SecretString,
    /// `otpauth://totp/...`
    pub uri: SecretString,
}

impl Enrolment {
    pub fn new(secret: SecretString, email: &str) -> Self {
        let account = utf8_percent_encode(email, RESERVED);
        let uri = format!(
            "otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30",
            secret.expose_secret()
        );
        Self { secret, uri: SecretString::from(uri) }
    }
}

/// Returns the six digits of a typed code, without the blanks that apps show; `None` if it can't be a code.
pub fn plain_code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).take(7).collect();
    (code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_with_or_without_blanks() {
        for typed in ["287082", "287 082", " 2 8 7 0 8 2 "] {
            assert_eq!(plain_code(typed).as_deref(), Some("287082"), "{typed}");
        }
        for wrong in ["", "28708", "2870820", "28708a", "٢٨٧٠٨٢", &"1".repeat(100_000)] {
            assert_eq!(plain_code(wrong), None, "{wrong:.10}");
        }
    }

    #[test]
    fn no_address_can_add_a_parameter() {
        let enrolment = Enrolment::new(SecretString::from("JBSWY3DPEHPK3PXP"), "a&secret=b?#:/é@example.com");
        assert_eq!(
            enrolment.uri.expose_secret(),
            "otpauth://totp/Tenantry:a%26secret%3Db%3F%23%3A%2F%C3%A9%40example.com\
             ?secret=JBSWY3DPEHPK3PXP&issuer=Tenantry&algorithm=SHA1&digits=6&period=30"
        );
    }
}
