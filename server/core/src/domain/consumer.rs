//! Who hears of events.

/// The names of all consumers of an installation.
pub const NAMES: [&str; 4] = ["inventory", "insights", "limits", "mail"];
