//! What a request or an event waited for: the services of AWS, each a field of its line and metrics without dimensions,
//! so that their number does not grow with what there is.

use serde_json::{Map, Value, json};
use tenantry_aws::dependency::{Calls, Dependency};

use super::emf::measured;

/// The name of a service in the field `calls`, and its metrics: of how long a call took (its sample count is that of the
/// calls), of those that failed, and of those that were throttled.
const fn names(dependency: Dependency) -> (&'static str, [&'static str; 3]) {
    match dependency {
        Dependency::DynamoDb => ("DynamoDB", ["DynamoDBLatency", "DynamoDBErrors", "DynamoDBThrottles"]),
        Dependency::Cognito => ("Cognito", ["CognitoLatency", "CognitoErrors", "CognitoThrottles"]),
        Dependency::Ses => ("SES", ["SESLatency", "SESErrors", "SESThrottles"]),
        Dependency::Sns => ("SNS", ["SNSLatency", "SNSErrors", "SNSThrottles"]),
        Dependency::Sqs => ("SQS", ["SQSLatency", "SQSErrors", "SQSThrottles"]),
        Dependency::Sts => ("STS", ["STSLatency", "STSErrors", "STSThrottles"]),
        Dependency::Other => ("Other", ["OtherLatency", "OtherErrors", "OtherThrottles"]),
    }
}

/// Adds calls to a line; returns what makes them metrics. What did not happen is left out: most calls fail never, and each
/// byte of a line is paid.
pub fn add(namespace: &str, values: &mut Value, calls: &[(Dependency, Calls)]) -> Value {
    let (mut fields, mut metrics) = (Map::new(), Vec::new());
    for (dependency, calls) in calls {
        let (name, [latency, errors, throttles]) = names(*dependency);
        let mut field = json!({ "n": calls.count, "ms": calls.total_ms() });
        values[latency] = json!(calls.each_ms);
        metrics.push((latency, Some("Milliseconds")));
        for (count, short, metric) in [(calls.failed, "errors", errors), (calls.throttled, "throttles", throttles)] {
            if count > 0 {
                field[short] = json!(count);
                values[metric] = json!(count);
                metrics.push((metric, None));
            }
        }
        fields.insert(name.to_owned(), field);
    }
    values["calls"] = Value::Object(fields);
    measured(namespace, &[&[]], &metrics)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_service_is_a_field_and_metrics_without_dimensions() {
        let took = Duration::from_millis(7);
        let dynamo = Calls { count: 2, took, each_ms: vec![3.0, 4.0], ..Calls::default() };
        let sts = Calls { count: 1, throttled: 1, each_ms: vec![5.0], ..Calls::default() };
        let mut line = json!({});
        let metrics = add("SaaSApplication", &mut line, &[(Dependency::DynamoDb, dynamo), (Dependency::Sts, sts)]);
        assert_eq!(line["calls"]["DynamoDB"], json!({ "n": 2, "ms": 7.0 }));
        assert_eq!(line["calls"]["STS"]["throttles"], 1);
        assert_eq!((&line["DynamoDBLatency"], &line["STSThrottles"]), (&json!([3.0, 4.0]), &json!(1)));
        assert_eq!(metrics["Dimensions"], json!([[]]));
        let names: Vec<&Value> =
            metrics["Metrics"].as_array().into_iter().flatten().map(|metric| &metric["Name"]).collect();
        assert_eq!(names, ["DynamoDBLatency", "STSLatency", "STSThrottles"]);
    }
}
