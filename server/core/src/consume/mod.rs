//! Consumers of events, written once for both homes. An event reaches each of
//! them at least once and in no promised order, so store effects carry their
//! own deduplication and add up in any order.

mod insights;
mod inventory;
mod mail;
mod near;

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    event::Event,
    handle::Worker,
    mail::{MailError, Mailer},
    store::StoreError,
};

#[derive(Debug, thiserror::Error)]
pub enum ConsumeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mail(#[from] MailError),
}

#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Stable: what was consumed is remembered under it.
    fn name(&self) -> &'static str;

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError>;
}

/// All consumers of an installation.
pub fn all(worker: &Worker, mailer: Arc<dyn Mailer>) -> Vec<Arc<dyn Consumer>> {
    vec![
        Arc::new(inventory::Inventory { worker: worker.clone() }),
        Arc::new(insights::Insights { worker: worker.clone() }),
        Arc::new(near::NearLimits { worker: worker.clone() }),
        Arc::new(mail::Mails { worker: worker.clone(), mailer }),
    ]
}
