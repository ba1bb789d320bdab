//! An opened data directory with the rules plugged in.

use std::sync::Arc;

use anyhow::{Context, Result};
use tenantry_api::Kinds;
use tenantry_core::{App, Settings, Worker, ports::env::Random};
use tenantry_embedded::{Backend, Config};

use crate::cli::Offline;

pub struct Installation {
    pub backend: Arc<Backend>,
    pub app: App,
    pub worker: Worker,
    pub settings: Settings,
    /// What is served beside products and orders.
    pub kinds: Kinds,
}

impl Installation {
    /// `adjust` fills in what is set apart from the data directory.
    pub fn open(config: Config, public_url: &str, adjust: impl FnOnce(&mut Settings)) -> Result<Self> {
        let backend = Arc::new(Backend::open(config)?);
        let mut settings = Settings::new(backend.signer(), public_url);
        adjust(&mut settings);
        let (app, worker) = tenantry_core::usecases::open(backend.ports(), settings.clone());
        Ok(Self { backend, app, worker, settings, kinds: Kinds::built_in() })
    }

    /// For work that no server takes part in; nothing is mailed by it, so no URL is needed.
    pub fn open_offline(offline: &Offline) -> Result<Self> {
        Self::open(Config::new(offline.path().clone()), "http://localhost", |_| {})
            .with_context(|| format!("{} can't be worked on", offline.path().display()))
    }

    pub fn random(&self) -> Arc<dyn Random> {
        self.backend.ports().random
    }

    /// Writes everything out and gives up the lock. A part that is still held keeps
    /// the files open until it is dropped.
    pub async fn close(self) {
        let Installation { backend, app, worker, settings: _, kinds: _ } = self;
        drop((app, worker));
        match Arc::into_inner(backend) {
            Some(backend) => backend.close().await,
            None => tracing::warn!("some work still uses the data directory; its files close with it"),
        }
    }
}
