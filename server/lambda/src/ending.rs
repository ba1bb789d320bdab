//! The last moments of a container. Lambda says that it ends only where an
//! extension is registered, so one is, which wants to hear of nothing else.

use tokio::signal::unix::{SignalKind, signal};

use crate::extension::Extension;

/// Asks to be notified of the end, before the first event is taken.
pub async fn register() {
    match Extension::register("tenantry", &[]).await {
        Ok(extension) => drop(tokio::spawn(async move { while extension.next().await.is_ok() {} })),
        // What is counted then stands only when the next request comes.
        Err(error) => tracing::warn!(%error, "the end of the container will not be heard of"),
    }
}

/// Does something before the container ends; Lambda leaves it half a second.
pub fn before_the_end<Work>(work: impl FnOnce() -> Work + Send + 'static)
where
    Work: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        match signal(SignalKind::terminate()) {
            Ok(mut ends) => {
                ends.recv().await;
                work().await;
                std::process::exit(0);
            }
            Err(error) => tracing::warn!(%error, "signals can't be heard"),
        }
    });
}
