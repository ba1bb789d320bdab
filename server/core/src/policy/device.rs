//! Where a sign-in comes from, in words for people: "Firefox on Linux"
//! at some address. What a browser says of itself is not kept; it is only
//! read for this name, which stays the same over updates. A device that a
//! user signed in from is known for a while: its sign-ins notify nobody, and
//! it still gets in while the account is guessed at from elsewhere.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::{
    domain::ids::UserId,
    policy::retention::DEVICE_DAYS,
    ports::sign_in::{DeviceKey, Seen},
};

/// The far end of a request, as the deployment's HTTP side saw it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Origin<'a> {
    /// An IPv4 address, or the network of an IPv6 one.
    pub address: &'a str,
    /// The `User-Agent` header.
    pub agent: Option<&'a str>,
}

impl<'a> From<&'a str> for Origin<'a> {
    fn from(address: &'a str) -> Self {
        Self { address, agent: None }
    }
}

/// Returns how well a device is known at a sign-in: when the user was last seen on it, and whether any device of the user
/// is remembered. The newest is remembered for good, so that a user who comes back after long is notified.
pub fn seen(last_seen: Option<Timestamp>, has_devices: bool, now: Timestamp) -> Seen {
    match last_seen {
        Some(_) if is_known(last_seen, now) => Seen::Known,
        Some(_) => Seen::New,
        None if has_devices => Seen::New,
        None => Seen::First,
    }
}

/// Returns whether a device was seen in the last [`DEVICE_DAYS`].
pub fn is_known(last_seen: Option<Timestamp>, now: Timestamp) -> bool {
    last_seen.is_some_and(|seen_at| seen_at > known_since(now))
}

/// Returns the time since which a known device was seen. One that is seen no later may be forgotten, unless it is the
/// newest of its user.
pub fn known_since(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_hours(24 * DEVICE_DAYS)
}

/// Returns when a device that was seen at a time may be forgotten, unless it is the newest of its user.
pub fn known_until(seen_at: Timestamp) -> Timestamp {
    seen_at + SignedDuration::from_hours(24 * DEVICE_DAYS)
}

const UNKNOWN: &str = "Unknown device";
/// The longest name of a browser, in bytes.
const NAME_MAX: usize = 32;

impl Origin<'_> {
    pub fn device(&self) -> String {
        let Some(agent) = self.agent else { return UNKNOWN.to_owned() };
        match (program(agent), system(agent)) {
            (Some(program), Some(system)) => format!("{program} on {system}"),
            (Some(program), None) => program,
            (None, Some(system)) => system.to_owned(),
            (None, None) => UNKNOWN.to_owned(),
        }
    }

    /// Returns the same for one device that moves within its network.
    pub fn key(&self, user: UserId) -> DeviceKey {
        let mut digest = Sha256::new();
        for part in [&user.as_bytes()[..], self.device().as_bytes(), network(self.address).as_bytes()] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let mut key = DeviceKey::default();
        key.copy_from_slice(&digest.finalize()[..16]);
        key
    }
}

/// Browsers claim to be each other, so the most special name comes first.
fn program(agent: &str) -> Option<String> {
    const BROWSERS: &[(&str, &str)] = &[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let known = BROWSERS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned());
    known.or_else(|| {
        let name = agent.split(['/', ' ']).next().unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        (!name.is_empty() && name != "Mozilla" && name.len() <= NAME_MAX && name.chars().all(plain))
            .then(|| name.to_owned())
    })
}

fn system(agent: &str) -> Option<&'static str> {
    const SYSTEMS: &[(&str, &str)] = &[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Macintosh", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    SYSTEMS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

/// Returns the /24 of an IPv4 address, the /48 of an IPv6 one.
fn network(address: &str) -> String {
    match address.split('/').next().unwrap_or_default().parse() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(agent: &str) -> String {
        Origin { address: "", agent: Some(agent) }.device()
    }

    #[test]
    fn devices_are_named_as_people_name_them() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        assert_eq!(named(chrome), "Chrome on Windows");
        assert_eq!(named(&format!("{chrome} Edg/142.0.0.0")), "Edge on Windows");
        assert_eq!(named("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"), "Firefox on Linux");
        assert_eq!(
            named(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Safari/604.1"
            ),
            "Safari on iPhone"
        );
        assert_eq!(named("curl/8.14.1"), "curl");
        assert_eq!(named("python-requests/2.32"), "python-requests");
        for odd in ["", "Mozilla/5.0", "<script>alert(1)</script>", &"x".repeat(10_000)] {
            assert_eq!(named(odd), UNKNOWN, "{odd}");
        }
    }

    #[test]
    fn a_device_is_known_for_ninety_days() {
        let at = |day: i64| Timestamp::from_second(1_800_000_000 + day * 86_400).expect("a time");
        let just_short = at(-90) + SignedDuration::from_millis(1);
        for (last_seen, has_devices, expected) in [
            (None, false, Seen::First),
            (None, true, Seen::New),
            (Some(at(0)), true, Seen::Known),
            (Some(at(-89)), true, Seen::Known),
            (Some(just_short), true, Seen::Known),
            (Some(at(-90)), true, Seen::New),
            (Some(at(-91)), true, Seen::New),
            // A device that is remembered is one of the user's.
            (Some(at(-91)), false, Seen::New),
        ] {
            assert_eq!(seen(last_seen, has_devices, at(0)), expected, "{last_seen:?} {has_devices}");
            assert_eq!(is_known(last_seen, at(0)), expected == Seen::Known, "{last_seen:?}");
        }
        assert!(!is_known(Some(at(0)), known_until(at(0))));
        assert_eq!(known_since(known_until(at(0))), at(0));
    }

    #[test]
    fn a_device_is_known_after_an_update_and_within_its_network() {
        let (ada, ben) = (UserId(uuid::Uuid::from_u128(1)), UserId(uuid::Uuid::from_u128(2)));
        let at = |address, agent| Origin { address, agent: Some(agent) };
        let known = at("203.0.113.7", "Firefox/144.0 Linux").key(ada);
        assert_eq!(known, at("203.0.113.99", "Firefox/145.0 Linux").key(ada));
        assert_ne!(known, at("203.0.114.7", "Firefox/144.0 Linux").key(ada));
        assert_ne!(known, at("203.0.113.7", "Firefox/144.0 Windows").key(ada));
        assert_ne!(known, at("203.0.113.7", "Firefox/144.0 Linux").key(ben));
        assert_eq!(network("2001:db8:1:2::/64"), "2001:db8:1");
    }
}
