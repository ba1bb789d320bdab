//! Orders: what was bought at which price, and the way from placed to delivered.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::{Error, FieldError},
    ids::{OrderId, ProductId},
    journal::Actor,
    money::{Currency, Money},
    order_number::{OrderNumber, number},
    order_status::Status,
    product::Product,
    text::{Check, fold_email},
};

/// A commit holds at most 100 actions on AWS, so an order is bounded
/// the same way in both.
pub const MAX_LINES: usize = 50;
/// The largest quantity of one line, in units.
pub const MAX_QUANTITY: u32 = 1_000_000;
/// In minor units, so that the revenue of any day can be kept exactly: tens of thousands of
/// the largest orders still fit.
pub const MAX_TOTAL: Money = Money::from_minor(100_000_000_000_000);

/// A line of an order: a product with its name and price as sold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    pub product: ProductId,
    pub product_name: String,
    pub sku: Option<String>,
    pub quantity: u32,
    pub price: Money,
    pub subtotal: Money,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub city: String,
    pub state: Option<String>,
    pub zip: String,
    pub country: Option<String>,
}

/// A change of an order's status. It is part of the order itself, so the history is
/// read and written with it and needs no index of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusChange {
    pub status: Status,
    pub at: Timestamp,
    pub by: Actor,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    /// The tenant's prefix when it was placed.
    #[serde(default)]
    pub number_prefix: String,
    pub external_ref: Option<String>,
    pub customer_email: String,
    pub lines: Vec<Line>,
    pub total: Money,
    pub currency: Currency,
    pub status: Status,
    pub shipping_address: Option<Address>,
    pub note: Option<String>,
    pub tracking: Option<String>,
    /// The day it counts for, in the tenant's time zone when it was placed.
    pub placed_on: Date,
    /// The hour of that day. Kept, so that a later change of the zone moves nothing.
    #[serde(default)]
    pub placed_hour: Option<u8>,
    /// From placed to where it is, oldest first.
    #[serde(default)]
    pub history: Vec<StatusChange>,
    /// Invented, to look around in: its customer exists no more than it does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sample: bool,
    pub version: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The fields of a new order that a caller sets; prices are not among them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderDraft {
    pub external_ref: Option<String>,
    pub customer_email: String,
    /// Merged: each product once, in the order of first mention.
    pub lines: Vec<Wanted>,
    pub shipping_address: Option<Address>,
    pub note: Option<String>,
}

/// A product and the wanted quantity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    pub product: ProductId,
    pub quantity: u32,
    /// Where it was mentioned first, so that an error points there.
    pub index: usize,
}

#[derive(Clone, Copy, Debug)]
pub struct AddressInput<'a> {
    pub street: &'a str,
    pub city: &'a str,
    pub state: Option<&'a str>,
    pub zip: &'a str,
    pub country: Option<&'a str>,
}

#[derive(Clone, Copy, Debug)]
pub struct OrderInput<'a> {
    pub external_ref: Option<&'a str>,
    pub customer_email: &'a str,
    pub lines: &'a [(ProductId, i64)],
    pub shipping_address: Option<AddressInput<'a>>,
    pub note: Option<&'a str>,
}

impl OrderDraft {
    pub fn new(input: OrderInput<'_>) -> crate::Result<Self> {
        let mut check = Check::default();
        let draft = Self {
            external_ref: check.optional_name("/external_ref", input.external_ref, 64),
            customer_email: check.email("/customer_email", input.customer_email),
            lines: merge_lines(&mut check, input.lines),
            shipping_address: input.shipping_address.map(|address| Address {
                street: check.required("/shipping_address/street", address.street, 200),
                city: check.required("/shipping_address/city", address.city, 100),
                state: check.optional("/shipping_address/state", address.state, 100),
                zip: check.required("/shipping_address/zip", address.zip, 20),
                country: check.optional("/shipping_address/country", address.country, 100),
            }),
            note: check.optional("/note", input.note, 2_000),
        };
        check.done(draft)
    }
}

/// Two lines of one product are one: a commit never acts on one item twice.
fn merge_lines(check: &mut Check, lines: &[(ProductId, i64)]) -> Vec<Wanted> {
    if lines.is_empty() {
        check.refuse("/items", "required", "must hold at least one item");
    }
    let mut merged: Vec<Wanted> = Vec::new();
    for (index, (product, quantity)) in lines.iter().enumerate() {
        let known = merged.iter().position(|wanted| wanted.product == *product);
        let before = known.map_or(0, |at| merged[at].quantity);
        let Some(quantity) = in_range(i64::from(before), *quantity) else {
            let pointer = format!("/items/{index}/quantity");
            check.refuse(
                pointer,
                "out_of_range",
                format!("must be from 1 to {MAX_QUANTITY}, also added up per product"),
            );
            continue;
        };
        match known {
            Some(at) => merged[at].quantity = quantity,
            None if merged.len() == MAX_LINES => {
                check.refuse("/items", "too_many", format!("must hold at most {MAX_LINES} different products"));
                break;
            }
            None => merged.push(Wanted { product: *product, quantity, index }),
        }
    }
    merged
}

/// The sum, if what is added and the sum are quantities that can be ordered.
fn in_range(before: i64, added: i64) -> Option<u32> {
    let sum = u32::try_from(before.checked_add(added)?).ok()?;
    (added >= 1 && sum <= MAX_QUANTITY).then_some(sum)
}

/// The inputs of placing an order: the products, the settings of the tenant, the actor and the time.
pub struct Placing<'a> {
    pub id: OrderId,
    pub number_prefix: &'a str,
    pub products: &'a BTreeMap<ProductId, Arc<Product>>,
    pub currency: Currency,
    pub placed_on: Date,
    pub placed_hour: u8,
    pub by: Actor,
    pub now: Timestamp,
}

impl Order {
    /// Prices come from the catalog, totals are checked, stock must suffice.
    pub fn place(draft: &OrderDraft, at: &Placing<'_>) -> crate::Result<Order> {
        let mut unknown = Vec::new();
        let mut lines = Vec::with_capacity(draft.lines.len());
        for Wanted { product: id, quantity, index } in &draft.lines {
            let Some(product) = at.products.get(id).filter(|product| !product.archived) else {
                let pointer = format!("/items/{index}/product_id");
                unknown.push(FieldError::new(pointer, "unknown_product", "is no product that you can order"));
                continue;
            };
            if product.inventory < u64::from(*quantity) {
                return Err(Error::OutOfStock {
                    product: *id,
                    available: product.inventory,
                    wanted: u64::from(*quantity),
                });
            }
            lines.push(Line {
                product: *id,
                product_name: product.name.clone(),
                sku: product.sku.clone(),
                quantity: *quantity,
                price: product.price,
                subtotal: product.price.times(*quantity).ok_or_else(|| too_large(at.currency))?,
            });
        }
        if !unknown.is_empty() {
            return Err(Error::Invalid(unknown));
        }
        let total = Money::sum(lines.iter().map(|line| line.subtotal));
        let total = total.filter(|total| *total <= MAX_TOTAL).ok_or_else(|| too_large(at.currency))?;
        Ok(Order {
            id: at.id,
            number_prefix: at.number_prefix.to_owned(),
            external_ref: draft.external_ref.clone(),
            customer_email: draft.customer_email.clone(),
            lines,
            total,
            currency: at.currency,
            status: Status::Pending,
            shipping_address: draft.shipping_address.clone(),
            note: draft.note.clone(),
            tracking: None,
            placed_on: at.placed_on,
            placed_hour: Some(at.placed_hour),
            history: vec![StatusChange { status: Status::Pending, at: at.now, by: at.by }],
            sample: false,
            version: 1,
            created_at: at.now,
            updated_at: at.now,
        })
    }

    /// The next version, if the step is legal.
    pub fn revise(&self, change: &OrderChange, by: Actor, now: Timestamp) -> crate::Result<Order> {
        if change.status != self.status && !self.status.next().contains(&change.status) {
            return Err(Error::IllegalTransition {
                from: self.status,
                to: change.status,
                next: self.status.next().to_vec(),
            });
        }
        let step = (change.status != self.status).then_some(StatusChange { status: change.status, at: now, by });
        Ok(Order {
            history: self.history.iter().copied().chain(step).collect(),
            status: change.status,
            note: change.note.clone(),
            tracking: change.tracking.clone(),
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        })
    }

    /// Returns whether both hold the same content: a save that changes nothing makes no version.
    pub(crate) fn says(&self, other: &Self) -> bool {
        let Self { version, updated_at, .. } = *self;
        Self { version, updated_at, ..other.clone() } == *self
    }

    /// Returns the order number that people use.
    pub fn number(&self) -> String {
        number(&self.number_prefix, self.id)
    }

    pub fn units(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.quantity)).sum()
    }

    pub fn tag(&self) -> String {
        version_tag(self.version)
    }
}

fn too_large(currency: Currency) -> Error {
    let detail = format!("must add up to at most {}", MAX_TOTAL.show(currency));
    Error::invalid("/items", "total_too_large", detail)
}

/// Returns the strong entity tag of a record that only its version changes, with its quotes: `"4"`.
pub fn version_tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// The fields of an order that can still be written once it is placed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderChange {
    pub status: Status,
    pub note: Option<String>,
    pub tracking: Option<String>,
}

impl OrderChange {
    pub fn new(status: Status, note: Option<&str>, tracking: Option<&str>) -> crate::Result<Self> {
        let mut check = Check::default();
        let change = Self {
            status,
            note: check.optional("/note", note, 2_000),
            tracking: check.optional("/tracking", tracking, 200),
        };
        check.done(change)
    }
}

#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct OrderQuery {
    pub status: Option<Status>,
    pub customer_email: Option<String>,
    /// Placed at or after.
    pub from: Option<Timestamp>,
    /// Placed before.
    pub to: Option<Timestamp>,
    pub external_ref: Option<String>,
    pub number: Option<OrderNumber>,
    /// Folded. Such a list goes by address, backwards, and so has the newest
    /// order of each address first.
    pub email_prefix: Option<String>,
}

impl OrderQuery {
    pub fn matches(&self, order: &Order) -> bool {
        let Self { status, customer_email, from, to, external_ref, number, email_prefix } = self;
        status.is_none_or(|status| order.status == status)
            && customer_email.as_ref().is_none_or(|email| fold_email(&order.customer_email) == fold_email(email))
            && from.is_none_or(|from| order.created_at >= from)
            && to.is_none_or(|to| order.created_at < to)
            && external_ref.is_none() | (*external_ref == order.external_ref)
            && number.as_ref().is_none_or(|number| number.matches(order.id, &order.number_prefix))
            && email_prefix.as_ref().is_none_or(|prefix| fold_email(&order.customer_email).starts_with(prefix))
    }
}
