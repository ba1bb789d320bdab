//! What an authenticator app is told: the key URI that the apps have agreed
//! on, for the defaults that all of them know (SHA-1, six digits, 30 s).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

pub const ISSUER: &str = "Tenantry";

/// RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The second factor of a person, before it is turned on.
pub struct Enrolment {
    /// Base 32 (RFC 4648), for whoever can't scan.
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

#[cfg(test)]
mod tests {
    use super::*;

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
