//! Without a token there is only the front door.

use tenantry_core::{App, domain::ids::OrderId};

async fn look(app: &App, order: OrderId) {
    let _ = app.order(order).await;
}

fn main() {}
