//! The embedded metric format: a log line that says which of its fields are
//! metrics, and by which dimensions.

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use serde_json::{Value, json};
use tenantry_aws::dynamo::Used;
use tenantry_core::ids::TenantId;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

use crate::config::optional;

struct Names {
    namespace: String,
    service: String,
    /// Each tenant is a metric of its own, which costs by the tenant.
    by_tenant: bool,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    namespace: optional("METRICS_NAMESPACE").unwrap_or_else(|| "SaaSApplication".to_owned()),
    service: optional("SERVICE").unwrap_or_default(),
    by_tenant: optional("METRICS_TENANT_DIMENSION").is_some_and(|value| value == "on"),
});

/// One line; `values` holds metrics and dimensions alike.
fn line(namespace: &str, dimensions: &[&[&str]], metrics: &[(&str, &str)], values: Value) -> Value {
    let metrics: Vec<Value> = metrics.iter().map(|(name, unit)| json!({ "Name": name, "Unit": unit })).collect();
    let mut line = values;
    line["_aws"] = json!({
        "Timestamp": jiff::Timestamp::now().as_millisecond(),
        "CloudWatchMetrics": [{ "Namespace": namespace, "Dimensions": dimensions, "Metrics": metrics }],
    });
    line
}

#[expect(clippy::print_stdout, reason = "CloudWatch reads metrics from the standard output")]
fn print(line: &Value) {
    println!("{line}");
}

/// Of tenants: `TenantId` joins where it is switched on.
fn dimensions(by_tenant: bool) -> Vec<&'static [&'static str]> {
    let mut all: Vec<&[&str]> = vec![&["Service"], &["TenantTier"]];
    if by_tenant {
        all.push(&["TenantId", "TenantTier"]);
    }
    all
}

/// Turns the line of each request into metrics of its tenant.
#[derive(Default)]
pub struct Requests(());

#[derive(Default)]
struct Request {
    tenant_id: String,
    tenant_tier: String,
    http_status: u64,
    duration_ms: f64,
}

impl Visit for Request {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "tenant_id" => value.clone_into(&mut self.tenant_id),
            "tenant_tier" => value.clone_into(&mut self.tenant_tier),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "http_status" {
            self.http_status = value;
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "duration_ms" {
            self.duration_ms = value;
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Request {
    fn line(&self, names: &Names) -> Value {
        let metrics = [("TenantAPICall", "Count"), ("TenantAPIError", "Count"), ("TenantAPILatency", "Milliseconds")];
        let values = json!({
            "Service": names.service, "TenantId": self.tenant_id, "TenantTier": self.tenant_tier,
            "TenantAPICall": 1, "TenantAPIError": u8::from(self.http_status >= 500), "TenantAPILatency": self.duration_ms,
        });
        line(&names.namespace, &dimensions(names.by_tenant), &metrics, values)
    }
}

impl<S: Subscriber> Layer<S> for Requests {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "request" {
            return;
        }
        let mut request = Request::default();
        event.record(&mut request);
        // Whoever has no tenant is of no tier.
        if !request.tenant_id.is_empty() {
            print(&request.line(&NAMES));
        }
    }
}

/// What DynamoDB was asked for.
pub fn capacity(used: HashMap<TenantId, Used>) {
    for (tenant, used) in used {
        let values = json!({
            "Service": NAMES.service, "TenantId": tenant,
            "ReadUnits": used.read_units, "WriteUnits": used.write_units,
        });
        let mut by: Vec<&[&str]> = vec![&["Service"]];
        if NAMES.by_tenant {
            by.push(&["TenantId"]);
        }
        print(&line(&NAMES.namespace, &by, &[("ReadUnits", "Count"), ("WriteUnits", "Count")], values));
    }
}

/// Counters whose sums are printed after each event; other kinds of metrics
/// come from the lines of requests.
#[derive(Clone, Default)]
pub struct Counters(Arc<Mutex<HashMap<Key, Arc<Sum>>>>);

#[derive(Default)]
struct Sum(AtomicU64);

impl CounterFn for Sum {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, value: u64) {
        self.0.fetch_max(value, Ordering::Relaxed);
    }
}

/// The counters that alarms and dashboards look at, with the label that tells
/// them apart and its name as a dimension.
const SHOWN: [(&str, &str, &str, &str); 4] = [
    ("tenantry_sign_in_failures_total", "SignInFailures", "realm", "Realm"),
    ("tenantry_events_delivered_total", "EventsDelivered", "consumer", "Consumer"),
    ("tenantry_dead_letters_total", "DeadLetters", "consumer", "Consumer"),
    ("tenantry_limits_near_total", "LimitNear", "limit", "Limit"),
];

impl Counters {
    pub fn emit(&self) {
        let sums: Vec<(Key, u64)> = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(key, sum)| (key.clone(), sum.0.swap(0, Ordering::Relaxed)))
            .filter(|(_, sum)| *sum > 0)
            .collect();
        for (key, sum) in sums {
            if let Some(line) = shown(&NAMES.namespace, &key, sum) {
                print(&line);
            }
        }
    }
}

fn shown(namespace: &str, key: &Key, sum: u64) -> Option<Value> {
    let (_, name, label, dimension) = SHOWN.iter().find(|(counter, ..)| *counter == key.name())?;
    let value = key.labels().find(|known| known.key() == *label)?.value();
    let mut values = json!({});
    values[*name] = json!(sum);
    values[*dimension] = json!(value);
    Some(line(namespace, &[&[dimension]], &[(name, "Count")], values))
}

impl Recorder for Counters {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        if !SHOWN.iter().any(|(counter, ..)| *counter == key.name()) {
            return Counter::noop();
        }
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Counter::from_arc(sums.entry(key.clone()).or_default().clone())
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[cfg(test)]
mod tests {
    use metrics::Label;

    use super::*;

    #[test]
    fn a_request_is_counted_by_its_tenant_only_where_that_is_switched_on() {
        let request =
            Request { tenant_id: "t".into(), tenant_tier: "basic".into(), http_status: 503, duration_ms: 1.5 };
        let line = |by_tenant| {
            let names = Names { namespace: "SaaSApplication".into(), service: "orders".into(), by_tenant };
            request.line(&names)
        };
        let of = |line: &Value| line["_aws"]["CloudWatchMetrics"][0]["Dimensions"].clone();
        assert_eq!(of(&line(false)), json!([["Service"], ["TenantTier"]]));
        assert_eq!(of(&line(true)), json!([["Service"], ["TenantTier"], ["TenantId", "TenantTier"]]));
        let line = line(true);
        assert_eq!((&line["TenantAPICall"], &line["TenantAPIError"]), (&json!(1), &json!(1)));
        assert_eq!(line["TenantAPILatency"], 1.5);
    }

    #[test]
    fn counters_are_shown_by_one_label() {
        let labels = vec![Label::new("realm", "member"), Label::new("reason", "password")];
        let key = Key::from_parts("tenantry_sign_in_failures_total", labels);
        let line = shown("SaaSApplication", &key, 3).expect("a line");
        assert_eq!((&line["SignInFailures"], &line["Realm"]), (&json!(3), &json!("member")));
        assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Realm"]]));
        assert!(shown("SaaSApplication", &Key::from_name("tenantry_api_calls_total"), 1).is_none());
    }
}
