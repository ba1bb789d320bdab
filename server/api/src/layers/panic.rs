//! A defect in one request ends that request, not the process.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::problem::{Problem, kinds};

pub fn answer(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let message = message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Problem::new(&kinds::INTERNAL, "something went wrong on our side; the outcome is unknown")
        .caused_by(format!("a handler panicked: {message}"))
        .into_response()
}
