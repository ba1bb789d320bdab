//! Products and their stock.

use axum::{extract::State, http::StatusCode, response::Response};
use tenantry_core::domain::{
    idempotency::Answer,
    ids::ProductId,
    money::Currency,
    precondition::Precondition,
    product::{Product, ProductTag},
};

use crate::{
    dto::{
        bulk::{BulkReportResponse, ProductBulkRequest},
        filter::ProductFilter,
        page::{Page, PageParams},
        product::{MovementResponse, NewProductRequest, ProductEdit, ProductResponse},
    },
    extract::{
        Edit, Id, IfMatch, IfNoneMatch, Params, RetryKey, Unchecked, UncheckedParams,
        granted::{Granted, ProductsRead, ProductsWrite},
    },
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(list_products, create_product))
        .routes(routes!(get_product, replace_product, update_product, archive_product))
        .routes(routes!(change_products))
        .routes(routes!(restore_product))
        .routes(routes!(list_movements))
}

/// List products
///
/// Newest first, or alphabetical with a prefix of the name or the SKU.
#[utoipa::path(get, path = "/products", tag = "products", params(ProductFilter), security(("member" = []), ("api_key" = ["products:read"])),
    responses((status = 200, description = "A page of products.", body = Page<ProductResponse>)))]
async fn list_products(
    State(state): State<ApiState>,
    Granted(tenant, ..): Granted<ProductsRead>,
    filter: UncheckedParams<ProductFilter>,
) -> Result<Response> {
    let (query, page) = filter.check(|filter| filter.read(tenant.record().currency))?;
    let found = tenant.products(&query, &page).await?;
    Ok(reply::written(StatusCode::OK, state.fragments.page(tenant.id(), &found, tenant.record().currency)))
}

/// Create a product
///
/// Takes the role staff. The SKU, if there is one, is unique in the tenant without regard to case.
#[utoipa::path(post, path = "/products", tag = "products", params(RetryKey), security(("member" = []), ("api_key" = ["products:write"])),
    request_body = NewProductRequest,
    responses((status = 201, description = "The product is created.", body = ProductResponse)))]
async fn create_product(
    Granted(tenant, ..): Granted<ProductsWrite>,
    key: RetryKey,
    new: Unchecked<NewProductRequest>,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &new.raw);
    let currency = tenant.record().currency;
    let outcome = tenant
        .create_product(new.check(|new| new.draft(currency))?, &attempt, |product| {
            let location = format!("/v1/products/{}", product.id);
            reply::created(tag(product), location, &ProductResponse::of(product, currency))
        })
        .await?;
    Ok(outcome.into())
}

/// Get a product
///
/// The ETag names the version and the stock that you saw. Archived products can be read too.
#[utoipa::path(get, path = "/products/{id}", tag = "products", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = []), ("api_key" = ["products:read"])), responses((status = 200, description = "The product.", body = ProductResponse)))]
async fn get_product(
    Granted(tenant, ..): Granted<ProductsRead>,
    Id(id): Id<ProductId>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let product = tenant.product(id).await?;
    Ok(seen.answer(&tag(&product), &ProductResponse::of(&product, tenant.record().currency)))
}

/// Replace a product
///
/// Takes the role staff. Optional fields that are left out are emptied. Read-only fields may be sent as GET gave
/// them. The stock is moved by the difference to what you saw, so a sale in between is not lost.
#[utoipa::path(put, path = "/products/{id}", tag = "products", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["products:write"])), request_body = ProductEdit,
    responses((status = 200, description = "The product as it is now.", body = ProductResponse)))]
async fn replace_product(
    member: Granted<ProductsWrite>,
    id: Id<ProductId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_product(member, id, seen, key, edit).await
}

/// Change fields of a product
///
/// A JSON merge patch (RFC 7396). Takes the role staff. The stock is moved by the difference to what you saw.
#[utoipa::path(patch, path = "/products/{id}", tag = "products", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["products:write"])),
    request_body(content = ProductEdit, content_type = "application/merge-patch+json", example = json!({"price": "69.00"})),
    responses((status = 200, description = "The product as it is now.", body = ProductResponse)))]
async fn update_product(
    member: Granted<ProductsWrite>,
    id: Id<ProductId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_product(member, id, seen, key, edit).await
}

async fn revise_product(
    Granted(tenant, ..): Granted<ProductsWrite>,
    Id(id): Id<ProductId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &edit.raw);
    let currency = tenant.record().currency;
    let revise = |product: &Product| {
        let change = |edit: ProductEdit| edit.change(product, currency);
        edit.check(&ProductResponse::of(product, currency), ProductResponse::WRITABLE, change)
    };
    Ok(tenant.update_product(id, &seen, &attempt, revise, changed(currency)).await?.into())
}

/// Archive a product
///
/// Takes the role staff. Frees the SKU and the place in the plan; orders keep what they sold.
#[utoipa::path(delete, path = "/products/{id}", tag = "products", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["products:write"])), responses((status = 200, description = "The archived product.", body = ProductResponse)))]
async fn archive_product(
    Granted(tenant, ..): Granted<ProductsWrite>,
    Id(id): Id<ProductId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), b"");
    Ok(tenant.archive_product(id, &seen, &attempt, changed(tenant.record().currency)).await?.into())
}

/// Restore an archived product
///
/// Takes the role staff. Counts against the plan again, and takes the SKU back if it is free.
#[utoipa::path(post, path = "/products/{id}/restore", tag = "products", params(("id" = Uuid, Path), RetryKey),
    security(("member" = []), ("api_key" = ["products:write"])), responses((status = 200, description = "The product, active again.", body = ProductResponse)))]
async fn restore_product(
    Granted(tenant, ..): Granted<ProductsWrite>,
    Id(id): Id<ProductId>,
    seen: Option<IfMatch>,
    key: RetryKey,
) -> Result<Done> {
    let seen = seen.map_or(Precondition::Any, |IfMatch(seen)| seen);
    let attempt = key.attempt(tenant.principal(), b"");
    Ok(tenant.restore_product(id, &seen, &attempt, changed(tenant.record().currency)).await?.into())
}

/// List the stock movements of a product
///
/// Newest first. The ledger follows the product within moments.
#[utoipa::path(get, path = "/products/{id}/movements", tag = "products", params(("id" = Uuid, Path), PageParams),
    security(("member" = []), ("api_key" = ["products:read"])), responses((status = 200, description = "A page of movements.", body = Page<MovementResponse>)))]
async fn list_movements(
    Granted(tenant, ..): Granted<ProductsRead>,
    Id(id): Id<ProductId>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let found = tenant.movements(id, &page.request()?).await?;
    Ok(reply::page(&Page::of(&found, MovementResponse::of)))
}

/// Change many products
///
/// Takes the role staff. Each product is changed by itself, and the answer says what became of each. A percentage is rounded
/// half up to the minor unit of the currency. With an Idempotency-Key no product is changed twice, however often the request is sent.
#[utoipa::path(post, path = "/products/bulk", tag = "products", params(RetryKey), security(("member" = []), ("api_key" = ["products:write"])),
    request_body = ProductBulkRequest,
    responses((status = 200, description = "What became of each.", body = BulkReportResponse)))]
async fn change_products(
    Granted(tenant, ..): Granted<ProductsWrite>,
    key: RetryKey,
    bulk: Unchecked<ProductBulkRequest>,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &bulk.raw);
    let bulk = bulk.check(|bulk| bulk.read(tenant.record().currency))?;
    Ok(tenant.change_products(&bulk, &attempt, |report| reply::done(&BulkReportResponse::of(report))).await?.into())
}

fn changed(currency: Currency) -> impl Fn(&Product) -> Answer {
    move |product| reply::changed(tag(product), &ProductResponse::of(product, currency))
}

fn tag(product: &Product) -> String {
    ProductTag::to_string(&product.tag())
}
