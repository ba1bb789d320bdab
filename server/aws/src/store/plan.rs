//! A commit may write to one thing more than once; a transaction may not. Here
//! the writes are merged, thing by thing, so that the outcome and the refusals
//! are those of one write after the other.

use tenantry_core::{
    domain::{
        ids::{OrderId, ProductId, ResourceId},
        order::Order,
        order_status::Status,
        product::Product,
        resource::{IndexKey, StoredResource},
    },
    ports::commit::{
        CommitError, Counter, Document, DocumentKind, Expect, OrderTransition, Subject, UniqueName, Write,
    },
};
use uuid::Uuid;

/// The writes of one product: its catalogue fields, and the movement of its stock.
#[derive(Default)]
pub(super) struct OfProduct<'a> {
    pub put: Option<(&'a Product, Expect)>,
    pub delta: i64,
    /// The stock that must be there for every single movement to succeed.
    pub need: i64,
    /// The version that it must still have, unarchived.
    pub at_version: Option<u64>,
    /// Taken away in the end, at this version.
    pub removed: Option<u64>,
}

/// Something that is written whole: what it must be before, and what it is
/// afterwards, nothing if it is gone.
pub(super) struct OfRecord<'a, T, Before = Expect> {
    pub before: Before,
    pub after: Option<&'a T>,
}

/// The writes of one order.
pub(super) type OfOrder<'a> = OfRecord<'a, Order, OrderTransition>;

impl OfOrder<'_> {
    /// Returns the statuses that the order leaves and gets; nothing if it stays in one.
    pub fn moved(&self) -> Option<(Option<Status>, Option<Status>)> {
        let (left, now) = (self.before.left(), self.after.map(|order| order.status));
        (left != now).then_some((left, now))
    }
}

/// The writes of one record of a declared kind.
pub(super) type OfResource<'a> = OfRecord<'a, StoredResource, Option<&'a StoredResource>>;

impl OfResource<'_> {
    /// Returns the version that the record must have before.
    pub fn expect(&self) -> Expect {
        self.before.map_or(Expect::Absent, |before| Expect::Version(before.version))
    }

    /// Returns the keys that go, and those that come.
    pub fn moved(&self) -> (Vec<&IndexKey>, Vec<&IndexKey>) {
        (keys_but(self.before, self.after), keys_but(self.after, self.before))
    }
}

/// Returns the keys of a record that another one has not.
fn keys_but<'a>(record: Option<&'a StoredResource>, other: Option<&StoredResource>) -> Vec<&'a IndexKey> {
    let is_there = |key: &IndexKey| other.is_some_and(|other| other.keys.contains(key));
    record.into_iter().flat_map(|record| &record.keys).filter(|key| !is_there(key)).collect()
}

/// The writes of one counter.
pub(super) struct OfCounter {
    pub delta: i64,
    /// The most that it may be before; with the limit, for the error.
    pub room: Option<(i64, u64)>,
}

/// The writes of one name.
#[derive(Default)]
pub(super) struct OfName {
    pub must_be_free: bool,
    /// Whom it belongs to afterwards.
    pub owner: Option<Uuid>,
}

#[derive(Default)]
pub(super) struct Plan<'a> {
    pub products: Vec<(ProductId, OfProduct<'a>)>,
    pub orders: Vec<(OrderId, OfOrder<'a>)>,
    pub counters: Vec<(&'a Counter, OfCounter)>,
    pub names: Vec<(&'a UniqueName, OfName)>,
    pub documents: Vec<(DocumentKind, OfRecord<'a, Document>)>,
    /// By kind and id.
    pub resources: Vec<((&'a str, ResourceId), OfResource<'a>)>,
}

/// One more write to a record; false if it contradicts those before it, of which `state` says what they left.
fn write<'a, K: PartialEq, T, Before: PartialEq>(
    list: &mut Vec<(K, OfRecord<'a, T, Before>)>,
    key: K,
    before: Before,
    after: Option<&'a T>,
    state: impl Fn(Option<&T>) -> Before,
) -> bool {
    let Some((_, of)) = list.iter_mut().find(|(known, _)| *known == key) else {
        list.push((key, OfRecord { before, after }));
        return true;
    };
    let stands = state(of.after) == before;
    of.after = after;
    stands
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
    pub fn of(writes: impl IntoIterator<Item = &'a Write>) -> Result<Self, CommitError> {
        let writes: Vec<&Write> = writes.into_iter().collect();
        let mut plan = Self::default();
        // As on the other backend: products, then their stock, then the rest.
        for write in writes.iter().copied() {
            if let Write::Product { product, expect } = write {
                plan.put(product, *expect)?;
            }
        }
        for write in writes.iter().copied() {
            match write {
                Write::Product { .. } => {}
                Write::Order { order, transition } => plan.write_order(order.id, *transition, Some(order))?,
                Write::Stock { product, delta, at_version } => plan.move_stock(*product, *delta, *at_version)?,
                Write::Count { counter, delta, max } => plan.count(counter, *delta, *max),
                Write::Claim { name, owner } => plan.claim(name, *owner)?,
                Write::Release { name } => plan.release(name),
                Write::RemoveOrder { order, expect, status } => {
                    plan.write_order(*order, OrderTransition::From { version: *expect, status: *status }, None)?;
                }
                Write::Document { document, expect } => plan.write_document(document, *expect)?,
                Write::Resource { resource, before } => {
                    plan.write_resource((&resource.kind, resource.id), before.as_ref(), Some(resource))?;
                }
                Write::RemoveResource { before } => {
                    plan.write_resource((&before.kind, before.id), Some(before), None)?;
                }
                Write::RemoveProduct { .. } => {}
            }
        }
        // Last, since a movement of stock wants the product to be there.
        for write in writes {
            if let Write::RemoveProduct { product, expect } = write {
                plan.remove_product(*product, *expect)?;
            }
        }
        Ok(plan)
    }

    fn write_order(
        &mut self,
        id: OrderId,
        transition: OrderTransition,
        after: Option<&'a Order>,
    ) -> Result<(), CommitError> {
        let left = |order: Option<&Order>| order.map_or(OrderTransition::Placed, OrderTransition::of);
        let stands = write(&mut self.orders, id, transition, after, left);
        if stands { Ok(()) } else { Err(CommitError::Unexpected(Subject::Order(id))) }
    }

    fn write_document(&mut self, document: &'a Document, expect: Expect) -> Result<(), CommitError> {
        let kind = document.kind;
        let left =
            |document: Option<&Document>| document.map_or(Expect::Absent, |known| Expect::Version(known.version));
        let stands = write(&mut self.documents, kind, expect, Some(document), left);
        if stands { Ok(()) } else { Err(CommitError::Unexpected(Subject::Document(kind))) }
    }

    fn write_resource(
        &mut self,
        which: (&'a str, ResourceId),
        before: Option<&'a StoredResource>,
        after: Option<&'a StoredResource>,
    ) -> Result<(), CommitError> {
        let Some((_, of)) = self.resources.iter_mut().find(|(known, _)| *known == which) else {
            self.resources.push((which, OfRecord { before, after }));
            return Ok(());
        };
        let version = |of: Option<&StoredResource>| of.map(|of| of.version);
        let stands = version(of.after) == version(before);
        of.after = after;
        if stands { Ok(()) } else { Err(CommitError::Unexpected(Subject::Resource(which.1))) }
    }

    fn remove_product(&mut self, id: ProductId, expect: u64) -> Result<(), CommitError> {
        let of = entry(&mut self.products, id, OfProduct::default);
        let version = of.put.map(|(product, _)| product.version).or(of.at_version);
        if of.removed.is_some() || version.is_some_and(|version| version != expect) {
            return Err(CommitError::Unexpected(Subject::Product(id)));
        }
        of.removed = Some(expect);
        Ok(())
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

#[cfg(test)]
mod tests {
    use tenantry_core::ports::commit::UniqueName;

    use super::*;

    fn removal(order: OrderId, expect: u64) -> Write {
        Write::RemoveOrder { order, expect, status: Status::Pending }
    }

    fn document(version: u64, expect: Expect) -> Write {
        let body = String::new();
        Write::Document { document: Document { kind: DocumentKind::SavedViews, version, body }, expect }
    }

    #[test]
    fn one_thing_is_one_action_whatever_is_written_to_it() {
        let writes = [document(1, Expect::Absent), document(2, Expect::Version(1))];
        let plan = Plan::of(&writes).expect("a plan");
        assert_eq!((plan.documents.len(), plan.documents[0].1.before), (1, Expect::Absent));
        assert_eq!(plan.documents[0].1.after.map(|document| document.version), Some(2));

        let order = OrderId(Uuid::from_u128(1));
        assert!(Plan::of(&[removal(order, 1)]).is_ok_and(|plan| plan.orders[0].1.after.is_none()));
        let removed = [removal(order, 1)];
        let plan = Plan::of(&removed).expect("a plan");
        assert_eq!(plan.orders[0].1.moved(), Some((Some(Status::Pending), None)), "one fewer is pending");
        let twice = [removal(order, 1), removal(order, 1)];
        assert!(matches!(Plan::of(&twice), Err(CommitError::Unexpected(Subject::Order(_)))), "it is gone already");
    }

    #[test]
    fn stock_must_last_through_every_movement() {
        let product = ProductId(Uuid::from_u128(1));
        let moved = |delta| Write::Stock { product, delta, at_version: None };
        let writes = [moved(-3), moved(5), moved(-4)];
        let plan = Plan::of(&writes).expect("a plan");
        assert_eq!((plan.products[0].1.delta, plan.products[0].1.need), (-2, 3));
    }

    #[test]
    fn a_name_is_claimed_once_and_can_be_given_back() {
        let name = UniqueName::Sku("a".to_owned());
        let claim = || Write::Claim { name: name.clone(), owner: Uuid::nil() };
        let free = || Write::Release { name: name.clone() };
        assert!(matches!(Plan::of(&[claim(), claim()]), Err(CommitError::Taken(_))));
        for (writes, must_be_free, is_held) in [([claim(), free()], true, false), ([free(), claim()], false, true)] {
            let plan = Plan::of(&writes).expect("a plan");
            assert_eq!((plan.names[0].1.must_be_free, plan.names[0].1.owner.is_some()), (must_be_free, is_held));
        }
    }
}
