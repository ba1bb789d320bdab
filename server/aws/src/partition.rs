//! The one place that names tables, indexes and keys, and alone decides between
//! placements. A silo tenant's data is in tables of its own; the rest share three,
//! or the three of the provisioned pool. Journal and outbox are shared by all, so
//! that one stream serves them.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use tenantry_core::{
    TenantKey,
    domain::{
        idempotency::IdemKey,
        ids::{EventId, OrderId, ProductId, ResourceId, TenantId},
        insights::{CustomerKey, DayRange},
        notice::NoticeKind,
        tenant::Placement,
    },
    ports::commit::{Counter, DocumentKind, UniqueName},
};
use uuid::Uuid;

use crate::{
    dynamo::{Item, Span, text},
    hash_keys,
};

/// The attribute of the hash keys of pools, and of all listings.
pub(crate) const TENANT: &str = "tenant_id";
/// Sorts below whatever a name can hold, so that a short name comes before the
/// longer ones that begin with it.
pub(crate) const SEPARATOR: char = '\u{1}';
/// A key that sorts above all others.
pub(crate) const LAST: char = '\u{10FFFF}';
/// Bytes of a text that go into a key, which may have 1,024.
const KEY_TEXT: usize = 900;

/// Tables that hold the data of one tenant or of many.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    Products,
    Orders,
    /// Everything that is small and found by name: counters, names, answers, figures.
    Aux,
}

impl Table {
    pub const ALL: [Table; 3] = [Table::Products, Table::Orders, Table::Aux];

    pub const fn name(self) -> &'static str {
        match self {
            Table::Products => "products",
            Table::Orders => "orders",
            Table::Aux => "aux",
        }
    }

    /// The attribute that distinguishes the items of tenants.
    pub const fn id(self) -> &'static str {
        match self {
            Table::Products => "product_id",
            Table::Orders => "order_id",
            Table::Aux => "k",
        }
    }

    /// The silo's index by that attribute: a table with a hash key alone can't list.
    pub const fn silo_index(self) -> &'static str {
        match self {
            Table::Products | Table::Orders => "by_id",
            Table::Aux => "by_k",
        }
    }

    /// Indexes of pools and silos alike, each with its sort key.
    pub const fn indexes(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Table::Products => &[BY_SKU, BY_NAME, BY_CATEGORY],
            Table::Orders => &[BY_STATUS, BY_EMAIL],
            Table::Aux => &[],
        }
    }
}

pub(crate) const BY_SKU: (&str, &str) = ("by_sku", "sku_key");
pub(crate) const BY_NAME: (&str, &str) = ("by_name", "name_key");
pub(crate) const BY_CATEGORY: (&str, &str) = ("by_category", "category_key");
pub(crate) const BY_STATUS: (&str, &str) = ("by_status", "status_key");
pub(crate) const BY_EMAIL: (&str, &str) = ("by_email", "email_key");
/// The one index of control data.
pub(crate) const CONTROL_INDEX: &str = "gsi1";

/// All tables of an installation begin with its prefix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partition {
    prefix: String,
}

/// A table or index in which items of one tenant are listed, sorted by `sort`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Listing {
    pub table: String,
    pub index: Option<&'static str>,
    pub sort: &'static str,
    /// What distinguishes its items in the table.
    pub id: &'static str,
    /// The table of one tenant or many that it is of; nothing where it is of a journal or an outbox.
    pub of: Option<Table>,
}

impl Partition {
    pub fn new(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into() }
    }

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    pub fn pool(&self, table: Table) -> String {
        format!("{}{}", self.prefix, table.name())
    }

    /// The table of the pool with provisioned capacity. An installation may have none.
    pub fn provisioned_pool(&self, table: Table) -> String {
        format!("{}provisioned-{}", self.prefix, table.name())
    }

    pub fn silo(&self, table: Table, tenant: TenantId) -> String {
        format!("{}{}-{tenant}", self.prefix, table.name())
    }

    pub fn journal(&self) -> String {
        format!("{}journal", self.prefix)
    }

    pub fn outbox(&self) -> String {
        format!("{}outbox", self.prefix)
    }

    pub fn control(&self) -> String {
        format!("{}control", self.prefix)
    }

    pub fn control_journal(&self) -> String {
        format!("{}control-journal", self.prefix)
    }

    pub fn control_outbox(&self) -> String {
        format!("{}control-outbox", self.prefix)
    }

    pub(crate) fn table(&self, key: &TenantKey, table: Table) -> String {
        match key.placement() {
            Placement::Pool => self.pool(table),
            Placement::ProvisionedPool => self.provisioned_pool(table),
            Placement::Silo => self.silo(table, key.id()),
        }
    }

    /// Finds the table of that name among those at a tenant's place.
    pub(crate) fn table_of(&self, key: &TenantKey, name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| self.table(key, *table) == name)
    }

    /// Returns the whole primary key of an item.
    pub(crate) fn key(key: &TenantKey, table: Table, id: impl Into<String>) -> Item {
        let id = id.into();
        let hash = if key.placement().is_shared() { hash_keys::of_item(key, table, &id) } else { None };
        hash.map(|hash| (TENANT.to_owned(), text(hash)))
            .into_iter()
            .chain([(table.id().to_owned(), text(id))])
            .collect()
    }

    /// Returns the key under which an earlier version put an item, where it was another one.
    pub(crate) fn earlier_key(key: &TenantKey, table: Table, id: &str) -> Option<Item> {
        let now = Self::key(key, table, id);
        let before = Item::from([(TENANT.to_owned(), tenant(key.id())), (table.id().to_owned(), text(id))]);
        (key.placement().is_shared() && now != before).then_some(before)
    }

    /// A whole item: its key, what it is listed under, and what else it holds.
    pub(crate) fn item(
        key: &TenantKey,
        table: Table,
        id: impl Into<String>,
        attributes: impl IntoIterator<Item = (String, AttributeValue)>,
    ) -> Item {
        let id = id.into();
        let hash = hash_keys::of_item(key, table, &id);
        let mut item = Self::key(key, table, id);
        item.extend(hash.map(|hash| (TENANT.to_owned(), text(hash))));
        item.extend(attributes);
        item
    }

    /// What an update must set besides, so that a new item is listed: in a
    /// pool the key says whose it is.
    pub(crate) fn owner(key: &TenantKey, table: Table, id: &str) -> Item {
        if key.placement().is_shared() {
            return Item::new();
        }
        hash_keys::of_item(key, table, id).map(|hash| (TENANT.to_owned(), text(hash))).into_iter().collect()
    }

    /// Returns the clause of an update that takes an item out of the listings of a silo, where an earlier version put it.
    pub(crate) fn unlist(key: &TenantKey, table: Table, id: &str) -> &'static str {
        let is_listed = key.placement().is_shared() || hash_keys::of_item(key, table, id).is_some();
        if is_listed { "" } else { " REMOVE tenant_id" }
    }

    /// Puts an item of another placement under the hash key that it has here.
    pub(crate) fn readdress(key: &TenantKey, table: Table, mut item: Item) -> Item {
        let id = item.get(table.id()).and_then(|id| id.as_s().ok());
        match id.and_then(|id| hash_keys::of_item(key, table, id)) {
            Some(hash) => item.insert(TENANT.to_owned(), text(hash)),
            None => item.remove(TENANT),
        };
        item
    }

    /// Items by their ids.
    pub(crate) fn by_id(&self, key: &TenantKey, table: Table) -> Listing {
        let index = match key.placement() {
            Placement::Pool | Placement::ProvisionedPool => None,
            Placement::Silo => Some(table.silo_index()),
        };
        Listing { table: self.table(key, table), index, sort: table.id(), id: table.id(), of: Some(table) }
    }

    /// Items by one of the indexes that all placements have.
    pub(crate) fn by(&self, key: &TenantKey, table: Table, (index, sort): (&'static str, &'static str)) -> Listing {
        Listing { table: self.table(key, table), index: Some(index), sort, id: table.id(), of: Some(table) }
    }

    pub(crate) fn journal_listing(&self) -> Listing {
        Listing::entries(self.journal())
    }

    pub(crate) fn outbox_listing(&self) -> Listing {
        Listing::entries(self.outbox())
    }

    pub(crate) fn control_journal_listing(&self) -> Listing {
        Listing::entries(self.control_journal())
    }
}

impl Listing {
    /// Of a journal or an outbox.
    fn entries(table: String) -> Self {
        Self { table, index: None, sort: "entry_id", id: "entry_id", of: None }
    }

    /// Returns the hash keys that the items of a span can be under.
    pub(crate) fn hashes(&self, key: &TenantKey, span: &Span) -> Vec<String> {
        match self.of {
            // Stocks are in no other index of products.
            Some(Table::Products) if self.sort != self.id => vec![key.id().to_string()],
            Some(table) => hash_keys::of_span(key, table, span),
            None => hash_keys::of_entries(key),
        }
    }
}

pub(crate) fn tenant(id: TenantId) -> AttributeValue {
    text(id.to_string())
}

/// Returns an index key: by a text first, then by an id.
pub(crate) fn text_and_id(first: &str, id: Uuid) -> String {
    format!("{}{SEPARATOR}{id}", short(first))
}

/// As much of a text as fits into a key.
pub(crate) fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(KEY_TEXT)]
}

pub(crate) fn idempotency(key: &IdemKey) -> String {
    format!("idem#{}", hex(&key.0))
}

pub(crate) fn counter(counter: &Counter) -> String {
    format!("n#{}", counter.key())
}

/// Returns the key of the percentage that a tenant was notified of, by counter.
pub(crate) fn notified(counter: &Counter) -> String {
    format!("told#{}", counter.key())
}

/// A name that is too long for a key stands there by its digest.
pub(crate) fn name(name: &UniqueName) -> String {
    let key = name.key();
    if key.len() <= KEY_TEXT {
        return key;
    }
    let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    format!("digest#{}", hex(&digest))
}

pub(crate) fn document(kind: DocumentKind) -> String {
    format!("doc#{}", kind.key())
}

/// What the keys of all records of declared kinds begin with.
pub(crate) const RESOURCES: &str = "res#";

/// Returns what the keys of all records of a kind begin with. No name of a kind holds what separates it from the id.
pub(crate) fn resources(kind: &str) -> String {
    format!("{RESOURCES}{kind}#")
}

pub(crate) fn resource(kind: &str, id: ResourceId) -> String {
    format!("{}{id}", resources(kind))
}

/// Returns the kind and the id of the record that stands under a key.
pub(crate) fn resource_of(k: &str) -> Option<(&str, ResourceId)> {
    let (kind, id) = k.strip_prefix(RESOURCES)?.split_once('#')?;
    Some((kind, id.parse().ok()?))
}

/// Returns what the keys of all places in a sorted list of a kind begin with.
pub(crate) fn index(kind: &str, index: &str) -> String {
    format!("key#{kind}#{index}#")
}

/// Returns the place of a record in a list: by its key first, then by its id.
pub(crate) fn place(list: &str, key: &str, id: Uuid) -> String {
    format!("{list}{key}{SEPARATOR}{id}")
}

/// Returns the key and the record of a place in a list.
pub(crate) fn place_of(list: &str, k: &str) -> Option<(String, ResourceId)> {
    let (key, id) = k.strip_prefix(list)?.rsplit_once(SEPARATOR)?;
    Some((key.to_owned(), id.parse().ok()?))
}

/// Orders are counted by status in so many items, so that sales seldom meet at one. Those of a pool use the first half: its
/// hash keys take less than these do.
pub(crate) const STATUS_SHARDS: u8 = 32;
const POOL_STATUS_SHARDS: u8 = 16;
/// What the keys of all of them begin with.
pub(crate) const STATUSES: &str = "statuses#";

pub(crate) fn statuses(shard: u8) -> String {
    format!("{STATUSES}{shard:02}")
}

pub(crate) fn shard_of(placement: Placement, order: OrderId) -> u8 {
    // The last byte of a UUIDv7 is random.
    order.as_bytes()[15] % if placement.is_shared() { POOL_STATUS_SHARDS } else { STATUS_SHARDS }
}

/// Returns the shards that an order can be counted in, by where the tenant was when it was placed or moved on.
pub(crate) fn shards_of(order: OrderId) -> [u8; 2] {
    pair_of(shard_of(Placement::Pool, order))
}

/// Returns all pairs of shards that count the same orders.
pub(crate) fn pairs_of_shards() -> impl Iterator<Item = [u8; 2]> {
    (0..POOL_STATUS_SHARDS).map(pair_of)
}

fn pair_of(shard: u8) -> [u8; 2] {
    [shard, shard + POOL_STATUS_SHARDS]
}

/// What else is written meets one of so many items (see `fence`).
pub(crate) const FENCES: u8 = 32;

pub(crate) fn fence(shard: u8) -> String {
    format!("fence#{shard:02}")
}

/// What a write touched while the tenant was moved. Notes are always in the pool on demand, wherever the data is: every
/// installation has it, and a tenant's items can be listed there as they are at the moment.
pub(crate) const NOTES: &str = "note#";

pub(crate) fn note(write: Uuid) -> String {
    format!("{NOTES}{write}")
}

/// The key of a move's progress; in the pool, too.
pub(crate) const PROGRESS: &str = "moving";

/// What the keys of the marks begin with that ids are ahead of their orders' times, by powers of two hours.
pub(crate) const AHEAD: &str = "ahead#";

pub(crate) fn ahead(power: u32) -> String {
    format!("{AHEAD}{power:02}")
}

/// How far it was measured what the tenant stores.
pub(crate) const MEASURED: &str = "measured";

/// What the tenant had before the days of the last month.
pub(crate) const OPENING: &str = "opening";

/// How many products were low on stock, where there are many.
pub(crate) const LOW_STOCK: &str = "low-stock";

/// That a consumer has seen an event; many effects are applied in parts.
pub(crate) fn seen(consumer: &str, event: EventId, part: usize) -> String {
    format!("seen#{consumer}#{event}#{part}")
}

/// Figures by day, each distinguished by what comes before the day.
pub(crate) const DAY: &str = "day";
pub(crate) const SOLD: &str = "sold";
pub(crate) const CUSTOMER: &str = "cust";

/// What many add to at once stands in so many items while they meet there.
const BUSY_DAY_SHARDS: u8 = 64;
const BUSY_SOLD_SHARDS: u8 = 16;
/// The first of those that figures of a product are added to. The ones below it are of earlier versions, which put them
/// under another hash key: where a move puts all of them under one, none meets another.
const SOLD_SHARDS: u8 = 16;
/// Where nobody meets: an item a day for each who adds to it, since two of them often handle the same event.
const OF_INSIGHTS: u8 = 0;
const OF_MAIL: u8 = 1;
const OF_OTHERS: u8 = 2;
const OF_USE: u8 = 3;

pub(crate) fn day(day: Date, shard: u8) -> String {
    format!("{DAY}#{day}#{shard:02}")
}

pub(crate) fn sold(day: Date, product: ProductId, shard: u8) -> String {
    format!("{SOLD}#{day}#{product}#{shard:02}")
}

/// The shards that an event's figures are added to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Shards {
    /// Of a day's figures.
    pub day: u8,
    /// Of those of a product: each product that sold has items of its own, so there is one unless many meet there.
    pub sold: u8,
}

pub(crate) fn figures_of(event: EventId, consumer: &str, is_busy: bool) -> Shards {
    // The last byte of a UUIDv7 is random.
    let random = event.0.as_bytes()[15];
    if is_busy {
        return Shards { day: random % BUSY_DAY_SHARDS, sold: SOLD_SHARDS + random % BUSY_SOLD_SHARDS };
    }
    let day = match consumer {
        "insights" => OF_INSIGHTS,
        "mail" => OF_MAIL,
        _ => OF_OTHERS,
    };
    Shards { day, sold: SOLD_SHARDS }
}

/// Returns the shard of a day that its use is added to.
pub(crate) fn use_of(is_busy: bool) -> u8 {
    if is_busy { fastrand::u8(0..BUSY_DAY_SHARDS) } else { OF_USE }
}

/// Of one event; an earlier version had one item for all of a customer's day, which ends with the customer.
pub(crate) fn customer(day: Date, customer: &CustomerKey, event: EventId) -> String {
    format!("{CUSTOMER}#{day}#{}#{event}", hex(&customer.0))
}

/// Days around the present one whose figures' items are looked for when fences go up.
const NEAR_DAYS: std::ops::RangeInclusive<i64> = -3..=2;

/// Returns the keys that the figures of a day near that one can stand under.
pub(crate) fn days_near(today: Date) -> impl Iterator<Item = String> {
    let days = NEAR_DAYS.filter_map(move |more| today.checked_add(jiff::SignedDuration::from_hours(24 * more)).ok());
    days.flat_map(|day| (0..BUSY_DAY_SHARDS).map(move |shard| self::day(day, shard)))
}

/// Returns the day whose figures stand under a key; nothing where it is another kind of key.
pub(crate) fn day_of(k: &str) -> Option<Date> {
    k.strip_prefix(DAY)?.strip_prefix('#')?.split('#').next()?.parse().ok()
}

/// A span of the figures of one kind, both days included.
pub(crate) fn days(kind: &str, range: DayRange) -> Span {
    Span::forward(format!("{kind}#{}", range.from), format!("{kind}#{}{LAST}", range.to))
}

/// What the keys of all notices of a kind begin with that wait to be mailed.
pub(crate) fn notices(kind: NoticeKind) -> String {
    format!("notice#{}#", kind.key())
}

pub(crate) fn notice(kind: NoticeKind, event: EventId) -> String {
    format!("{}{event}", notices(kind))
}

/// Until when no other mail of a kind goes out.
pub(crate) fn notice_window(kind: NoticeKind) -> String {
    format!("noticed#{}", kind.key())
}

/// Returns the key of the notices that one mail gathers, by the event that sends it.
pub(crate) fn digest(owner: EventId) -> String {
    format!("gathered#{owner}")
}

/// The prefix of the keys of all movements.
pub(crate) const MOVEMENTS: &str = "move#";

/// Returns the prefix of the keys of all movements of a product.
pub(crate) fn movements(product: ProductId) -> String {
    format!("{MOVEMENTS}{product}#")
}

pub(crate) fn movement(product: ProductId, event: EventId) -> String {
    format!("{}{event}", movements(product))
}

/// Returns the prefix of the keys of all mails about an order.
pub(crate) fn mails(order: OrderId) -> String {
    format!("mail#{order}#")
}

pub(crate) fn mail(order: OrderId, event: EventId) -> String {
    format!("{}{event}", mails(order))
}

/// What follows the id of a product in the key of its stock, which stands right behind it in the same table (ADR 97).
const STOCK: &str = "#stock";

pub(crate) fn stock(product: impl std::fmt::Display) -> String {
    format!("{product}{STOCK}")
}

/// Returns whose stock an item of the products' table is, by its key; nothing where it is a product.
pub(crate) fn product_of_stock(id: &str) -> Option<&str> {
    id.strip_suffix(STOCK)
}

pub(crate) fn low(product: ProductId) -> String {
    format!("low#{product}")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::resource::IndexKey;

    use super::*;

    #[test]
    fn index_keys_sort_as_pairs_do() {
        let (low, high) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let pairs = [("ap", low), ("ap", high), ("ap b", low), ("apple", low), ("ap\u{7f}", low), ("äp", low)];
        let mut sorted = pairs.to_vec();
        sorted.sort();
        let mut keys: Vec<_> = pairs.iter().map(|(name, id)| text_and_id(name, *id)).collect();
        keys.sort();
        assert_eq!(keys, sorted.iter().map(|(name, id)| text_and_id(name, *id)).collect::<Vec<_>>());
    }

    #[test]
    fn every_key_fits_however_long_its_text() {
        let long = "ﷺ".repeat(200).repeat(20);
        assert!(text_and_id(&long, Uuid::max()).len() <= 1_024);
        let names = [UniqueName::Sku(long.clone()), UniqueName::Sku(format!("{long}x"))].map(|sku| name(&sku));
        assert!(names.iter().all(|name| name.len() <= 1_024));
        assert_ne!(names[0], names[1], "long names stay apart");
        let long = IndexKey::text("by", &long).key;
        assert!(place(&index(&"k".repeat(60), &"i".repeat(60)), &long, Uuid::max()).len() <= 1_024);
    }
}
