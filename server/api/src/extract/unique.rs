//! A JSON value whose objects name nothing twice (RFC 7493, section 2.3). A
//! plain value would keep the last of two and hide the mistake. A number
//! without a fraction is an integer, however it is written (JSON Schema 2020-12,
//! section 4.2.3): `100.0`, `1e2` and `-0` are.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Up to here (2^49) an integer is the one that was written: the reader of
/// numbers may be off by a few of the smallest steps of a double, and those
/// are far from 1 here. It is more than any quantity that the API takes.
const EXACT: f64 = 562_949_953_421_312.0;

pub struct Unique(pub Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Unique)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= EXACT {
            return Ok((value as i64).into());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("is no finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if read.contains_key(&name) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            let Unique(value) = fields.next_value()?;
            read.insert(name, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        let read = |text: &str| serde_json::from_str::<Unique>(text).expect("JSON").0;
        for (text, whole) in [("100.0", 100), ("1e2", 100), ("-0", 0), ("-0.0", 0), ("-1.5e1", -15), ("0e9", 0)] {
            assert_eq!(read(text), Value::from(whole), "{text}");
        }
        assert_eq!(read("562949953421311.0"), Value::from(562_949_953_421_311_i64));
        for other in ["100.5", "9007199254740991.0", "1e300"] {
            assert!(read(other).as_i64().is_none(), "{other}");
        }
        assert_eq!(read("18446744073709551615"), Value::from(u64::MAX));
    }

    #[test]
    fn it_reads_what_json_has_and_no_name_twice() {
        let text = r#"{"a":[1,-2,0.5,true,null,"x"],"b":{"a":{}}}"#;
        let Unique(value) = serde_json::from_str(text).expect("JSON");
        assert_eq!(value, serde_json::from_str::<Value>(text).expect("JSON"));
        for twice in [r#"{"a":1,"a":1}"#, r#"{"b":[{"a":1,"a":2}]}"#] {
            let refused = serde_json::from_str::<Unique>(twice).map(|_| ()).expect_err("a refusal");
            assert!(refused.to_string().starts_with("duplicate field `a`"), "{refused}");
        }
    }
}
