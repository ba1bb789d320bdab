//! Recovery codes: for users who lost the device with the second factor. Each
//! is 60 random bits and serves once; only digests are kept, keyed with the
//! installation's secret.

use secrecy::SecretString;

use crate::{
    domain::{
        ids::UserId,
        signing::{Purpose, Signer},
    },
    ports::{env::Random, sign_in::CodeDigest},
};

/// Recovery codes that are made together.
pub const RECOVERY_CODES: usize = 10;

/// Crockford's base 32: no letter looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a recovery code.
const LENGTH: usize = 12;
/// Characters between two hyphens.
const GROUP: usize = 4;

/// Fresh codes as a person writes them down, and what is kept of them.
pub fn make(random: &dyn Random, signer: &Signer, user: UserId) -> (Vec<SecretString>, Vec<CodeDigest>) {
    let codes = (0..RECOVERY_CODES).map(|_| {
        let mut noise = [0u8; LENGTH];
        random.fill(&mut noise);
        // 256 is a multiple of 32, so no letter is favored.
        let letters = noise.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
        (SecretString::from(groups.join("-")), keep(signer, user, &letters.iter().collect::<String>()))
    });
    codes.unzip()
}

/// Computes the digest of a typed code; `None` if it can't be one.
pub fn digest(signer: &Signer, user: UserId, typed: &str) -> Option<CodeDigest> {
    if typed.len() > 4 * LENGTH {
        return None;
    }
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    (plain.len() == LENGTH).then(|| keep(signer, user, &plain))
}

fn keep(signer: &Signer, user: UserId, plain: &str) -> CodeDigest {
    signer.digest(Purpose::Recovery, user.as_bytes(), plain.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use secrecy::ExposeSecret;

    use super::*;

    struct Counting(std::sync::atomic::AtomicU64);
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            let next = || self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            bytes.fill_with(|| (next().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u8);
        }
    }

    #[test]
    fn codes_are_found_however_they_are_typed_and_by_their_owner_only() {
        let (signer, user) = (Signer::new([7; 32]), UserId(uuid::Uuid::from_u128(1)));
        let (codes, kept) = make(&Counting(Default::default()), &signer, user);
        assert_eq!((codes.len(), kept.iter().collect::<HashSet<_>>().len()), (10, 10));
        for (code, kept) in codes.iter().zip(&kept) {
            let code = code.expose_secret();
            assert_eq!(code.len(), 14, "{code}");
            let typed = [code.to_owned(), code.to_uppercase(), code.replace('-', " "), code.replace('0', "O")];
            for typed in typed {
                assert_eq!(digest(&signer, user, &typed), Some(*kept), "{typed}");
            }
            assert_ne!(digest(&signer, UserId(uuid::Uuid::from_u128(2)), code), Some(*kept));
        }
        for wrong in ["", "abc", &"a".repeat(100_000)] {
            assert_eq!(digest(&signer, user, wrong), None);
        }
    }
}
