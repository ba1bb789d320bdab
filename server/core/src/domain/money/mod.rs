//! Money is a whole number of minor units. Every operation is checked; there
//! is no float anywhere near a price. An amount is read and printed with the
//! currency that it is in, since only the currency knows how many decimals a
//! minor unit is: there is deliberately no `Display` and no `FromStr`.

mod currency;
mod decimal;
mod iso4217;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use currency::{Currency, check_currency};
pub use decimal::Decimal;
pub use iso4217::{Entry, LIST_ONE, PUBLISHED};

/// An amount in minor units (cents, whole yen, fils) of the tenant's currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Money(i64);

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoneyError {
    #[error("must be a decimal number with a point, like \"19.99\"")]
    Malformed,
    #[error("is larger than any amount that can be kept exactly")]
    Overflow,
    /// More decimals than the currency has.
    #[error("{}", too_precise(*.0))]
    TooPrecise(Currency),
}

fn too_precise(currency: Currency) -> String {
    match currency.exponent() {
        0 => format!("must be a whole number: {currency} has no decimals"),
        decimals => format!("must have at most {decimals} decimals, as {currency} has"),
    }
}

impl MoneyError {
    /// Returns the stable code of a field error.
    pub const fn code(self) -> &'static str {
        match self {
            MoneyError::Malformed => "invalid",
            MoneyError::Overflow => "too_large",
            MoneyError::TooPrecise(_) => "too_many_decimals",
        }
    }
}

impl Money {
    pub const ZERO: Money = Money(0);
    /// As a sum it stands for one that does not fit.
    pub const MAX: Money = Money(i64::MAX);

    pub const fn from_minor(minor: i64) -> Self {
        Money(minor)
    }

    /// A sum of many amounts; [`Money::MAX`] where it does not fit.
    pub fn from_sum(minor: i128) -> Self {
        Money(i64::try_from(minor).unwrap_or(i64::MAX))
    }

    /// Nothing of a sum that does not fit.
    pub fn whole(self) -> Option<Money> {
        (self < Money::MAX).then_some(self)
    }

    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Reads a decimal with at most the decimals of the currency.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        text.parse::<Decimal>()?.in_currency(currency)
    }

    /// Prints with exactly the decimals of the currency: `19.99`, `1999`, `1.999`.
    pub fn show(self, currency: Currency) -> impl fmt::Display {
        Decimal::new(self.0, currency.exponent())
    }

    pub fn plus(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    pub fn times(self, quantity: u32) -> Option<Money> {
        self.0.checked_mul(i64::from(quantity)).map(Money)
    }

    /// So many hundredths of a percent of it, rounded half up to the minor
    /// unit; nothing when it does not fit.
    pub fn share(self, basis_points: i64) -> Option<Money> {
        let product = i128::from(self.0) * i128::from(basis_points);
        i64::try_from((product * 2 + 10_000).div_euclid(20_000)).ok().map(Money)
    }

    /// Adds amounts up; `None` if the sum does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::ZERO, Money::plus)
    }
}

/// The form inside stored records, never on the wire: the minor units as a
/// string with a point before the last two digits, as every release has
/// written it. Reading drops the point, so the currency need not be known.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Decimal::new(self.0, 2))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let stored: Decimal = text.parse().map_err(de::Error::custom)?;
        Ok(Money(stored.digits()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().expect("a currency")
    }

    #[test]
    fn a_currency_decides_how_amounts_are_read_and_printed() {
        for (code, text, minor, printed) in [
            ("EUR", "19.99", 1_999, "19.99"),
            ("EUR", "0.5", 50, "0.50"),
            ("EUR", "7", 700, "7.00"),
            ("EUR", "-3.01", -301, "-3.01"),
            ("JPY", "1999", 1_999, "1999"),
            ("JPY", "-1", -1, "-1"),
            ("JPY", "0", 0, "0"),
            ("KWD", "1.999", 1_999, "1.999"),
            ("KWD", "1.5", 1_500, "1.500"),
            ("KWD", "-0.001", -1, "-0.001"),
        ] {
            let currency = currency(code);
            let money = Money::parse(text, currency);
            assert_eq!(money, Ok(Money(minor)), "{text} {code}");
            assert_eq!(Money(minor).show(currency).to_string(), printed, "{code}");
        }
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_refused_by_its_name() {
        for (code, text, why) in [
            ("JPY", "1999.5", "must be a whole number: JPY has no decimals"),
            ("JPY", "1999.00", "must be a whole number: JPY has no decimals"),
            ("EUR", "1.999", "must have at most 2 decimals, as EUR has"),
            ("KWD", "1.9999", "must have at most 3 decimals, as KWD has"),
        ] {
            let refused = Money::parse(text, currency(code)).expect_err(text);
            assert_eq!((refused.code(), refused.to_string()), ("too_many_decimals", why.to_owned()));
        }
    }

    #[test]
    fn records_of_every_release_are_read() {
        let read = |json: &str| serde_json::from_str::<Money>(json).ok();
        assert_eq!(read("\"19.99\""), Some(Money(1_999)));
        assert_eq!(read("\"-0.05\""), Some(Money(-5)));
        assert_eq!(read("19.99"), None);
        for minor in [0, 5, -5, 1_999, i64::MAX, -i64::MAX] {
            let text = serde_json::to_string(&Money(minor)).expect("JSON");
            assert_eq!(read(&text), Some(Money(minor)), "{text}");
        }
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
