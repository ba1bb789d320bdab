//! The embedded metric format: a log line that says which of its fields are
//! metrics, and by which dimensions.

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use serde_json::{Value, json};
use tenantry_aws::{
    dependency::{self, Calls, Dependency},
    dynamo::{Consumption, Used},
    trace,
};
use tenantry_core::domain::ids::TenantId;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

use super::dependencies;
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

/// Fields of a line that are metrics by the same dimensions. A count has no unit, which would be a tenth of the line.
pub fn measured(namespace: &str, dimensions: &[&[&str]], metrics: &[(&str, Option<&str>)]) -> Value {
    let metric = |(name, unit): &(&str, Option<&str>)| match unit {
        Some(unit) => json!({ "Name": name, "Unit": unit }),
        None => json!({ "Name": name }),
    };
    let metrics: Vec<Value> = metrics.iter().map(metric).collect();
    json!({ "Namespace": namespace, "Dimensions": dimensions, "Metrics": metrics })
}

/// One line; `values` holds metrics and dimensions alike.
fn line(measured: Vec<Value>, mut values: Value) -> Value {
    values["_aws"] = json!({ "Timestamp": jiff::Timestamp::now().as_millisecond(), "CloudWatchMetrics": measured });
    values
}

#[expect(clippy::print_stdout, reason = "CloudWatch reads metrics from the standard output")]
fn print(line: &Value) {
    println!("{line}");
}

const MILLISECONDS: Option<&str> = Some("Milliseconds");

/// Of tenants: `TenantId` joins where it is switched on.
fn dimensions(by_tenant: bool) -> Vec<&'static [&'static str]> {
    let mut all: Vec<&[&str]> = vec![&["Service"], &["TenantTier"]];
    if by_tenant {
        all.push(&["TenantId", "TenantTier"]);
    }
    all
}

/// Turns the line of each request into metrics of its tenant and of what it waited for.
#[derive(Default)]
pub struct Requests(());

#[derive(Default)]
struct Request {
    tenant_id: String,
    tenant_tier: String,
    function: String,
    request_id: String,
    http_status: u64,
    duration_ms: f64,
    /// Of a request that is traced.
    trace_id: Option<String>,
}

impl Visit for Request {
    fn record_str(&mut self, field: &Field, value: &str) {
        let known = match field.name() {
            "tenant_id" => &mut self.tenant_id,
            "tenant_tier" => &mut self.tenant_tier,
            "function" => &mut self.function,
            "request_id" => &mut self.request_id,
            _ => return,
        };
        value.clone_into(known);
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
    /// All of a request is one line, since each line of metrics says at length what they are. `None` where there is
    /// nothing to say: a caller without a tenant has no tier.
    fn line(&self, names: &Names, used: Option<Used>, calls: &[(Dependency, Calls)]) -> Option<Value> {
        let mut values = json!({
            "Service": names.service, "function": self.function, "request_id": self.request_id,
        });
        if let Some(trace) = &self.trace_id {
            values["trace_id"] = json!(trace);
        }
        let mut metrics = Vec::new();
        if !self.tenant_id.is_empty() {
            values["TenantId"] = json!(self.tenant_id);
            values["TenantTier"] = json!(self.tenant_tier);
            values["TenantAPICall"] = json!(1);
            values["TenantAPIError"] = json!(u8::from(self.http_status >= 500));
            values["TenantAPILatency"] = json!(self.duration_ms);
            let of_tenant = [("TenantAPICall", None), ("TenantAPIError", None), ("TenantAPILatency", MILLISECONDS)];
            metrics.push(measured(&names.namespace, &dimensions(names.by_tenant), &of_tenant));
        }
        if let Some(used) = used {
            metrics.push(add_units(names, &mut values, used));
        }
        if !calls.is_empty() {
            metrics.push(dependencies::add(&names.namespace, &mut values, calls));
        }
        (!metrics.is_empty()).then(|| line(metrics, values))
    }
}

/// What request lines take the capacity units from.
static CONSUMPTIONS: OnceLock<Vec<Arc<Consumption>>> = OnceLock::new();

/// From now on the line of a request has what these counted since the one before.
pub fn meter_requests(consumptions: Vec<Arc<Consumption>>) {
    // There is one service in a process, which says it once.
    let _ = CONSUMPTIONS.set(consumptions);
}

/// The request's share of what was consumed: its tenant's, and of control data, which nobody else read meanwhile. The
/// rest is other tenants', as where an operator asks about one.
fn share(tenant: &str, mut used: HashMap<TenantId, Used>) -> (Option<Used>, HashMap<TenantId, Used>) {
    let own = tenant.parse().ok().and_then(|tenant: TenantId| used.remove(&tenant));
    let control = used.remove(&TenantId(Default::default()));
    let mut all = own.or(control);
    if let (Some(all), Some(control), true) = (&mut all, control, own.is_some()) {
        *all += control;
    }
    (all, used)
}

fn consumed() -> HashMap<TenantId, Used> {
    let mut all: HashMap<TenantId, Used> = HashMap::new();
    for (tenant, used) in CONSUMPTIONS.get().into_iter().flatten().flat_map(|one| one.take()) {
        *all.entry(tenant).or_default() += used;
    }
    all
}

impl<S: Subscriber> Layer<S> for Requests {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "request" {
            return;
        }
        let mut request = Request { trace_id: trace::sampled_id(), ..Request::default() };
        event.record(&mut request);
        let (used, others) = share(&request.tenant_id, consumed());
        if let Some(line) = request.line(&NAMES, used, &dependency::take()) {
            print(&line);
        }
        capacity(others);
    }
}

/// Adds capacity units to a line; returns what makes them metrics.
fn add_units(names: &Names, values: &mut Value, used: Used) -> Value {
    values["ReadUnits"] = json!(used.read_units);
    values["WriteUnits"] = json!(used.write_units);
    let mut by: Vec<&[&str]> = vec![&["Service"]];
    // Of nobody's request there is no tenant.
    if names.by_tenant && !values["TenantId"].is_null() {
        by.push(&["TenantId"]);
    }
    measured(&names.namespace, &by, &[("ReadUnits", None), ("WriteUnits", None)])
}

/// What DynamoDB was asked for that stands in no request's line.
pub fn capacity(used: HashMap<TenantId, Used>) {
    for (tenant, used) in used {
        let mut values = json!({ "Service": NAMES.service, "TenantId": tenant });
        let metrics = add_units(&NAMES, &mut values, used);
        print(&line(vec![metrics], values));
    }
}

/// Prints calls of AWS that stand in no request's line: of events, and of the work after a request.
pub fn calls() {
    let calls = dependency::take();
    if !calls.is_empty() {
        let mut values = json!({ "Service": NAMES.service });
        let metrics = dependencies::add(&NAMES.namespace, &mut values, &calls);
        print(&line(vec![metrics], values));
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

/// The counters that alarms and dashboards look at, with the label that says
/// them apart and its name as a dimension.
const SHOWN: [(&str, &str, &str, &str); 6] = [
    ("tenantry_sign_in_failures_total", "SignInFailures", "realm", "Realm"),
    ("tenantry_events_delivered_total", "EventsDelivered", "consumer", "Consumer"),
    ("tenantry_dead_letters_total", "DeadLetters", "consumer", "Consumer"),
    ("tenantry_limits_near_total", "LimitNear", "limit", "Limit"),
    ("tenantry_identities_swept_total", "IdentitiesSwept", "outcome", "Outcome"),
    ("tenantry_tenant_credentials_total", "TenantCredentials", "outcome", "Outcome"),
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
    Some(line(vec![measured(namespace, &[&[dimension]], &[(name, None)])], values))
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

    fn request() -> Request {
        Request {
            tenant_id: "00000000-0000-7000-8000-000000000001".into(),
            tenant_tier: "basic".into(),
            function: "get_product".into(),
            request_id: "r".into(),
            http_status: 503,
            duration_ms: 1.5,
            trace_id: None,
        }
    }

    fn names(by_tenant: bool) -> Names {
        Names { namespace: "SaaSApplication".into(), service: "orders".into(), by_tenant }
    }

    const USED: Used = Used { reads: 1, writes: 0, read_units: 0.5, write_units: 0.0 };

    #[test]
    fn a_request_is_counted_by_its_tenant_only_where_that_is_switched_on() {
        let line = |by_tenant| request().line(&names(by_tenant), Some(USED), &[]).expect("a line");
        let of = |line: &Value, at: usize| line["_aws"]["CloudWatchMetrics"][at]["Dimensions"].clone();
        assert_eq!(of(&line(false), 0), json!([["Service"], ["TenantTier"]]));
        assert_eq!(of(&line(false), 1), json!([["Service"]]));
        assert_eq!(of(&line(true), 0), json!([["Service"], ["TenantTier"], ["TenantId", "TenantTier"]]));
        assert_eq!(of(&line(true), 1), json!([["Service"], ["TenantId"]]));
        let line = line(true);
        assert_eq!((&line["TenantAPICall"], &line["TenantAPIError"]), (&json!(1), &json!(1)));
        assert_eq!((&line["TenantAPILatency"], &line["ReadUnits"]), (&json!(1.5), &json!(0.5)));
    }

    #[test]
    fn a_request_without_a_tenant_says_what_it_waited_for_or_nothing() {
        let request = Request { tenant_id: String::new(), tenant_tier: String::new(), ..request() };
        assert!(request.line(&names(true), None, &[]).is_none());
        let calls = Calls { count: 1, each_ms: vec![2.5], ..Calls::default() };
        let line = request.line(&names(true), None, &[(Dependency::Cognito, calls)]).expect("a line");
        assert_eq!((&line["calls"]["Cognito"]["n"], &line["function"]), (&json!(1), &json!("get_product")));
        assert!(line["TenantId"].is_null() && line["TenantAPICall"].is_null(), "{line}");
    }

    #[test]
    fn the_line_of_a_traced_request_names_its_trace() {
        let line = |request: Request| request.line(&names(false), Some(USED), &[]).expect("a line");
        let traced = Request { trace_id: Some("1-5759e988-bd862e3fe1be46a994272793".into()), ..request() };
        assert_eq!(line(traced)["trace_id"], json!("1-5759e988-bd862e3fe1be46a994272793"));
        assert!(line(request()).get("trace_id").is_none());
    }

    #[test]
    fn control_data_is_the_requests_and_other_tenants_are_not() {
        let (own, other): (TenantId, TenantId) = (
            "00000000-0000-7000-8000-000000000001".parse().expect("an id"),
            "00000000-0000-7000-8000-000000000002".parse().expect("an id"),
        );
        let used = HashMap::from([(own, USED), (other, USED), (TenantId(Default::default()), USED)]);
        let (all, rest) = share(&own.to_string(), used);
        assert_eq!(all.map(|used| (used.reads, used.read_units)), Some((2, 1.0)));
        assert_eq!(rest.keys().collect::<Vec<_>>(), [&other]);
        let (all, rest) = share("", HashMap::from([(TenantId(Default::default()), USED)]));
        assert_eq!((all, rest.len()), (Some(USED), 0));
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
