//! An event as it travels over topics and queues.

use serde::{Deserialize, Serialize};
use tenantry_core::event::Event;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    pub event: Event,
    /// X-Ray's header of the request that caused it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trace: Option<String>,
    /// Only this consumer is to handle it: an operator asked for it once more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub redrive: Option<String>,
}
