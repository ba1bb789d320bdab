//! One line for each request, in the fields that the operator searches by.
//! People and their data are named by id, paths by their template.

use std::time::Duration;

use axum::http::{Method, StatusCode};

use super::exchange::Exchange;
use crate::problem::Problem;

/// The outcome of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Success,
    ClientError,
    Error,
}

impl Class {
    pub const ALL: [Class; 3] = [Class::Success, Class::ClientError, Class::Error];

    pub fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            ..400 => Class::Success,
            400..500 => Class::ClientError,
            _ => Class::Error,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Class::Success => "SUCCESS",
            Class::ClientError => "CLIENT_ERROR",
            Class::Error => "ERROR",
        }
    }
}

pub struct Line<'a> {
    pub exchange: &'a Exchange,
    pub function: &'a str,
    pub method: &'a Method,
    pub path: &'a str,
    pub status: StatusCode,
    pub took: Duration,
}

impl Line<'_> {
    pub fn write(&self) {
        let tenant = self.exchange.tenant();
        tracing::info!(
            target: "request",
            // Always there, so that every line has the same fields; empty for callers without a tenant.
            tenant_id = tenant.map(|(id, _)| id.to_string()).unwrap_or_default(),
            tenant_tier = tenant.map_or("", |(_, tier)| tier.name()),
            user_id = self.exchange.user().map(tracing::field::display),
            api_key_id = self.exchange.api_key().map(tracing::field::display),
            function = self.function,
            status = Class::of(self.status).name(),
            http_status = self.status.as_u16(),
            duration_ms = self.took.as_micros() as f64 / 1_000.0,
            request_id = &**self.exchange.request_id(),
            method = self.method.as_str(),
            path = self.path,
            "{} {} {}", self.method, self.path, self.status.as_u16()
        );
    }
}

/// The cause, for the log only.
pub fn cause(exchange: &Exchange, function: &str, problem: &Problem) {
    let Some(cause) = problem.cause() else { return };
    let request_id = &**exchange.request_id();
    if problem.kind().status >= 500 {
        tracing::error!(target: "problem", request_id, function, code = problem.kind().code, cause, "{request_id} failed");
    } else {
        let code = problem.kind().code;
        tracing::warn!(target: "problem", request_id, function, code, cause, "{request_id} was rejected");
    }
}
