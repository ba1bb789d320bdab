//! Figures out of CloudWatch: what the gateway counts by the minute, what our
//! own metrics say of each service, and how queues get on.

use std::collections::HashMap;

use aws_sdk_cloudwatch::{
    Client,
    primitives::DateTime,
    types::{Dimension, Metric, MetricDataQuery, MetricStat},
};
use jiff::{SignedDuration, Timestamp};
use tenantry_api::{Cause, LastHour, Minute, RouteTotals};

use crate::config::optional;

/// Minutes that are shown.
const MINUTES: i64 = 60;
/// Seconds in a minute.
const MINUTE_S: i64 = 60;
const SERVICES: [&str; 4] = ["auth", "tenants", "products", "orders"];
const QUEUES: [&str; 4] = ["email", "inventory", "insights", "webhooks"];
/// CloudWatch hears of queues once a minute, somewhat later.
const QUEUES_SINCE: SignedDuration = SignedDuration::from_mins(5);

pub struct Figures {
    client: Client,
    prefix: String,
    namespace: String,
}

/// The state of the queues.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Queues {
    pub oldest_s: Option<i64>,
    pub dead_mails: u64,
}

/// A metric query.
struct Line {
    id: String,
    namespace: String,
    metric: &'static str,
    by: (&'static str, String),
    stat: &'static str,
    period_s: i64,
}

/// The values by query and by second.
type Series = HashMap<String, HashMap<i64, f64>>;

impl Figures {
    pub fn new(client: Client, prefix: &str) -> Self {
        let namespace = optional("METRICS_NAMESPACE").unwrap_or_else(|| "SaaSApplication".to_owned());
        Self { client, prefix: prefix.to_owned(), namespace }
    }

    pub async fn last_hour(&self, now: Timestamp) -> Result<LastHour, Cause> {
        let end = (now.as_second() / MINUTE_S + 1) * MINUTE_S;
        let begin = end - MINUTES * MINUTE_S;
        let series = self.ask(self.of_the_hour(), begin, end).await?;
        Ok(LastHour { minutes: minutes(&series, begin), routes: services(&series) })
    }

    pub async fn queues(&self, now: Timestamp) -> Result<Queues, Cause> {
        let series = self.ask(self.of_queues(), (now - QUEUES_SINCE).as_second(), now.as_second()).await?;
        let newest = |id: &str| {
            let points = series.get(id)?;
            points.iter().max_by_key(|(at, _)| **at).map(|(_, value)| *value)
        };
        Ok(Queues {
            oldest_s: QUEUES.iter().filter_map(|queue| newest(queue)).map(|age| age as i64).max(),
            dead_mails: newest("dead").unwrap_or_default() as u64,
        })
    }

    fn of_the_hour(&self) -> Vec<Line> {
        let gateway = |id: &str, metric, stat| Line {
            id: id.to_owned(),
            namespace: "AWS/ApiGateway".to_owned(),
            metric,
            by: ("ApiName", format!("{}api", self.prefix)),
            stat,
            period_s: MINUTE_S,
        };
        let service = |service: &str, id: &str, metric, stat| Line {
            id: format!("{service}_{id}"),
            namespace: self.namespace.clone(),
            metric,
            by: ("Service", service.to_owned()),
            stat,
            period_s: MINUTES * MINUTE_S,
        };
        let of_services = SERVICES.iter().flat_map(|name| {
            [
                service(name, "calls", "TenantAPICall", "Sum"),
                service(name, "errors", "TenantAPIError", "Sum"),
                service(name, "p50", "TenantAPILatency", "p50"),
                service(name, "p99", "TenantAPILatency", "p99"),
            ]
        });
        [
            gateway("calls", "Count", "Sum"),
            gateway("refused", "4XXError", "Sum"),
            gateway("failed", "5XXError", "Sum"),
            gateway("p50", "Latency", "p50"),
            gateway("p99", "Latency", "p99"),
        ]
        .into_iter()
        .chain(of_services)
        .collect()
    }

    fn of_queues(&self) -> Vec<Line> {
        let queue = |id: &str, metric, queue: String| Line {
            id: id.to_owned(),
            namespace: "AWS/SQS".to_owned(),
            metric,
            by: ("QueueName", queue),
            stat: "Maximum",
            period_s: MINUTE_S,
        };
        let ages =
            QUEUES.iter().map(|name| queue(name, "ApproximateAgeOfOldestMessage", format!("{}{name}", self.prefix)));
        let dead = queue("dead", "ApproximateNumberOfMessagesVisible", format!("{}email-dlq", self.prefix));
        ages.chain([dead]).collect()
    }

    async fn ask(&self, lines: Vec<Line>, begin: i64, end: i64) -> Result<Series, Cause> {
        let asked = self
            .client
            .get_metric_data()
            .set_metric_data_queries(Some(lines.into_iter().map(Line::query).collect()))
            .start_time(DateTime::from_secs(begin))
            .end_time(DateTime::from_secs(end));
        let mut pages = asked.into_paginator().send();
        let mut series = Series::new();
        while let Some(page) = pages.next().await {
            for result in page?.metric_data_results.unwrap_or_default() {
                let seconds = result.timestamps().iter().map(DateTime::secs);
                let points = seconds.zip(result.values().iter().copied());
                series.entry(result.id().unwrap_or_default().to_owned()).or_default().extend(points);
            }
        }
        Ok(series)
    }
}

impl Line {
    fn query(self) -> MetricDataQuery {
        let (name, value) = self.by;
        let metric = Metric::builder()
            .namespace(self.namespace)
            .metric_name(self.metric)
            .dimensions(Dimension::builder().name(name).value(value).build())
            .build();
        let stat =
            MetricStat::builder().metric(metric).period(i32::try_from(self.period_s).unwrap_or(60)).stat(self.stat);
        MetricDataQuery::builder().id(self.id).metric_stat(stat.build()).build()
    }
}

fn minutes(series: &Series, begin: i64) -> Vec<Minute> {
    let at = |id: &str, second: i64| series.get(id)?.get(&second).copied();
    (0..MINUTES)
        .map(|minute| begin + minute * MINUTE_S)
        .map(|second| Minute {
            at: Timestamp::from_second(second).unwrap_or_default(),
            requests: at("calls", second).unwrap_or_default() as u64,
            client_errors: at("refused", second).unwrap_or_default() as u64,
            server_errors: at("failed", second).unwrap_or_default() as u64,
            // The gateway counts them among its refusals.
            throttled: None,
            p50_ms: at("p50", second),
            p99_ms: at("p99", second),
        })
        .collect()
}

/// The period of an hour can be cut in two by the clock, so its points are added up;
/// of percentiles the larger one is reported.
fn services(series: &Series) -> Vec<RouteTotals> {
    let points = |service: &str, id: &str| series.get(&format!("{service}_{id}")).into_iter().flat_map(HashMap::values);
    let sum = |service: &str, id: &str| points(service, id).sum::<f64>() as u64;
    let most = |service: &str, id: &str| points(service, id).copied().fold(0.0, f64::max);
    let mut all: Vec<RouteTotals> = SERVICES
        .into_iter()
        .map(|service| RouteTotals {
            route: service.to_owned(),
            requests: sum(service, "calls"),
            errors: sum(service, "errors"),
            p50_ms: most(service, "p50"),
            p99_ms: most(service, "p99"),
        })
        .filter(|service| service.requests > 0)
        .collect();
    all.sort_by_key(|service| std::cmp::Reverse(service.requests));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_put_where_they_belong() {
        let series: Series = [
            ("calls", vec![(600, 90.0), (3_540, 10.0)]),
            ("refused", vec![(600, 2.0)]),
            ("p99", vec![(600, 12.5)]),
            ("orders_calls", vec![(0, 70.0), (3_600, 5.0)]),
            ("orders_p99", vec![(0, 9.0), (3_600, 11.0)]),
            ("products_calls", vec![(0, 100.0)]),
            ("products_errors", vec![(0, 1.0)]),
        ]
        .into_iter()
        .map(|(id, points)| (id.to_owned(), points.into_iter().collect()))
        .collect();

        let all = minutes(&series, 0);
        assert_eq!((all.len(), all[10].requests, all[10].client_errors, all[10].p99_ms), (60, 90, 2, Some(12.5)));
        assert_eq!((all[59].requests, all[59].p50_ms, all[59].throttled), (10, None, None));
        let named: Vec<_> =
            services(&series).into_iter().map(|one| (one.route, one.requests, one.errors, one.p99_ms)).collect();
        assert_eq!(named, [("products".to_owned(), 100, 1, 0.0), ("orders".to_owned(), 75, 0, 11.0)]);
    }
}
