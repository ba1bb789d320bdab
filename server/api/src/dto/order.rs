//! Orders.

use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        ids::{OrderId, ProductId},
        money::Currency,
        order::{Address, AddressInput, Line, Order, OrderChange, OrderDraft, OrderInput},
        order_status::Status,
    },
};
use utoipa::ToSchema;

use super::{
    names::OrderStatus,
    scalar::{Amount, Day, Time},
};

/// An order with the names and prices as they were sold.
#[derive(Serialize, ToSchema)]
#[schema(as = Order, example = json!({
    "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66", "number": "HF-23A-KH5Q-WAK6", "external_ref": "536365",
    "customer_email": "ada@example.com",
    "items": [{"product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "product_name": "Walnut cutting board",
               "sku": "BRD-WAL-40", "quantity": 2, "price": "64.50", "subtotal": "129.00"}],
    "total_amount": "129.00", "currency": "EUR", "status": "pending",
    "shipping_address": {"street": "Am Markt 1", "city": "Bonn", "state": null, "zip": "53111", "country": "DE"},
    "note": "Please ring twice.", "tracking": null, "placed_on": "2026-11-24", "sample": false, "version": 1,
    "created_at": "2026-11-24T10:05:00.000Z", "updated_at": "2026-11-24T10:05:00.000Z",
    "next_statuses": ["confirmed", "cancelled"]
}))]
pub struct OrderResponse<'a> {
    #[schema(value_type = Uuid)]
    order_id: OrderId,
    /// What people call it: the tenant's prefix when it was placed and a code made from the id. Unique in practice;
    /// the id is unique by itself.
    number: String,
    #[schema(required)]
    external_ref: Option<&'a str>,
    customer_email: &'a str,
    items: Vec<ItemResponse<'a>>,
    total_amount: Amount,
    currency: &'static str,
    #[schema(value_type = OrderStatus)]
    status: &'static str,
    #[schema(required)]
    shipping_address: Option<AddressResponse<'a>>,
    #[schema(required)]
    note: Option<&'a str>,
    #[schema(required)]
    tracking: Option<&'a str>,
    /// The day it counts for, in the tenant's time zone when it was placed.
    placed_on: Day,
    /// It is sample data: invented, and removed with it.
    sample: bool,
    version: u64,
    created_at: Time,
    updated_at: Time,
    /// The steps that it can take from here.
    #[schema(value_type = Vec<OrderStatus>)]
    next_statuses: Vec<&'static str>,
}

/// One product of an order.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderItem)]
struct ItemResponse<'a> {
    #[schema(value_type = Uuid)]
    product_id: ProductId,
    product_name: &'a str,
    #[schema(required)]
    sku: Option<&'a str>,
    quantity: u32,
    price: Amount,
    subtotal: Amount,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ShippingAddress)]
struct AddressResponse<'a> {
    street: &'a str,
    city: &'a str,
    #[schema(required)]
    state: Option<&'a str>,
    zip: &'a str,
    #[schema(required)]
    country: Option<&'a str>,
}

impl<'a> OrderResponse<'a> {
    /// What PUT and PATCH can change.
    pub const WRITABLE: &'static [&'static str] = &["status", "note", "tracking"];

    pub fn of(order: &'a Order) -> Self {
        let Order {
            id,
            external_ref,
            customer_email,
            lines,
            total,
            currency,
            status,
            shipping_address,
            note,
            tracking,
            placed_on,
            sample,
            version,
            created_at,
            updated_at,
            // A part of the number.
            number_prefix: _,
            // The order's history is a list of its own, and figures alone go by the hour.
            history: _,
            placed_hour: _,
        } = order;
        Self {
            order_id: *id,
            number: order.number(),
            external_ref: external_ref.as_deref(),
            customer_email,
            items: lines.iter().map(|line| ItemResponse::of(line, *currency)).collect(),
            total_amount: Amount::of(*total, *currency),
            currency: currency.code(),
            status: status.name(),
            shipping_address: shipping_address.as_ref().map(AddressResponse::of),
            note: note.as_deref(),
            tracking: tracking.as_deref(),
            placed_on: Day(*placed_on),
            sample: *sample,
            version: *version,
            created_at: Time(*created_at),
            updated_at: Time(*updated_at),
            next_statuses: status.next().iter().map(|status| status.name()).collect(),
        }
    }
}

impl<'a> ItemResponse<'a> {
    fn of(line: &'a Line, currency: Currency) -> Self {
        let Line { product, product_name, sku, quantity, price, subtotal } = line;
        Self {
            product_id: *product,
            product_name,
            sku: sku.as_deref(),
            quantity: *quantity,
            price: Amount::of(*price, currency),
            subtotal: Amount::of(*subtotal, currency),
        }
    }
}

impl<'a> AddressResponse<'a> {
    fn of(address: &'a Address) -> Self {
        let Address { street, city, state, zip, country } = address;
        Self { street, city, state: state.as_deref(), zip, country: country.as_deref() }
    }
}

/// An order to place. Prices are never the caller's: the catalog's are taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrder, example = json!({
    "external_ref": "536365", "customer_email": "ada@example.com",
    "items": [{"product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "quantity": 2}],
    "shipping_address": {"street": "Am Markt 1", "city": "Bonn", "zip": "53111", "country": "DE"},
    "note": "Please ring twice."
}))]
pub struct NewOrderRequest {
    /// Your own number for it, unique in the tenant.
    #[schema(max_length = 64)]
    external_ref: Option<String>,
    #[schema(format = Email, max_length = 254)]
    customer_email: String,
    /// At most 50 different products; lines of one product are added up.
    #[schema(min_items = 1)]
    items: Vec<NewOrderItem>,
    shipping_address: Option<NewShippingAddress>,
    #[schema(max_length = 2000)]
    note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrderItem)]
struct NewOrderItem {
    #[schema(value_type = Uuid)]
    product_id: ProductId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    quantity: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewShippingAddress)]
struct NewShippingAddress {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    street: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    city: String,
    #[schema(max_length = 100)]
    state: Option<String>,
    #[schema(min_length = 1, max_length = 20, pattern = r"\S")]
    zip: String,
    #[schema(max_length = 100)]
    country: Option<String>,
}

impl NewOrderRequest {
    pub fn draft(&self) -> Checked<OrderDraft> {
        let lines: Vec<_> = self.items.iter().map(|item| (item.product_id, item.quantity)).collect();
        OrderDraft::new(OrderInput {
            external_ref: self.external_ref.as_deref(),
            customer_email: &self.customer_email,
            lines: &lines,
            shipping_address: self.shipping_address.as_ref().map(|address| AddressInput {
                street: &address.street,
                city: &address.city,
                state: address.state.as_deref(),
                zip: &address.zip,
                country: address.country.as_deref(),
            }),
            note: self.note.as_deref(),
        })
    }
}

/// The fields of an order that can still be changed once it is placed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"status": "shipped", "note": "Please ring twice.", "tracking": "JD014600006281230704"}))]
pub struct OrderEdit {
    #[schema(value_type = OrderStatus)]
    status: Status,
    #[schema(max_length = 2000)]
    note: Option<String>,
    #[schema(max_length = 200)]
    tracking: Option<String>,
}

impl OrderEdit {
    pub fn change(&self) -> Checked<OrderChange> {
        OrderChange::new(self.status, self.note.as_deref(), self.tracking.as_deref())
    }
}
