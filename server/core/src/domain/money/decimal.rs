//! A decimal number as a caller wrote it, before it is known in which currency
//! it is meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Currency, Money, MoneyError};

/// More decimals are no number that anybody means.
const MAX_SCALE: u8 = 18;

/// An exact decimal: so many units of 10^-scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimal {
    digits: i64,
    scale: u8,
}

impl Decimal {
    pub const fn new(digits: i64, scale: u8) -> Self {
        Self { digits, scale }
    }

    /// Returns the number without its point: 1999 for 19.99.
    pub const fn digits(self) -> i64 {
        self.digits
    }

    /// The amount, if it is written with at most the decimals of the currency.
    pub fn in_currency(self, currency: Currency) -> Result<Money, MoneyError> {
        let more = currency.exponent().checked_sub(self.scale).ok_or(MoneyError::TooPrecise(currency))?;
        self.at(more).map(Money::from_minor)
    }

    /// As `in_currency`, where zeros behind the decimals of the currency do not
    /// count: `20.0000` of another shop's file is 20.00 EUR.
    pub fn exactly_in(self, currency: Currency) -> Result<Money, MoneyError> {
        let mut shorter = self;
        while shorter.scale > currency.exponent() && shorter.digits % 10 == 0 {
            shorter = Self::new(shorter.digits / 10, shorter.scale - 1);
        }
        shorter.in_currency(currency)
    }

    /// In hundredths, as percentages are given.
    pub fn hundredths(self) -> Result<i64, MoneyError> {
        self.at(2u8.checked_sub(self.scale).ok_or(MoneyError::Malformed)?)
    }

    /// In units that are smaller by so many decimals.
    fn at(self, more: u8) -> Result<i64, MoneyError> {
        let factor = 10i64.checked_pow(u32::from(more)).ok_or(MoneyError::Overflow)?;
        self.digits.checked_mul(factor).ok_or(MoneyError::Overflow)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = usize::from(self.scale) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.scale));
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

impl FromStr for Decimal {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (negative, number) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(MoneyError::Malformed),
            None => (number, ""),
        };
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > usize::from(MAX_SCALE) {
            return Err(MoneyError::Malformed);
        }
        let digits: i64 = format!("{whole}{fraction}").parse().map_err(|_| MoneyError::Overflow)?;
        Ok(Self::new(if negative { -digits } else { digits }, fraction.len() as u8))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Accepts a decimal string, or a JSON number whose shortest decimal form is
/// the decimal (RFC 8259, section 6, lets a number be read as a double).
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Decimal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal string, like \"19.99\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                text.parse().map_err(|error: MoneyError| E::custom(error))
            }
            fn visit_i64<E: de::Error>(self, whole: i64) -> Result<Decimal, E> {
                Ok(Decimal::new(whole, 0))
            }
            fn visit_u64<E: de::Error>(self, whole: u64) -> Result<Decimal, E> {
                i64::try_from(whole).map(|whole| Decimal::new(whole, 0)).map_err(|_| E::custom(MoneyError::Overflow))
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
                // The shortest form of a double has at most 17 digits, and is
                // what the caller wrote only below 2^53 of its last decimal.
                let read: Decimal = number.to_string().parse().map_err(|error: MoneyError| E::custom(error))?;
                if read.digits.unsigned_abs() >= 9_000_000_000_000_000 {
                    return Err(E::custom(MoneyError::Overflow));
                }
                Ok(read)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_exact_or_refused() {
        for (text, digits, scale) in [("19.99", 1_999, 2), ("7", 7, 0), ("-3.010", -3_010, 3), ("00.5", 5, 1)] {
            assert_eq!(text.parse(), Ok(Decimal { digits, scale }), "{text}");
        }
        for bad in
            ["", ".", "1.", ".5", "1,00", "+1", "1e3", " 1", "--1", "NaN", "１", "1.2.3", "0.0000000000000000000"]
        {
            assert_eq!(bad.parse::<Decimal>(), Err(MoneyError::Malformed), "{bad:?}");
        }
        assert_eq!("99999999999999999999".parse::<Decimal>(), Err(MoneyError::Overflow));
        assert_eq!(Decimal::new(92_233_720_368_547_759, 0).at(2), Err(MoneyError::Overflow));
    }

    #[test]
    fn it_prints_what_it_reads() {
        for text in ["0", "0.00", "-0.05", "1.999", "-12", "100.0"] {
            assert_eq!(text.parse::<Decimal>().map(|decimal| decimal.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn zeros_at_the_end_may_be_let_go() {
        let euro = Currency::EUR;
        let read = |text: &str| text.parse::<Decimal>().and_then(|decimal| decimal.exactly_in(euro));
        assert_eq!(read("20.0000"), Ok(Money::from_minor(2_000)));
        assert_eq!(read("0.000"), Ok(Money::ZERO));
        assert_eq!(read("20.0010"), Err(MoneyError::TooPrecise(euro)));
    }

    #[test]
    fn json_numbers_are_taken_only_when_exact() {
        let read =
            |json: &str| serde_json::from_str::<Decimal>(json).ok().and_then(|d| d.in_currency(Currency::EUR).ok());
        assert_eq!(read("19.99"), Some(Money::from_minor(1_999)));
        assert_eq!(read("20"), Some(Money::from_minor(2_000)));
        assert_eq!(read("20.0"), Some(Money::from_minor(2_000)));
        assert_eq!(read("0.1"), Some(Money::from_minor(10)));
        for bad in ["19.999", "1e300", "0.30000000000000004", "true", "92233720368547758.07"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
