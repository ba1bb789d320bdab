//! The operator runs the installation and does not look into tenants.

use tenantry_core::{Operator, domain::ids::OrderId};

async fn look(operator: &Operator, order: OrderId) {
    let _ = operator.order(order).await;
    let _ = operator.insights(None, None).await;
}

fn main() {}
