//! The trace that a piece of work belongs to, as it travels. The relay takes it
//! up from the outbox, so that a commit and its consumers are one trace; each
//! call to AWS is a part of it, and so is what a function does for an event.

mod calls;
mod daemon;
mod document;
mod export;
mod otlp;

use std::time::SystemTime;

use self::document::{Document, id};
pub use self::{calls::Calls, otlp::Exporter};

tokio::task_local! {
    static HEADER: String;
}

/// Does `work` as a part of a trace.
pub async fn within<Work: Future>(header: String, work: Work) -> Work::Output {
    HEADER.scope(header, work).await
}

/// Of the work that is being done; nothing if it is not traced.
pub fn header() -> Option<String> {
    HEADER.try_with(Clone::clone).ok()
}

/// Returns the id of the trace that the work being done belongs to; `None` if it is not sampled, so that no id leads to nothing.
pub fn sampled_id() -> Option<String> {
    TraceContext::here().map(|context| context.trace)
}

/// The context of a trace: its header, and the segment to belong to.
#[derive(Clone, PartialEq, Eq, Debug)]
struct TraceContext {
    header: String,
    trace: String,
    parent: String,
}

impl TraceContext {
    /// Returns `None` where the trace is not sampled, or where it has no segment yet to belong to.
    fn read(header: String) -> Option<Self> {
        let field = |name: &str| {
            let mut fields = header.split(';').filter_map(|field| field.trim().split_once('='));
            fields.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        let (trace, parent) = (field("Root")?, field("Parent")?);
        (field("Sampled")? == "1").then_some(Self { header, trace, parent })
    }

    /// Where work is done outside a task of ours, Lambda's own word for the event counts.
    fn here() -> Option<Self> {
        header().or_else(|| std::env::var("_X_AMZN_TRACE_ID").ok()).and_then(Self::read)
    }

    /// The header of what is done within this part. What else stands in it is
    /// kept: Lambda finds loops by it.
    fn within(&self, part: &str) -> String {
        let fields = self.header.split(';').map(|field| match field.trim().split_once('=') {
            Some(("Parent", _)) => format!("Parent={part}"),
            _ => field.to_owned(),
        });
        fields.collect::<Vec<_>>().join(";")
    }
}

/// Returns whether a collector gets what is done for an event of that trace.
pub(crate) fn is_followed(header: &str) -> bool {
    export::listens() && TraceContext::read(header.to_owned()).is_some()
}

/// Does `work` for an event, as a segment of the trace of what caused it. The
/// function's own trace, which a batch of many events has, says where it is.
pub async fn follow<Work: Future>(
    header: String,
    work: Work,
    has_failed: impl Fn(&Work::Output) -> bool,
) -> Work::Output {
    let own = TraceContext::here();
    let Some(cause) = export::listens().then(|| TraceContext::read(header.clone())).flatten() else {
        return within(header, work).await;
    };
    let (segment, started) = (id(), SystemTime::now());
    let output = within(cause.within(&segment), work).await;
    let name = std::env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_else(|_| "tenantry".to_owned());
    let ended = SystemTime::now();
    let link = own.as_ref().filter(|own| own.trace != cause.trace);
    let mut document = Document::segment(&name, &segment, &cause, started, ended);
    document.failed(has_failed(&output));
    if let Some(own) = link {
        document.note("function_trace", &own.trace);
        let mut event = Document::subsegment("event", &id(), own, started, ended);
        event.note("event_trace", &cause.trace);
        export::send(&event);
    }
    export::send(&document);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sampled_and_has_a_segment_is_told() {
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a:0";
        let place = TraceContext::read(header.to_owned()).expect("sampled");
        assert_eq!(place.trace, "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(place.parent, "53995c3f42cd8ad8");
        let within = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=00000000000000aa;Sampled=1;Lineage=1:a:0";
        assert_eq!(place.within("00000000000000aa"), within);
        for other in [
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
            "",
        ] {
            assert_eq!(TraceContext::read(other.to_owned()), None, "{other}");
        }
    }
}
