//! What every handler and extractor can reach.

use std::{ops::Deref, sync::Arc};

use tenantry_core::App;

use crate::{
    config::ApiConfig, fragments::Fragments, health::Readiness, layers::rate_limit::RateLimiter, traffic::Traffic,
};

#[derive(Clone)]
pub struct ApiState(Arc<Shared>);

pub struct Shared {
    pub app: App,
    pub config: ApiConfig,
    pub ready: Arc<dyn Readiness>,
    pub limiter: RateLimiter,
    pub fragments: Fragments,
    pub traffic: Arc<Traffic>,
}

impl ApiState {
    pub fn new(app: App, config: ApiConfig, ready: Arc<dyn Readiness>, traffic: Arc<Traffic>) -> Self {
        let (limiter, fragments) = (RateLimiter::default(), Fragments::default());
        Self(Arc::new(Shared { app, config, ready, limiter, fragments, traffic }))
    }
}

impl Deref for ApiState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
