//! What lists can be narrowed by. One struct is both what is read and what is
//! documented, so the two can't part.

use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use tenantry_core::{
    Error, Result as Checked,
    domain::{
        money::Currency,
        order::OrderQuery,
        order_number::OrderNumber,
        order_status::Status,
        page::PageRequest,
        product::{Prefix, ProductQuery, StockLevel, check_price},
        tenant::{Placement, TenantQuery, TenantStatus},
        text::{Check, fold},
        tier::Tier,
    },
};
use utoipa::{IntoParams, ToSchema};

use super::{
    moment::Moment,
    names::{IsolationModel, OrderStatus, StockLevelName, TenantStatusName, TierName},
    page::{bounded, request},
    scalar::{Price, day},
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
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,12}(\.[0-9]{1,3})?$", example = "5.00")]
    price_min: Option<Price>,
    /// At most this price.
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,12}(\.[0-9]{1,3})?$", example = "99.99")]
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
    /// The barcode starts with this, or is it, without regard to case.
    #[param(min_length = 1, max_length = 64)]
    barcode: Option<String>,
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
    /// For a tenant that sells in this currency.
    pub fn read(self, currency: Currency) -> Checked<(ProductQuery, PageRequest)> {
        let Self { category, price_min, price_max, stock, name, sku, barcode, archived, limit, cursor } = self;
        let mut check = Check::default();
        filled(&mut check, "/category", category.as_deref(), 100);
        filled(&mut check, "/name", name.as_deref(), 200);
        filled(&mut check, "/sku", sku.as_deref(), 64);
        filled(&mut check, "/barcode", barcode.as_deref(), 64);
        if name.is_some() && sku.is_some() {
            check.refuse("/sku", "exclusive", "can't be combined with name");
        }
        let name = name.map(|name| Prefix::Name(fold(&name)));
        let search = name.or(sku.map(|sku| Prefix::Sku(fold(&sku))));
        let page = bounded(&mut check, limit, cursor);
        let mut price =
            |pointer, price: Option<Price>| price.map(|price| check_price(&mut check, pointer, price.0, currency));
        let (price_min, price_max) = (price("/price_min", price_min), price("/price_max", price_max));
        let archived = Some(archived.unwrap_or(false));
        let query = ProductQuery {
            archived,
            category,
            price_min,
            price_max,
            stock,
            barcode,
            search,
            ..ProductQuery::default()
        };
        match query.check() {
            Ok(query) => check.done((query, page)),
            Err(Error::Invalid(errors)) => {
                check.errors.extend(errors);
                Err(Error::Invalid(check.errors))
            }
            Err(other) => Err(other),
        }
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
    /// Placed at or after this instant (RFC 3339), or on or after this day in the tenant's time zone.
    #[param(value_type = Option<Moment>, inline)]
    from: Option<Moment>,
    /// Placed before this instant (RFC 3339), or on or before this day in the tenant's time zone.
    #[param(value_type = Option<Moment>, inline)]
    to: Option<Moment>,
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
    /// Days are those of this zone.
    pub fn read(self, zone: &TimeZone) -> Checked<(OrderQuery, PageRequest)> {
        let mut check = Check::default();
        filled(&mut check, "/customer_email", self.customer_email.as_deref(), 254);
        filled(&mut check, "/external_ref", self.external_ref.as_deref(), 64);
        filled(&mut check, "/number", self.number.as_deref(), 40);
        let number = self.number.as_deref().and_then(|text| number(&mut check, text));
        let page = bounded(&mut check, self.limit, self.cursor);
        let query = OrderQuery {
            status: self.status,
            customer_email: self.customer_email,
            from: self.from.map(|from| from.first(zone, "/from")).transpose()?,
            to: self.to.map(|to| to.after(zone, "/to")).transpose()?,
            external_ref: self.external_ref,
            number,
            email_prefix: None,
        };
        check.done((query, page))
    }
}

/// As the list of products is filtered; it may find at most 1000.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductBulkFilter {
    #[schema(min_length = 1, max_length = 100)]
    category: Option<String>,
    price_min: Option<Price>,
    price_max: Option<Price>,
    #[schema(value_type = Option<StockLevelName>)]
    stock: Option<StockLevel>,
    /// The beginning of the name.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// The beginning of the SKU. Not together with name.
    #[schema(min_length = 1, max_length = 64)]
    sku: Option<String>,
    /// The beginning of the barcode.
    #[schema(min_length = 1, max_length = 64)]
    barcode: Option<String>,
    #[serde(default)]
    archived: bool,
}

impl ProductBulkFilter {
    pub fn query(self, currency: Currency) -> Checked<ProductQuery> {
        let Self { category, price_min, price_max, stock, name, sku, barcode, archived } = self;
        let search = match (name, sku) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid("/filter/sku", "exclusive", "can't be combined with name"));
            }
            (Some(name), None) => Some(Prefix::Name(fold(&name))),
            (None, Some(sku)) => Some(Prefix::Sku(fold(&sku))),
            (None, None) => None,
        };
        let mut check = Check::default();
        let mut price =
            |pointer, price: Option<Price>| price.map(|price| check_price(&mut check, pointer, price.0, currency));
        let (price_min, price_max) = (price("/filter/price_min", price_min), price("/filter/price_max", price_max));
        let archived = Some(archived);
        let query = ProductQuery {
            archived,
            category,
            price_min,
            price_max,
            stock,
            barcode,
            search,
            ..ProductQuery::default()
        };
        check.done(query)?.check()
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
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,12}(\.[0-9]{1,3})?$", example = "5.00")]
    price_min: Option<Price>,
    /// At most this price.
    #[param(value_type = Option<String>, pattern = r"^[0-9]{1,12}(\.[0-9]{1,3})?$", example = "99.99")]
    price_max: Option<Price>,
    /// More pieces than the tenant's low_stock_threshold, one up to it, or none.
    #[param(value_type = Option<StockLevelName>, inline)]
    stock: Option<StockLevel>,
    /// The name starts with this, without regard to case; the file is alphabetical then.
    #[param(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// The SKU starts with this, without regard to case; the file is alphabetical then. Not together with name.
    #[param(min_length = 1, max_length = 64)]
    sku: Option<String>,
    /// The barcode starts with this, or is it, without regard to case.
    #[param(min_length = 1, max_length = 64)]
    barcode: Option<String>,
    /// Archived products instead of active ones.
    #[param(default = false)]
    archived: Option<bool>,
}

impl ProductExport {
    pub fn query(self, currency: Currency) -> Result<ProductQuery> {
        let Self { category, price_min, price_max, stock, name, sku, barcode, archived } = self;
        let list = ProductFilter {
            category,
            price_min,
            price_max,
            stock,
            name,
            sku,
            barcode,
            archived,
            ..ProductFilter::default()
        };
        Ok(list.read(currency)?.0)
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
    /// Placed at or after this instant (RFC 3339), or on or after this day in the tenant's time zone.
    #[param(value_type = Option<Moment>, inline)]
    from: Option<Moment>,
    /// Placed before this instant (RFC 3339), or on or before this day in the tenant's time zone.
    #[param(value_type = Option<Moment>, inline)]
    to: Option<Moment>,
    /// Exactly this number of yours.
    #[param(min_length = 1, max_length = 64)]
    external_ref: Option<String>,
}

impl OrderExport {
    /// Days are those of this zone.
    pub fn query(self, zone: &TimeZone) -> Result<OrderQuery> {
        let Self { status, customer_email, from, to, external_ref } = self;
        let list = OrderFilter { status, customer_email, from, to, external_ref, ..OrderFilter::default() };
        Ok(list.read(zone)?.0)
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
    #[serde(default, deserialize_with = "day")]
    pub from: Option<Date>,
    /// The last day; at most 366 days after the first.
    #[param(value_type = Option<String>, format = Date)]
    #[serde(default, deserialize_with = "day")]
    pub to: Option<Date>,
}

fn number(check: &mut Check, text: &str) -> Option<OrderNumber> {
    let number = OrderNumber::parse(text);
    if number.is_none() {
        let detail = "must be the number of an order, like \"23A-KH5Q-WAK6\"";
        check.refuse("/number", "not_an_order_number", detail);
    }
    number
}

/// A filter that is there says something.
fn filled(check: &mut Check, pointer: &str, text: Option<&str>, max: usize) {
    if text.is_some_and(|text| !(1..=max).contains(&text.chars().count())) {
        check.refuse(pointer, "length", format!("must have from 1 to {max} characters"));
    }
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::path::ParameterIn;

    use super::*;

    /// The names of a struct's parameters that are not of pages.
    fn names<T: IntoParams>() -> Vec<String> {
        let all = T::into_params(|| Some(ParameterIn::Query)).into_iter().map(|parameter| parameter.name);
        all.filter(|name| name != "limit" && name != "cursor").collect()
    }

    /// An export repeats the filters of its list, since `#[serde(flatten)]` neither reads numbers and booleans of a query
    /// nor knows which names are unknown. So none may be forgotten.
    #[test]
    fn an_export_takes_the_filters_of_its_list() {
        assert_eq!(names::<ProductExport>(), names::<ProductFilter>());
        let of_orders: Vec<String> = names::<OrderFilter>().into_iter().filter(|name| name != "number").collect();
        assert_eq!(names::<OrderExport>(), of_orders);
    }

    #[test]
    fn one_prefix_at_a_time() {
        let filter = ProductFilter { name: Some("a".into()), sku: Some("b".into()), ..ProductFilter::default() };
        assert!(filter.read(Currency::EUR).is_err());
        let filter = ProductFilter { name: Some("Wal".into()), ..ProductFilter::default() };
        let (query, page) = filter.read(Currency::EUR).expect("a query");
        assert_eq!((query.search, page.limit), (Some(Prefix::Name("wal".into())), 20));
        for limit in [0, 101] {
            let filter = ProductFilter { limit: Some(limit), ..ProductFilter::default() };
            assert!(filter.read(Currency::EUR).is_err());
        }
    }
}
