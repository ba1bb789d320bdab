//! Amounts, times and days as they go over the wire.

use std::{borrow::Cow, fmt, marker::PhantomData, str::FromStr};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::json;
use tenantry_core::domain::money::{Currency, Decimal, Money};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, RefOr, SchemaFormat,
        schema::{AnyOfBuilder, ObjectBuilder, Schema, Type},
    },
};

/// An instant, in UTC to the millisecond (RFC 3339).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Time(pub Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.3}", self.0))
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339, in UTC to the millisecond."))
            .examples([json!("2026-11-24T09:30:00.000Z")])
            .into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        "Time".into()
    }
}

/// A calendar day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Day(pub Date);

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some("A calendar day in the tenant's time zone."))
            .examples([json!("2026-11-24")])
            .into()
    }
}

impl ToSchema for Day {
    fn name() -> Cow<'static, str> {
        "Day".into()
    }
}

/// Reads an instant that the API takes: with an offset, since a time without
/// one is another instant in each zone.
pub fn instant<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Option::<Parsed<Timestamp>>::deserialize(value)?.map(|Parsed(instant)| instant))
}

/// Reads a calendar day that the API takes.
pub fn day<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Date>, D::Error> {
    Ok(Option::<Parsed<Date>>::deserialize(value)?.map(|Parsed(day)| day))
}

/// A text that is read by its own rule and rejected in our words.
struct Parsed<T>(T);

trait Said: FromStr {
    const EXPECTED: &'static str;
}

impl Said for Timestamp {
    const EXPECTED: &'static str = "a date-time with an offset, like 2026-11-30T12:00:00Z";
}

impl Said for Date {
    const EXPECTED: &'static str = "a day, like 2026-11-30";
}

impl<'de, T: Said> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<T: Said> de::Visitor<'_> for Reader<T> {
            type Value = Parsed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Parsed<T>, E> {
                text.parse().map(Parsed).map_err(|_| E::custom(format_args!("must be {}", T::EXPECTED)))
            }
        }
        value.deserialize_str(Reader(PhantomData))
    }
}

/// An amount that the API gives, with exactly the decimals of its currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Amount(Money, Currency);

impl Amount {
    pub const fn of(amount: Money, currency: Currency) -> Self {
        Self(amount, currency)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.show(self.1))
    }
}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^-?[0-9]+(\\.[0-9]{2,3})?$"))
            .description(Some(
                "A decimal amount in the tenant's currency, with exactly as many decimals as ISO 4217 gives it: 19.99 \
                 EUR, 1999 JPY, 1.999 KWD.",
            ))
            .examples([json!("19.99")])
            .into()
    }
}

impl ToSchema for Amount {
    fn name() -> Cow<'static, str> {
        "Amount".into()
    }
}

/// A price that the API takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(transparent)]
pub struct Price(pub Decimal);

impl PartialSchema for Price {
    fn schema() -> RefOr<Schema> {
        let text =
            ObjectBuilder::new().schema_type(Type::String).pattern(Some("^([0-9]{1,9}(\\.[0-9]{1,3})?|[0-9]{10,12})$"));
        let number = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0)).maximum(Some(100_000_000_000u64));
        AnyOfBuilder::new()
            .item(text)
            .item(number)
            .description(Some(
                "An amount in the tenant's currency with at most the decimals of ISO 4217 (EUR two, JPY none, KWD \
                 three), from 0 to 100000000000 of its smallest unit: best as a string; a JSON number is taken if it is \
                 exactly such a decimal.",
            ))
            .examples([json!("19.99")])
            .into()
    }
}

impl ToSchema for Price {
    fn name() -> Cow<'static, str> {
        "Price".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_decimals() {
        let json = |time: &str| serde_json::to_string(&Time(time.parse().expect("a time"))).expect("JSON");
        assert_eq!(json("2026-11-24T09:30:00Z"), "\"2026-11-24T09:30:00.000Z\"");
        assert_eq!(json("2026-11-24T10:30:00.5+01:00"), "\"2026-11-24T09:30:00.500Z\"");
        assert_eq!(serde_json::to_string(&Day(Date::constant(2026, 1, 2))).expect("JSON"), "\"2026-01-02\"");
    }
}
