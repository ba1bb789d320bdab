//! The barcode of a product, as it stands on its package: text, since zeros at its
//! beginning count. Shops also hold codes of their own and of other kinds (Code
//! 128, ISBN-10), so any text is one. A number is judged as a GTIN (GS1 General
//! Specifications, section 7.9), and what is wrong with it is remarked upon and
//! never refused: the label on the shelf may have been printed like that.

/// The longest barcode, in characters.
pub const MAX: usize = 64;

/// The digits of GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN) and GTIN-14.
const LENGTHS: [usize; 4] = [8, 12, 13, 14];

/// What is wrong with a number that can be no GTIN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BarcodeRemark {
    Length,
    CheckDigit,
}

impl BarcodeRemark {
    /// Judges a barcode; nothing is said of one that holds more than digits.
    pub fn of(barcode: &str) -> Option<Self> {
        if barcode.is_empty() || !barcode.bytes().all(|byte| byte.is_ascii_digit()) {
            None
        } else if !LENGTHS.contains(&barcode.len()) {
            Some(Self::Length)
        } else {
            (!is_checked(barcode.as_bytes())).then_some(Self::CheckDigit)
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "barcode_length",
            Self::CheckDigit => "barcode_check_digit",
        }
    }

    pub const fn detail(self) -> &'static str {
        match self {
            Self::Length => "has not 8, 12, 13 or 14 digits as a GTIN has: zeros at its beginning may be missing",
            Self::CheckDigit => "is no GTIN, since its check digit is wrong: compare it with the package",
        }
    }
}

/// From the right, digits count once and three times by turns; all of them, with
/// the check digit, make a multiple of ten.
fn is_checked(digits: &[u8]) -> bool {
    let weigh = |(at, digit): (usize, &u8)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_judged_by_their_check_digit() {
        for gtin in ["96385074", "036000291452", "4006381333931", "0036000291452", "10614141000415", "00012345600012"] {
            assert_eq!(BarcodeRemark::of(gtin), None, "{gtin}");
            // No other last digit is right.
            let (start, last) = gtin.split_at(gtin.len() - 1);
            for digit in (0..10).map(|digit| digit.to_string()).filter(|digit| digit != last) {
                assert_eq!(BarcodeRemark::of(&format!("{start}{digit}")), Some(BarcodeRemark::CheckDigit), "{gtin}");
            }
        }
    }

    #[test]
    fn a_zero_that_was_lost_is_seen() {
        assert_eq!(BarcodeRemark::of("36000291452"), Some(BarcodeRemark::Length));
        for number in ["1", "123456789", "006000", "123456789012345"] {
            assert_eq!(BarcodeRemark::of(number), Some(BarcodeRemark::Length), "{number}");
        }
    }

    #[test]
    fn two_digits_that_changed_places_are_seen() {
        assert_eq!(BarcodeRemark::of("4006381339331"), Some(BarcodeRemark::CheckDigit));
    }

    #[test]
    fn codes_of_other_kinds_stand_as_they_are() {
        for other in
            ["", "ABC-1234", "3-16-148410-X", "978-3-16-148410-0", "(01)04006381333931", "４００６３８１３３３９３１"]
        {
            assert_eq!(BarcodeRemark::of(other), None, "{other}");
        }
    }
}
