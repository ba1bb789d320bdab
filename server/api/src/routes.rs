//! Every route, by service. Routes are registered together with their
//! documentation, so one that is not documented can't exist.

mod alarms;
mod audit;
mod auth;
mod clock;
mod erasure;
mod exports;
mod health;
mod insights;
mod invitations;
mod mailbox;
mod members;
mod operations;
mod operator;
mod orders;
mod products;
mod sample;
mod search;
mod system;
mod tenants;
mod transfer;
mod usage;
mod views;

use std::sync::Arc;

use axum::{Router, middleware};
use tenantry_core::App;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    config::ApiConfig,
    docs,
    health::Readiness,
    layers::{
        self,
        admission::{self, Admission},
    },
    openapi,
    problem::Problem,
    state::ApiState,
    traffic::Traffic,
    web_app,
};

/// What a process can serve on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Service {
    /// Sessions, members, invitations.
    Auth,
    /// Tenants, audit, insights, the operator's work.
    Tenants,
    Products,
    Orders,
}

impl Service {
    pub const ALL: [Service; 4] = [Service::Auth, Service::Tenants, Service::Products, Service::Orders];

    fn routes(self) -> OpenApiRouter<ApiState> {
        match self {
            Service::Auth => auth::routes().merge(members::routes()).merge(invitations::routes()),
            Service::Tenants => tenants::routes()
                .merge(operations::routes())
                .merge(erasure::routes())
                .merge(exports::routes())
                .merge(operator::routes())
                .merge(alarms::routes())
                .merge(clock::routes())
                .merge(system::routes())
                .merge(audit::routes())
                .merge(insights::routes())
                .merge(usage::routes()),
            Service::Products => products::routes().merge(transfer::products()),
            Service::Orders => orders::routes()
                .merge(transfer::orders())
                .merge(search::routes())
                .merge(views::routes())
                .merge(sample::routes()),
        }
    }
}

/// All services in one.
pub fn router(app: App, config: ApiConfig, ready: Arc<dyn Readiness>) -> Router {
    router_of(&Service::ALL, app, config, ready)
}

pub fn router_of(services: &[Service], app: App, config: ApiConfig, ready: Arc<dyn Readiness>) -> Router {
    let (router, mut document) = undescribed(services);
    let traffic = Arc::new(Traffic::new(app.now()));
    let state = ApiState::new(app.clone(), config.clone(), ready, traffic.clone());
    let router = router
        .merge(mailbox::page())
        .with_state(state)
        .merge(docs::routes(described(services)))
        .merge(match &config.web_app {
            Some(app) => web_app::routes(app.clone()),
            None => docs::front_door().fallback(async || Problem::not_found()),
        })
        .method_not_allowed_fallback(async || {
            Problem::new(&crate::problem::kinds::METHOD_NOT_ALLOWED, "the path is right, the method is not")
        });
    let admission = Arc::new(Admission::of(&mut document, app, config.trust_forwarded_for));
    let router = router.layer(middleware::from_fn_with_state(admission, admission::admit));
    layers::around(router, &config, &mut document, traffic)
}

/// What the pages for people describe, made when somebody asks: a function starts often and is read seldom. Where
/// each service is a process of its own they are `Auth`'s to serve, and tell of all.
fn described(services: &[Service]) -> impl FnOnce() -> OpenApi + Send + 'static {
    let services = if services == [Service::Auth] { Service::ALL.to_vec() } else { services.to_vec() };
    move || documented(&services).1
}

/// The routes and the document that they make.
pub fn documented(services: &[Service]) -> (Router<ApiState>, OpenApi) {
    let (router, mut document) = undescribed(services);
    openapi::complete(&mut document);
    (router, document)
}

/// Without what all operations share, which only readers need.
fn undescribed(services: &[Service]) -> (Router<ApiState>, OpenApi) {
    let v1 = services.iter().fold(mailbox::routes(), |v1, service| v1.merge(service.routes()));
    OpenApiRouter::with_openapi(openapi::head()).nest("/v1", v1).merge(health::routes()).split_for_parts()
}
