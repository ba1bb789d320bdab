use jiff::civil::date;

use super::*;

#[test]
fn the_names_are_those_of_the_database_but_for_factory() {
    let ours: Vec<&str> = names().to_vec();
    let mut theirs: Vec<String> = BUNDLED.available().map(|name| name.as_str().to_owned()).collect();
    theirs.retain(|name| name != "Factory");
    theirs.sort_by_key(|name| name.to_ascii_lowercase());
    assert_eq!(ours, theirs, "make names.txt anew, as it says itself");
    assert!(ours.is_sorted_by_key(|name| name.to_ascii_lowercase()));
}

#[test]
fn what_no_browser_knows_is_refused() {
    for bad in
        ["localtime", "posixrules", "Etc/Unknown", "Factory", "posix/UTC", "right/UTC", "", "Mars/Olympus", "+01:00"]
    {
        let mut check = Check::default();
        check_time_zone(&mut check, bad);
        assert_eq!(check.errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["unknown_time_zone"], "{bad}");
    }
    for (name, known) in [
        ("europe/berlin", "Europe/Berlin"),
        (" UTC ", "UTC"),
        ("US/Pacific", "US/Pacific"),
        ("Asia/Kolkata", "Asia/Kolkata"),
    ] {
        let mut check = Check::default();
        assert_eq!(check_time_zone(&mut check, name), known);
        assert!(check.errors.is_empty());
    }
}

#[test]
fn days_follow_the_bundled_database() {
    for (name, at, day) in [
        // Seven hours behind for good since 2026: an older database says the 14th.
        ("America/Vancouver", "2026-12-15T07:30:09Z", date(2026, 12, 15)),
        ("America/Vancouver", "2026-12-15T06:59:59Z", date(2026, 12, 14)),
        ("America/Edmonton", "2026-12-15T06:30:00Z", date(2026, 12, 15)),
        ("Africa/Casablanca", "2026-12-15T23:30:00Z", date(2026, 12, 15)),
        ("America/Winnipeg", "2026-12-15T05:30:00Z", date(2026, 12, 15)),
        ("localtime", "2026-12-15T23:30:00Z", date(2026, 12, 15)),
    ] {
        let at: Timestamp = at.parse().expect("an instant");
        assert_eq!(at.to_zoned_datetime(of(name)).date(), day, "{name} {at}");
    }
    assert!(version() >= "2026f", "{}", version());
}

#[test]
fn a_day_begins_where_its_clock_does() {
    for (name, day, start) in [
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00Z"),
        // Clocks jump from midnight to one: there is no midnight.
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00:00Z"),
        ("Atlantic/Azores", date(2026, 3, 29), "2026-03-29T01:00:00Z"),
        ("America/Havana", date(2026, 3, 8), "2026-03-08T05:00:00Z"),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00Z"),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00:00Z"),
        // Clocks go back from one to midnight: the day has two.
        ("Atlantic/Azores", date(2026, 10, 25), "2026-10-25T00:00:00Z"),
        ("America/Havana", date(2025, 11, 2), "2025-11-02T04:00:00Z"),
        // From midnight back to eleven: the day before has its last hour twice.
        ("Asia/Beirut", date(2026, 10, 25), "2026-10-24T22:00:00Z"),
        ("America/Santiago", date(2026, 4, 5), "2026-04-05T04:00:00Z"),
        // The gap began half an hour before midnight.
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30:00Z"),
        // Samoa left the day out.
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00:00Z"),
    ] {
        let found = start_of_day(day, &of(name)).map(|start| start.to_string());
        assert_eq!(found.as_deref(), Some(start), "{name} {day}");
    }
}

/// Every day of every zone in a few years: the instant before is of an earlier day, the instant itself of none.
#[test]
fn nothing_of_a_day_comes_before_its_start() {
    for name in names() {
        let zone = of(name);
        let mut day = date(2024, 1, 1);
        while day < date(2028, 1, 1) {
            let start = start_of_day(day, &zone).expect("a start");
            let at = |instant: Timestamp| instant.to_zoned_datetime(zone.clone()).date();
            assert!(at(start) >= day, "{name} {day}");
            let before = start.checked_sub(jiff::SignedDuration::from_nanos(1)).expect("an instant");
            assert!(at(before) < day, "{name} {day}");
            day = day.tomorrow().expect("a day");
        }
    }
}
