//! Signed tokens in mailed links, and signed cursors. A signed token is an id with a
//! message authentication code, so no secret is stored and a mail can be
//! written again after a crash. It is void once the record that it names is gone.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// The installation's signing key: signs tokens and cursors, and derives other keys.
#[derive(Clone)]
pub struct Signer([u8; 32]);

/// Bytes of the message authentication code that a signed token carries.
const TAG: usize = 16;

/// The purpose of a signature. A token of one purpose is not valid for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Confirm,
    Reset,
    Invitation,
    Cursor,
    Challenge,
    /// The digests of recovery codes.
    Recovery,
    /// The key under which TOTP secrets are kept.
    Totp,
    /// Refresh tokens that carry their own proof.
    Refresh,
    /// The key under which another provider's tokens are kept.
    Provider,
    /// The ids of exports.
    Export,
    /// The keys of buckets that slow callers down.
    Throttle,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Purpose::Confirm => b"confirm",
            Purpose::Reset => b"reset",
            Purpose::Invitation => b"invitation",
            Purpose::Cursor => b"cursor",
            Purpose::Challenge => b"challenge",
            Purpose::Recovery => b"recovery",
            Purpose::Totp => b"totp",
            Purpose::Refresh => b"refresh",
            Purpose::Provider => b"provider",
            Purpose::Export => b"export",
            Purpose::Throttle => b"throttle",
        }
    }
}

impl Signer {
    /// Makes a signer from a secret of 32 random bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Makes the signed token of an id.
    pub fn signed_token(&self, purpose: Purpose, id: Uuid) -> String {
        self.sign(purpose, &[], id.as_bytes())
    }

    /// Returns the id of a valid signed token of this purpose; `None` for any other text.
    pub fn verify_token(&self, purpose: Purpose, token: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.verify(purpose, &[], token.trim())?).ok()
    }

    /// Signs `payload` together with a context that the reader must know too.
    pub fn sign(&self, purpose: Purpose, context: &[u8], payload: &[u8]) -> String {
        let mut signed = payload.to_vec();
        signed.extend_from_slice(&self.mac(purpose, context, payload).finalize().into_bytes()[..TAG]);
        URL_SAFE_NO_PAD.encode(signed)
    }

    /// Returns the payload of a signed text; `None` if the signature, the purpose or the context is another.
    pub fn verify(&self, purpose: Purpose, context: &[u8], signed: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(signed).ok()?;
        let tag = bytes.split_off(bytes.len().checked_sub(TAG)?);
        self.mac(purpose, context, &bytes).verify_truncated_left(&tag).ok()?;
        Some(bytes)
    }

    /// Returns a digest that nobody can make without the installation's secret.
    pub fn digest(&self, purpose: Purpose, context: &[u8], payload: &[u8]) -> [u8; 32] {
        self.mac(purpose, context, payload).finalize().into_bytes().into()
    }

    /// Returns whether it is the digest of that; in constant time.
    pub fn is_digest(&self, purpose: Purpose, context: &[u8], payload: &[u8], digest: &[u8; 32]) -> bool {
        self.mac(purpose, context, payload).verify_slice(digest).is_ok()
    }

    /// Returns a key for one purpose, independent of what is signed for others.
    pub fn key(&self, purpose: Purpose) -> [u8; 32] {
        self.digest(purpose, b"key", &[])
    }

    fn mac(&self, purpose: Purpose, context: &[u8], payload: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
        for part in [purpose.label(), context] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.update(payload);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_serves_its_purpose_only_and_can_not_be_bent() {
        let signer = Signer::new([7; 32]);
        let id = Uuid::from_u128(42);
        let token = signer.signed_token(Purpose::Confirm, id);
        assert_eq!(signer.verify_token(Purpose::Confirm, &token), Some(id));
        assert_eq!(signer.verify_token(Purpose::Reset, &token), None);
        assert_eq!(Signer::new([8; 32]).verify_token(Purpose::Confirm, &token), None);
        for position in 0..token.len() {
            let mut bent = token.clone().into_bytes();
            bent[position] = if bent[position] == b'A' { b'B' } else { b'A' };
            let bent = String::from_utf8(bent).expect("ascii");
            assert_eq!(signer.verify_token(Purpose::Confirm, &bent), None, "{position}");
        }
    }

    #[test]
    fn a_digest_is_known_again_and_no_other() {
        let signer = Signer::new([7; 32]);
        let digest = signer.digest(Purpose::Refresh, b"nonce", b"said");
        assert!(signer.is_digest(Purpose::Refresh, b"nonce", b"said", &digest));
        assert!(!signer.is_digest(Purpose::Refresh, b"once", b"nsaid", &digest));
        for position in 0..32 {
            let mut bent = digest;
            bent[position] ^= 1;
            assert!(!signer.is_digest(Purpose::Refresh, b"nonce", b"said", &bent), "{position}");
        }
    }
}
