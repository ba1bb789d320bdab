//! What lists can be narrowed by. One struct is both what is read and what is
//! documented, so the two can't part.

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use tenantry_core::{
    Error, FieldError,
    order::{OrderQuery, Status},
    order_number::OrderNumber,
    page::PageRequest,
    product::{Prefix, ProductQuery, StockLevel},
    tenant::{Placement, TenantQuery, TenantStatus},
    text::fold,
    tier::Tier,
};
use utoipa::IntoParams;

use super::{
    names::{IsolationModel, OrderStatus, StockLevelName, TenantStatusName, TierName},
    page::request,
    scalar::Price,
};
use crate::problem::Result;

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProductFilter {
    /// Exactly this category.
    #[param(min_length = 1, max_length = 100)]
    category: Option<String>,
    /// At least this price.
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,9}(\.[0-9]{1,2})?$", example = "5.00")]
    price_min: Option<Price>,
    /// At most this price.
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,9}(\.[0-9]{1,2})?$", example = "99.99")]
    price_max: Option<Price>,
    /// More pieces than the tenant's low_stock_threshold, one up to it, or none.
    #[param(value_type = Option<StockLevelName>, inline)]
    stock: Option<StockLevel>,
    /// The name starts with this, without regard to case; the list is alphabetical then.
    #[param(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// The SKU starts with this, without regard to case; the list is alphabetical then. Not together with name.
    #[param(min_length = 1, max_length = 64)]
    sku: Option<String>,
    /// Archived products instead of active ones.
    #[param(default = false)]
    archived: Option<bool>,
    /// Items per page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// The next_cursor of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl ProductFilter {
    pub fn read(self) -> Result<(ProductQuery, PageRequest)> {
        filled("/category", self.category.as_deref(), 100)?;
        filled("/name", self.name.as_deref(), 200)?;
        filled("/sku", self.sku.as_deref(), 64)?;
        let search = match (self.name, self.sku) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid("/sku", "exclusive", "can't be combined with name").into());
            }
            (Some(name), None) => Some(Prefix::Name(fold(&name))),
            (None, Some(sku)) => Some(Prefix::Sku(fold(&sku))),
            (None, None) => None,
        };
        let query = ProductQuery {
            archived: Some(self.archived.unwrap_or(false)),
            category: self.category,
            price_min: self.price_min.map(|price| price.0),
            price_max: self.price_max.map(|price| price.0),
            stock: self.stock,
            search,
            ..ProductQuery::default()
        };
        Ok((query.check()?, request(self.limit, self.cursor)?))
    }
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OrderFilter {
    #[param(value_type = Option<OrderStatus>, inline)]
    status: Option<Status>,
    /// The customer's address, without regard to case.
    #[param(min_length = 1, max_length = 254)]
    customer_email: Option<String>,
    /// Placed at or after this instant (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Placed before this instant (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Exactly this number of yours.
    #[param(min_length = 1, max_length = 64)]
    external_ref: Option<String>,
    /// The number that people call it, in any case, with or without prefix and hyphens.
    #[param(min_length = 1, max_length = 40, example = "HF-23A-KH5Q-WAK6")]
    number: Option<String>,
    /// Items per page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// The next_cursor of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl OrderFilter {
    pub fn read(self) -> Result<(OrderQuery, PageRequest)> {
        filled("/customer_email", self.customer_email.as_deref(), 254)?;
        filled("/external_ref", self.external_ref.as_deref(), 64)?;
        filled("/number", self.number.as_deref(), 40)?;
        let query = OrderQuery {
            status: self.status,
            customer_email: self.customer_email,
            from: self.from,
            to: self.to,
            external_ref: self.external_ref,
            number: self.number.as_deref().map(number).transpose()?,
            email_prefix: None,
        };
        Ok((query, request(self.limit, self.cursor)?))
    }
}

/// What of the products is exported: as ProductFilter, without pages.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProductExport {
    /// Exactly this category.
    #[param(min_length = 1, max_length = 100)]
    category: Option<String>,
    /// At least this price.
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,9}(\.[0-9]{1,2})?$", example = "5.00")]
    price_min: Option<Price>,
    /// At most this price.
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,9}(\.[0-9]{1,2})?$", example = "99.99")]
    price_max: Option<Price>,
    /// More than five pieces, one to five, or none.
    #[param(value_type = Option<StockLevelName>, inline)]
    stock: Option<StockLevel>,
    /// The name starts with this, without regard to case; the file is alphabetical then.
    #[param(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// The SKU starts with this, without regard to case; the file is alphabetical then. Not together with name.
    #[param(min_length = 1, max_length = 64)]
    sku: Option<String>,
    /// Archived products instead of active ones.
    #[param(default = false)]
    archived: Option<bool>,
}

impl ProductExport {
    pub fn query(self) -> Result<ProductQuery> {
        let Self { category, price_min, price_max, stock, name, sku, archived } = self;
        let list =
            ProductFilter { category, price_min, price_max, stock, name, sku, archived, ..ProductFilter::default() };
        Ok(list.read()?.0)
    }
}

/// What of the orders is exported: as OrderFilter, without pages.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OrderExport {
    #[param(value_type = Option<OrderStatus>, inline)]
    status: Option<Status>,
    /// The customer's address, without regard to case.
    #[param(min_length = 1, max_length = 254)]
    customer_email: Option<String>,
    /// Placed at or after this instant (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Placed before this instant (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Exactly this number of yours.
    #[param(min_length = 1, max_length = 64)]
    external_ref: Option<String>,
}

impl OrderExport {
    pub fn query(self) -> Result<OrderQuery> {
        let Self { status, customer_email, from, to, external_ref } = self;
        let list = OrderFilter { status, customer_email, from, to, external_ref, ..OrderFilter::default() };
        Ok(list.read()?.0)
    }
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TenantFilter {
    #[param(value_type = Option<TierName>, inline)]
    tier: Option<Tier>,
    #[param(value_type = Option<TenantStatusName>, inline)]
    status: Option<TenantStatus>,
    #[param(value_type = Option<IsolationModel>, inline)]
    isolation_model: Option<Placement>,
    /// Items per page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// The next_cursor of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl TenantFilter {
    pub fn read(self) -> Result<(TenantQuery, PageRequest)> {
        let query = TenantQuery { tier: self.tier, status: self.status, placement: self.isolation_model };
        Ok((query, request(self.limit, self.cursor)?))
    }
}

/// A range of days, both included; by default the thirty days up to today.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first day.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// The last day; at most 366 days after the first.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<Date>,
}

fn number(text: &str) -> Result<OrderNumber> {
    let detail = "must be the number of an order, like \"23A-KH5Q-WAK6\"";
    OrderNumber::parse(text).ok_or_else(|| Error::invalid("/number", "not_an_order_number", detail).into())
}

/// A filter that is there says something.
fn filled(pointer: &str, text: Option<&str>, max: usize) -> Result<()> {
    match text.map(|text| text.chars().count()) {
        Some(length) if !(1..=max).contains(&length) => {
            let detail = format!("must have from 1 to {max} characters");
            Err(Error::Invalid(vec![FieldError::new(pointer, "length", detail)]).into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_prefix_at_a_time() {
        let filter = ProductFilter { name: Some("a".into()), sku: Some("b".into()), ..ProductFilter::default() };
        assert_eq!(filter.read().map(drop).map_err(|problem| problem.kind().status), Err(422));
        let filter = ProductFilter { name: Some("Wal".into()), ..ProductFilter::default() };
        let (query, page) = filter.read().expect("a query");
        assert_eq!((query.search, page.limit), (Some(Prefix::Name("wal".into())), 20));
        for limit in [0, 101] {
            let filter = OrderFilter { limit: Some(limit), ..OrderFilter::default() };
            assert!(filter.read().is_err());
        }
    }
}
