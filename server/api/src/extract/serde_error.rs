//! What serde says about a value, as an error that points to the field.

use serde_path_to_error::{Path, Segment};
use tenantry_core::FieldError;

/// Serde tells its kinds of error apart only in words; these are its own.
pub fn field_error(path: &Path, message: &str) -> FieldError {
    let mut pointer = pointer(path);
    // The text ends in a position that means nothing inside a merged value.
    let message = message.split(" at line ").next().unwrap_or(message);
    if let Some(name) = named(message, "unknown field `") {
        descend(&mut pointer, name);
        return FieldError::new(pointer, "unknown_field", format!("is not a field of this; {}", expected(message)));
    }
    if let Some(name) = named(message, "missing field `") {
        descend(&mut pointer, name);
        return FieldError::new(pointer, "required", "is required");
    }
    if let Some(name) = named(message, "duplicate field `") {
        descend(&mut pointer, name);
        return FieldError::new(pointer, "duplicate_field", "is there twice");
    }
    if message.starts_with("unknown variant") {
        return FieldError::new(pointer, "unknown_value", format!("is not known; {}", expected(message)));
    }
    if message.starts_with("invalid type") {
        return FieldError::new(pointer, "wrong_type", plain(message));
    }
    FieldError::new(pointer, "invalid", plain(message))
}

fn named<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

fn expected(message: &str) -> String {
    message.split_once(", ").map_or("nothing is", |(_, expected)| expected).replace('`', "")
}

fn plain(message: &str) -> String {
    message.replace('`', "")
}

/// JSON pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Map { key } => descend(&mut pointer, key),
            Segment::Enum { variant } => descend(&mut pointer, variant),
            Segment::Seq { index } => descend(&mut pointer, &index.to_string()),
            Segment::Unknown => {}
        }
    }
    pointer
}

fn descend(pointer: &mut String, name: &str) {
    let last = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    // The path of an unknown field may already end in it.
    if !pointer.ends_with(&last) {
        pointer.push_str(&last);
    }
}
