//! A document of X-Ray as a span of OTLP, with attributes by the semantic conventions of OpenTelemetry. Like the document
//! it names services, operations and tables, and nothing of a tenant's.

use serde_json::{Value, json};

/// Kinds of spans, by their numbers in the protocol.
const INTERNAL: u8 = 1;
const CLIENT: u8 = 3;
const CONSUMER: u8 = 5;
/// The status of what failed.
const ERROR: u8 = 2;

/// An attribute that is a text.
pub(super) fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}

/// `None` for what lacks the ids or the times of a document.
pub(super) fn of(document: &Value) -> Option<Value> {
    let field = |name: &str| document[name].as_str();
    let is_call = document["namespace"] == "aws";
    let name = field("name")?;
    let (name, kind) = match document["aws"]["operation"].as_str() {
        Some(operation) => (format!("{name}.{operation}"), CLIENT),
        None if document["type"] == "subsegment" => (name.to_owned(), INTERNAL),
        None => (name.to_owned(), CONSUMER),
    };
    let mut span = json!({
        "traceId": trace_id(field("trace_id")?)?, "spanId": field("id")?, "parentSpanId": field("parent_id")?,
        "name": name, "kind": kind,
        "startTimeUnixNano": nanoseconds(&document["start_time"])?, "endTimeUnixNano": nanoseconds(&document["end_time"])?,
        "attributes": if is_call { of_call(document) } else { of_work(document) },
    });
    if document["fault"] == true || document["throttle"] == true {
        span["status"] = json!({ "code": ERROR });
    }
    Some(span)
}

/// X-Ray writes it as `1-<8 digits of the time>-<24 digits>`.
fn trace_id(id: &str) -> Option<String> {
    let digits = id.strip_prefix("1-")?.replace('-', "");
    (digits.len() == 32).then_some(digits)
}

/// A 64-bit number is a text in JSON of protocol buffers.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds since 1970, up to the year 2500")]
fn nanoseconds(seconds: &Value) -> Option<String> {
    Some(((seconds.as_f64()? * 1e6).round() as u64 * 1_000).to_string())
}

fn of_call(document: &Value) -> Vec<Value> {
    let aws = &document["aws"];
    let mut all = vec![text("rpc.system", "aws-api")];
    let texts = [
        ("rpc.service", &document["name"]),
        ("rpc.method", &aws["operation"]),
        ("cloud.region", &aws["region"]),
        ("aws.request_id", &aws["request_id"]),
    ];
    all.extend(texts.into_iter().filter_map(|(key, value)| Some(text(key, value.as_str()?))));
    let tables: Vec<Value> = match (&aws["table_name"], &aws["table_names"]) {
        (Value::String(one), _) => vec![json!({ "stringValue": one })],
        (_, Value::Array(several)) => several.iter().map(|one| json!({ "stringValue": one })).collect(),
        _ => Vec::new(),
    };
    if !tables.is_empty() {
        let values = json!({ "arrayValue": { "values": tables } });
        all.push(json!({ "key": "aws.dynamodb.table_names", "value": values }));
    }
    if let Some(status) = document["http"]["response"]["status"].as_u64() {
        let value = json!({ "intValue": status.to_string() });
        all.push(json!({ "key": "http.response.status_code", "value": value }));
    }
    all
}

/// What traces can be searched by.
fn of_work(document: &Value) -> Vec<Value> {
    let notes = document["annotations"].as_object().into_iter().flatten();
    notes.filter_map(|(key, value)| Some(text(key, value.as_str()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_a_client_span_of_the_same_trace() {
        let document = json!({
            "type": "subsegment", "name": "DynamoDB", "id": "00000000000000aa", "parent_id": "00000000000000bb",
            "trace_id": "1-5759e988-bd862e3fe1be46a994272793", "start_time": 1_764_529_490.25, "end_time": 1_764_529_490.5,
            "namespace": "aws", "throttle": true, "error": true, "http": { "response": { "status": 400 } },
            "aws": { "operation": "TransactWriteItems", "region": "eu-central-1", "table_names": ["a", "b"] },
        });
        let span = of(&document).expect("a span");
        assert_eq!(span["traceId"], "5759e988bd862e3fe1be46a994272793");
        assert_eq!((&span["name"], &span["kind"]), (&json!("DynamoDB.TransactWriteItems"), &json!(CLIENT)));
        assert_eq!(span["startTimeUnixNano"], "1764529490250000000");
        assert_eq!(span["endTimeUnixNano"], "1764529490500000000");
        assert_eq!(span["status"]["code"], ERROR);
        let attributes = span["attributes"].as_array().expect("attributes");
        for (key, value) in [
            ("rpc.method", json!({ "stringValue": "TransactWriteItems" })),
            ("http.response.status_code", json!({ "intValue": "400" })),
            (
                "aws.dynamodb.table_names",
                json!({ "arrayValue": { "values": [{ "stringValue": "a" }, { "stringValue": "b" }] } }),
            ),
        ] {
            assert!(attributes.contains(&json!({ "key": key, "value": value })), "{key} in {span}");
        }
    }

    #[test]
    fn work_for_an_event_is_a_consumer_and_a_condition_that_is_not_met_no_error() {
        let mut document = json!({
            "name": "relay", "id": "00000000000000aa", "parent_id": "00000000000000bb",
            "trace_id": "1-5759e988-bd862e3fe1be46a994272793", "start_time": 1.0, "end_time": 2.0, "error": true,
            "annotations": { "function_trace": "1-5759e988-000000000000000000000000" },
        });
        let span = of(&document).expect("a span");
        assert_eq!((&span["kind"], &span["status"]), (&json!(CONSUMER), &Value::Null));
        assert_eq!(span["attributes"], json!([text("function_trace", "1-5759e988-000000000000000000000000")]));
        document["trace_id"] = json!("nonsense");
        assert_eq!(of(&document), None);
    }
}
