//! What an operation costs does not grow with what a tenant has: the steps of SQLite's machine are counted at two lengths
//! of the same trade, a hundred orders a day, and compared. Steps, not time: they are the same on every machine.
//!
//! `STEPS_ORDERS=450000` counts at that size and a tenth of it; `--nocapture` shows the table.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, civil::Date};
use rusqlite::{Connection, config::DbConfig};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use tenantry_conformance::{count_from_env, entry};
use tenantry_core::{
    Caller, Settings, TenantKey,
    domain::{
        event::EventKind,
        idempotency::{Answer, Attempt},
        ids::{OrderId, TenantId},
        insights::{CustomerKey, DayRange, Effect, Effects},
        journal::Actor,
        order::{Order, OrderQuery},
        order_number::OrderNumber,
        order_status::Status,
        product::{Prefix, ProductQuery, StockLevel},
        tenant::{Placement, TenantProfile, TenantRecord},
        tier::Tier,
        usage::Activity,
    },
    events,
    ports::{
        commit::{Commit, Counter, DocumentKind, OrderTransition, UniqueName, Write},
        mail::{Mail, MailError, Mailer},
        store::{Store, Wanted},
    },
    usecases::NewTenant,
};
use tenantry_generator::{Filling, Shape};
use uuid::Uuid;

use super::{analytics, commit, customers, documents, journal, orders, products, read_models, sold, usage};
use crate::{
    Backend, Config,
    moving::MovedTable,
    outbox,
    tidy::{self, Reached},
};

/// Orders of the longer trade, unless the environment says otherwise.
const ORDERS: usize = 10_000;
/// How much shorter the other one is.
const TIMES: usize = 10;
const ORDERS_A_DAY: usize = 100;
const PRODUCTS: usize = 300;
/// Of a page and one more.
const PAGE: usize = 20;

/// What may grow, and why. Add nothing here that a caller waits for.
const GROWS: &[(&str, &str)] = &[("usage of a week", "the days before it are added up, one narrow row each")];

/// The same counts twice over and a little: what a page holds differs.
fn grows(short: u64, long: u64) -> bool {
    long > 2 * short + 300
}

struct NoMailer;

#[async_trait]
impl Mailer for NoMailer {
    async fn send(&self, _: Mail) -> Result<(), MailError> {
        Ok(())
    }
}

/// A tenant with so many orders, and its events delivered.
async fn filled(folder: &Path, orders: usize, until: Timestamp) -> Known {
    let backend = Backend::open(Config::new(folder)).expect("opened");
    let (app, worker) =
        tenantry_core::usecases::open(backend.ports(), Settings::new(backend.signer(), "http://localhost"));
    let password = SecretString::from("correct horse battery staple");
    worker.create_operator("robin@example.com", "Robin Hale", &password).await.expect("an operator");
    let tokens = app.sign_in_operator("robin@example.com", &password, "here").await.expect("in").tokens().expect("in");
    let Caller::Operator(operator) = app.authenticate(tokens.access.expose_secret(), None).await.expect("in") else {
        unreachable!("an operator signed in")
    };
    let profile = TenantProfile::new("Acme", "ada@acme.example", "UTC").expect("a profile");
    let new = NewTenant::new(profile, "EUR", Tier::Enterprise, Placement::Pool).expect("a tenant");
    let made = operator.create_tenant(&new, &Attempt::default(), |tenant| Answer::new(&tenant.id)).await;
    let tenant: TenantId = made.expect("made").answer.read().expect("an id");
    let (key, record) = worker.tenant(tenant).await.expect("read").expect("a tenant");
    let days = u32::try_from(orders / ORDERS_A_DAY).expect("few days");
    let shape = Shape { orders, products: PRODUCTS, customers: orders / 4, days, until, seed: 14 };
    let store = backend.ports().store;
    let pump = backend.start_pump(events::all(&worker, Arc::new(NoMailer)));
    let filling = Filling::begin(&*store, key, record.clone(), Actor::System, &shape).await;
    let mut filling = filling.expect("products");
    while filling.step().await.expect("orders").is_some() {
        pump.settle().await;
    }
    pump.settle().await;
    drop(filling);
    let known = Known::look(&*store, &key, &record, until).await;
    pump.stop().await;
    drop((store, app, worker, operator));
    backend.close().await;
    known
}

/// What operations are asked about.
struct Known {
    tenant: TenantId,
    order: Order,
    newest: Order,
    range: DayRange,
    now: Timestamp,
}

impl Known {
    async fn look(store: &dyn Store, key: &TenantKey, record: &TenantRecord, now: Timestamp) -> Self {
        let page = store.orders(key, &OrderQuery::default(), None, 200).await.expect("a page").items;
        let has_reference = |order: &&Order| order.external_ref.is_some() && order.status == Status::Delivered;
        // From a week ago, so that the shorter trade has it too.
        let query = OrderQuery { to: Some(now - SignedDuration::from_hours(24 * 7)), ..OrderQuery::default() };
        let older = store.orders(key, &query, None, 100).await.expect("a page").items;
        let to = record.local_date(now);
        let from = record.local_date(now - SignedDuration::from_hours(24 * 6));
        Self {
            tenant: key.id(),
            order: older.iter().find(has_reference).expect("an order").clone(),
            newest: page[0].clone(),
            range: DayRange { from, to },
            now,
        }
    }

    fn day(&self) -> Date {
        self.order.placed_on
    }
}

type Steps = Arc<AtomicU64>;

/// Counts the steps of each operation; what it writes is taken back.
struct Counting<'a> {
    conn: &'a Connection,
    steps: Steps,
    known: &'a Known,
    counted: BTreeMap<&'static str, u64>,
}

impl Counting<'_> {
    fn count<T>(&mut self, name: &'static str, work: impl FnOnce(&Connection, TenantId) -> rusqlite::Result<T>) {
        self.conn.execute_batch("SAVEPOINT counted").expect("a savepoint");
        let before = self.steps.load(Ordering::Relaxed);
        work(self.conn, self.known.tenant).unwrap_or_else(|error| panic!("{name}: {error}"));
        let after = self.steps.load(Ordering::Relaxed);
        self.conn.execute_batch("ROLLBACK TO counted; RELEASE counted").expect("taken back");
        assert_eq!(self.counted.insert(name, after - before), None, "{name} is counted twice");
    }

    fn orders(&mut self, name: &'static str, query: OrderQuery) {
        self.count(name, |conn, tenant| orders::list(conn, tenant, &query, None, PAGE));
    }

    fn products(&mut self, name: &'static str, query: ProductQuery) {
        let query = ProductQuery { archived: Some(false), low_stock: 5, ..query };
        self.count(name, |conn, tenant| products::list(conn, tenant, &query, None, PAGE));
    }
}

fn count(folder: &Path, known: &Known) -> BTreeMap<&'static str, u64> {
    let mut conn = Connection::open(folder.join("pool.db")).expect("a database");
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("as connections are set up");
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).expect("a schema");
    let steps = Steps::default();
    let counter = steps.clone();
    let each = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    conn.progress_handler(1, Some(each)).expect("counted");
    let mut counting = Counting { conn: &conn, steps, known, counted: BTreeMap::new() };
    count_lists(&mut counting);
    count_reads(&mut counting);
    count_figures(&mut counting);
    count_writes(&mut counting);
    count_upkeep(&mut counting);
    counting.counted
}

fn count_lists(counting: &mut Counting<'_>) {
    let (order, now) = (counting.known.order.clone(), counting.known.now);
    let any = OrderQuery::default;
    counting.orders("orders", any());
    counting.orders("orders by status", OrderQuery { status: Some(Status::Delivered), ..any() });
    counting.orders("orders of a customer", OrderQuery { customer_email: Some(order.customer_email.clone()), ..any() });
    let day = |back: i64| Some(now - SignedDuration::from_hours(24 * back));
    counting.orders("orders of a past day", OrderQuery { from: day(6), to: day(5), ..any() });
    let by_number = OrderQuery { number: OrderNumber::parse(&order.number()), ..any() };
    let found = orders::list(counting.conn, counting.known.tenant, &by_number, None, PAGE).expect("a page");
    assert_eq!(found.items, std::slice::from_ref(&order));
    counting.orders("order by its number", by_number);
    counting.orders("order by its reference", OrderQuery { external_ref: order.external_ref.clone(), ..any() });
    counting.orders("orders by address", OrderQuery { email_prefix: Some("customer-1".to_owned()), ..any() });
    let any = ProductQuery::default;
    counting.products("products", any());
    counting.products("products by name", ProductQuery { search: Some(Prefix::Name("teapot".to_owned())), ..any() });
    counting.products("products by SKU", ProductQuery { search: Some(Prefix::Sku("ki-".to_owned())), ..any() });
    counting.products("products of a category", ProductQuery { category: Some("Toys".to_owned()), ..any() });
    counting.products("products sold out", ProductQuery { stock: Some(StockLevel::Out), ..any() });
    counting.products("products with low stock", ProductQuery { stock: Some(StockLevel::Low), ..any() });
    counting.count("journal", |conn, tenant| journal::list(conn, Some(tenant), None, PAGE));
    let product = order.lines[0].product;
    counting.count("ledger", |conn, tenant| read_models::ledger(conn, tenant, product, None, PAGE));
}

fn count_reads(counting: &mut Counting<'_>) {
    let order = counting.known.order.clone();
    let product = order.lines[0].product;
    counting.count("order", |conn, tenant| orders::find(conn, tenant, order.id));
    counting.count("product", |conn, tenant| products::find(conn, tenant, product));
    let wanted = Wanted { skus: vec!["ki-000000".to_owned()], names: vec!["lamp".to_owned()], archived: false };
    counting.count("products by names of a file", |conn, tenant| products::find_wanted(conn, tenant, &wanted));
    let reference = UniqueName::ExternalRef(order.external_ref.clone().unwrap_or_default());
    counting.count("bearer of a name", |conn, tenant| commit::bearer(conn, tenant, &reference));
    counting.count("counter", |conn, tenant| commit::counter(conn, tenant, &Counter::Products.key()));
    counting.count("document", |conn, tenant| documents::find(conn, tenant, DocumentKind::SavedViews));
    counting.count("mails of an order", |conn, tenant| analytics::order_mails(conn, tenant, order.id));
    counting.count("oldest event", read_models::oldest_unseen);
}

fn count_figures(counting: &mut Counting<'_>) {
    let range = counting.known.range;
    counting.count("counts by status", analytics::order_counts);
    counting.count("low stock", |conn, tenant| products::count_low(conn, tenant, 5));
    counting.count("sales of a week", |conn, tenant| read_models::sales(conn, tenant, range));
    counting.count("top products of a week", |conn, tenant| sold::top_products(conn, tenant, range, 10));
    counting.count("sales by hour of a week", |conn, tenant| analytics::hour_sales(conn, tenant, range));
    counting.count("sales by category of a week", |conn, tenant| sold::category_sales(conn, tenant, range));
    counting.count("customers of a week", |conn, tenant| customers::count(conn, tenant, range));
    counting.count("usage of a week", |conn, tenant| usage::list(conn, tenant, range));
}

/// A commit as a use case would write it.
fn commit_of(known: &Known, writes: Vec<Write>, kind: EventKind) -> Commit {
    Commit { writes, entry: entry(Some(known.tenant), kind, known.now), idempotency: None }
}

fn apply(conn: &Connection, tenant: TenantId, commit: &Commit) -> rusqlite::Result<()> {
    match super::commit::apply(conn, tenant, commit) {
        Ok(()) => Ok(()),
        Err(crate::sqlite::Refusal::Fault(error)) => Err(error),
        Err(crate::sqlite::Refusal::Rule(error)) => panic!("rejected: {error}"),
    }
}

fn count_writes(counting: &mut Counting<'_>) {
    let known = counting.known;
    let placed = Order { id: OrderId(Uuid::now_v7()), external_ref: Some("new".to_owned()), ..known.newest.clone() };
    let event = EventKind::OrderPlaced { order: placed.id };
    let mut writes = vec![
        Write::Count { counter: Counter::Orders("2026-11".to_owned()), delta: 1, max: None },
        Write::Order { order: placed.clone(), transition: OrderTransition::Placed },
        Write::Claim { name: UniqueName::ExternalRef("new".to_owned()), owner: placed.id.0 },
    ];
    let product = placed.lines[0].product;
    writes.push(Write::Stock { product, delta: 1, at_version: Some(1) });
    let place = commit_of(known, writes, event);
    counting.count("commit of an order", |conn, tenant| apply(conn, tenant, &place));

    let order = known.order.clone();
    let moved = Order { version: order.version + 1, note: Some("moved".to_owned()), ..order.clone() };
    let writes = vec![Write::Order { order: moved, transition: OrderTransition::of(&order) }];
    let update = commit_of(known, writes, EventKind::OrderUpdated { order: order.id });
    counting.count("commit of an order's change", |conn, tenant| apply(conn, tenant, &update));

    let (day, total) = (known.day(), order.total);
    let effects = Effects {
        consumer: "insights",
        event: Uuid::now_v7().into(),
        at: known.now,
        effects: vec![
            Effect::Sales { day, status: Status::Pending, orders: 1, revenue: total, units: 1 },
            Effect::ProductSales { day, product, revenue: total, units: 1 },
            Effect::HourSales { day, hour: 9, orders: 1, revenue: total },
            Effect::CustomerOrders {
                customer: CustomerKey::new(known.tenant, &order.customer_email),
                day: known.range.to,
                orders: 1,
            },
        ],
    };
    counting.count("effects of an event", |conn, tenant| read_models::apply(conn, tenant, &effects));
    let days = [(known.range.to, Activity { requests: 1, ..Activity::default() })];
    counting.count("usage written", |conn, tenant| usage::add(conn, tenant, &days, None));
}

fn count_upkeep(counting: &mut Counting<'_>) {
    let now = counting.known.now;
    let tidy_all = |conn: &Connection| {
        let mut reached = Some(Reached::default());
        while let Some(at) = reached {
            reached = tidy::tidy_data(conn, now, at)?;
        }
        rusqlite::Result::Ok(())
    };
    // In a long history something is.
    tidy_all(counting.conn).expect("tidied");
    counting.count("tidying with nothing due", |conn, _| tidy_all(conn));
    counting.count("when something is due", tidy::next_due);
    counting.count("new events", |conn, _| outbox::fresh(conn, 256));
    let tables = MovedTable::all(counting.conn).expect("tables");
    let moved = tables.iter().find(|table| table.name == "orders").expect("a table");
    counting.count("a page of a move", |conn, tenant| moved.page(conn, tenant, None, 100));
    counting.count("a page of a measure", |conn, tenant| moved.measure(conn, tenant, None, 100));
    counting.count("a piece of an erasure", |conn, tenant| moved.delete_some(conn, tenant, 100));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_operation_grows_with_what_there_is() {
    let long = count_from_env("STEPS_ORDERS", ORDERS);
    let until = Timestamp::now();
    let folders = [TempDir::new().expect("a directory"), TempDir::new().expect("a directory")];
    let sizes = [long / TIMES, long];
    let (short_known, long_known) =
        tokio::join!(filled(folders[0].path(), sizes[0], until), filled(folders[1].path(), sizes[1], until));
    let counted = [count(folders[0].path(), &short_known), count(folders[1].path(), &long_known)];
    println!("| operation | steps at {} orders | at {} |\n|---|---|---|", sizes[0], sizes[1]);
    let mut growing = Vec::new();
    for (name, short) in &counted[0] {
        let long = counted[1][name];
        println!("| {name} | {short} | {long} |");
        if grows(*short, long) {
            growing.push(*name);
        }
    }
    let allowed: Vec<&str> = GROWS.iter().map(|(name, _)| *name).collect();
    assert!(allowed.iter().all(|name| counted[0].contains_key(name)), "{allowed:?}");
    growing.retain(|name| !allowed.contains(name));
    assert_eq!(growing, Vec::<&str>::new(), "these cost more where there is more");
}
