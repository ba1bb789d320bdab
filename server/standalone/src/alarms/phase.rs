//! From quiet to firing and back. A value must be beyond the threshold for a
//! while before anybody is called, and within it for a while before it is
//! over, so that one that trembles calls nobody twice.

use jiff::{SignedDuration, Timestamp};

use super::rules::Rule;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Quiet {
        since: Timestamp,
    },
    /// Beyond, but not yet for long enough.
    Pending {
        since: Timestamp,
        quiet_since: Timestamp,
    },
    /// `calm_since` is since when it has been within again.
    Firing {
        since: Timestamp,
        calm_since: Option<Timestamp>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    Fired,
    Resolved,
}

impl Phase {
    pub fn since(self) -> Timestamp {
        match self {
            Phase::Quiet { since } | Phase::Pending { since, .. } | Phase::Firing { since, .. } => since,
        }
    }

    pub fn is_firing(self) -> bool {
        matches!(self, Phase::Firing { .. })
    }

    pub fn step(self, rule: &Rule, value: Option<f64>, now: Timestamp) -> (Phase, Option<Change>) {
        let long = |since: Timestamp, wanted: std::time::Duration| {
            now.duration_since(since) >= SignedDuration::try_from(wanted).unwrap_or(SignedDuration::MAX)
        };
        match (self, rule.is_beyond(value)) {
            (Phase::Quiet { since }, true) => Phase::Pending { since: now, quiet_since: since }.step_pending(rule, now),
            (Phase::Pending { .. }, true) => self.step_pending(rule, now),
            (Phase::Pending { quiet_since, .. }, false) => (Phase::Quiet { since: quiet_since }, None),
            (Phase::Firing { since, .. }, true) => (Phase::Firing { since, calm_since: None }, None),
            (Phase::Firing { since, calm_since }, false) => {
                let calm_since = calm_since.unwrap_or(now);
                if long(calm_since, rule.resolve_after()) {
                    (Phase::Quiet { since: now }, Some(Change::Resolved))
                } else {
                    (Phase::Firing { since, calm_since: Some(calm_since) }, None)
                }
            }
            (Phase::Quiet { .. }, false) => (self, None),
        }
    }

    fn step_pending(self, rule: &Rule, now: Timestamp) -> (Phase, Option<Change>) {
        let waited = now.duration_since(self.since());
        if waited >= SignedDuration::try_from(rule.fire_after).unwrap_or(SignedDuration::MAX) {
            (Phase::Firing { since: now, calm_since: None }, Some(Change::Fired))
        } else {
            (self, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fires_after_a_while_and_resolves_after_a_while() {
        let rule: Rule =
            toml::from_str("name = \"a\"\nkind = \"error_rate\"\nabove = 0.1\nfor = \"20s\"\nresolve = \"30s\"")
                .expect("sound");
        let at = |second: i64| Timestamp::from_second(1_000 + second).expect("a time");
        let mut phase = Phase::Quiet { since: at(0) };
        // A peak that is over soon calls nobody; a dip while it fires ends nothing.
        let course = [
            (10, 0.5, None, false),
            (20, 0.0, None, false),
            (30, 0.5, None, false),
            (40, 0.5, None, false),
            (50, 0.5, Some(Change::Fired), true),
            (60, 0.0, None, true),
            (70, 0.5, None, true),
            (80, 0.0, None, true),
            (100, 0.0, None, true),
            (110, 0.0, Some(Change::Resolved), false),
            (120, 0.0, None, false),
        ];
        for (second, value, change, firing) in course {
            let (next, reported) = phase.step(&rule, Some(value), at(second));
            assert_eq!((reported, next.is_firing()), (change, firing), "at {second} s");
            phase = next;
        }
        assert_eq!(phase.since(), at(110));
    }
}
