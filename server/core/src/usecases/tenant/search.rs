//! One text, looked for in every place where people would look: what the
//! palette of the web app asks while the user types. Each place is the
//! beginning of a key that a list is kept by, so this costs the same however
//! much there is.

use std::sync::Arc;

use futures_util::try_join;
use uuid::Uuid;

use crate::{
    domain::{
        error::{Error, Result},
        ids::OrderId,
        order::{Order, OrderQuery},
        order_number::OrderNumber,
        page::Position,
        product::{Prefix, Product, ProductQuery},
        text::{Check, fold, fold_email},
    },
    usecases::handle::Tenant,
};

/// The default number of results of each kind.
pub const DEFAULT_FOUND: usize = 5;
/// The largest number of results.
pub const MAX_FOUND: usize = 20;
/// Fewer digits of an id say too little.
const MIN_ID: usize = 4;
/// Who types waits no longer; what is further away is found by the lists.
const MAX_SLICES: usize = 5;

/// The field that matched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matched {
    Sku,
    Name,
    Number,
    Id,
    ExternalRef,
    CustomerEmail,
}

impl Matched {
    pub const ALL: [Matched; 6] =
        [Matched::Sku, Matched::Name, Matched::Number, Matched::Id, Matched::ExternalRef, Matched::CustomerEmail];

    pub const fn name(self) -> &'static str {
        match self {
            Matched::Sku => "sku",
            Matched::Name => "name",
            Matched::Number => "number",
            Matched::Id => "id",
            Matched::ExternalRef => "external_ref",
            Matched::CustomerEmail => "customer_email",
        }
    }
}

/// Each thing once, under the first way in which it matches.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    pub products: Vec<(Matched, Arc<Product>)>,
    pub orders: Vec<(Matched, Order)>,
}

impl Tenant {
    /// Products that are not archived, by the beginning of their SKU or name;
    /// orders by their number, their external_ref, the beginning of their id or
    /// of their customer's address.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn search(&self, text: &str, limit: usize) -> Result<Found> {
        let mut check = Check::default();
        let text = check.required("/q", text, 200);
        if !(1..=MAX_FOUND).contains(&limit) {
            check.refuse("/limit", "out_of_range", format!("must be from 1 to {MAX_FOUND}"));
        }
        check.done(())?;
        let folded = fold(&text);
        let number = OrderNumber::parse(&text);
        let numbered = async {
            match number {
                Some(number) => {
                    self.first_orders(OrderQuery { number: Some(number), ..OrderQuery::default() }, limit).await
                }
                None => Ok(Vec::new()),
            }
        };
        let (by_sku, by_name, by_number, by_reference, by_id, by_customer) = try_join!(
            self.products_by(Prefix::Sku(folded.clone()), limit),
            self.products_by(Prefix::Name(folded), limit),
            numbered,
            self.first_orders(OrderQuery { external_ref: Some(text.clone()), ..OrderQuery::default() }, limit),
            self.orders_by_id(&text, limit),
            self.first_orders(OrderQuery { email_prefix: Some(fold_email(&text)), ..OrderQuery::default() }, limit),
        )?;
        let mut found = Found::default();
        found.add_products(Matched::Sku, by_sku, limit);
        found.add_products(Matched::Name, by_name, limit);
        found.add_orders(Matched::Number, by_number, limit);
        found.add_orders(Matched::ExternalRef, by_reference, limit);
        found.add_orders(Matched::Id, by_id, limit);
        found.add_orders(Matched::CustomerEmail, by_customer, limit);
        Ok(found)
    }

    async fn products_by(&self, prefix: Prefix, limit: usize) -> Result<Vec<Arc<Product>>> {
        let query = ProductQuery { search: Some(prefix), ..ProductQuery::default() };
        let (mut found, mut from) = (Vec::new(), None);
        for _ in 0..MAX_SLICES {
            let slice = self.inner.store.products(&self.key, &query, from.as_ref(), limit).await?;
            found.extend(slice.items);
            from = slice.next;
            if found.len() >= limit || from.is_none() {
                break;
            }
        }
        Ok(found)
    }

    async fn first_orders(&self, query: OrderQuery, limit: usize) -> Result<Vec<Order>> {
        let (mut found, mut from) = (Vec::new(), None);
        for _ in 0..MAX_SLICES {
            let slice = self.inner.store.orders(&self.key, &query, from.as_ref(), limit).await?;
            found.extend(slice.items);
            from = slice.next;
            if found.len() >= limit || from.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// Newest first is the id backwards, so those that begin alike are together.
    async fn orders_by_id(&self, text: &str, limit: usize) -> Result<Vec<Order>> {
        let digits: String = text.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
        if !(MIN_ID..=32).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Vec::new());
        }
        let last = Uuid::try_parse(&format!("{digits:f<32}")).map_err(Error::unavailable)?;
        if digits.len() == 32 {
            return Ok(self.inner.store.order(&self.key, OrderId(last)).await?.into_iter().collect());
        }
        let from = behind(last);
        let slice = self.inner.store.orders(&self.key, &OrderQuery::default(), from.as_ref(), limit).await?;
        let is_alike = |order: &Order| order.id.0.simple().to_string().starts_with(&digits);
        Ok(slice.items.into_iter().filter(is_alike).collect())
    }
}

/// From where the newest is first, this one included; nothing is behind the last of all.
fn behind(last: Uuid) -> Option<Position> {
    last.as_u128().checked_add(1).map(|next| Position::Before(Uuid::from_u128(next)))
}

impl Found {
    fn add_products(&mut self, matched: Matched, products: Vec<Arc<Product>>, limit: usize) {
        for product in products {
            if self.products.len() < limit && !self.products.iter().any(|(_, known)| known.id == product.id) {
                self.products.push((matched, product));
            }
        }
    }

    fn add_orders(&mut self, matched: Matched, orders: Vec<Order>, limit: usize) {
        for order in orders {
            if self.orders.len() < limit && !self.orders.iter().any(|(_, known)| known.id == order.id) {
                self.orders.push((matched, order));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_ends_in_f_is_found_by_what_comes_before() {
        let (last, next) = (Uuid::from_u128(0x1f), Uuid::from_u128(0x20));
        assert!(matches!(behind(last), Some(Position::Before(before)) if before == next));
        assert!(behind(Uuid::max()).is_none());
    }
}
