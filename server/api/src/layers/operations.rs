//! What each route is called in logs and metrics: the operation ids of the
//! OpenAPI document, looked up by method and path template.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use axum::http::Method;
use metrics::Counter;
use utoipa::openapi::OpenApi;

use super::log_line::Class;
use crate::{
    openapi::each_operation,
    traffic::{Route, Traffic},
};

pub struct Operations(HashMap<String, Vec<(Method, Arc<Operation>)>>);

/// One operation and how often it ended in which way.
pub struct Operation {
    pub name: String,
    pub route: Arc<Route>,
    calls: [OnceLock<Counter>; 3],
}

impl Operation {
    fn new(name: &str, route: Arc<Route>) -> Self {
        Self { name: name.to_owned(), route, calls: Default::default() }
    }

    pub fn count(&self, class: Class) {
        let counter = self.calls[class as usize].get_or_init(|| {
            metrics::counter!("tenantry_http_requests_total", "function" => self.name.clone(), "status" => class.name())
        });
        counter.increment(1);
    }
}

impl Operations {
    pub fn of(document: &mut OpenApi, traffic: &Traffic) -> Self {
        let mut known: HashMap<String, Vec<(Method, Arc<Operation>)>> = HashMap::new();
        each_operation(document, |path, method, operation| {
            let name = operation.operation_id.as_deref().unwrap_or_default();
            let route = traffic.route(format!("{method} {path}"));
            known.entry(path.to_owned()).or_default().push((method, Arc::new(Operation::new(name, route))));
        });
        Self(known)
    }

    pub fn find(&self, method: &Method, path: &str) -> Option<&Arc<Operation>> {
        // HEAD is answered by GET.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(path)?.iter().find(|(known, _)| known == method).map(|(_, operation)| operation)
    }
}
