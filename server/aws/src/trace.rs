//! The trace that a piece of work belongs to, as it travels: the relay takes it
//! up from the outbox, so that a commit and its consumers are one trace.

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
