//! Answers that are kept for a retry. That to an order is some hundred bytes more than the kilobyte that is paid for as one,
//! and JSON is mostly names, so a long one is packed. What an earlier version kept is JSON.

use std::io::{Read as _, Write as _};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use tenantry_core::domain::idempotency::IdemRecord;

use crate::dynamo::{Fault, Item, Reading, json};

/// The record as JSON.
const RECORD: &str = "record";
/// The same, packed.
const PACKED: &str = "packed";
/// Bytes of JSON up to which the item is no larger than a kilobyte as it is.
const SHORT: usize = 700;

pub(super) fn attribute(record: &IdemRecord) -> Result<(String, AttributeValue), Fault> {
    let plain = json(record)?;
    let text = plain.as_s().map_or("", String::as_str);
    if text.len() <= SHORT {
        return Ok((RECORD.to_owned(), plain));
    }
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = packed.write_all(text.as_bytes()).and_then(|()| packed.finish());
    let packed = packed.map_err(|error| Fault::Malformed(error.to_string()))?;
    Ok((PACKED.to_owned(), AttributeValue::B(Blob::new(packed))))
}

pub(super) fn read(item: &Item) -> Result<IdemRecord, Fault> {
    let Some(packed) = item.get(PACKED) else { return item.json(RECORD) };
    let unreadable = |error: &dyn std::fmt::Display| Fault::Malformed(format!("{PACKED}: {error}"));
    let packed = packed.as_b().map_err(|_| unreadable(&"it is of another kind"))?;
    let mut text = String::new();
    DeflateDecoder::new(packed.as_ref()).read_to_string(&mut text).map_err(|error| unreadable(&error))?;
    serde_json::from_str(&text).map_err(|error| unreadable(&error))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tenantry_core::domain::idempotency::{Answer, IdemKey};

    use super::*;

    #[test]
    fn an_answer_is_kept_to_the_byte() {
        let line =
            r#"{"product_id":"01939c2e-0000-7000-8000-000000000001","name":"Käse","unit_price":"19.99","quantity":2}"#;
        for lines in [1, 2, 60] {
            let answer = format!("{{\"lines\":[{}]}}", vec![line; lines].join(", "));
            let record = IdemRecord {
                key: IdemKey([7; 32]),
                fingerprint: [9; 32],
                answer: Answer::kept(answer.clone(), Some(3)).expect("JSON"),
                expires_at: Timestamp::from_millisecond(1_796_000_000_000).expect("a time"),
            };
            let (name, value) = attribute(&record).expect("an attribute");
            assert_eq!(name == PACKED, lines > 2, "{name}");
            let kept = read(&Item::from([(name, value)])).expect("a record");
            assert_eq!((kept.answer.as_json(), &kept), (answer.as_str(), &record));
        }
        assert!(read(&Item::from([(PACKED.to_owned(), AttributeValue::B(Blob::new([1, 2, 3])))])).is_err());
    }
}
