//! Calls of operations that take no token are counted for the address that they come from, before their body is
//! read. Which operations those are follows from the document, so that none can be forgotten; how many calls are
//! let in is core's to say.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tenantry_core::{
    App,
    quotas::{Counted, open_operation},
};
use utoipa::openapi::{OpenApi, path::Operation, security::SecurityRequirement};

use crate::{extract::address, openapi::each_operation, problem::Problem};

pub struct Admission {
    app: App,
    trust_forwarded_for: bool,
    /// Names of operations by path and method.
    open: HashMap<String, Vec<(Method, String)>>,
}

impl Admission {
    pub fn of(document: &mut OpenApi, app: App, trust_forwarded_for: bool) -> Self {
        let mut open: HashMap<String, Vec<(Method, String)>> = HashMap::new();
        each_operation(document, |path, method, operation| {
            let name = operation.operation_id.as_deref().unwrap_or_default();
            let elsewhere = open_operation(name).is_some_and(|known| known.counted != Counted::AtOnce);
            if does_more_than_read(&method, operation) && !elsewhere {
                open.entry(path.to_owned()).or_default().push((method, name.to_owned()));
            }
        });
        Self { app, trust_forwarded_for, open }
    }

    fn find(&self, request: &Request) -> Option<&str> {
        let path = request.extensions().get::<MatchedPath>()?;
        let (_, name) = self.open.get(path.as_str())?.iter().find(|(method, _)| method == request.method())?;
        Some(name)
    }
}

/// Anybody may call it, and it is no plain read.
pub fn does_more_than_read(method: &Method, operation: &Operation) -> bool {
    let anybody = operation
        .security
        .as_ref()
        .is_none_or(|ways| ways.is_empty() || ways.iter().any(|way| *way == SecurityRequirement::default()));
    anybody && *method != Method::GET
}

pub async fn admit(State(admission): State<Arc<Admission>>, request: Request, next: Next) -> Response {
    if let Some(operation) = admission.find(&request) {
        let from = address::of(request.headers(), request.extensions(), admission.trust_forwarded_for);
        if let Err(refused) = admission.app.admit(operation, &from) {
            return Problem::from(refused).into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tenantry_core::quotas::OPEN_OPERATIONS;

    use super::*;
    use crate::routes::{Service, documented};

    #[test]
    fn every_open_operation_that_does_more_than_read_has_a_quota() {
        let (_, mut document) = documented(&Service::ALL);
        let mut open = BTreeSet::new();
        each_operation(&mut document, |_, method, operation| {
            if does_more_than_read(&method, operation) {
                open.insert(operation.operation_id.clone().expect("a name"));
            }
        });
        let declared: BTreeSet<String> = OPEN_OPERATIONS.iter().map(|operation| operation.id.to_owned()).collect();
        assert_eq!(open, declared, "core/src/quotas.rs says how often each may be called");
    }
}
