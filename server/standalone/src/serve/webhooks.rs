//! What sends webhooks, by the settings.

use std::sync::Arc;

use anyhow::{Context, Result};
use tenantry_embedded::{DueEndpoints, WebhookRunner};
use tenantry_webhooks::{Sender, Settings, SystemResolver, system_roots};

use crate::{config::WebhookReach, installation::Installation};

pub fn start(config: &WebhookReach, installation: &Installation, due: Arc<DueEndpoints>) -> Result<WebhookRunner> {
    let settings =
        Settings { reach: config.reach(), rejected: config.webhook_rejected_network.clone(), ..Settings::default() };
    let sender = Sender::new(system_roots(), Arc::new(SystemResolver), settings).context("TLS can't be set up")?;
    let ports = installation.backend.ports();
    Ok(WebhookRunner::start(installation.worker.clone(), due, sender, (ports.clock, ports.random)))
}
