//! Traces by OTLP. Spans of the code become spans of a trace; its context
//! travels as W3C Trace Context.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use opentelemetry::{
    Context, KeyValue,
    trace::{
        Span as _, SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer as _,
        TracerProvider,
    },
};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracer, SdkTracerProvider},
};
use tenantry_embedded::trace::{Collector, TARGET, collect_with};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use crate::config;

const NAME: &str = "tenantry";
/// For one batch on its way to the collector.
const PATIENCE: Duration = Duration::from_secs(5);

/// What waits to be sent is sent when this is dropped.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Nothing, if no collector is named. Not within a runtime: the sender has
    /// one of its own.
    pub fn of(config: &config::Traces) -> Result<Option<Self>> {
        let Some(endpoint) = &config.otlp_endpoint else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint.traces())
            .with_timeout(PATIENCE)
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
        let span = context.span();
        let known = span.span_context();
        (known.is_valid() && known.is_sampled()).then(|| format!("00-{}-{}-01", known.trace_id(), known.span_id()))
    }

    fn follow(&self, span: &Span, context: &str) {
        if let Some(parent) = parse(context) {
            // A span that nobody collects has no place for it.
            let _ = span.set_parent(Context::new().with_remote_span_context(parent));
        }
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

/// W3C Trace Context, section 3.2: `00-<trace>-<span>-<flags>`.
fn parse(context: &str) -> Option<SpanContext> {
    let mut parts = context.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let trace = TraceId::from_hex(trace).ok()?;
    let span = SpanId::from_hex(span).ok()?;
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let parent = SpanContext::new(trace, span, flags, true, TraceState::NONE);
    (version == "00" && parent.is_valid()).then_some(parent)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_context_is_read_back() {
        let context = parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").expect("a context");
        assert_eq!(context.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        assert!(context.is_sampled() && context.is_remote());
        for bad in ["", "00-x-y-01", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00-00-00"] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
