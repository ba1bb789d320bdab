//! Products and orders as files: in from where a company comes from, out to
//! where its books are.

use axum::{http::StatusCode, response::Response};
use tenantry_core::{
    domain::idempotency::Answer,
    transfer::{ImportFile, OrderSheet, Preview, ProductSheet, Report, template},
    usecases::{OrderPages, ProductPages},
};

use crate::{
    dto::{
        filter::{OrderExport, ProductExport},
        import::{ImportParams, PreviewResponse, ReadingParams, ReportResponse},
    },
    extract::{
        Csv, Params, RetryKey,
        granted::{Granted, OrdersRead, ProductsRead, ProductsWrite},
    },
    problem::Result,
    reply::{self, Done, Download},
    routing::{Routes, routes},
};

pub fn products<R: Routes>() -> R {
    R::new()
        .routes(routes!(export_products))
        .routes(routes!(get_import_template))
        .routes(routes!(preview_import))
        .routes(routes!(list_import_failures))
        .routes(routes!(import_products))
}

pub fn orders<R: Routes>() -> R {
    R::new().routes(routes!(export_orders))
}

/// Get the template for importing products
///
/// A CSV file with the columns that an import takes, and one line as an example.
#[utoipa::path(get, path = "/products/import/template", tag = "products", security(("member" = []), ("api_key" = ["products:read"])),
    responses((status = 200, description = "The template.", body = String, content_type = "text/csv",
        example = json!(template().trim_start_matches('\u{feff}')))))]
async fn get_import_template(_: Granted<ProductsRead>) -> Response {
    Download::of("products-template").whole(template())
}

/// Look into a file before importing it
///
/// Takes the role staff. Says whose columns the file has, which column seems to say what, and shows the first rows. UTF-8,
/// UTF-16 and the code pages of Windows, comma, semicolon and tab are distinguished. What the file leaves open is asked once, in questions; the
/// answers are parameters of the import.
#[utoipa::path(post, path = "/products/import/preview", tag = "products", params(ReadingParams), security(("member" = []), ("api_key" = ["products:write"])),
    request_body(content = String, content_type = "text/csv", example = "sku,name,price\r\nBRD-1,Board,64.50\r\n"),
    responses((status = 200, description = "What the file looks like.", body = PreviewResponse)))]
async fn preview_import(
    Granted(tenant, ..): Granted<ProductsWrite>,
    Params(params): Params<ReadingParams>,
    Csv(file): Csv,
) -> Result<Response> {
    tenant.may_import()?;
    let preview = Preview::of(&file, &params.options(tenant.currency())?)?;
    Ok(reply::json(StatusCode::OK, &PreviewResponse::of(&preview)))
}

/// Import products
///
/// Takes the role staff. A row with a SKU is the product of that SKU, a row without one the product of that name: it is
/// created, or brought to what the row says; a blank cell says nothing. The stock of a product that is there changes only
/// with stock=set, or where the file has a stock column and no price column. Each row stands or falls by itself, within the
/// limits of the plan. Importing the same file again changes nothing. With an Idempotency-Key, a retry also changes nothing
/// that was changed in between, and gets the first report again. At most 4 MiB and 10000 rows.
#[utoipa::path(post, path = "/products/import", tag = "products", params(ImportParams, RetryKey),
    security(("member" = []), ("api_key" = ["products:write"])),
    request_body(content = String, content_type = "text/csv", example = "sku,name,price\r\nBRD-1,Board,64.50\r\n"),
    responses((status = 200, description = "What was done, or would be.", body = ReportResponse)))]
async fn import_products(
    Granted(tenant, ..): Granted<ProductsWrite>,
    Params(params): Params<ImportParams>,
    key: RetryKey,
    Csv(bytes): Csv,
) -> Result<Done> {
    tenant.may_import()?;
    let (dry_run, reading) = params.split();
    let exported_at = reading.exported_at();
    let file = ImportFile::read(&bytes, &reading.options(tenant.currency())?)?;
    if dry_run {
        let report = tenant.preview_import(&file, exported_at).await?;
        return Ok(done(&report, true).into());
    }
    let attempt = key.attempt(tenant.principal(), &bytes);
    let outcome = tenant.import_products(&file, exported_at, &attempt, |report| done(report, false));
    Ok(outcome.await?.into())
}

fn done(report: &Report, dry_run: bool) -> Answer {
    reply::done(&ReportResponse::of(report, &report.groups(), dry_run))
}

/// Get the rejected rows of a file
///
/// Takes the role staff. Send the file and the parameters of the import once more: the answer is a CSV of the rows that
/// are rejected as things are now, with the same columns and a further one, error. Correct them and import that file.
#[utoipa::path(post, path = "/products/import/failed", tag = "products", params(ReadingParams),
    security(("member" = []), ("api_key" = ["products:write"])),
    request_body(content = String, content_type = "text/csv", example = "sku,name,price\r\nBRD-1,Board,64.50\r\n"),
    responses((status = 200, description = "The rejected rows.", body = String, content_type = "text/csv",
        example = "sku,name,price,error\r\nBRD-1,Board,\"19,99\",\"row 2: price: has a decimal comma: write 19.99 with a point\"\r\n")))]
async fn list_import_failures(
    Granted(tenant, ..): Granted<ProductsWrite>,
    Params(params): Params<ReadingParams>,
    Csv(bytes): Csv,
) -> Result<Response> {
    tenant.may_import()?;
    let file = ImportFile::read(&bytes, &params.options(tenant.currency())?)?;
    let report = tenant.preview_import(&file, None).await?;
    let name = format!("products-to-fix-{}", tenant.today());
    Ok(Download::of(&name).whole(file.failed_csv(&report.errors)))
}

/// Export products
///
/// A CSV file (UTF-8, RFC 4180) of all products that the filters find, one line each. Cells that a spreadsheet would run
/// as a formula are guarded by an apostrophe, which an import takes off again.
#[utoipa::path(get, path = "/products/export", tag = "products", params(ProductExport), security(("member" = []), ("api_key" = ["products:read"])),
    responses((status = 200, description = "The file.", body = String, content_type = "text/csv",
        example = "sku,name,description,price,category,inventory,status,product_id,created_at,updated_at\r\n")))]
async fn export_products(
    Granted(tenant, ..): Granted<ProductsRead>,
    Params(filter): Params<ProductExport>,
) -> Result<Response> {
    let name = format!("products-{}", tenant.today());
    let currency = tenant.record().currency;
    let (pages, mut sheet) = (ProductPages::new(tenant, filter.query(currency)?), ProductSheet::new(currency));
    Download::of(&name).pages(pages, move |products| sheet.write(products)).await
}

/// Export orders
///
/// A CSV file (UTF-8, RFC 4180) of all orders that the filters find, one line for each product of an order, newest order
/// first. The total stands on the first line of its order only, so that the column adds up. Cells that a spreadsheet would
/// run as a formula are guarded by an apostrophe.
#[utoipa::path(get, path = "/orders/export", tag = "orders", params(OrderExport), security(("member" = []), ("api_key" = ["orders:read"])),
    responses((status = 200, description = "The file.", body = String, content_type = "text/csv",
        example = "order_id,number,external_ref,placed_on,created_at,status,customer_email,line,product_id,sku,product_name,quantity,price,subtotal,total_amount,currency,street,city,state,zip,country,note,tracking\r\n")))]
async fn export_orders(
    Granted(tenant, ..): Granted<OrdersRead>,
    Params(filter): Params<OrderExport>,
) -> Result<Response> {
    let name = format!("orders-{}", tenant.today());
    let (query, mut sheet) = (filter.query(&tenant.record().zone())?, OrderSheet::default());
    let pages = OrderPages::new(tenant, query);
    Download::of(&name).pages(pages, move |orders| sheet.write(orders)).await
}
