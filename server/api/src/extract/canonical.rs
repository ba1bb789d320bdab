//! The canonical form of a request, by which a retry is distinguished from another
//! request: the order of names, blanks, escapes and the way that a number is
//! written say nothing.

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::unique::Unique;

/// The members that hold an amount of money or a percentage, in bodies and
/// queries: `19.9`, `"19.9"` and `"19.90"` are one amount. A test holds this
/// list against the OpenAPI document.
pub const AMOUNTS: &[&str] = &["price", "price_min", "price_max", "price_set", "price_percent"];

/// The content of a request, by which a retry is recognized.
pub trait Content {
    /// Equal for two bodies that say the same.
    fn canonical(&self) -> Vec<u8>;
    /// As it came, which earlier versions compared.
    fn raw(&self) -> &[u8];
}

impl Content for [u8] {
    fn canonical(&self) -> Vec<u8> {
        self.to_vec()
    }

    fn raw(&self) -> &[u8] {
        self
    }
}

impl<const N: usize> Content for [u8; N] {
    fn canonical(&self) -> Vec<u8> {
        self.to_vec()
    }

    fn raw(&self) -> &[u8] {
        self
    }
}

impl Content for Bytes {
    fn canonical(&self) -> Vec<u8> {
        self.to_vec()
    }

    fn raw(&self) -> &[u8] {
        self
    }
}

/// A JSON body: its bytes, and what they say.
#[derive(Default)]
pub struct Sent {
    pub bytes: Bytes,
    pub value: Value,
}

impl Content for Sent {
    fn canonical(&self) -> Vec<u8> {
        let mut text = String::new();
        write(&mut text, &self.value);
        text.into_bytes()
    }

    fn raw(&self) -> &[u8] {
        &self.bytes
    }
}

/// Returns the query with its parameters sorted by name and value, so that their order makes no difference.
pub fn query(query: &str) -> Vec<u8> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| {
            let said = if AMOUNTS.contains(&&*name) { decimal(&value) } else { object(&value) };
            (name.into_owned(), said.unwrap_or_else(|| value.into_owned()))
        })
        .collect();
    pairs.sort();
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
}

/// A parameter that holds a JSON object, as the mapping of an import does.
fn object(text: &str) -> Option<String> {
    let Unique(value) = text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()?;
    let mut canonical = String::new();
    write(&mut canonical, &value);
    Some(canonical)
}

fn write(text: &mut String, value: &Value) {
    match value {
        Value::Object(members) => write_object(text, members),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write(text, item);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn write_object(text: &mut String, members: &Map<String, Value>) {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    text.push('{');
    for (name, value) in sorted {
        text.push_str(&Value::from(name.as_str()).to_string());
        text.push(':');
        match AMOUNTS.contains(&name.as_str()).then(|| amount(value)).flatten() {
            Some(amount) => text.push_str(&amount),
            None => write(text, value),
        }
        text.push(',');
    }
    text.push('}');
}

fn amount(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => decimal(text),
        Value::Number(number) => decimal(&number.to_string()),
        _ => None,
    }
}

/// A plain decimal without zeros that say nothing; nothing for other texts.
fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    Some(if whole.is_empty() && fraction.is_empty() { "0.".to_owned() } else { format!("{sign}{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        let Unique(value) = serde_json::from_str(text).expect("JSON");
        String::from_utf8(Sent { bytes: Bytes::new(), value }.canonical()).expect("UTF-8")
    }

    #[test]
    fn what_says_the_same_is_the_same() {
        let one = canonical(r#"{"name":"é","price":"19.90","inventory":1,"on":[{"a":1,"b":null}]}"#);
        for same in [
            r#"{ "inventory" : 1, "on": [ { "b": null, "a": 1 } ], "price" : "19.90", "name" : "é" }"#,
            r#"{"name":"\u00e9","price":"19.9","inventory":1.0,"on":[{"a":1e0,"b":null}]}"#,
            r#"{"name":"é","price":19.9,"inventory":1,"on":[{"a":10e-1,"b":null}]}"#,
            r#"{"name":"é","price":19.90,"inventory":1,"on":[{"a":1,"b":null}]}"#,
        ] {
            assert_eq!(canonical(same), one, "{same}");
        }
        assert_eq!(canonical(r#"{"price":20}"#), canonical(r#"{"price":"20.00"}"#));
        assert_eq!(canonical(r#"{"price":-0}"#), canonical(r#"{"price":"0.0"}"#));
    }

    #[test]
    fn what_says_something_else_is_another() {
        let one = canonical(r#"{"name":"1.0","price":"1.00","lines":[1,2]}"#);
        for other in [
            r#"{"name":"1","price":"1.00","lines":[1,2]}"#,
            r#"{"name":"1.0","price":"1.01","lines":[1,2]}"#,
            r#"{"name":"1.0","price":"-1.00","lines":[1,2]}"#,
            r#"{"name":"1.0","price":"1.00","lines":[2,1]}"#,
            r#"{"name":"1.0","price":"1.00","lines":[12]}"#,
            r#"{"name":"1.0","price":"1.00","lines":[1,2],"note":null}"#,
            r#"{"name":1.0,"price":"1.00","lines":[1,2]}"#,
        ] {
            assert_ne!(canonical(other), one, "{other}");
        }
        assert_ne!(canonical(r#"{"price":"abc"}"#), canonical(r#"{"price":"abd"}"#));
    }

    #[test]
    fn the_order_of_parameters_says_nothing() {
        assert_eq!(query("b=2&a=%7B%22x%22%7D&price_min=1.0"), query("price_min=1&a={%22x%22}&b=2"));
        assert_eq!(query("m=%7B%22a%22:1,%22b%22:2%7D"), query("m=%7B%22b%22:2,%20%22a%22:1%7D"));
        assert_ne!(query("a=1&b=2"), query("a=2&b=1"));
        assert_ne!(query("a=1.0"), query("a=1"));
    }
}
