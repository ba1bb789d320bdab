//! What serde says about a value, as an error that points to the field, in our
//! words: a library's are for those who program it.

use serde_path_to_error::{Path, Segment};
use tenantry_core::FieldError;

/// Serde distinguishes its kinds of error only in words; these are its own.
pub fn field_error(path: &Path, message: &str) -> FieldError {
    let mut pointer = pointer(path);
    let message = without_position(message);
    if let Some(name) = named(message, "unknown field `") {
        // The path of an unknown field ends in it, unless the reader learned of it later.
        if !pointer.ends_with(&segment(name)) {
            pointer.push_str(&segment(name));
        }
        return FieldError::new(pointer, "unknown_field", format!("is not a field of this; {}", expected(message)));
    }
    if let Some(name) = named(message, "missing field `") {
        return FieldError::new(pointer + &segment(name), "required", "is required");
    }
    if let Some(name) = named(message, "duplicate field `") {
        return FieldError::new(pointer + &segment(name), "duplicate_field", "is there twice");
    }
    if message.starts_with("unknown variant") {
        return FieldError::new(pointer, "unknown_value", format!("is not known; {}", expected(message)));
    }
    if let Some(wrong) = message.strip_prefix("invalid type: ") {
        let noun = wrong.rsplit_once(", expected ").map_or(wrong, |(_, expected)| noun(expected));
        return FieldError::new(pointer, "wrong_type", plain(&format!("must be {noun}")));
    }
    // Serde would take a struct's fields as a list, too.
    if message.starts_with("invalid length ") && message.contains("expected struct ") {
        return FieldError::new(pointer, "wrong_type", "must be an object");
    }
    FieldError::new(pointer, "invalid", invalid(message))
}

/// The first value that serde would have known in the place of an unknown one.
pub fn known_variant(message: &str) -> Option<&str> {
    let (_, expected) = without_position(message).strip_prefix("unknown variant")?.split_once(", expected ")?;
    expected.split('`').nth(1)
}

/// The text ends in a position that means nothing inside a merged value.
fn without_position(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

fn named<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

fn expected(message: &str) -> String {
    plain(message.split_once(", ").map_or("nothing is", |(_, expected)| expected))
}

fn plain(message: &str) -> String {
    message.replace('`', "")
}

/// Describes the JSON that the field takes.
fn noun(expected: &str) -> &str {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" | "isize" => "a whole number",
        "a string" | "a borrowed string" | "string or map" | "variant identifier" => "text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        "a UUID" | "a UUID string" | "a formatted UUID string" => UUID,
        other if other.starts_with("struct ") => "an object",
        other if other.starts_with("enum ") => "text",
        ours => ours,
    }
}

const UUID: &str = "a UUID, like 019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10";

fn invalid(message: &str) -> String {
    if let Some(expected) = message.strip_prefix("invalid value: ").and_then(|wrong| wrong.rsplit_once(", expected ")) {
        return match range(expected.1) {
            Some(range) => format!("must be a whole number {range}"),
            None => plain(&format!("must be {}", noun(expected.1))),
        };
    }
    if message.starts_with("UUID parsing failed") || message.contains("UUID string") {
        return format!("must be {UUID}");
    }
    match message {
        "invalid digit found in string" | "cannot parse integer from empty string" | "invalid float literal" => {
            "must be a whole number".to_owned()
        }
        "number too large to fit in target type" => "is too large".to_owned(),
        "number too small to fit in target type" => "is too small".to_owned(),
        "provided string was not `true` or `false`" => "must be true or false".to_owned(),
        ours => plain(ours),
    }
}

fn range(kind: &str) -> Option<String> {
    Some(match kind {
        "u8" => format!("from 0 to {}", u8::MAX),
        "u16" => format!("from 0 to {}", u16::MAX),
        "u32" => format!("from 0 to {}", u32::MAX),
        "u64" | "usize" => format!("from 0 to {}", u64::MAX),
        "i32" => format!("from {} to {}", i32::MIN, i32::MAX),
        "i64" => format!("from {} to {}", i64::MIN, i64::MAX),
        _ => return None,
    })
}

/// JSON pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    path.iter()
        .map(|part| match part {
            Segment::Map { key } => segment(key),
            Segment::Enum { variant } => segment(variant),
            Segment::Seq { index } => segment(&index.to_string()),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn segment(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
