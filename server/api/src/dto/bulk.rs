//! One change to many products, one step for many orders.

use serde::{Deserialize, Serialize};
use tenantry_core::{
    Error, Result as Checked,
    domain::{
        ids::{OrderId, ProductId},
        money::{Currency, Decimal},
        order_status::Status,
    },
    usecases::{BulkReport, BulkResult, Percent, ProductBulk, ProductChange, Which},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    filter::ProductBulkFilter,
    names::{BulkStatusName, OrderStatus},
    scalar::Price,
};

/// One of ids, seen and filter, and one change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProductBulk, example = json!({
    "ids": ["019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"], "change": {"price_percent": "-10"}
}))]
pub struct ProductBulkRequest {
    /// At most 1000.
    #[schema(value_type = Option<Vec<Uuid>>, min_items = 1, max_items = 1000)]
    ids: Option<Vec<ProductId>>,
    /// At most 1000, as you saw them: one that has a newer version is rejected by itself, as stale. So a bulk change
    /// is undone without touching what others have changed since. A sale makes no new version.
    #[schema(min_items = 1, max_items = 1000)]
    seen: Option<Vec<SeenProduct>>,
    filter: Option<ProductBulkFilter>,
    change: Change,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenProduct {
    #[schema(value_type = Uuid)]
    id: ProductId,
    version: u64,
}

/// Exactly one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProductBulkChange, min_properties = 1, max_properties = 1)]
struct Change {
    /// By so many percent, to the hundredth, from -99.99 to 1000; rounded half up to the minor unit of the currency.
    #[schema(value_type = Option<String>, pattern = r"^-?[0-9]{1,4}(\.[0-9]{1,2})?$", example = "-10")]
    price_percent: Option<Decimal>,
    price_set: Option<Price>,
    /// Empty takes them out of their category.
    #[schema(max_length = 100)]
    category: Option<String>,
    #[schema(value_type = Option<bool>, example = true)]
    archive: Option<True>,
    #[schema(value_type = Option<bool>, example = true)]
    restore: Option<True>,
}

/// A wish that can only be said, not denied.
struct True;

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(True),
            false => Err(serde::de::Error::custom("must be true, or left out")),
        }
    }
}

impl ProductBulkRequest {
    /// For a tenant that sells in this currency.
    pub fn read(self, currency: Currency) -> Checked<ProductBulk> {
        let which = match (self.ids, self.seen, self.filter) {
            (Some(ids), None, None) => Which::Ids(ids),
            (None, Some(seen), None) => {
                Which::Seen(seen.into_iter().map(|SeenProduct { id, version }| (id, version)).collect())
            }
            (None, None, Some(filter)) => Which::Filter(filter.query(currency)?),
            _ => return Err(Error::invalid("/ids", "exclusive", "takes one of ids, seen and filter")),
        };
        Ok(ProductBulk { which, change: self.change.read(currency)? })
    }
}

impl Change {
    fn read(self, currency: Currency) -> Checked<ProductChange> {
        let Self { price_percent, price_set, category, archive, restore } = self;
        let wanted: Vec<Checked<ProductChange>> = [
            price_percent.map(|percent| Percent::new(percent).map(ProductChange::PricePercent)),
            price_set.map(|price| ProductChange::price(price.0, currency)),
            category.map(|category| ProductChange::category(&category)),
            archive.map(|True| Ok(ProductChange::Archive)),
            restore.map(|True| Ok(ProductChange::Restore)),
        ]
        .into_iter()
        .flatten()
        .collect();
        match <[_; 1]>::try_from(wanted) {
            Ok([change]) => change,
            Err(_) => Err(Error::invalid("/change", "exclusive", "must hold exactly one change")),
        }
    }
}

/// One step for many orders.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderBulk, example = json!({
    "ids": ["019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66"], "status": "confirmed"
}))]
pub struct OrderBulkRequest {
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 100)]
    pub ids: Vec<OrderId>,
    #[schema(value_type = OrderStatus)]
    pub status: Status,
}

/// What became of each.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkReport, example = json!({
    "changed": 1, "unchanged": 0, "refused": 1,
    "results": [
        {"id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66", "status": "changed", "version": 2, "code": null, "detail": null},
        {"id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a67", "status": "refused", "version": null, "code": "illegal_transition",
         "detail": "an order that is delivered can't become confirmed, nor anything else"}
    ]
}))]
pub struct BulkReportResponse<'a> {
    changed: usize,
    /// Were so already.
    unchanged: usize,
    refused: usize,
    /// In the order that was asked for.
    results: Vec<ResultResponse<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BulkResult)]
struct ResultResponse<'a> {
    id: Uuid,
    #[schema(value_type = BulkStatusName)]
    status: &'static str,
    /// The version that the change made; null where nothing was changed.
    #[schema(required)]
    version: Option<u64>,
    /// Why it was rejected, as a problem would name it.
    #[schema(required)]
    code: Option<&'static str>,
    #[schema(required)]
    detail: Option<&'a str>,
}

impl<'a> BulkReportResponse<'a> {
    pub fn of(report: &'a BulkReport) -> Self {
        Self {
            changed: report.changed(),
            unchanged: report.unchanged(),
            refused: report.refused(),
            results: report.results.iter().map(ResultResponse::of).collect(),
        }
    }
}

impl<'a> ResultResponse<'a> {
    fn of((id, result): &'a (Uuid, BulkResult)) -> Self {
        let (status, version, code, detail) = match result {
            BulkResult::Changed { version } => ("changed", Some(*version), None, None),
            BulkResult::Unchanged => ("unchanged", None, None, None),
            BulkResult::Refused { code, detail } => ("refused", None, Some(*code), Some(detail.as_str())),
        };
        Self { id: *id, status, version, code, detail }
    }
}
