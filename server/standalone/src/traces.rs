//! Traces by OTLP. Spans of the code become spans of a trace; its context
//! travels as W3C Trace Context.

use std::{
    collections::HashMap,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result};
use opentelemetry::{
    Context, KeyValue,
    propagation::TextMapPropagator as _,
    trace::{Span as _, SpanKind, TraceContextExt, Tracer as _, TracerProvider},
};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{Sampler, SdkTracer, SdkTracerProvider},
};
use tenantry_embedded::trace::{Collector, TARGET, collect_with};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use crate::config;

const NAME: &str = "tenantry";
/// Under which W3C Trace Context travels.
const HEADER: &str = "traceparent";
/// How long sending one batch to the collector may take.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// The trace exporter; spans that wait are sent when it is dropped.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Starts the exporter; `None` if no collector is named. Not within a runtime: the sender has
    /// one of its own.
    pub fn of(config: &config::Traces) -> Result<Option<Self>> {
        let Some(endpoint) = &config.otlp_endpoint else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint.traces())
            .with_timeout(EXPORT_TIMEOUT)
            .build()
            .context("traces can't be sent")?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.otlp_sample))))
            .with_resource(
                Resource::builder()
                    .with_service_name(NAME)
                    .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
                    .build(),
            )
            .build();
        collect_with(Box::new(Otlp(provider.tracer(NAME))));
        Ok(Some(Self(provider)))
    }

    /// Takes the spans that are meant to be collected, and no others.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(NAME))
            .with_location(false)
            .with_threads(false)
            .with_filter(filter_fn(|metadata| metadata.target() == TARGET))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            eprintln!("tenantry: some traces were not sent: {error}");
        }
    }
}

struct Otlp(SdkTracer);

impl Collector for Otlp {
    fn context(&self) -> Option<String> {
        let context = Span::current().context();
        if !context.span().span_context().is_sampled() {
            return None;
        }
        let mut carrier = HashMap::new();
        TraceContextPropagator::new().inject_context(&context, &mut carrier);
        carrier.remove(HEADER)
    }

    fn follow(&self, span: &Span, context: &str) {
        let carrier = HashMap::from([(HEADER.to_owned(), context.to_owned())]);
        let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
        // A span that nobody collects has no place for it.
        let _ = span.set_parent(parent);
    }

    fn statement(&self, sql: &str, took: Duration) {
        let parent = Span::current().context();
        if !parent.span().span_context().is_sampled() {
            return;
        }
        let end = SystemTime::now();
        let verb = sql.split_whitespace().next().unwrap_or("statement").to_owned();
        let mut span = self
            .0
            .span_builder(verb)
            .with_kind(SpanKind::Client)
            .with_start_time(end.checked_sub(took).unwrap_or(end))
            .with_attributes([
                KeyValue::new("db.system.name", "sqlite"),
                KeyValue::new("db.query.text", sql.to_owned()),
            ])
            .start_with_context(&self.0, &parent);
        span.end_with_timestamp(end);
    }
}
