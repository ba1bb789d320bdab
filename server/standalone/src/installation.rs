//! An opened data directory with the rules plugged in.

use std::sync::Arc;

use anyhow::{Context, Result};
use tenantry_core::{App, Settings, Worker, env::Random};
use tenantry_embedded::{Config, Home};

use crate::cli::Offline;

pub struct Installation {
    pub home: Arc<Home>,
    pub app: App,
    pub worker: Worker,
    pub settings: Settings,
}

impl Installation {
    /// `adjust` fills in what is set apart from the data directory.
    pub fn open(config: Config, public_url: &str, adjust: impl FnOnce(&mut Settings)) -> Result<Self> {
        let home = Arc::new(Home::open(config)?);
        let mut settings = Settings::new(home.seal(), public_url);
        adjust(&mut settings);
        let (app, worker) = tenantry_core::app::open(home.ports(), settings.clone());
        Ok(Self { home, app, worker, settings })
    }

    /// For work that no server takes part in; nothing is mailed by it, so no URL is needed.
    pub fn open_offline(offline: &Offline) -> Result<Self> {
        Self::open(Config::new(offline.path().clone()), "http://localhost", |_| {})
            .with_context(|| format!("{} can't be worked on", offline.path().display()))
    }

    pub fn random(&self) -> Arc<dyn Random> {
        self.home.ports().random
    }

    /// Writes everything out and gives up the lock. Whoever still holds a part
    /// of it keeps the files open until it lets go.
    pub async fn close(self) {
        let Installation { home, app, worker, settings: _ } = self;
        drop((app, worker));
        match Arc::into_inner(home) {
            Some(home) => home.close().await,
            None => tracing::warn!("some work still uses the data directory; its files close with it"),
        }
    }
}
