//! What the metrics add up to over all tenants, read from the text that a
//! scrape would get: whatever is an alarm is also on a dashboard.

use std::collections::BTreeMap;

/// Names of the operations that sign a user in.
const SIGN_INS: [&str; 3] = ["sign_in", "sign_in_operator", "answer_challenge"];

/// Counts since the process started.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Totals {
    pub requests: f64,
    pub errors: f64,
    pub failed_sign_ins: f64,
    /// Requests of tenants that took at most so many microseconds.
    pub took: BTreeMap<u64, f64>,
    pub backup_at: Option<f64>,
    pub certificate_until: Option<f64>,
}

impl Totals {
    pub fn read(text: &str) -> Self {
        let mut totals = Self::default();
        text.lines().for_each(|line| totals.add(line));
        totals
    }

    fn add(&mut self, line: &str) {
        let Some((series, value)) = line.rsplit_once(' ') else { return };
        let Ok(value) = value.parse::<f64>() else { return };
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        match name {
            "tenantry_http_requests_total" => {
                self.requests += value;
                match label(labels, "status") {
                    Some("ERROR") => self.errors += value,
                    Some("CLIENT_ERROR") if label(labels, "function").is_some_and(|name| SIGN_INS.contains(&name)) => {
                        self.failed_sign_ins += value;
                    }
                    _ => {}
                }
            }
            "tenantry_api_latency_seconds_bucket" => {
                let bound = label(labels, "le").and_then(|bound| bound.parse::<f64>().ok());
                let Some(bound) = bound else { return };
                let micros = if bound.is_finite() { (bound * 1e6) as u64 } else { u64::MAX };
                *self.took.entry(micros).or_default() += value;
            }
            "tenantry_backup_timestamp_seconds" => self.backup_at = Some(value),
            "tenantry_certificate_expiry_timestamp_seconds" => self.certificate_until = Some(value),
            _ => {}
        }
    }

    /// Returns the differences to earlier totals; below zero, as after a series was forgotten, is zero.
    pub fn since(&self, before: &Totals) -> Totals {
        let took = self
            .took
            .iter()
            .map(|(bound, count)| (*bound, (count - before.took.get(bound).unwrap_or(&0.0)).max(0.0)))
            .collect();
        Totals {
            requests: (self.requests - before.requests).max(0.0),
            errors: (self.errors - before.errors).max(0.0),
            failed_sign_ins: (self.failed_sign_ins - before.failed_sign_ins).max(0.0),
            took,
            ..self.clone()
        }
    }

    /// Seconds, as the bucket has it that the percentile falls into.
    pub fn p99(&self) -> Option<f64> {
        let all = *self.took.get(&u64::MAX)?;
        let (mut lower, mut below) = (0.0, 0.0);
        for (bound, count) in &self.took {
            if *count >= 0.99 * all {
                // Beyond the last bound nothing is known but that.
                let upper = if *bound == u64::MAX { return Some(lower) } else { *bound as f64 / 1e6 };
                let share = if *count > below { (0.99 * all - below) / (count - below) } else { 1.0 };
                return Some(lower + (upper - lower) * share);
            }
            (lower, below) = (*bound as f64 / 1e6, *count);
        }
        None
    }
}

fn label<'a>(labels: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = labels.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRAPE: &str = r#"# TYPE tenantry_http_requests_total counter
tenantry_http_requests_total{function="sign_in",status="CLIENT_ERROR"} 7
tenantry_http_requests_total{function="list_products",status="SUCCESS"} 90
tenantry_http_requests_total{function="list_products",status="ERROR"} 3
tenantry_api_latency_seconds_bucket{tenant_id="a",le="0.01"} 50
tenantry_api_latency_seconds_bucket{tenant_id="b",le="0.01"} 40
tenantry_api_latency_seconds_bucket{tenant_id="a",le="0.1"} 60
tenantry_api_latency_seconds_bucket{tenant_id="b",le="0.1"} 40
tenantry_api_latency_seconds_bucket{tenant_id="a",le="+Inf"} 60
tenantry_api_latency_seconds_bucket{tenant_id="b",le="+Inf"} 40
tenantry_backup_timestamp_seconds 1700000000
"#;

    #[test]
    fn tenants_are_added_up() {
        let totals = Totals::read(SCRAPE);
        assert_eq!((totals.requests, totals.errors, totals.failed_sign_ins), (100.0, 3.0, 7.0));
        assert_eq!(totals.backup_at, Some(1.7e9));
        // 90 of 100 took at most 10 ms, so the 99th is nine tenths of the way to 100 ms.
        let p99 = totals.p99().expect("a percentile");
        assert!((p99 - 0.091).abs() < 1e-9, "{p99}");
        assert_eq!(totals.since(&totals).requests, 0.0);
        assert_eq!(Totals::default().p99(), None);
    }
}
