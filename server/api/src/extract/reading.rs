//! Reads what a caller sent and collects everything that is wrong with it.
//!
//! Serde stops at the first wrong field. So a wrong field is noted, replaced by
//! some value that its type takes, and the whole is read again, until it can be
//! read; then the rules judge the rest of it, too.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tenantry_core::{Error, FieldError};

use super::serde_error::{field_error, known_variant};

/// How often a value is read at most: bounds the work that a hostile body can
/// cause. Some twenty wrong fields are found with it.
const PASSES: usize = 64;

/// A value that was read, and the errors in it.
pub struct Reading<T> {
    /// With stand-ins for the wrong fields; nothing where none was found.
    value: Option<T>,
    errors: Vec<FieldError>,
}

impl<T> Reading<T> {
    /// Of what is all right.
    pub fn of(value: T) -> Self {
        Self { value: Some(value), errors: Vec::new() }
    }

    /// Returns the value, or all field errors if there are any.
    pub fn sound(self) -> Result<T, Vec<FieldError>> {
        match self.value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    /// Puts field errors that were found earlier before its own.
    pub fn but(self, found: Vec<FieldError>) -> Self {
        let errors = found.into_iter().chain(self.errors).collect();
        Self { errors, ..self }
    }

    /// What the rules make of it, or all that is wrong: with the fields that
    /// could not be read, and with those that could.
    pub fn judge<D>(self, rules: impl FnOnce(T) -> tenantry_core::Result<D>) -> tenantry_core::Result<D> {
        let Self { value, mut errors } = self;
        let Some(value) = value else { return Err(Error::Invalid(errors)) };
        match rules(value) {
            judged if errors.is_empty() => judged,
            Err(Error::Invalid(more)) => {
                for error in more {
                    note(&mut errors, error);
                }
                Err(Error::Invalid(errors))
            }
            _ => Err(Error::Invalid(errors)),
        }
    }
}

/// An error that serde reported.
pub struct Wrong {
    pub error: FieldError,
    /// A value that the field knows, where it is one of a list.
    pub known: Option<String>,
}

impl Wrong {
    pub fn of<E: std::error::Error>(error: &serde_path_to_error::Error<E>) -> Self {
        let message = error.inner().to_string();
        Self { error: field_error(error.path(), &message), known: known_variant(&message).map(str::to_owned) }
    }
}

/// Reads a JSON value.
pub fn read<T: DeserializeOwned>(value: &Value) -> Reading<T> {
    let read = |value: &Value| serde_path_to_error::deserialize(value).map_err(|error| Wrong::of(&error));
    match read(value) {
        Ok(value) => Reading::of(value),
        Err(first) => collect(value.clone(), first, read, replace),
    }
}

/// Reads again and again, each time with a stand-in for what was found wrong,
/// as long as `replace` finds one: it gets how many it found for this field.
pub fn collect<S, T>(
    mut source: S,
    first: Wrong,
    read: impl Fn(&S) -> Result<T, Wrong>,
    replace: impl Fn(&mut S, &Wrong, usize) -> bool,
) -> Reading<T> {
    let (mut errors, mut tried) = (Vec::new(), HashMap::<String, usize>::new());
    let mut wrong = first;
    for _ in 0..PASSES {
        let tries = tried.entry(wrong.error.pointer.clone()).or_default();
        let replaced = replace(&mut source, &wrong, *tries);
        *tries += 1;
        note(&mut errors, wrong.error);
        if !replaced {
            break;
        }
        wrong = match read(&source) {
            Ok(value) => return Reading { value: Some(value), errors },
            Err(next) => next,
        };
    }
    Reading { value: None, errors }
}

/// What is said of a field stands for all within it: a stand-in is not judged.
fn note(errors: &mut Vec<FieldError>, error: FieldError) {
    let within = |known: &FieldError| {
        error.pointer.strip_prefix(&known.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if !errors.iter().any(within) {
        errors.push(error);
    }
}

/// Takes an unknown field away, and puts a stand-in for a wrong or missing one.
fn replace(value: &mut Value, wrong: &Wrong, tries: usize) -> bool {
    let Some((parent, name)) = wrong.error.pointer.rsplit_once('/') else { return false };
    let name = name.replace("~1", "/").replace("~0", "~");
    let stand_in = stand_in(wrong, tries);
    match value.pointer_mut(parent) {
        Some(Value::Object(fields)) if wrong.error.code == "unknown_field" => fields.remove(&name).is_some(),
        Some(Value::Object(fields)) => stand_in.map(|stand_in| fields.insert(name, stand_in)).is_some(),
        Some(Value::Array(items)) => match (name.parse().ok().and_then(|at: usize| items.get_mut(at)), stand_in) {
            (Some(item), Some(stand_in)) => {
                *item = stand_in;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn stand_in(wrong: &Wrong, tries: usize) -> Option<Value> {
    if let Some(known) = &wrong.known {
        return (tries <= 16).then(|| json!(known));
    }
    Some(match tries {
        0 => Value::Null,
        1 => json!(""),
        2 => json!(0),
        3 => json!("0"),
        4 => json!(true),
        5 => json!([]),
        6 => json!({}),
        7 => json!("00000000-0000-7000-8000-000000000000"),
        8 => json!("2000-01-01T00:00:00Z"),
        9 => json!("2000-01-01"),
        10 => json!("EUR"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "of some fields only whether they can be read matters")]
    struct Order {
        name: String,
        status: tenantry_core::domain::order_status::Status,
        product: uuid::Uuid,
        count: u32,
        at: Option<tenantry_core::domain::money::Decimal>,
        place: Place,
        parts: Vec<Place>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Place {
        city: String,
    }

    fn reported(value: Value) -> Vec<String> {
        let judged = read::<Order>(&value).judge(|order| {
            let Order { name, count, place, parts, .. } = order;
            let mut errors = Vec::new();
            if name.is_empty() {
                errors.push(FieldError::new("/name", "required", "must not be empty"));
            }
            if count == 0 {
                errors.push(FieldError::new("/count", "out_of_range", "must not be 0"));
            }
            if place.city.is_empty() || parts.iter().any(|part| part.city.is_empty()) {
                errors.push(FieldError::new("/place/city", "required", "must not be empty"));
            }
            if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
        });
        match judged {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(errors)) => {
                errors.iter().map(|error| format!("{} {}: {}", error.pointer, error.code, error.detail)).collect()
            }
            Err(other) => vec![other.to_string()],
        }
    }

    fn good() -> Value {
        json!({"name": "a", "status": "pending", "product": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "count": 1,
               "at": "1.00", "place": {"city": "Bonn"}, "parts": []})
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        assert_eq!(reported(good()), Vec::<String>::new());
        let mut all = good();
        all["name"] = json!("");
        all["status"] = json!("lost");
        all["product"] = json!("x");
        all["count"] = json!(1.5);
        all["at"] = json!("1,00");
        all["place"] = json!({"town": "Bonn"});
        all["parts"] = json!([{"city": "a"}, 7]);
        all["color"] = json!("red");
        let mut reported = reported(all);
        reported.sort();
        assert_eq!(
            reported,
            [
                "/at invalid: must be a decimal number with a point, like \"19.99\"",
                "/color unknown_field: is not a field of this; expected one of name, status, product, count, at, place, parts",
                "/count wrong_type: must be a whole number",
                "/name required: must not be empty",
                "/parts/1 wrong_type: must be an object",
                "/place/city required: is required",
                "/place/town unknown_field: is not a field of this; expected city",
                "/product invalid: must be a UUID, like 019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                "/status unknown_value: is not known; expected one of pending, confirmed, shipped, delivered, cancelled",
            ]
        );
    }

    #[test]
    fn each_missing_field_is_named() {
        let reported = reported(json!({}));
        let pointers: Vec<&str> = reported.iter().filter_map(|reported| reported.split(' ').next()).collect();
        assert_eq!(pointers, ["/name", "/status", "/product", "/count", "/place", "/parts"]);
        assert!(reported.iter().all(|reported| reported.ends_with("required: is required")), "{reported:?}");
    }

    #[test]
    fn the_work_is_bounded() {
        let many = json!({"parts": vec![json!({"town": 1}); 10_000]});
        let refused = read::<Order>(&many).sound().err().expect("a refusal");
        assert!((10..=PASSES).contains(&refused.len()), "{}", refused.len());
        assert_eq!(reported(json!([])), [" wrong_type: must be an object"]);
    }
}
