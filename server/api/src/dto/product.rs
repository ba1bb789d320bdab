//! Products and their stock ledger.

use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        ids::{OrderId, ProductId},
        insights::{Movement, MovementReason},
        money::Currency,
        product::{MAX_STOCK, Product, ProductDraft, ProductInput, barcode::BarcodeRemark, check_price},
        text::Check,
    },
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    names::{MovementReasonName, ProductStatus},
    scalar::{Amount, Price, Time},
};

/// A product as its tenant sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Product, example = json!({
    "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "name": "Walnut cutting board",
    "description": "End grain, oiled, 40 x 30 cm.", "price": "64.50", "category": "Kitchen",
    "sku": "BRD-WAL-40", "barcode": "0036000291452", "inventory": 25, "status": "active", "version": 1,
    "created_at": "2026-11-24T09:30:00.000Z", "updated_at": "2026-11-24T09:30:00.000Z"
}))]
pub struct ProductResponse<'a> {
    #[schema(value_type = Uuid)]
    product_id: ProductId,
    name: &'a str,
    #[schema(required)]
    description: Option<&'a str>,
    price: Amount,
    #[schema(required)]
    category: Option<&'a str>,
    /// Unique in the tenant, without regard to case.
    #[schema(required)]
    sku: Option<&'a str>,
    /// What a scanner reads from the package, most often a GTIN. Text: zeros at its beginning count.
    #[schema(required)]
    barcode: Option<&'a str>,
    /// What is remarked upon and not rejected; left out where there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    remarks: Vec<ProductRemark>,
    /// Pieces in stock. Sales move it without a new version.
    inventory: u64,
    #[schema(value_type = ProductStatus)]
    status: &'static str,
    /// Rises with each change of the other fields.
    version: u64,
    created_at: Time,
    updated_at: Time,
}

/// A remark about a field of a product that stands as it was sent.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "pointer": "/barcode", "code": "barcode_check_digit", "detail": BarcodeRemark::CheckDigit.detail()
}))]
struct ProductRemark {
    /// Where in the product (RFC 6901).
    pointer: &'static str,
    /// barcode_length or barcode_check_digit.
    code: &'static str,
    detail: &'static str,
}

impl ProductRemark {
    fn of_barcode(remark: BarcodeRemark) -> Self {
        Self { pointer: "/barcode", code: remark.code(), detail: remark.detail() }
    }
}

impl<'a> ProductResponse<'a> {
    /// What PUT and PATCH can change.
    pub const WRITABLE: &'static [&'static str] =
        &["name", "description", "price", "category", "sku", "barcode", "inventory"];

    /// Of a tenant that sells in this currency.
    pub fn of(product: &'a Product, currency: Currency) -> Self {
        let Product {
            id,
            name,
            description,
            price,
            category,
            sku,
            barcode,
            inventory,
            archived,
            version,
            created_at,
            updated_at,
        } = product;
        Self {
            product_id: *id,
            name,
            description: description.as_deref(),
            price: Amount::of(*price, currency),
            category: category.as_deref(),
            sku: sku.as_deref(),
            barcode: barcode.as_deref(),
            remarks: product.barcode_remark().map(ProductRemark::of_barcode).into_iter().collect(),
            inventory: *inventory,
            status: if *archived { "archived" } else { "active" },
            version: *version,
            created_at: Time(*created_at),
            updated_at: Time(*updated_at),
        }
    }
}

/// A product to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProduct, example = json!({
    "name": "Walnut cutting board", "description": "End grain, oiled, 40 x 30 cm.", "price": "64.50",
    "category": "Kitchen", "sku": "BRD-WAL-40", "barcode": "0036000291452", "inventory": 25
}))]
pub struct NewProductRequest {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    name: String,
    #[schema(max_length = 5000)]
    description: Option<String>,
    price: Price,
    #[schema(max_length = 100)]
    category: Option<String>,
    /// Unique in the tenant, without regard to case.
    #[schema(max_length = 64)]
    sku: Option<String>,
    /// Any text that a scanner reads. A number that can be no GTIN (8, 12, 13 or 14 digits with a check digit) is taken,
    /// with a remark.
    #[schema(max_length = 64)]
    barcode: Option<String>,
    /// Pieces in stock; none if it is left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    inventory: i64,
}

/// The fields of a product that can be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Walnut cutting board", "description": "End grain, oiled, 40 x 30 cm.", "price": "69.00",
    "category": "Kitchen", "sku": "BRD-WAL-40", "barcode": "0036000291452", "inventory": 40
}))]
pub struct ProductEdit {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    name: String,
    #[schema(max_length = 5000)]
    description: Option<String>,
    price: Price,
    #[schema(max_length = 100)]
    category: Option<String>,
    /// Unique in the tenant, without regard to case.
    #[schema(max_length = 64)]
    sku: Option<String>,
    /// Any text that a scanner reads. A number that can be no GTIN (8, 12, 13 or 14 digits with a check digit) is taken,
    /// with a remark.
    #[schema(max_length = 64)]
    barcode: Option<String>,
    /// Pieces in stock. The difference to what you read is applied, so that a
    /// sale in between is not lost.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    inventory: i64,
}

impl NewProductRequest {
    pub fn draft(self, currency: Currency) -> Checked<ProductDraft> {
        let Self { name, description, price, category, sku, barcode, inventory } = self;
        let edit = ProductEdit { name, description, price, category, sku, barcode, inventory };
        edit.read(Check::default(), currency, MAX_STOCK)
    }
}

impl ProductEdit {
    pub fn change(&self, current: &Product, currency: Currency) -> Checked<ProductDraft> {
        self.read(ProductDraft::keeping(current), currency, ProductDraft::max_stock(current))
    }

    fn read(&self, mut check: Check, currency: Currency, max_stock: u64) -> Checked<ProductDraft> {
        let Self { name, description, price, category, sku, barcode, inventory } = self;
        let input = ProductInput {
            name,
            description: description.as_deref(),
            price: check_price(&mut check, "/price", price.0, currency),
            category: category.as_deref(),
            sku: sku.as_deref(),
            barcode: barcode.as_deref(),
            inventory: *inventory,
        };
        ProductDraft::checked(check, input, max_stock)
    }
}

/// One line of a product's stock ledger.
#[derive(Serialize, ToSchema)]
#[schema(as = Movement, example = json!({
    "movement_id": "019ab5d2-8f00-7b12-8c44-51d2e7a90b11", "delta": -2, "reason": "sold",
    "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66", "at": "2026-11-24T10:05:00.000Z"
}))]
pub struct MovementResponse {
    movement_id: Uuid,
    /// Pieces that came (positive) or went (negative).
    delta: i64,
    #[schema(value_type = MovementReasonName)]
    reason: MovementReason,
    /// The order that caused it, if one did.
    #[schema(value_type = Option<Uuid>, required)]
    order_id: Option<OrderId>,
    at: Time,
}

impl MovementResponse {
    pub fn of(movement: &Movement) -> Self {
        Self {
            movement_id: movement.event.0,
            delta: movement.delta,
            reason: movement.reason,
            order_id: movement.order,
            at: Time(movement.at),
        }
    }
}
