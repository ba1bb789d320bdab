//! Segment documents as X-Ray takes them. They name services, operations and
//! tables; never a key, a value or a person.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::TraceContext;

pub(super) struct Document(pub Value);

/// 64 bits that are another's in no trace.
pub(super) fn id() -> String {
    format!("{:016x}", fastrand::u64(1..))
}

fn seconds(at: SystemTime) -> f64 {
    at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64()
}

impl Document {
    /// Makes a segment (X-Ray): the work of one function in a trace.
    pub fn segment(name: &str, id: &str, place: &TraceContext, started: SystemTime, ended: SystemTime) -> Self {
        Self(json!({
            "name": name, "id": id, "trace_id": place.trace, "parent_id": place.parent,
            "start_time": seconds(started), "end_time": seconds(ended), "origin": "AWS::Lambda::Function",
        }))
    }

    /// Makes a subsegment (X-Ray), whose segment another process sends.
    pub fn subsegment(name: &str, id: &str, place: &TraceContext, started: SystemTime, ended: SystemTime) -> Self {
        Self(json!({
            "type": "subsegment", "name": name, "id": id, "trace_id": place.trace, "parent_id": place.parent,
            "start_time": seconds(started), "end_time": seconds(ended),
        }))
    }

    /// Traces can be searched by it.
    pub fn note(&mut self, name: &str, value: &str) {
        self.0["annotations"][name] = value.into();
    }

    pub fn failed(&mut self, has_failed: bool) {
        if has_failed {
            self.0["fault"] = true.into();
        }
    }
}
