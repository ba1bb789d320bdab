//! Items that earlier releases wrote are read, folded anew and worked on.
//! `fixtures/README.md` says how they are made.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use aws_sdk_dynamodb::{Client, primitives::Blob, types::AttributeValue};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::Value;
use tenantry_aws::{control::DynamoControl, partition::Partition};
use tenantry_aws_testing::{
    backend::{Dynamo, partition},
    run::Test,
    server::{self, Which},
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop};
use tenantry_core::{
    Error,
    domain::{
        ids::{ProductId, TenantId},
        money::Money,
        order::{Order, OrderQuery},
        order_status::Status,
        precondition::Precondition,
        product::{Prefix, Product, ProductDraft, ProductQuery},
        text::fold,
        tier::Tier,
    },
    ports::{
        commit::{Counter, UniqueName},
        control::ControlStore,
    },
};

const RELEASES: [&str; 1] = ["0.1.0"];

pub fn tests() -> Vec<Test> {
    let test = |name: &str, on, run| Test { name: format!("upgrading::{name}"), on, run };
    vec![
        test("pool", Which::Dynoxide, || Box::pin(products_and_orders::<false, false>())),
        test("silo", Which::Dynoxide, || Box::pin(products_and_orders::<false, true>())),
        test("pool", Which::Ministack, || Box::pin(products_and_orders::<true, false>())),
        test("silo", Which::Ministack, || Box::pin(products_and_orders::<true, true>())),
        test("control", Which::Dynoxide, || Box::pin(control_data(Which::Dynoxide))),
        test("control", Which::Ministack, || Box::pin(control_data(Which::Ministack))),
    ]
}

#[derive(Deserialize)]
struct Line {
    table: String,
    item: BTreeMap<String, Value>,
}

type Item = BTreeMap<String, AttributeValue>;

/// What a release wrote of its one company, and which that was.
fn written_by(release: &str, place: &str) -> (TenantId, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(release);
    let text = fs::read_to_string(folder.join(format!("{place}.jsonl"))).expect("items");
    let of_product = text.lines().map(line).find(|line| line.table.starts_with("products")).expect("a product");
    (string(&of_product.item["tenant_id"]).parse().expect("an id"), text)
}

fn line(text: &str) -> Line {
    serde_json::from_str(text).expect("a line of JSON")
}

fn string(value: &Value) -> String {
    value["S"].as_str().expect("a text").to_owned()
}

/// As DynamoDB's API writes it.
fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().and_then(|value| value.iter().next()).expect("a value with its type");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let texts = |value: &Value| value.as_array().expect("a set").iter().map(text).collect();
    match kind.as_str() {
        "S" => AttributeValue::S(text(value)),
        "N" => AttributeValue::N(text(value)),
        "BOOL" => AttributeValue::Bool(value.as_bool().expect("a flag")),
        "NULL" => AttributeValue::Null(true),
        "B" => AttributeValue::B(Blob::new(STANDARD.decode(text(value)).expect("base 64"))),
        "SS" => AttributeValue::Ss(texts(value)),
        "NS" => AttributeValue::Ns(texts(value)),
        "L" => AttributeValue::L(value.as_array().expect("a list").iter().map(attribute).collect()),
        "M" => {
            let values = value.as_object().expect("a map").iter();
            AttributeValue::M(values.map(|(name, value)| (name.clone(), attribute(value))).collect())
        }
        other => unreachable!("none of ours: {other}"),
    }
}

fn of<'a>(lines: &'a [Line], table: &'a str) -> impl Iterator<Item = &'a BTreeMap<String, Value>> {
    lines.iter().filter(move |line| line.table.starts_with(table)).map(|line| &line.item)
}

async fn load(client: &Client, partition: &Partition, lines: impl IntoIterator<Item = &Line>) {
    for Line { table, item } in lines {
        let item = item.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
        let put = client.put_item().table_name(format!("{}{table}", partition.prefix())).set_item(Some(item));
        put.send().await.expect("an item");
    }
}

async fn scanned(client: &Client, table: &str) -> Vec<Item> {
    let mut pages = client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(item.expect("an item").into_iter().collect());
    }
    items
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name).map(|value| value.as_s().expect("a text").as_str())
}

/// Every key as this version folds it, and no claim of an SKU that nobody asks for.
async fn all_is_folded_anew(client: &Client, products: &str, aux: &str) {
    for item in scanned(client, products).await {
        let id = text(&item, "product_id").expect("an id").to_owned();
        let key = |name: &str| text(&item, name).map(|text| format!("{}\u{1}{id}", fold(text)));
        let keys = ["name_key", "sku_key", "category_key"].map(|name| text(&item, name).map(str::to_owned));
        assert_eq!(keys, [key("name"), key("sku"), key("category")]);
    }
    for item in scanned(client, aux).await {
        if let Some(sku) = text(&item, "k").and_then(|key| key.strip_prefix("sku#")) {
            assert_eq!(sku, fold(sku));
        }
    }
}

async fn names_of(shop: &Shop, query: ProductQuery) -> Vec<String> {
    let mut names: Vec<_> = shop.all_products(&query, 100).await.into_iter().map(|product| product.name).collect();
    names.sort();
    names
}

async fn products_and_orders<const MINISTACK: bool, const SILO: bool>() {
    for release in RELEASES {
        products_and_orders_of::<MINISTACK, SILO>(release).await;
    }
}

async fn products_and_orders_of<const MINISTACK: bool, const SILO: bool>(release: &str) {
    let backend = Dynamo::<MINISTACK, SILO>::open(Setup::default()).await;
    let client = server::client(Dynamo::<MINISTACK, SILO>::ON);
    let cast = Cast::create(&backend, "acme", Tier::Premium, "Europe/Berlin").await;
    let key = cast.key(&backend).await;
    // It makes the tables of a silo.
    backend.store().order_counts(&key).await.expect("counts");
    let (company, written) = written_by(release, if SILO { "silo" } else { "pool" });
    // Control data is today's in this backend, so the company bears the name that it has there.
    let written = written.replace(&company.to_string(), &cast.id.to_string());
    let lines: Vec<Line> = written.lines().map(line).filter(|line| !line.table.starts_with("control")).collect();
    load(&client, &backend.partition, &lines).await;

    // Whatever was there is there, before anything is folded anew.
    let shop = Shop(cast.owner.enter(&backend).await);
    let any = ProductQuery { archived: None, ..ProductQuery::default() };
    let read = shop.all_products(&any, 7).await.into_iter().map(|product: Product| {
        let stock = product.inventory.to_string();
        (product.id.to_string(), product.name, product.sku, product.price.minor().to_string(), stock)
    });
    let number = |item: &BTreeMap<String, Value>, name: &str| item[name]["N"].as_str().expect("a number").to_owned();
    let stored = of(&lines, "products").map(|item| {
        let (id, name, sku) = (string(&item["product_id"]), string(&item["name"]), item.get("sku").map(string));
        (id, name, sku, number(item, "price"), number(item, "inventory"))
    });
    assert_eq!(read.collect::<BTreeSet<_>>(), stored.collect::<BTreeSet<_>>());
    let orders = shop.all_orders(&OrderQuery::default(), 4).await;
    let stored: BTreeSet<String> = of(&lines, "orders").map(|item| string(&item["order_id"])).collect();
    assert_eq!(orders.iter().map(|order| order.id.to_string()).collect::<BTreeSet<_>>(), stored);
    let mut counts: BTreeMap<Status, u64> = BTreeMap::new();
    orders.iter().for_each(|order| *counts.entry(order.status).or_default() += 1);
    let counted = shop.0.order_counts().await.expect("counts").into_iter().filter(|(_, count)| *count > 0);
    assert_eq!(counted.collect::<BTreeMap<_, _>>(), counts);
    let live = shop.all_products(&ProductQuery::default(), 100).await;
    let counter = backend.store().counter(&key, &Counter::Products).await.expect("a counter");
    assert_eq!(counter, live.len() as u64);
    let views = shop.0.views(None).await.expect("views");
    assert_eq!(views.iter().map(|view| &view.value.name).collect::<Vec<_>>(), ["Coffee"]);

    // Between the deployment and the refold people go on.
    let id = |name: &str| live.iter().find(|product| product.name == name).expect("a product").id;
    let saved = shop.edit(id("Straße"), &Precondition::Any, |draft| {
        draft.price = Money::from_minor(2_100);
    });
    saved.await.expect("saved");
    shop.create_sku("Later", "ΚΑΦΕΣ-2").await.expect("an SKU that nobody bears by the new rules");

    let heard = Heard::default();
    let listening = tracing::subscriber::set_default(heard.clone());
    let rewritten = backend.store.refold(&key).await.expect("folded");
    drop(listening);
    assert!((6..=12).contains(&rewritten), "{rewritten}");
    let warnings = heard.0.lock().expect("warnings").clone();
    let of_both = [id("καφες"), id("Café")].map(|id| format!("the SKU of product {id} by now"));
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(of_both.iter().all(|said| warnings.iter().any(|warning| warning.contains(said))), "{warnings:?}");
    let silo = if SILO { format!("-{}", cast.id) } else { String::new() };
    let table = |name: &str| format!("{}{name}{silo}", backend.partition.prefix());
    all_is_folded_anew(&client, &table("products"), &table("aux")).await;
    assert_eq!(backend.store.refold(&key).await.expect("folded"), 0, "nothing is left");

    for (sku, bearer) in [("Straße-1", "Straße"), ("Café", "Cafe crème"), ("Καφές-2", "Later"), ("Ｌamp-1", "Ｌａｍｐ")]
    {
        let name = UniqueName::Sku(fold(sku));
        let owner = backend.store().bearer(&key, &name).await.expect("a look-up").expect("somebody bears it");
        let owner = shop.0.product(ProductId(owner)).await.expect("a product");
        assert_eq!(owner.name, bearer, "{sku}");
    }
    products_are_found_by_the_new_fold(&shop).await;
    products_take_barcodes(&shop, id).await;

    work_goes_on(&shop, &orders, id).await;
    backend.settle().await;
    assert_eq!(shop.stock(id("Ｌａｍｐ")).await, 48);
}

/// Names that were given are taken, or free once they were given up, and orders take their next step.
async fn work_goes_on(shop: &Shop, orders: &[Order], id: impl Fn(&str) -> ProductId) {
    for sku in ["STRASSE-1", "cafe", "Καφεσ-2", "lamp-1"] {
        let refused = shop.create_sku("Another", sku).await;
        assert!(matches!(refused, Err(Error::Conflict { code: "sku_taken", .. })), "{sku}: {refused:?}");
    }
    shop.archive(id("Café")).await.expect("archived");
    assert!(shop.create_sku("Another", "CAFE").await.is_err(), "it was never its name");
    shop.archive(id("Straße")).await.expect("archived");
    shop.create_sku("Another", "STRASSE-1").await.expect("the name is free");
    for order in orders {
        let next = match order.status {
            Status::Pending => Status::Confirmed,
            Status::Confirmed => Status::Shipped,
            Status::Shipped => Status::Delivered,
            Status::Delivered | Status::Cancelled => continue,
        };
        shop.advance(order.id, next).await.expect("a step");
    }
    shop.order(&[(id("Ｌａｍｐ"), 2)]).await;
}

async fn products_are_found_by_the_new_fold(shop: &Shop) {
    let by_name = |text: &str| ProductQuery { search: Some(Prefix::Name(fold(text))), ..ProductQuery::default() };
    let by_sku = |text: &str| ProductQuery { search: Some(Prefix::Sku(fold(text))), ..ProductQuery::default() };
    let by_category = |text: &str| ProductQuery { category: Some(text.to_owned()), ..ProductQuery::default() };
    for (query, names) in [
        (by_name("STRASSE"), vec!["Straße"]),
        (by_name("cafe"), vec!["Cafe crème", "Café"]),
        (by_name("Καφές"), vec!["ΚΑΦΕΣ", "καφες"]),
        (by_name("ЙОГ"), vec!["Йогурт"]),
        (by_name("иог"), vec![]),
        (by_name("teapot"), vec!["Tea\u{200b}pot"]),
        (by_sku("CAFÉ"), vec!["Cafe crème", "Café"]),
        (by_category("fur kuche"), vec!["Straße"]),
        (by_category("καφεσ"), vec!["Cafe crème", "Café", "ΚΑΦΕΣ"]),
    ] {
        assert_eq!(names_of(shop, query.clone()).await, names, "{query:?}");
    }
}

/// Items of a release that knew no barcodes have none, and take one.
async fn products_take_barcodes(shop: &Shop, id: impl Fn(&str) -> ProductId) {
    let scanned = || ProductQuery { barcode: Some("0036".to_owned()), ..ProductQuery::default() };
    assert_eq!(names_of(shop, scanned()).await, Vec::<String>::new());
    let write = |draft: &mut ProductDraft| draft.barcode = Some("0036000291452".to_owned());
    shop.edit(id("Straße"), &Precondition::Any, write).await.expect("saved");
    assert_eq!(names_of(shop, scanned()).await, ["Straße"]);
}

/// Companies, people and what was sent out, by the port of this version.
async fn control_data(on: Which) {
    for (release, place) in RELEASES.into_iter().flat_map(|release| ["pool", "silo"].map(|place| (release, place))) {
        let (client, partition) = (server::client(on), partition(on).await);
        let (company, written) = written_by(release, place);
        let lines: Vec<Line> = written.lines().map(line).filter(|line| line.table.starts_with("control")).collect();
        load(&client, &partition, &lines).await;
        let control = DynamoControl::new(client, partition.prefix(), Arc::default());
        let tenants = control.tenants(&Default::default(), None, 100).await.expect("tenants").items;
        assert_eq!(
            tenants.iter().map(|tenant| (tenant.id, tenant.tier)).collect::<Vec<_>>(),
            [(company, Tier::Premium)]
        );
        let members = control.members(company, None, 100).await.expect("members").items;
        let mut roles: Vec<_> = members.iter().map(|member| member.role.name()).collect();
        roles.sort_unstable();
        assert_eq!(roles, ["admin", "owner", "staff", "viewer"]);
        for member in &members {
            let found = control.member_by_email(&member.email).await.expect("a look-up").expect("a member");
            assert_eq!(found.user, member.user);
        }
        let open = control.invitations(company, None, 100).await.expect("invitations").items;
        assert_eq!(open.iter().map(|open| open.email.as_str()).collect::<Vec<_>>(), ["ina@corner.example"]);
        assert!(control.operator_by_email("olga@operators.example").await.expect("a look-up").is_some());
        assert!(!control.journal(company, None, 100).await.expect("a journal").is_empty());
    }
}

/// Warnings, as their message.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

struct Message<'a>(&'a mut Vec<String>);

impl tracing::field::Visit for Message<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0.push(format!("{value:?}"));
        }
    }
}

impl tracing::Subscriber for Heard {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Message(&mut self.0.lock().expect("warnings")));
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
