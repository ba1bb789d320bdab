//! Passwords for people to type: random, in groups, without letters that look alike.

use secrecy::SecretString;
use tenantry_core::ports::env::Random;

/// Thirty-one letters and digits; a random byte that would favor some is drawn again.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Groups of a generated password.
const GROUPS: usize = 4;
/// Characters of a group.
const GROUP: usize = 5;

/// About 99 bits, like `k7mfq-x2pqa-9rtwe-hn4dz`.
pub fn readable(random: &dyn Random) -> SecretString {
    let groups: Vec<String> = (0..GROUPS).map(|_| (0..GROUP).map(|_| letter(random)).collect()).collect();
    SecretString::from(groups.join("-"))
}

/// One that nobody will ever know.
pub fn lost(random: &dyn Random) -> SecretString {
    SecretString::from((0..64).map(|_| letter(random)).collect::<String>())
}

fn letter(random: &dyn Random) -> char {
    let fair = 256 - 256 % ALPHABET.len();
    loop {
        let mut byte = [0];
        random.fill(&mut byte);
        let drawn = usize::from(byte[0]);
        if drawn < fair {
            return char::from(ALPHABET[drawn % ALPHABET.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashSet,
        sync::atomic::{AtomicU64, Ordering},
    };

    use secrecy::ExposeSecret;

    use super::*;

    /// A counter that runs through all bytes stands in for the machine's randomness.
    struct Counting(AtomicU64);
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill_with(|| (self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9) >> 7) as u8);
        }
    }

    #[test]
    fn passwords_are_long_readable_and_differ() {
        let random = Counting(AtomicU64::new(1));
        let made: HashSet<String> = (0..200).map(|_| readable(&random).expose_secret().to_owned()).collect();
        assert_eq!(made.len(), 200);
        for password in made {
            assert_eq!(password.len(), GROUPS * GROUP + GROUPS - 1);
            assert!(password.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)), "{password}");
        }
    }

    #[test]
    fn every_letter_is_drawn_as_often() {
        struct Each(AtomicU64);
        impl Random for Each {
            fn fill(&self, bytes: &mut [u8]) {
                bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed) as u8);
            }
        }
        let each = Each(AtomicU64::new(0));
        let drawn: Vec<char> = (0..248).map(|_| letter(&each)).collect();
        for wanted in ALPHABET {
            assert_eq!(drawn.iter().filter(|letter| **letter == char::from(*wanted)).count(), 8);
        }
    }
}
