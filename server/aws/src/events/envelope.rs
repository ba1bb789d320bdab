//! An event as it travels over topics and queues.

use serde::{Deserialize, Serialize};
use tenantry_core::{domain::event::Event, policy::delivery::Failures};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    pub event: Event,
    /// X-Ray's header of the request that caused it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trace: Option<String>,
    /// Only this consumer is to handle it: it failed before, or an operator redrives it.
    #[serde(skip_serializing_if = "Option::is_none", default, alias = "redrive")]
    pub only: Option<String>,
    /// How it failed at that consumer so far.
    #[serde(skip_serializing_if = "Failures::is_none", default)]
    pub failures: Failures,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_earlier_versions_are_understood() {
        let event = r#"{"id":"01939c2e-0000-7000-8000-000000000001","tenant":null,"at":"2026-11-30T00:00:00Z","kind":"TenantUpdated"}"#;
        let read = |rest: &str| -> Envelope {
            serde_json::from_str(&format!(r#"{{"event":{event}{rest}}}"#)).expect("an envelope")
        };
        assert_eq!(read("").only, None);
        let redriven = read(r#","redrive":"mail""#);
        assert_eq!((redriven.only.as_deref(), redriven.failures.attempts()), (Some("mail"), 0));
        let text = serde_json::to_string(&read("")).expect("JSON");
        assert!(!text.contains("failures") && !text.contains("only"), "{text}");
    }
}
