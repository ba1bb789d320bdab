//! Numbers that people read out on the telephone. A number is the tenant's
//! prefix and a code made from the order's id: the day of it and forty of its
//! random bits, in Crockford's base 32, which has no letters that look like
//! digits. It needs no counter and no index: the day bounds the search. Two
//! orders of one tenant and one day share a code with a chance of one in a
//! million millions for each pair, so it is unique in practice; the id is
//! unique by itself.

use serde::Serialize;
use uuid::Uuid;

use crate::domain::ids::OrderId;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of the code of an order's number.
const CODE: usize = 11;
/// Milliseconds in a day.
const DAY_MS: u64 = 86_400_000;
/// 2020-01-01, in days since the epoch; fifteen bits of days reach to 2109.
const FIRST_DAY: u64 = 18_262;
/// The last day that fits into the code.
const MAX_DAY: u64 = (1 << 15) - 1;
/// Bits of the id that the code holds.
const TAIL_BITS: u32 = 40;

/// As `HF-2ER-9Q2X-7RTM`, for the prefix `HF-`.
pub fn number(prefix: &str, id: OrderId) -> String {
    let code = (day(id) << TAIL_BITS) | tail(id);
    let digit = |at: usize| char::from(ALPHABET[(code >> (5 * (CODE - 1 - at))) as usize & 31]);
    let mut number = prefix.to_owned();
    for at in 0..CODE {
        if at == 3 || at == 7 {
            number.push('-');
        }
        number.push(digit(at));
    }
    number
}

/// Returns the day in UTC on which the id was made.
fn day(id: OrderId) -> u64 {
    let millis = id.0.as_u64_pair().0 >> 16;
    (millis / DAY_MS).saturating_sub(FIRST_DAY).min(MAX_DAY)
}

fn tail(id: OrderId) -> u64 {
    id.0.as_u64_pair().1 & ((1 << TAIL_BITS) - 1)
}

/// A number as a user typed it: in any case, with or without the prefix and
/// the hyphens, with O for 0 and I or L for 1.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OrderNumber {
    /// Without hyphens; empty when it was left out.
    prefix: String,
    day: u64,
    tail: u64,
}

impl OrderNumber {
    pub fn parse(text: &str) -> Option<Self> {
        let typed = letters(text);
        let (prefix, code) = typed.split_at_checked(typed.len().checked_sub(CODE)?)?;
        let code = code.bytes().try_fold(0u64, |code, letter| Some((code << 5) | value(letter)?))?;
        Some(Self { prefix: prefix.to_owned(), day: code >> TAIL_BITS, tail: code & ((1 << TAIL_BITS) - 1) })
    }

    /// Returns whether the number is that of the order with this id and this prefix.
    pub fn matches(&self, id: OrderId, prefix: &str) -> bool {
        day(id) == self.day && tail(id) == self.tail && (self.prefix.is_empty() || letters(prefix) == self.prefix)
    }

    /// Returns the smallest and the largest id of the day that the number names.
    pub fn ids(&self) -> (OrderId, OrderId) {
        let millis = |day: u64| (day + FIRST_DAY) * DAY_MS;
        let first = if self.day == 0 { 0 } else { millis(self.day) };
        let id = |millis: u64, rest: u64| OrderId(Uuid::from_u64_pair((millis << 16) | (rest & 0xffff), rest));
        (id(first, 0), id(millis(self.day + 1) - 1, u64::MAX))
    }

    /// Returns the last bytes of the id.
    pub fn tail(&self) -> [u8; 5] {
        let [_, _, _, tail @ ..] = self.tail.to_be_bytes();
        tail
    }

    /// What the prefix of the order must be without its hyphens, if it was given.
    pub fn prefix(&self) -> Option<&str> {
        Some(self.prefix.as_str()).filter(|prefix| !prefix.is_empty())
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

fn value(letter: u8) -> Option<u64> {
    let letter = match letter {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == letter).map(|at| at as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_leads_back_to_its_order(millis in 1_577_836_800_000u64..4_400_000_000_000, random: [u8; 10]) {
            let id = OrderId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid());
            let number = number("HF-", id);
            for typed in [number.clone(), number.to_lowercase(), number[3..].to_owned(), number.replace('-', " ")] {
                let parsed = OrderNumber::parse(&typed).expect("a number");
                let (first, last) = parsed.ids();
                prop_assert!(first <= id && id <= last, "{first} {id} {last}");
                prop_assert_eq!(&parsed.tail()[..], &id.as_bytes()[11..]);
                prop_assert_eq!((parsed.day, parsed.tail), (day(id), tail(id)));
            }
        }
    }

    #[test]
    fn what_looks_alike_is_the_same() {
        let id = OrderId("019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66".parse().expect("an id"));
        assert_eq!(number("", id), "23A-KH5Q-WAK6");
        assert_eq!(OrderNumber::parse("23a-kh5q-wak6"), OrderNumber::parse("23AKH5QWAK6"));
        assert_eq!(OrderNumber::parse("OIL00000000"), OrderNumber::parse("01100000000"));
        for wrong in ["", "23A-KH5Q", "UUU-UUUU-UUUU", "ü"] {
            assert_eq!(OrderNumber::parse(wrong), None, "{wrong}");
        }
    }
}
