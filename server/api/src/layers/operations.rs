//! What each route is called in logs and metrics: the names of its operations,
//! which are their ids in the OpenAPI document, by method and path template.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use axum::http::Method;
use metrics::Counter;

use super::log_line::Class;
use crate::{
    routing::Named,
    traffic::{Route, Traffic},
};

pub struct Operations(HashMap<String, Vec<(Method, Arc<Operation>)>>);

/// An operation and its answers by outcome.
pub struct Operation {
    pub name: &'static str,
    pub route: Arc<Route>,
    calls: [OnceLock<Counter>; 3],
}

impl Operation {
    fn new(name: &'static str, route: Arc<Route>) -> Self {
        Self { name, route, calls: Default::default() }
    }

    pub fn count(&self, class: Class) {
        let counter = self.calls[class as usize].get_or_init(
            || metrics::counter!("tenantry_http_requests_total", "function" => self.name, "status" => class.name()),
        );
        counter.increment(1);
    }
}

impl Operations {
    pub fn of(names: &[Named], traffic: &Traffic) -> Self {
        let mut known: HashMap<String, Vec<(Method, Arc<Operation>)>> = HashMap::new();
        for Named { path, method, name } in names {
            let route = traffic.route(format!("{method} {path}"));
            known.entry(path.clone()).or_default().push((method.clone(), Arc::new(Operation::new(name, route))));
        }
        Self(known)
    }

    pub fn find(&self, method: &Method, path: &str) -> Option<&Arc<Operation>> {
        // HEAD is answered by GET.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(path)?.iter().find(|(known, _)| known == method).map(|(_, operation)| operation)
    }
}
