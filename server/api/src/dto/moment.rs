//! Where a range of orders begins or ends: an instant, or a day of the tenant's.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Deserializer, de};
use serde_json::json;
use tenantry_core::{Error, Result, domain::zone::start_of_day};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, RefOr, SchemaFormat,
        schema::{AnyOfBuilder, ObjectBuilder, Schema, Type},
    },
};

/// A day is meant whole, in the tenant's time zone: the server knows the newest
/// rules of zones, a browser may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    Instant(Timestamp),
    Day(Date),
}

impl Moment {
    /// The first instant that belongs to the range that begins with it.
    pub fn first(self, zone: &TimeZone, pointer: &str) -> Result<Timestamp> {
        match self {
            Moment::Instant(instant) => Ok(instant),
            Moment::Day(day) => start_of_day(day, zone).ok_or_else(|| out_of_range(pointer)),
        }
    }

    /// Returns the first instant after the range that ends with it.
    pub fn after(self, zone: &TimeZone, pointer: &str) -> Result<Timestamp> {
        match self {
            Moment::Instant(instant) => Ok(instant),
            Moment::Day(day) => {
                let next = day.tomorrow().ok().and_then(|next| start_of_day(next, zone));
                next.ok_or_else(|| out_of_range(pointer))
            }
        }
    }
}

fn out_of_range(pointer: &str) -> Error {
    Error::invalid(pointer, "out_of_range", "must be a day from 0000-01-01 to 9999-12-30")
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let is_day = text.len() == "2026-11-24".len();
        let read = if is_day { text.parse().map(Moment::Day) } else { text.parse().map(Moment::Instant) };
        read.map_err(|_| {
            de::Error::custom("must be a day, like 2026-11-24, or an RFC 3339 instant, like 2026-11-24T09:30:00Z")
        })
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let of =
            |format| ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format)));
        AnyOfBuilder::new()
            .item(of(KnownFormat::Date))
            .item(of(KnownFormat::DateTime))
            .examples([json!("2026-11-24")])
            .into()
    }
}

impl ToSchema for Moment {
    fn name() -> Cow<'static, str> {
        "Moment".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_told_apart() {
        let read = |text: &str| serde_json::from_value::<Moment>(json!(text)).ok();
        assert_eq!(read("2026-12-15"), Some(Moment::Day(Date::constant(2026, 12, 15))));
        let instant = "2026-12-15T07:30:09Z".parse().expect("an instant");
        assert_eq!(read("2026-12-15T07:30:09Z"), Some(Moment::Instant(instant)));
        assert_eq!(read("2026-12-14T23:30:09-08:00"), Some(Moment::Instant(instant)));
        for bad in ["", "2026-02-30", "2026-12-1", "2026-12-15T07:30:09", "20261215", "yesterday", "2026-12-15 "] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
