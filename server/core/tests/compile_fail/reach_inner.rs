//! What the app is made of is nobody's business.

use tenantry_core::{App, runtime::inner::Inner};

fn store(app: &App) {
    let _ = &app.inner.store;
}

fn main() {}
