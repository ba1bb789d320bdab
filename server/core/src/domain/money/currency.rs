//! Which currencies there are, and how many decimals each has.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::iso4217::{Entry, LIST_ONE};
use crate::domain::text::Check;

/// A currency of ISO 4217. One that was withdrawn can still be read, since
/// companies have kept their books in it; only new companies can't choose it.
#[derive(Clone, Copy)]
pub struct Currency(&'static Entry);

impl Currency {
    pub const EUR: Currency = Currency(super::iso4217::entry("EUR"));
    pub const GBP: Currency = Currency(super::iso4217::entry("GBP"));
    pub const USD: Currency = Currency(super::iso4217::entry("USD"));

    /// All, by code, the withdrawn ones among them.
    pub fn all() -> impl Iterator<Item = Currency> {
        LIST_ONE.iter().map(Currency)
    }

    pub const fn code(self) -> &'static str {
        self.0.code
    }

    /// Decimals of its minor unit: 0, 2 or 3.
    pub const fn exponent(self) -> u8 {
        self.0.exponent
    }

    /// In English, as ISO 4217 has it.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns the month since which it is no currency any more, as `2026-01`.
    pub const fn withdrawn(self) -> Option<&'static str> {
        self.0.withdrawn
    }
}

impl PartialEq for Currency {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Currency {}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({})", self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = &'static str;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let found = LIST_ONE.binary_search_by(|entry| entry.code.cmp(code));
        found.map(|at| Currency(&LIST_ONE[at])).map_err(|_| "must be an ISO 4217 currency code, like \"EUR\"")
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        code.parse().map_err(de::Error::custom)
    }
}

/// The currency of a new company: one that is still in use.
pub fn check_currency(check: &mut Check, code: &str) -> Currency {
    match code.parse::<Currency>() {
        Ok(currency) => {
            if let Some(since) = currency.withdrawn() {
                let detail = format!("{code} ({}) was withdrawn in {since}; choose a currency in use", currency.name());
                check.refuse("/currency", "withdrawn_currency", detail);
            }
            currency
        }
        Err(why) => {
            check.refuse("/currency", "unknown_currency", why);
            Currency::USD
        }
    }
}
