//! Money is a whole number of minor units. Every operation is checked; there
//! is no float anywhere near a price.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount in minor units (cents) of the tenant's currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Money(i64);

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoneyError {
    #[error("must be a decimal with at most two decimals, like \"19.99\"")]
    Malformed,
    #[error("is larger than any amount that can be kept exactly")]
    Overflow,
}

impl Money {
    pub const ZERO: Money = Money(0);

    pub const fn from_minor(minor: i64) -> Self {
        Money(minor)
    }

    pub const fn minor(self) -> i64 {
        self.0
    }

    pub fn plus(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    pub fn times(self, quantity: u32) -> Option<Money> {
        self.0.checked_mul(i64::from(quantity)).map(Money)
    }

    /// So many hundredths of a percent of it, rounded half up to the cent;
    /// nothing when it does not fit.
    pub fn share(self, basis_points: i64) -> Option<Money> {
        let product = i128::from(self.0) * i128::from(basis_points);
        i64::try_from((product * 2 + 10_000).div_euclid(20_000)).ok().map(Money)
    }

    /// The sum, or nothing when it does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::ZERO, Money::plus)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", minor / 100, minor % 100)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || fraction.len() > 2 {
            return Err(MoneyError::Malformed);
        }
        let whole: i64 = whole.parse().map_err(|_| MoneyError::Overflow)?;
        let cents: i64 = format!("{fraction:0<2}").parse().map_err(|_| MoneyError::Malformed)?;
        let minor = whole.checked_mul(100).and_then(|minor| minor.checked_add(cents)).ok_or(MoneyError::Overflow)?;
        Ok(Money(if negative { -minor } else { minor }))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Accepts a decimal string, or a JSON number whose shortest decimal form has
/// at most two decimals (RFC 8259, section 6, lets a number be read as a
/// double; a double that is not such a decimal is refused, not rounded).
impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Money;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal string with at most two decimals, like \"19.99\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Money, E> {
                text.parse().map_err(|error: MoneyError| E::custom(error))
            }
            fn visit_i64<E: de::Error>(self, whole: i64) -> Result<Money, E> {
                whole.checked_mul(100).map(Money).ok_or_else(|| E::custom(MoneyError::Overflow))
            }
            fn visit_u64<E: de::Error>(self, whole: u64) -> Result<Money, E> {
                i64::try_from(whole)
                    .map_err(|_| E::custom(MoneyError::Overflow))
                    .and_then(|whole| self.visit_i64(whole))
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Money, E> {
                // Doubles are exact to the cent only below 2^53 minor units.
                if number.abs() >= 9.0e13 {
                    return Err(E::custom(MoneyError::Overflow));
                }
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// An ISO 4217 currency with two decimals; others are refused, since amounts
/// are kept in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Currency(&'static str);

/// ISO 4217:2015 active codes of exponent 2 that people trade in.
const EXPONENT_TWO: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD", "BND",
    "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP", "CVE", "CZK",
    "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD",
    "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK",
    "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
    "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON",
    "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VES", "WST", "XCD",
    "YER", "ZAR", "ZMW", "ZWG",
];

impl Currency {
    pub const USD: Currency = Currency("USD");

    pub fn code(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Currency {
    type Err = &'static str;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        EXPONENT_TWO
            .iter()
            .find(|known| **known == code)
            .map(|known| Currency(known))
            .ok_or("must be an ISO 4217 code of a currency with two decimals, like \"EUR\"")
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        code.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_exact_or_refused() {
        assert_eq!("19.99".parse(), Ok(Money(1999)));
        assert_eq!("0.5".parse(), Ok(Money(50)));
        assert_eq!("7".parse(), Ok(Money(700)));
        assert_eq!("-3.01".parse(), Ok(Money(-301)));
        for bad in ["", ".", "1.", ".5", "1.234", "1,00", "+1", "1e3", " 1", "--1", "NaN", "１"] {
            assert_eq!(bad.parse::<Money>(), Err(MoneyError::Malformed), "{bad:?}");
        }
        for large in ["92233720368547758.08", "99999999999999999999"] {
            assert_eq!(large.parse::<Money>(), Err(MoneyError::Overflow), "{large:?}");
        }
    }

    #[test]
    fn json_numbers_are_taken_only_when_exact() {
        let read = |json: &str| serde_json::from_str::<Money>(json).ok();
        assert_eq!(read("19.99"), Some(Money(1999)));
        assert_eq!(read("20"), Some(Money(2000)));
        assert_eq!(read("0.1"), Some(Money(10)));
        assert_eq!(read("19.999"), None);
        assert_eq!(read("1e300"), None);
        assert_eq!(read("0.30000000000000004"), None);
        assert_eq!(read("true"), None);
    }

    #[test]
    fn a_share_is_rounded_half_up() {
        assert_eq!(Money(1999).share(11_000), Some(Money(2199)));
        assert_eq!(Money(5).share(5_000), Some(Money(3)));
        assert_eq!(Money(25).share(9_000), Some(Money(23)));
        assert_eq!(Money(1).share(4_999), Some(Money(0)));
        assert_eq!(Money(i64::MAX).share(20_000), None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_nothing() {
        assert_eq!(Money(i64::MAX).plus(Money(1)), None);
        assert_eq!(Money(i64::MAX / 2).times(3), None);
        assert_eq!(Money::sum([Money(1), Money(2)]), Some(Money(3)));
    }
}
