//! Sample data, in numbers.

use serde::Serialize;
use tenantry_core::usecases::{SampleRemoval, SampleState};
use utoipa::ToSchema;

use super::scalar::Time;

#[derive(Serialize, ToSchema)]
#[schema(as = SampleData, example = json!({
    "present": true, "complete": true, "products": 12, "orders": 40, "added_at": "2026-11-24T11:00:00.000Z"
}))]
pub struct SampleResponse {
    present: bool,
    /// False while it is being added or removed, or if that was interrupted: do it again.
    complete: bool,
    products: usize,
    orders: usize,
    #[schema(required)]
    added_at: Option<Time>,
}

impl SampleResponse {
    pub fn of(state: &SampleState) -> Self {
        let SampleState { present, complete, products, orders, added_at } = *state;
        Self { present, complete, products, orders, added_at: added_at.map(Time) }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = SampleDataRemoval, example = json!({"orders_removed": 40, "products_removed": 11, "products_kept": 1}))]
pub struct RemovalResponse {
    orders_removed: usize,
    products_removed: usize,
    /// Real orders name them, so they stay, archived.
    products_kept: usize,
}

impl RemovalResponse {
    pub fn of(removal: &SampleRemoval) -> Self {
        let SampleRemoval { orders_removed, products_removed, products_kept } = *removal;
        Self { orders_removed, products_removed, products_kept }
    }
}
