//! Only code that plugs the adapters in gets the worker.

use tenantry_core::{App, Worker};

fn from_app(app: &App) -> Worker {
    Worker::new(app.inner.clone())
}

fn main() {}
