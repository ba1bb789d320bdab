//! Records as a store keeps them: it knows what they are found by, and nothing of what they hold.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::domain::{ids::ResourceId, text::fold};

/// The longest key of an index, in bytes: with the names of kind and index, and an id, it fits into any store's key.
pub const MAX_KEY: usize = 500;

/// A place in a sorted list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct IndexKey {
    /// The name of the index.
    pub index: Cow<'static, str>,
    /// Keys are sorted by their bytes. There are no control characters in it, which stores put between its neighbors.
    pub key: String,
}

impl IndexKey {
    /// Makes the key of a text: it is folded, so that case and accents make no difference, and cut where it is too long.
    pub fn text(index: &'static str, text: &str) -> Self {
        let mut key: String = fold(text.trim()).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        key.truncate(key.floor_char_boundary(MAX_KEY));
        Self { index: index.into(), key }
    }

    /// Makes the key of an instant, to the millisecond.
    pub fn time(index: &'static str, at: Timestamp) -> Self {
        Self { index: index.into(), key: format!("{at:.3}") }
    }
}

/// A record of any kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredResource {
    /// The name of its kind.
    pub kind: Cow<'static, str>,
    /// The record's id.
    pub id: ResourceId,
    /// Counts its writes, from 1.
    pub version: u64,
    /// JSON that only its kind reads.
    pub body: String,
    /// Its places in the lists of its kind, at most one in each.
    pub keys: Vec<IndexKey>,
}

/// Whom a body belongs to is said beside it, and when it was written within it.
#[derive(Serialize, Deserialize)]
pub(super) struct Body<V, S> {
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub value: V,
    /// Never shown, also where records are walked whose kind is not known.
    pub secret: S,
}

impl StoredResource {
    /// Returns the record as JSON that may be shown: the id, the fields of the value, version and times. It needs no kind,
    /// so that records of one that the program does not know are exported as well.
    pub fn shown(&self) -> serde_json::Result<Box<RawValue>> {
        let body: Body<&RawValue, serde::de::IgnoredAny> = serde_json::from_str(&self.body)?;
        shown(&self.kind, self.id, self.version, body.created_at, body.updated_at, body.value)
    }
}

/// Returns the name of the id of a record of a kind in JSON.
pub(super) fn id_name(kind: &str) -> String {
    format!("{kind}_id")
}

/// Puts the fields of a value between the id and the version of its record.
pub(super) fn shown(
    kind: &str,
    id: ResourceId,
    version: u64,
    created_at: Timestamp,
    updated_at: Timestamp,
    value: &RawValue,
) -> serde_json::Result<Box<RawValue>> {
    let fields = value.get().trim();
    let fields = fields.strip_prefix('{').and_then(|fields| fields.strip_suffix('}')).unwrap_or_default().trim();
    let comma = if fields.is_empty() { "" } else { "," };
    let id_name = id_name(kind);
    RawValue::from_string(format!(
        "{{\"{id_name}\":\"{id}\",{fields}{comma}\"version\":{version},\"created_at\":\"{created_at:.3}\",\
         \"updated_at\":\"{updated_at:.3}\"}}"
    ))
}

/// A list of records of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ResourceQuery {
    /// The name of the kind.
    pub kind: Cow<'static, str>,
    /// In which order, and between which bounds.
    pub order: ResourceOrder,
}

/// The order of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum ResourceOrder {
    /// By their ids, the newest first.
    Newest,
    /// By an index, and within one key by their ids.
    By {
        /// The name of the index. Records without a key in it are not listed.
        index: Cow<'static, str>,
        /// The largest key first.
        descending: bool,
        /// The smallest key of the list; `None` begins at the first.
        from: Option<String>,
        /// The key that the list ends before; `None` ends with the last.
        until: Option<String>,
    },
}

impl ResourceQuery {
    /// Lists all records of a kind, the newest first.
    pub const fn newest(kind: &'static str) -> Self {
        Self { kind: Cow::Borrowed(kind), order: ResourceOrder::Newest }
    }

    /// Lists those of a kind that have a key in an index, the smallest key first.
    pub const fn by(kind: &'static str, index: &'static str) -> Self {
        let order = ResourceOrder::By { index: Cow::Borrowed(index), descending: false, from: None, until: None };
        Self { kind: Cow::Borrowed(kind), order }
    }

    /// Narrows a list by an index to keys from `from` on, up to and without `until`.
    #[must_use]
    pub fn between(mut self, start: Option<String>, end: Option<String>) -> Self {
        if let ResourceOrder::By { from, until, .. } = &mut self.order {
            (*from, *until) = (start, end);
        }
        self
    }

    /// Narrows a list by an index to keys that begin so.
    #[must_use]
    pub fn beginning_with(self, prefix: &str) -> Self {
        let end = format!("{prefix}\u{10FFFF}");
        self.between(Some(prefix.to_owned()), Some(end))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_is_folded_and_fits() {
        assert_eq!(IndexKey::text("by", "  Straße\n1 ").key, fold("strasse 1"));
        let long = IndexKey::text("by", &"é".repeat(600)).key;
        assert!(long.len() <= MAX_KEY && !long.is_empty());
        let times = ["2026-12-01T09:59:59.9999Z", "2026-12-01T10:00:00Z", "2027-01-01T00:00:00Z"];
        let keys = times.map(|time| IndexKey::time("at", time.parse().expect("a time")).key);
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn what_is_shown_holds_no_secret() {
        let of = |value: serde_json::Value| {
            let at = Timestamp::UNIX_EPOCH;
            let body = Body { created_at: at, updated_at: at, value, secret: "hidden" };
            let body = serde_json::to_string(&body).expect("JSON");
            let id = ResourceId(Uuid::nil());
            let stored = StoredResource { kind: "note".into(), id, version: 3, body, keys: Vec::new() };
            stored.shown().expect("JSON").get().to_owned()
        };
        let rest = r#""version":3,"created_at":"1970-01-01T00:00:00.000Z","updated_at":"1970-01-01T00:00:00.000Z"}"#;
        let id = r#"{"note_id":"00000000-0000-0000-0000-000000000000","#;
        assert_eq!(of(serde_json::json!({"text": "a}"})), format!("{id}\"text\":\"a}}\",{rest}"));
        assert_eq!(of(serde_json::json!({})), format!("{id}{rest}"));
    }
}
