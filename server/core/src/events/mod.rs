//! Consumers of events, written once for both backends. An event reaches each of
//! them at least once and in no promised order, so store effects carry their
//! own deduplication and add up in any order.

mod consumer;
mod insights;
mod inventory;
mod limit_alerts;
mod mail;
mod webhooks;

use std::sync::Arc;

pub use self::consumer::Consumer;
use crate::{ports::mail::Mailer, usecases::Worker};

/// Returns all consumers of an installation.
pub fn all(worker: &Worker, mailer: Arc<dyn Mailer>) -> Vec<Arc<dyn Consumer>> {
    let mut all: Vec<Arc<dyn Consumer>> = vec![
        Arc::new(inventory::Inventory { worker: worker.clone() }),
        Arc::new(insights::Insights { worker: worker.clone() }),
        Arc::new(limit_alerts::LimitAlerts { worker: worker.clone() }),
        Arc::new(mail::Mails { worker: worker.clone(), mailer }),
    ];
    if worker.sends_webhooks() {
        all.push(Arc::new(webhooks::Webhooks { worker: worker.clone() }));
    }
    all
}
