//! Where the parts of traces go: to the daemon that Lambda runs, or, once an exporter is there, to its queue.

use super::{Document, daemon, otlp};

pub(super) fn listens() -> bool {
    otlp::queue().is_some() || daemon::listens()
}

pub(super) fn send(document: &Document) {
    match otlp::queue() {
        Some(queue) => queue.push(document),
        None => daemon::send(&document.0),
    }
}
