//! What a search finds, in the words that a list of matches shows.

use serde::{Deserialize, Serialize};
use tenantry_core::{
    domain::{money::Currency, order::Order, product::Product},
    usecases::{Found, Matched},
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::{FoundKindName, MatchedName};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchParams {
    /// What to look for, without regard to case.
    #[param(min_length = 1, max_length = 200, pattern = r"\S", example = "walnut")]
    pub q: String,
    /// Matches of each kind.
    #[param(minimum = 1, maximum = 20, default = 5)]
    pub limit: Option<usize>,
}

/// Products first, then orders; what matches best comes first among its kind.
#[derive(Serialize, ToSchema)]
#[schema(as = SearchResults, example = json!({"items": [
    {"kind": "product", "id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "title": "Walnut cutting board",
     "subtitle": "BRD-WAL-40 · 64.50 EUR · 25 in stock", "matched": "name"},
    {"kind": "order", "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66", "title": "HF-23A-KH5Q-WAK6",
     "subtitle": "walter@customers.example · shipped · 129.00 EUR", "matched": "customer_email"}
]}))]
pub struct ResultsResponse {
    items: Vec<ResultResponse>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SearchResult)]
struct ResultResponse {
    #[schema(value_type = FoundKindName)]
    kind: &'static str,
    id: Uuid,
    /// The name of a product, the number of an order.
    title: String,
    subtitle: String,
    /// By what it was found.
    #[schema(value_type = MatchedName)]
    matched: &'static str,
}

impl ResultsResponse {
    pub fn of(found: &Found, currency: Currency) -> Self {
        let products = found.products.iter().map(|(matched, product)| of_product(*matched, product, currency));
        let orders = found.orders.iter().map(|(matched, order)| of_order(*matched, order));
        Self { items: products.chain(orders).collect() }
    }
}

fn of_product(matched: Matched, product: &Product, currency: Currency) -> ResultResponse {
    let facts = format!("{} {currency} · {} in stock", product.price.show(currency), product.inventory);
    ResultResponse {
        kind: "product",
        id: product.id.0,
        title: product.name.clone(),
        subtitle: product.sku.as_ref().map(|sku| format!("{sku} · {facts}")).unwrap_or(facts),
        matched: matched.name(),
    }
}

fn of_order(matched: Matched, order: &Order) -> ResultResponse {
    let Order { customer_email, status, total, currency, .. } = order;
    ResultResponse {
        kind: "order",
        id: order.id.0,
        title: order.number(),
        subtitle: format!("{customer_email} · {status} · {} {currency}", total.show(*currency)),
        matched: matched.name(),
    }
}
