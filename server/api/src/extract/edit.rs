//! PUT and PATCH. Both end as one whole value: PUT brings it, PATCH is merged
//! into what is there (RFC 7396). It is then read as strictly as a new one.

use axum::{
    extract::{FromRequest, Request},
    http::Method,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use tenantry_core::{Error, FieldError};

use super::{
    canonical::Sent,
    json::{Raw, require_json},
    reading,
};
use crate::{
    layers::body_limit,
    problem::{Problem, Result, kinds},
};

pub struct Edit {
    how: How,
    pub raw: Sent,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    Replace,
    Merge,
}

impl<S: Send + Sync> FromRequest<S> for Edit {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = body_limit::read(&parts.headers, body).await?;
        if bytes.is_empty() {
            return Err(Problem::new(&kinds::BODY_REQUIRED, "this takes a JSON body"));
        }
        let how = if parts.method == Method::PATCH { How::Merge } else { How::Replace };
        match how {
            How::Replace => require_json(&parts.headers, &["application/json"])?,
            How::Merge => require_json(&parts.headers, &["application/merge-patch+json", "application/json"])?,
        }
        Ok(Edit { how, raw: Raw::checked(bytes)?.parse()? })
    }
}

impl Edit {
    /// What the rules make of the writable fields as they are to be, or all that
    /// is wrong with them. Of the others, those that equal the present are taken
    /// as read, so that what GET gave can be sent back.
    pub fn check<T: DeserializeOwned, D>(
        &self,
        current: &impl Serialize,
        writable: &[&str],
        rules: impl FnOnce(T) -> tenantry_core::Result<D>,
    ) -> tenantry_core::Result<D> {
        let current = match serde_json::to_value(current) {
            Ok(Value::Object(current)) => current,
            Ok(_) => Map::new(),
            Err(error) => return Err(Error::unavailable(error)),
        };
        let (next, errors) = self.merged(&current, writable);
        reading::read(&Value::Object(next)).but(errors).judge(rules)
    }

    /// The writable fields as they are to be, and what is wrong with the others.
    fn merged(&self, current: &Map<String, Value>, writable: &[&str]) -> (Map<String, Value>, Vec<FieldError>) {
        let mut next: Map<String, Value> = match self.how {
            How::Replace => Map::new(),
            How::Merge => current.iter().filter(|(name, _)| writable.contains(&name.as_str())).map(owned).collect(),
        };
        let mut errors = Vec::new();
        for (name, value) in self.raw.value.as_object().into_iter().flatten() {
            if writable.contains(&name.as_str()) {
                match self.how {
                    How::Replace => drop(next.insert(name.clone(), value.clone())),
                    How::Merge => merge(&mut next, name, value),
                }
                continue;
            }
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            match current.get(name) {
                Some(present) if self.keeps(present, value) => {}
                Some(_) => errors.push(FieldError::new(pointer, "read_only", "can't be changed")),
                None => errors.push(FieldError::new(pointer, "unknown_field", "is not a field of this")),
            }
        }
        (next, errors)
    }

    /// Returns whether a value for a read-only field leaves it as it is.
    fn keeps(&self, present: &Value, value: &Value) -> bool {
        match self.how {
            How::Replace => present == value,
            How::Merge => {
                let mut merged = Map::from_iter([("it".to_owned(), present.clone())]);
                merge(&mut merged, "it", value);
                merged.get("it").unwrap_or(&Value::Null) == present
            }
        }
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// RFC 7396, section 2.
fn merge(target: &mut Map<String, Value>, name: &str, patch: &Value) {
    match patch {
        Value::Null => drop(target.remove(name)),
        Value::Object(patch) => {
            let inner = target.entry(name).or_insert(Value::Null);
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                for (name, patch) in patch {
                    merge(inner, name, patch);
                }
            }
        }
        other => drop(target.insert(name.to_owned(), other.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(serde::Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        name: String,
        note: Option<String>,
        place: Option<Place>,
    }

    #[derive(serde::Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct Place {
        city: String,
        zip: Option<String>,
    }

    const WRITABLE: &[&str] = &["name", "note", "place"];

    fn current() -> Value {
        json!({"id": 7, "limits": {"max": 100}, "gone": null, "name": "a", "note": "n",
               "place": {"city": "Bonn", "zip": "53111"}})
    }

    fn edit(how: How, body: Value) -> Result<Thing, (&'static str, String)> {
        let edit = Edit { how, raw: Sent { value: body, ..Sent::default() } };
        edit.check(&current(), WRITABLE, Ok).map_err(|error| match error {
            Error::Invalid(errors) => (errors[0].code, errors[0].pointer.clone()),
            other => ("other", other.to_string()),
        })
    }

    fn put(body: Value) -> Result<Thing, (&'static str, String)> {
        edit(How::Replace, body)
    }

    fn patch(body: Value) -> Result<Thing, (&'static str, String)> {
        edit(How::Merge, body)
    }

    #[test]
    fn what_get_gave_can_be_put_back() {
        let place = Place { city: "Bonn".to_owned(), zip: Some("53111".to_owned()) };
        let thing = Thing { name: "a".to_owned(), note: Some("n".to_owned()), place: Some(place) };
        assert_eq!(put(current()), Ok(thing));
    }

    #[test]
    fn put_replaces_what_it_does_not_name() {
        assert_eq!(put(json!({"name": "b"})), Ok(Thing { name: "b".to_owned(), note: None, place: None }));
        assert_eq!(put(json!({"note": "x"})), Err(("required", "/name".to_owned())));
    }

    #[test]
    fn patch_keeps_what_it_does_not_name() {
        let patched = patch(json!({"place": {"zip": null}, "note": null}));
        let place = Place { city: "Bonn".to_owned(), zip: None };
        assert_eq!(patched, Ok(Thing { name: "a".to_owned(), note: None, place: Some(place) }));
        assert_eq!(patch(json!({"name": null})), Err(("required", "/name".to_owned())));
        assert_eq!(patch(json!({"name": 5})), Err(("wrong_type", "/name".to_owned())));
        assert_eq!(patch(json!({"place": {"planet": "x"}})), Err(("unknown_field", "/place/planet".to_owned())));
    }

    #[test]
    fn read_only_fields_may_be_said_but_not_changed() {
        for same in [json!({"id": 7}), json!({"limits": {"max": 100}}), json!({"gone": null})] {
            assert!(patch(same.clone()).is_ok(), "{same}");
        }
        assert_eq!(patch(json!({"id": 8})), Err(("read_only", "/id".to_owned())));
        assert_eq!(patch(json!({"id": null})), Err(("read_only", "/id".to_owned())));
        assert_eq!(patch(json!({"limits": {"max": 101}})), Err(("read_only", "/limits".to_owned())));
        assert_eq!(put(json!({"name": "a", "id": 8})), Err(("read_only", "/id".to_owned())));
        assert_eq!(put(json!({"name": "a", "tier": "x"})), Err(("unknown_field", "/tier".to_owned())));
    }
}
