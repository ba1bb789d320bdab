//! Every route, by service. Routes are registered together with their
//! documentation, so one that is not documented can't exist.

mod alarms;
mod api_keys;
mod audit;
mod auth;
mod clock;
mod erasure;
mod events;
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
mod saved_views;
mod search;
mod system;
mod tenants;
mod transfer;
mod usage;
mod webhooks;

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
    resources::Kinds,
    routing::{Named, Routes, Served},
    state::ApiState,
    traffic::Traffic,
    web_app,
};

/// A part of the API that a process can serve on its own. It names functions and no variant: so a program that serves
/// one part holds the code of no other.
#[derive(Clone, Copy)]
pub struct Service {
    routes: fn() -> Served,
    /// The documentation for people, where this part has it.
    documentation: Option<fn(&Kinds) -> Router>,
}

impl Service {
    /// Sessions, members, invitations; and the pages for people, which describe all services.
    pub const AUTH: Service = Service { routes: of_auth, documentation: Some(|_| docs::committed()) };
    /// Tenants, API keys, audit, events, insights, the operator's work.
    pub const TENANTS: Service = Service { routes: of_tenants, documentation: None };
    /// Products, their import and export.
    pub const PRODUCTS: Service = Service { routes: of_products, documentation: None };
    /// Orders, and what a company keeps around its work: search, saved views, sample data, webhooks.
    pub const ORDERS: Service = Service { routes: of_orders, documentation: None };
}

fn of_auth<R: Routes>() -> R {
    auth::routes::<R>().merge(members::routes()).merge(invitations::routes())
}

fn of_tenants<R: Routes>() -> R {
    tenants::routes::<R>()
        .merge(operations::routes())
        .merge(erasure::routes())
        .merge(exports::routes())
        .merge(operator::routes())
        .merge(alarms::routes())
        .merge(clock::routes())
        .merge(system::routes())
        .merge(api_keys::routes())
        .merge(audit::routes())
        .merge(events::routes())
        .merge(insights::routes())
        .merge(usage::routes())
}

fn of_products<R: Routes>() -> R {
    products::routes::<R>().merge(transfer::products())
}

fn of_orders<R: Routes>() -> R {
    orders::routes::<R>()
        .merge(transfer::orders())
        .merge(search::routes())
        .merge(saved_views::routes())
        .merge(sample::routes())
        .merge(webhooks::routes())
}

fn of_all<R: Routes>() -> R {
    of_auth::<R>().merge(of_tenants()).merge(of_products()).merge(of_orders())
}

/// All services in one.
pub fn router(app: App, config: ApiConfig, ready: Arc<dyn Readiness>) -> Router {
    let documentation = |kinds: &Kinds| {
        let kinds = kinds.clone();
        docs::routes(kinds.declared(), move || openapi::openapi_of(&kinds))
    };
    router_of(Service { routes: of_all, documentation: Some(documentation) }, app, config, ready)
}

/// Some services, and the kinds that the configuration names.
///
/// # Panics
/// Where the application was opened without one of these kinds.
pub fn router_of(service: Service, app: App, config: ApiConfig, ready: Arc<dyn Readiness>) -> Router {
    let unknown = config.kinds.unknown_to(app.kinds());
    assert!(unknown.is_none(), "the settings lack the kind {}: pass Kinds::declared", unknown.unwrap_or_default());
    let of_kinds = config.kinds.served().iter().map(|entry| (entry.serve)());
    let (router, names) = served(of_kinds.fold((service.routes)(), Served::merge));
    let traffic = Arc::new(Traffic::new(app.now()));
    let state = ApiState::new(app.clone(), config.clone(), ready, traffic.clone());
    let router = router.merge(mailbox::page()).with_state(state);
    let router = match service.documentation {
        Some(documentation) => router.merge(documentation(&config.kinds)),
        None => router,
    };
    let router = router
        .merge(match (&config.web_app, service.documentation) {
            (Some(app), _) => web_app::routes(app.clone()),
            (None, Some(_)) => docs::front_door().fallback(async || Problem::not_found()),
            (None, None) => Router::new().fallback(async || Problem::not_found()),
        })
        .method_not_allowed_fallback(async || {
            Problem::new(&crate::problem::kinds::METHOD_NOT_ALLOWED, "the path is right, the method is not")
        });
    let admission = Arc::new(Admission::of(&names, app, config.trust_forwarded_for));
    let router = router.layer(middleware::from_fn_with_state(admission, admission::admit));
    layers::around(router, &config, &names, traffic)
}

/// The routes of some operations and of those that every process has, and what they are called.
fn served(operations: Served) -> (Router<ApiState>, Vec<Named>) {
    let mut names = Vec::new();
    let v1 = mailbox::routes::<Served>().merge(operations).into_router(V1, &mut names);
    let health = health::routes::<Served>().into_router("", &mut names);
    (Router::new().nest(V1, v1).merge(health), names)
}

/// What all operations are called.
#[cfg(test)]
pub fn names() -> Vec<Named> {
    served(of_all()).1
}

/// The document of all services and these kinds, without what all operations share.
pub fn described(kinds: &Kinds) -> OpenApi {
    let v1 = mailbox::routes::<OpenApiRouter<ApiState>>().merge(of_all());
    let v1 = kinds.served().iter().map(|entry| (entry.describe)()).fold(v1, OpenApiRouter::merge);
    OpenApiRouter::with_openapi(openapi::head(kinds)).nest(V1, v1).merge(health::routes()).into_openapi()
}

/// Where all operations are but those for whatever watches the process.
const V1: &str = "/v1";

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn operations_are_served_under_the_names_of_the_document() {
        let one = |named: Named| (named.name.to_owned(), format!("{} {}", named.method, named.path));
        let served: BTreeMap<String, String> = names().into_iter().map(one).collect();
        let mut described = BTreeMap::new();
        openapi::each_operation(&mut openapi::openapi(), |path, method, operation| {
            described.insert(operation.operation_id.clone().expect("a name"), format!("{method} {path}"));
        });
        assert!(served.len() > 70, "{} operations", served.len());
        assert_eq!(served, described);
    }
}
