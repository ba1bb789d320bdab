//! Who hears of events.

/// The names of all consumers of an installation.
///
/// The last is there only where webhooks are sent.
pub const NAMES: [&str; 5] = ["inventory", "insights", "limits", "mail", "webhooks"];
