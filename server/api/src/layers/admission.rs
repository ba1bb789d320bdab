//! Calls of operations that take no token are counted for the address that they come from, before their body is
//! read. Which operations those are and how many calls are let in is core's to say; a test compares that with the
//! document, so that none can be forgotten.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tenantry_core::{
    App,
    policy::quotas::{Counted, open_operation},
};

use crate::{extract::address, problem::Problem, routing::Named};

pub struct Admission {
    app: App,
    trust_forwarded_for: bool,
    /// Names of operations by path and method.
    open: HashMap<String, Vec<(Method, &'static str)>>,
}

impl Admission {
    pub fn of(names: &[Named], app: App, trust_forwarded_for: bool) -> Self {
        let mut open: HashMap<String, Vec<(Method, &'static str)>> = HashMap::new();
        for Named { path, method, name } in names {
            // The others are counted where more is known of the call.
            if open_operation(name).is_some_and(|known| known.counted == Counted::AtOnce) {
                open.entry(path.clone()).or_default().push((method.clone(), name));
            }
        }
        Self { app, trust_forwarded_for, open }
    }

    fn find(&self, request: &Request) -> Option<&str> {
        let path = request.extensions().get::<MatchedPath>()?;
        let (_, name) = self.open.get(path.as_str())?.iter().find(|(method, _)| method == request.method())?;
        Some(name)
    }
}

pub async fn admit(State(admission): State<Arc<Admission>>, request: Request, next: Next) -> Response {
    if let Some(operation) = admission.find(&request) {
        let from = address::of(request.headers(), request.extensions(), admission.trust_forwarded_for);
        if let Err(refused) = admission.app.admit(operation, &from).await {
            return Problem::from(refused).into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tenantry_core::policy::quotas::OPEN_OPERATIONS;
    use utoipa::openapi::{path::Operation, security::SecurityRequirement};

    use super::*;
    use crate::openapi::{each_operation, openapi};

    /// Anybody may call it, and it is no plain read.
    fn does_more_than_read(method: &Method, operation: &Operation) -> bool {
        let anybody = operation
            .security
            .as_ref()
            .is_none_or(|ways| ways.is_empty() || ways.iter().any(|way| *way == SecurityRequirement::default()));
        anybody && *method != Method::GET
    }

    #[test]
    fn every_open_operation_that_does_more_than_read_has_a_quota() {
        let mut open = BTreeSet::new();
        each_operation(&mut openapi(), |_, method, operation| {
            if does_more_than_read(&method, operation) {
                open.insert(operation.operation_id.clone().expect("a name"));
            }
        });
        let declared: BTreeSet<String> = OPEN_OPERATIONS.iter().map(|operation| operation.id.to_owned()).collect();
        assert_eq!(open, declared, "core/src/policy/quotas.rs says how often each may be called");
    }
}
