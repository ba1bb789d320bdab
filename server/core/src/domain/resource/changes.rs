//! Which fields of a record differ, for the audit log.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::kind::Kind;
use crate::domain::journal::Change;

/// The longest value that the audit log keeps, in characters.
const MAX_VALUE: usize = 100;

/// Returns the fields that differ, with their values where these are short and say nothing of a person.
pub(crate) fn changes(kind: &Kind, from: &impl Serialize, to: &impl Serialize) -> serde_json::Result<Vec<Change>> {
    let (from, to) = (fields(from)?, fields(to)?);
    let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let change = |name: &String| {
        let (before, after) = (from.get(name).unwrap_or(&Value::Null), to.get(name).unwrap_or(&Value::Null));
        if before == after {
            return None;
        }
        let shown = (!kind.personal.contains(&name.as_str())).then(|| text(before).zip(text(after))).flatten();
        let (from, to) = shown.unwrap_or_default();
        Some(Change { field: name.clone(), from, to })
    };
    Ok(names.into_iter().filter_map(change).collect())
}

fn fields(value: &impl Serialize) -> serde_json::Result<Map<String, Value>> {
    Ok(match serde_json::to_value(value)? {
        Value::Object(fields) => fields,
        other => Map::from_iter([("value".to_owned(), other)]),
    })
}

/// A short value as text, nothing for an absent one; `None` for one that is not kept.
fn text(value: &Value) -> Option<Option<String>> {
    match value {
        Value::Null => Some(None),
        Value::Bool(_) | Value::Number(_) => Some(Some(value.to_string())),
        Value::String(text) => (text.chars().count() <= MAX_VALUE).then(|| Some(text.clone())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_values_are_kept_and_personal_ones_are_not() {
        let actions = [("a.created", "x"), ("a.updated", "x"), ("a.removed", "x")];
        let kind = Kind { personal: &["name"], ..Kind::new("a", "as", actions) };
        let from = json!({"name": "Ada", "room": "1", "open": false, "tags": [], "same": 1, "note": "n".repeat(101)});
        let to = json!({"name": "Eva", "room": null, "open": true, "tags": ["x"], "same": 1, "note": "short"});
        let said = changes(&kind, &from, &to).expect("JSON");
        let said: Vec<_> =
            said.iter().map(|change| (change.field.as_str(), change.from.as_deref(), change.to.as_deref())).collect();
        assert_eq!(
            said,
            [
                ("name", None, None),
                ("note", None, None),
                ("open", Some("false"), Some("true")),
                ("room", Some("1"), None),
                ("tags", None, None),
            ]
        );
    }
}
