//! What the app is made of is nobody's business.

use tenantry_core::{App, app::Inner};

fn store(app: &App) {
    let _ = &app.inner.store;
}

fn main() {}
