//! The secrets in mailed links, and signed cursors. A ticket is an id with a
//! message authentication code, so nothing secret is stored and a mail can be
//! written again after a crash. It dies with the record that it names.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// The installation's secret, from which tickets and cursors are signed.
#[derive(Clone)]
pub struct Seal([u8; 32]);

const TAG: usize = 16;

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
        }
    }
}

impl Seal {
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    pub fn ticket(&self, purpose: Purpose, id: Uuid) -> String {
        self.seal(purpose, &[], id.as_bytes())
    }

    /// The id in a ticket of ours for this purpose.
    pub fn open_ticket(&self, purpose: Purpose, ticket: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.open(purpose, &[], ticket.trim())?).ok()
    }

    /// Signs `payload` together with a context that the reader must know too.
    pub fn seal(&self, purpose: Purpose, context: &[u8], payload: &[u8]) -> String {
        let mut sealed = payload.to_vec();
        sealed.extend_from_slice(&self.mac(purpose, context, payload).finalize().into_bytes()[..TAG]);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    pub fn open(&self, purpose: Purpose, context: &[u8], sealed: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let tag = bytes.split_off(bytes.len().checked_sub(TAG)?);
        self.mac(purpose, context, &bytes).verify_truncated_left(&tag).ok()?;
        Some(bytes)
    }

    /// A digest that nobody can make without the installation's secret.
    pub fn digest(&self, purpose: Purpose, context: &[u8], payload: &[u8]) -> [u8; 32] {
        self.mac(purpose, context, payload).finalize().into_bytes().into()
    }

    /// Whether it is the digest of that; how long it takes tells nothing.
    pub fn is_digest(&self, purpose: Purpose, context: &[u8], payload: &[u8], digest: &[u8; 32]) -> bool {
        self.mac(purpose, context, payload).verify_slice(digest).is_ok()
    }

    /// A key for one purpose, independent of what is signed for others.
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
    fn a_ticket_serves_its_purpose_only_and_can_not_be_bent() {
        let seal = Seal::new([7; 32]);
        let id = Uuid::from_u128(42);
        let ticket = seal.ticket(Purpose::Confirm, id);
        assert_eq!(seal.open_ticket(Purpose::Confirm, &ticket), Some(id));
        assert_eq!(seal.open_ticket(Purpose::Reset, &ticket), None);
        assert_eq!(Seal::new([8; 32]).open_ticket(Purpose::Confirm, &ticket), None);
        for position in 0..ticket.len() {
            let mut bent = ticket.clone().into_bytes();
            bent[position] = if bent[position] == b'A' { b'B' } else { b'A' };
            let bent = String::from_utf8(bent).expect("ascii");
            assert_eq!(seal.open_ticket(Purpose::Confirm, &bent), None, "{position}");
        }
    }

    #[test]
    fn a_digest_is_known_again_and_no_other() {
        let seal = Seal::new([7; 32]);
        let digest = seal.digest(Purpose::Refresh, b"nonce", b"said");
        assert!(seal.is_digest(Purpose::Refresh, b"nonce", b"said", &digest));
        assert!(!seal.is_digest(Purpose::Refresh, b"once", b"nsaid", &digest));
        for position in 0..32 {
            let mut bent = digest;
            bent[position] ^= 1;
            assert!(!seal.is_digest(Purpose::Refresh, b"nonce", b"said", &bent), "{position}");
        }
    }
}
