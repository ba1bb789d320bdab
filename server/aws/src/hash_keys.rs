//! The hash keys of a tenant's items. DynamoDB takes 1,000 write units a second for one hash key, and an order with all that
//! follows is some thirty of them, so what many orders write goes under more than one: the tenant's id, or the id with a
//! number ([ADR 104](../../../docs/adr/0104-a-tenant-has-more-than-one-hash-key.md)). Which one is known by the item's own
//! key, and a listing asks those that its items can be under. Every one begins with the tenant's id and is named in the
//! policies (`infra/stacks/tenancy.yaml`).
//!
//! In a silo tables are hashed by the item's own key, so there this is the key of its listings alone, and what nobody lists
//! has none.

use std::{iter::once, ops::Range};

use tenantry_core::{
    TenantKey,
    domain::{
        ids::TenantId,
        tenant::{Placement, TenantRecord},
    },
};
use uuid::Uuid;

use crate::{
    dynamo::Span,
    partition::{CUSTOMER, DAY, SOLD, Table, product_of_stock},
};

/// Hash keys of one kind of items of a silo; an order writes two units of each kind at most.
const OF_A_KIND: u8 = 4;
/// In pools: what was sold, and records of single events.
const SALES: u8 = 1;
const RECORDS: u8 = 2;
/// The first of those of a silo's kinds.
const SILO_DAYS: u8 = 0;
const SILO_SALES: u8 = 4;
const SILO_CUSTOMERS_AND_MAILS: u8 = 8;
const SILO_MOVEMENTS: u8 = 12;

const MOVEMENT: &str = "move";
const MAIL: &str = "mail";
/// What is found by its key alone: no silo lists it.
const UNLISTED: [&str; 3] = ["idem", "seen", "statuses"];

/// What an item is under.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Under {
    Tenant,
    /// The tenant's id with this number.
    Number(u8),
    /// Nothing: it is in no listing.
    Nothing,
}

impl Under {
    fn text(self, tenant: TenantId) -> Option<String> {
        match self {
            Under::Tenant => Some(tenant.to_string()),
            Under::Number(number) => Some(format!("{tenant}#{number:02}")),
            Under::Nothing => None,
        }
    }
}

/// Returns the kind of a small item, which is how its key begins.
fn kind(k: &str) -> &str {
    k.split('#').next().unwrap_or_default()
}

/// Returns what decides under which of the hash keys of its kind an item is: a listing of one order or product asks one.
fn group(k: &str) -> &str {
    match kind(k) {
        MOVEMENT | MAIL => k.split('#').nth(1).unwrap_or_default(),
        _ => k,
    }
}

/// FNV-1a: it has to be the same in all versions.
fn spread(text: &str) -> u8 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let folded = hash ^ (hash >> 16);
    (folded.to_le_bytes()[0] ^ folded.to_le_bytes()[1]) % OF_A_KIND
}

/// Returns the first number of a kind of small items of a silo.
fn silo_kind(kind: &str) -> Option<u8> {
    match kind {
        DAY => Some(SILO_DAYS),
        SOLD => Some(SILO_SALES),
        CUSTOMER | MAIL => Some(SILO_CUSTOMERS_AND_MAILS),
        MOVEMENT => Some(SILO_MOVEMENTS),
        _ => None,
    }
}

fn pool_kind(kind: &str) -> Option<u8> {
    match kind {
        SOLD | CUSTOMER => Some(SALES),
        MOVEMENT | MAIL => Some(RECORDS),
        _ => None,
    }
}

fn under(placement: Placement, table: Table, id: &str) -> Under {
    match (placement.is_shared(), table) {
        (true, Table::Aux) => pool_kind(kind(id)).map_or(Under::Tenant, Under::Number),
        (true, Table::Products | Table::Orders) => Under::Tenant,
        (false, Table::Orders) => Under::Number(spread(id)),
        // A sale writes the stock and nothing of the product.
        (false, Table::Products) => {
            product_of_stock(id).map_or(Under::Tenant, |product| Under::Number(spread(product)))
        }
        (false, Table::Aux) if UNLISTED.contains(&kind(id)) => Under::Nothing,
        (false, Table::Aux) => {
            silo_kind(kind(id)).map_or(Under::Tenant, |first| Under::Number(first + spread(group(id))))
        }
    }
}

/// Returns the hash key of an item; nothing where a silo does not list it.
pub(crate) fn of_item(key: &TenantKey, table: Table, id: &str) -> Option<String> {
    under(key.placement(), table, id).text(key.id())
}

/// Returns all hash keys that items of a table can be under, the tenant's id first.
pub(crate) fn all(key: &TenantKey, table: Table) -> Vec<String> {
    with(key.id(), numbers(key.placement(), table))
}

/// The same in a pool, whatever is known of the tenant.
pub(crate) fn of_pool(tenant: TenantId, table: Table) -> Vec<String> {
    with(tenant, numbers(Placement::Pool, table))
}

/// Returns those that the items of a span can be under.
pub(crate) fn of_span(key: &TenantKey, table: Table, span: &Span) -> Vec<String> {
    with(key.id(), numbers_of_span(key.placement(), table, span))
}

fn numbers(placement: Placement, table: Table) -> Range<u8> {
    match (placement.is_shared(), table) {
        (true, Table::Aux) => SALES..RECORDS + 1,
        (true, Table::Products | Table::Orders) => 0..0,
        (false, Table::Products | Table::Orders) => 0..OF_A_KIND,
        (false, Table::Aux) => 0..SILO_MOVEMENTS + OF_A_KIND,
    }
}

fn numbers_of_span(placement: Placement, table: Table, span: &Span) -> Range<u8> {
    let of = kind(&span.first);
    if table != Table::Aux || of != kind(&span.last) {
        return numbers(placement, table);
    }
    let one = |number: u8| number..number + 1;
    if placement.is_shared() {
        return pool_kind(of).map_or(0..0, one);
    }
    let Some(first) = silo_kind(of) else { return 0..0 };
    let is_one_group = matches!(of, MOVEMENT | MAIL) && group(&span.first) == group(&span.last);
    if is_one_group { one(first + spread(group(&span.first))) } else { first..first + OF_A_KIND }
}

fn with(tenant: TenantId, numbers: impl IntoIterator<Item = u8>) -> Vec<String> {
    let numbered = numbers.into_iter().map(Under::Number);
    once(Under::Tenant).chain(numbered).filter_map(|under| under.text(tenant)).collect()
}

/// Returns the number of an entry's hash key in journal and outbox, which all tenants share; nothing where it is the
/// tenant's id alone. A pool writes less of them than one hash key takes.
pub(crate) fn number_of_entry(key: &TenantKey, id: Uuid) -> Option<u8> {
    // The last byte of a UUIDv7 is random.
    (key.placement() == Placement::Silo).then(|| id.as_bytes()[15] % OF_A_KIND)
}

/// Returns the hash key of an entry with that number.
pub(crate) fn of_entry(tenant: TenantId, number: Option<u8>) -> String {
    match number {
        None => tenant.to_string(),
        Some(number) => format!("{tenant}#{number:02}"),
    }
}

/// Returns those that a tenant's entries can be under: one that was never in a silo has only its own.
pub(crate) fn of_entries(key: &TenantKey) -> Vec<String> {
    entries(key.id(), key.placement(), key.epoch())
}

/// The same by the tenant's record.
pub(crate) fn of_entries_of(tenant: &TenantRecord) -> Vec<String> {
    entries(tenant.id, tenant.placement, tenant.epoch)
}

fn entries(tenant: TenantId, placement: Placement, epoch: u32) -> Vec<String> {
    /// Of a tenant that was never moved.
    const FIRST: u32 = 1;
    let was_never_in_a_silo = placement.is_shared() && epoch <= FIRST;
    with(tenant, 0..if was_never_in_a_silo { 0 } else { OF_A_KIND })
}

/// Returns all that entries of any tenant can be under, whatever is known of it.
pub(crate) fn of_all_entries(tenant: TenantId) -> Vec<String> {
    with(tenant, 0..OF_A_KIND)
}

/// Reads whose an item is, and the number of its hash key if it has one.
pub(crate) fn read(hash: &str) -> Option<(TenantId, Option<u8>)> {
    match hash.split_once('#') {
        None => Some((hash.parse().ok()?, None)),
        Some((tenant, number)) => Some((tenant.parse().ok()?, Some(number.parse().ok()?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partition::{self, LAST, SEPARATOR};

    const PLACEMENTS: [Placement; 3] = [Placement::Pool, Placement::ProvisionedPool, Placement::Silo];

    fn keys() -> Vec<String> {
        let product = |n: u128| tenantry_core::domain::ids::ProductId(Uuid::from_u128(n));
        let order = |n: u128| tenantry_core::domain::ids::OrderId(Uuid::from_u128(n));
        let event = |n: u128| tenantry_core::domain::ids::EventId(Uuid::from_u128(n));
        let day = jiff::civil::date(2026, 11, 30);
        let customer = tenantry_core::domain::insights::CustomerKey([7; 16]);
        let each = |n: u128| {
            [
                partition::day(day, n.to_le_bytes()[0]),
                partition::sold(day, product(n), 0),
                partition::customer(day, &customer, event(n)),
                partition::movement(product(n), event(n + 1)),
                partition::mail(order(n), event(n + 1)),
                partition::statuses(n.to_le_bytes()[0] % 32),
                format!("ref#{n}"),
                format!("ahead#{n}"),
            ]
        };
        (0..200).flat_map(each).collect()
    }

    #[test]
    fn a_listing_asks_wherever_its_items_are() {
        for placement in PLACEMENTS {
            for k in keys() {
                let Under::Number(number) = under(placement, Table::Aux, &k) else { continue };
                assert!(numbers(placement, Table::Aux).contains(&number), "{k}");
                let all = Span::forward(SEPARATOR, LAST);
                let kind = Span::of_prefix(&format!("{}#", kind(&k)));
                let group =
                    Span::of_prefix(&format!("{}#{}#", self::kind(&k), k.split('#').nth(1).unwrap_or_default()));
                for span in [all, kind, group] {
                    assert!(numbers_of_span(placement, Table::Aux, &span).contains(&number), "{k} in {span:?}");
                }
            }
        }
    }

    #[test]
    fn the_items_of_one_kind_are_spread_evenly() {
        let keys = keys();
        for wanted in [DAY, SOLD, CUSTOMER, MOVEMENT, MAIL] {
            let first = silo_kind(wanted).expect("a kind");
            for number in first..first + OF_A_KIND {
                let here = |k: &&String| under(Placement::Silo, Table::Aux, k) == Under::Number(number);
                let count = keys.iter().filter(|k| kind(k) == wanted).filter(here).count();
                assert!((25..=80).contains(&count), "{count} of 200 {wanted} are under {number}");
            }
        }
    }

    #[test]
    fn one_order_or_product_is_listed_with_two_requests() {
        for placement in PLACEMENTS {
            for prefix in ["move#p#", "mail#o#"] {
                assert_eq!(numbers_of_span(placement, Table::Aux, &Span::of_prefix(prefix)).len(), 1);
            }
            assert!(numbers_of_span(placement, Table::Aux, &Span::of_prefix("ahead#")).is_empty());
        }
    }

    #[test]
    fn a_hash_key_names_its_tenant() {
        let tenant = TenantId(Uuid::from_u128(7));
        for number in [None, Some(0), Some(3), Some(15)] {
            let hash = of_entry(tenant, number);
            assert_eq!(read(&hash), Some((tenant, number)));
            assert!(hash.starts_with(&tenant.to_string()));
        }
        assert_eq!((read("tenant"), read("tenant#1")), (None, None));
        let of = |placement, epoch| entries(tenant, placement, epoch).len();
        assert_eq!((of(Placement::Pool, 1), of(Placement::Pool, 2), of(Placement::Silo, 1)), (1, 5, 5));
    }
}
