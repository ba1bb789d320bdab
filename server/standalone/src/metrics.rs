//! Metrics are kept in memory and printed on a listener of their own, which
//! is not for the public.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use metrics_util::MetricKindMask;

use crate::logging::Lost;

/// Counts and times carry the tenant, so a series that is silent for a day is
/// forgotten. Gauges do not, and some are set once for many days.
const IDLE: Duration = Duration::from_secs(24 * 3600);
/// How often expired histograms are removed.
const UPKEEP: Duration = Duration::from_secs(1);
/// Seconds, from a cache hit to the request timeout.
const BUCKETS: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

#[derive(Clone)]
pub struct Metrics(Arc<PrometheusHandle>);

impl Metrics {
    pub fn install() -> Result<Self> {
        let handle = PrometheusBuilder::new()
            .idle_timeout(MetricKindMask::COUNTER | MetricKindMask::HISTOGRAM, Some(IDLE))
            .set_buckets(&BUCKETS)
            .and_then(PrometheusBuilder::install_recorder)
            .context("the metrics can't be kept")?;
        Ok(Self(Arc::new(handle)))
    }

    /// As a scrape gets it.
    pub fn render(&self) -> String {
        self.0.render()
    }

    pub fn router(&self) -> Router {
        let handle = self.0.clone();
        let render =
            move || async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()) };
        Router::new().route("/metrics", get(render))
    }

    /// Folds samples together now and then, so that memory stays bounded
    /// even if nobody ever asks for the metrics.
    pub async fn upkeep(self, lost: Lost) {
        loop {
            metrics::counter!("tenantry_log_lines_lost_total").absolute(lost.lines());
            // A series that is there before it counts is one that a rate can be taken of.
            metrics::counter!("tenantry_backup_failures_total").increment(0);
            tokio::time::sleep(UPKEEP).await;
            self.0.run_upkeep();
        }
    }
}
