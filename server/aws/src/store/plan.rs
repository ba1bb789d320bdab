//! A commit may write to one thing more than once; a transaction may not. Here
//! the writes are merged, thing by thing, so that the outcome and the refusals
//! are those of one write after the other.

use tenantry_core::{
    commit::{CommitError, Counter, Document, Expect, Subject, UniqueName, Write},
    ids::{OrderId, ProductId},
    order::Order,
    product::Product,
};
use uuid::Uuid;

/// One product: what is written of its catalogue, and how its stock moves.
#[derive(Default)]
pub(super) struct OfProduct<'a> {
    pub put: Option<(&'a Product, Expect)>,
    pub delta: i64,
    /// The stock that must be there for every single movement to succeed.
    pub need: i64,
    /// The version that it must still have, unarchived.
    pub at_version: Option<u64>,
}

/// One counter.
pub(super) struct OfCounter {
    pub delta: i64,
    /// The most that it may be before; with the limit, for whoever is refused.
    pub room: Option<(i64, u64)>,
}

/// One name.
#[derive(Default)]
pub(super) struct OfName {
    pub must_be_free: bool,
    /// Whom it belongs to afterwards.
    pub owner: Option<Uuid>,
}

#[derive(Default)]
pub(super) struct Plan<'a> {
    pub products: Vec<(ProductId, OfProduct<'a>)>,
    pub orders: Vec<(&'a Order, Expect)>,
    pub counters: Vec<(&'a Counter, OfCounter)>,
    pub names: Vec<(&'a UniqueName, OfName)>,
    pub documents: Vec<(&'a Document, Expect)>,
    /// With the versions that they must still have.
    pub removed_products: Vec<(ProductId, u64)>,
    pub removed_orders: Vec<(OrderId, u64)>,
}

fn entry<K: PartialEq, V>(list: &mut Vec<(K, V)>, key: K, new: impl FnOnce() -> V) -> &mut V {
    let at = list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        list.push((key, new()));
        list.len() - 1
    });
    &mut list[at].1
}

impl<'a> Plan<'a> {
    /// Fails where the writes contradict each other, whatever the store holds.
    pub fn of(writes: &'a [Write]) -> Result<Self, CommitError> {
        let mut plan = Self::default();
        // As in the other home: products, then their stock, then the rest.
        for write in writes {
            if let Write::Product { product, expect } = write {
                plan.put(product, *expect)?;
            }
        }
        for write in writes {
            match write {
                Write::Product { .. } => {}
                Write::Order { order, expect } => plan.orders.push((order, *expect)),
                Write::Stock { product, delta, at_version } => plan.move_stock(*product, *delta, *at_version)?,
                Write::Count { counter, delta, max } => plan.count(counter, *delta, *max),
                Write::Claim { name, owner } => plan.claim(name, *owner)?,
                Write::Release { name } => plan.release(name),
                Write::RemoveProduct { product, expect } => plan.removed_products.push((*product, *expect)),
                Write::RemoveOrder { order, expect } => plan.removed_orders.push((*order, *expect)),
                Write::Document { document, expect } => plan.documents.push((document, *expect)),
            }
        }
        Ok(plan)
    }

    fn put(&mut self, product: &'a Product, expect: Expect) -> Result<(), CommitError> {
        let of = entry(&mut self.products, product.id, OfProduct::default);
        let follows = match expect {
            Expect::Absent => true,
            Expect::Version(seen) => seen + 1 == product.version,
        };
        if of.put.is_some() || !follows {
            return Err(CommitError::Unexpected(Subject::Product(product.id)));
        }
        of.put = Some((product, expect));
        Ok(())
    }

    fn move_stock(&mut self, id: ProductId, delta: i64, at_version: Option<u64>) -> Result<(), CommitError> {
        let of = entry(&mut self.products, id, OfProduct::default);
        if let Some(seen) = at_version {
            let known = of.put.map(|(product, _)| (product.version, product.archived));
            let stands = match known {
                Some((version, archived)) => version == seen && !archived,
                None => of.at_version.is_none_or(|other| other == seen),
            };
            if !stands {
                return Err(CommitError::Unexpected(Subject::Product(id)));
            }
            of.at_version = Some(seen).filter(|_| known.is_none());
        }
        of.delta = of.delta.saturating_add(delta);
        of.need = of.need.max(of.delta.saturating_neg());
        if let Some((product, Expect::Absent)) = of.put
            && (product.inventory as i64) < of.need
        {
            let before = of.delta.saturating_sub(delta).saturating_add(product.inventory as i64);
            return Err(CommitError::OutOfStock { product: id, available: before.max(0) as u64 });
        }
        Ok(())
    }

    fn count(&mut self, counter: &'a Counter, delta: i64, max: Option<u64>) {
        let of = entry(&mut self.counters, counter, || OfCounter { delta: 0, room: None });
        of.delta = of.delta.saturating_add(delta);
        if let Some(max) = max {
            let room = i64::try_from(max).unwrap_or(i64::MAX).saturating_sub(of.delta);
            if of.room.is_none_or(|(narrowest, _)| room < narrowest) {
                of.room = Some((room, max));
            }
        }
    }

    fn claim(&mut self, name: &'a UniqueName, owner: Uuid) -> Result<(), CommitError> {
        let known = self.names.iter().any(|(other, _)| *other == name);
        let of = entry(&mut self.names, name, OfName::default);
        if of.owner.is_some() {
            return Err(CommitError::Taken(name.clone()));
        }
        of.must_be_free |= !known;
        of.owner = Some(owner);
        Ok(())
    }

    fn release(&mut self, name: &'a UniqueName) {
        entry(&mut self.names, name, OfName::default).owner = None;
    }
}
