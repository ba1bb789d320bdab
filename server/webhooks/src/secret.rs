//! Secrets and the signatures made with them.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretSlice};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// The version of the scheme: HMAC-SHA256 with a shared secret.
const SCHEME: &str = "v1";

/// The text is no secret of an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a secret is whsec_ and {} to {} bytes in Base64", Secret::LEAST_BYTES, Secret::MOST_BYTES)]
pub struct BadSecret;

/// A secret that an endpoint's receiver shares. It does not print itself.
#[derive(Clone)]
pub struct Secret(SecretSlice<u8>);

impl Secret {
    /// The fewest bytes that the specification allows.
    pub const LEAST_BYTES: usize = 24;
    /// The most bytes that the specification allows.
    pub const MOST_BYTES: usize = 64;
    /// The bytes of those that are made here.
    pub const NEW_BYTES: usize = 32;

    /// Makes a secret of bytes that the caller drew at random.
    pub fn new(random: [u8; Self::NEW_BYTES]) -> Self {
        Self(random.to_vec().into())
    }

    /// Reads a secret as it is written for people: `whsec_` and Base64.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let bytes = text.strip_prefix(PREFIX).and_then(|encoded| STANDARD.decode(encoded).ok());
        let fits = |bytes: &Vec<u8>| (Self::LEAST_BYTES..=Self::MOST_BYTES).contains(&bytes.len());
        bytes.filter(fits).map(|bytes| Self(bytes.into())).ok_or(BadSecret)
    }

    /// Writes the secret for the people who enter it at the receiver. To be shown once, and never logged.
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0.expose_secret()))
    }

    /// Signs a message that is sent at a time, as one part of `webhook-signature`.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> String {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()) else { return String::new() };
        mac.update(id.as_bytes());
        mac.update(b".");
        mac.update(at.as_second().to_string().as_bytes());
        mac.update(b".");
        mac.update(body);
        format!("{SCHEME},{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Returns the value of `webhook-signature`: one signature for each secret, so that a receiver that knows the old or the new
/// one accepts the message while they are rotated.
pub fn signatures(secrets: &[Secret], id: &str, at: Timestamp, body: &[u8]) -> String {
    let all: Vec<String> = secrets.iter().map(|secret| secret.sign(id, at, body)).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    /// The example of the reference libraries.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let body = br#"{"test": 2432232314}"#;
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(1_614_265_330), body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_during_a_rotation() {
        let secrets = [Secret::new([1; 32]), Secret::new([2; 32])];
        let both = signatures(&secrets, "e", at(1), b"{}");
        let parts: Vec<&str> = both.split(' ').collect();
        assert_eq!(parts, [secrets[0].sign("e", at(1), b"{}"), secrets[1].sign("e", at(1), b"{}")]);
        assert_ne!(parts[0], parts[1]);
    }

    #[test]
    fn a_secret_is_read_as_it_was_written_and_prints_nothing() {
        let secret = Secret::new([7; 32]);
        let again = Secret::parse(&secret.expose()).expect("a secret");
        assert_eq!(again.sign("e", at(1), b""), secret.sign("e", at(1), b""));
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        let short = format!("whsec_{}", STANDARD.encode([0; 23]));
        let long = format!("whsec_{}", STANDARD.encode([0; 65]));
        for bad in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!", short.as_str(), long.as_str()] {
            assert_eq!(Secret::parse(bad).err(), Some(BadSecret), "{bad}");
        }
    }
}
