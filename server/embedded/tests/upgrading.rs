//! Data directories of earlier releases open and work, and those of later ones
//! are refused. `fixtures/README.md` says how a directory is made.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tempfile::TempDir;
use tenantry_conformance::{Fixture, ManualClock, Setup, Shop, password, snapshot};
use tenantry_core::{
    Caller, Error, Tenant, TenantAdmin,
    domain::{
        idempotency::Attempt,
        ids::TenantId,
        order::{Order, OrderDraft, OrderInput, OrderQuery},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        product::{Prefix, Product, ProductDraft, ProductQuery},
        text::fold,
    },
    policy::device::Origin,
    ports::env::Clock,
    usecases::{Answered, Joining, SecondFactor, SignIn},
};
use tenantry_embedded::{Backend, OpenError};
use tenantry_embedded_testing::{SqlitePool, config};
use totp_rs::{Builder, Secret};

/// What the release answered, before it was stopped.
#[derive(Deserialize)]
struct Expected {
    version: String,
    /// Of everybody.
    password: String,
    operator: String,
    at: i64,
    companies: BTreeMap<String, Company>,
}

#[derive(Deserialize)]
struct Company {
    tenant_id: TenantId,
    owner: String,
    tokens: Tokens,
    products: Vec<Goods>,
    archived: Vec<Goods>,
    orders: Vec<Placed>,
    counts: BTreeMap<String, u64>,
    members: Vec<Person>,
    invitations: Vec<Invited>,
    views: Vec<(String, String)>,
    insights: Figures,
    used: BTreeMap<String, u64>,
    /// Of the mail to who was invited and did not come yet.
    invitation: Option<String>,
    mfa: Option<SecondFactors>,
    once: Option<Once>,
    #[serde(default)]
    cursors: BTreeMap<String, Cursor>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: SecretString,
}

#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
struct Goods {
    product_id: String,
    name: String,
    sku: Option<String>,
    category: Option<String>,
    price: String,
    inventory: u64,
    version: u64,
}

#[derive(Deserialize, PartialEq, Eq, Debug)]
struct Placed {
    order_id: String,
    number: String,
    status: String,
    customer_email: String,
    total_amount: String,
    version: u64,
}

#[derive(Deserialize, PartialEq, Eq, Debug)]
struct Person {
    user_id: String,
    email: String,
    role: String,
    mfa_enabled: bool,
}

#[derive(Deserialize, PartialEq, Eq, Debug)]
struct Invited {
    email: String,
    role: String,
}

#[derive(Deserialize, PartialEq, Eq, Debug)]
struct Figures {
    revenue: String,
    orders: i64,
    open_orders: i64,
    low_stock: u64,
}

#[derive(Deserialize)]
struct SecondFactors {
    email: String,
    secret: String,
    recovery_codes: Vec<String>,
}

/// A request that was sent under a key.
#[derive(Deserialize)]
struct Once {
    key: String,
    request: String,
    order_id: String,
}

#[derive(Deserialize)]
struct Cursor {
    cursor: String,
    then: Vec<String>,
}

fn releases() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let entries = fs::read_dir(fixtures).expect("fixtures").map(|entry| entry.expect("one").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

/// A copy of what a release left behind, and the time at which it did.
fn left_by(release: &Path) -> (TempDir, ManualClock, Expected) {
    let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
    unpack(&release.join("data"), folder.path());
    let expected = fs::read_to_string(release.join("expected.json")).expect("what it answered");
    let expected: Expected = serde_json::from_str(&expected).expect("JSON");
    let clock = ManualClock::starting_now();
    clock.set(Timestamp::from_millisecond(expected.at).expect("a time"));
    (folder, clock, expected)
}

fn unpack(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let path = entry.expect("one").path();
        let target = to.join(path.file_stem().expect("a name"));
        if path.is_dir() {
            unpack(&path, &target);
        } else {
            let mut content = Vec::new();
            let packed = fs::File::open(&path).expect("a file");
            GzDecoder::new(packed).read_to_end(&mut content).expect("packed bytes");
            fs::write(target, content).expect("written");
        }
    }
}

fn open(folder: TempDir, clock: &ManualClock) -> SqlitePool {
    let issuer = |config: &mut tenantry_embedded::Config| "tenantry".clone_into(&mut config.issuer);
    SqlitePool::open_in(folder, clock.clone(), Setup::default(), issuer)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = vec![folder.join("control.db"), folder.join("pool.db"), folder.join("mail.db")];
    files.extend(fs::read_dir(folder.join("silo")).expect("silos").map(|entry| entry.expect("one").path()));
    files.retain(|path| path.extension().is_some_and(|extension| extension == "db"));
    files
}

fn schema(path: &Path) -> i32 {
    let conn = Connection::open(path).expect("a database");
    conn.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
}

async fn enter(backend: &SqlitePool, access: &str) -> Tenant {
    match backend.app().authenticate(access, None).await.expect("a token that counts") {
        Caller::Member(tenant) => tenant,
        Caller::Operator(_) => unreachable!("a member's token made an operator"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_earlier_release_left_opens_and_works() {
    for release in releases() {
        let (folder, clock, expected) = left_by(&release);
        let before: Vec<i32> = files(folder.path()).iter().map(|path| schema(path)).collect();
        let backend = open(folder, &clock);
        assert_eq!(backend.bad_files().await, Vec::<String>::new(), "of {}", expected.version);
        backend.settle().await;
        for company in expected.companies.values() {
            reads_as_before(&backend, company).await;
            people_come_in(&backend, &expected, company).await;
        }
        let operator =
            backend.app().sign_in_operator(&expected.operator, &expected.password.clone().into(), "here").await;
        operator.expect("a right password").tokens().expect("no second factor");
        let pool = &expected.companies["pool"];
        let shop = Shop(enter(&backend, &pool.tokens.access_token).await);
        pages_go_on(&shop, pool).await;
        a_key_stands_for_its_order(&shop, pool).await;
        names_are_found_and_kept_apart(&shop, pool).await;
        work_goes_on(&backend, &shop, pool).await;
        barcodes_can_be_written(&shop).await;

        // What was brought to this version once is not touched again.
        backend.settle().await;
        let mut texts = Vec::new();
        for company in expected.companies.values() {
            texts.push(snapshot(&backend, company.tenant_id).await);
        }
        drop(shop);
        let folder = backend.close().await;
        let after: Vec<i32> = files(folder.path()).iter().map(|path| schema(path)).collect();
        assert!(before.iter().zip(&after).all(|(before, after)| before <= after), "{before:?} {after:?}");
        let backend = open(folder, &clock);
        for (company, text) in expected.companies.values().zip(texts) {
            assert_eq!(snapshot(&backend, company.tenant_id).await, text);
        }
        let folder = backend.close().await;
        assert_eq!(files(folder.path()).iter().map(|path| schema(path)).collect::<Vec<_>>(), after);
    }
}

/// All that the release reported of a company.
async fn reads_as_before(backend: &SqlitePool, company: &Company) {
    let tenant = enter(backend, &company.tokens.access_token).await;
    assert_eq!(tenant.id(), company.tenant_id);
    let shop = Shop(tenant);
    let currency = shop.0.currency();
    let goods = |product: Product| Goods {
        product_id: product.id.to_string(),
        price: product.price.show(currency).to_string(),
        name: product.name,
        sku: product.sku,
        category: product.category,
        inventory: product.inventory,
        version: product.version,
    };
    let products = shop.all_products(&ProductQuery::default(), 7).await.into_iter().map(goods);
    assert_eq!(products.collect::<Vec<_>>(), company.products);
    let archived = ProductQuery { archived: Some(true), ..ProductQuery::default() };
    let archived = shop.all_products(&archived, 7).await.into_iter().map(goods);
    assert_eq!(archived.collect::<Vec<_>>(), company.archived);
    let orders = shop.all_orders(&OrderQuery::default(), 7).await.into_iter().map(|order| Placed {
        order_id: order.id.to_string(),
        number: order.number().to_string(),
        status: order.status.name().to_owned(),
        total_amount: order.total.show(currency).to_string(),
        customer_email: order.customer_email,
        version: order.version,
    });
    assert_eq!(orders.collect::<Vec<_>>(), company.orders);
    let counts = shop.0.order_counts().await.expect("counts");
    let counts: BTreeMap<_, _> = counts.into_iter().map(|(status, count)| (status.name().to_owned(), count)).collect();
    assert_eq!(counts, company.counts);
    let insights = shop.0.insights(None, None).await.expect("figures");
    let figures = Figures {
        revenue: insights.total.revenue.show(currency).to_string(),
        orders: insights.total.orders,
        open_orders: insights.open_orders,
        low_stock: insights.low_stock,
    };
    assert_eq!(figures, company.insights);
    let views = shop.0.views(None).await.expect("views").into_iter().map(|view| (view.value.name, view.value.query));
    assert_eq!(views.collect::<Vec<_>>(), company.views);

    let admin: TenantAdmin = shop.0.admin().expect("an admin");
    let page = PageRequest { limit: 100, cursor: None };
    let members = admin.members(&page).await.expect("members").items.into_iter().map(|member| Person {
        user_id: member.user.to_string(),
        email: member.email,
        role: member.role.to_string(),
        mfa_enabled: member.totp_since.is_some(),
    });
    assert_eq!(members.collect::<Vec<_>>(), company.members);
    let invitations = admin.invitations(&page).await.expect("invitations").items.into_iter();
    let invitations = invitations.map(|open| Invited { email: open.email, role: open.role.to_string() });
    assert_eq!(invitations.collect::<Vec<_>>(), company.invitations);
    let limits = admin.usage(None, None).await.expect("usage").limits;
    let used: BTreeMap<_, _> = limits.iter().map(|limit| (limit.limit.name().to_owned(), limit.used)).collect();
    assert_eq!(used, company.used, "counters");
}

/// Products of releases that knew no barcodes have none, and take one.
async fn barcodes_can_be_written(shop: &Shop) {
    let all = shop.all_products(&ProductQuery::default(), 100).await;
    assert!(all.iter().all(|product| product.barcode.is_none()), "{all:?}");
    let scanned = ProductQuery { barcode: Some("0036".to_owned()), ..ProductQuery::default() };
    assert_eq!(shop.all_products(&scanned, 100).await, []);
    let write = |draft: &mut ProductDraft| draft.barcode = Some("0036000291452".to_owned());
    let written = shop.edit(all[0].id, &Precondition::Any, write).await.expect("saved");
    assert_eq!(shop.all_products(&scanned, 100).await, [written]);
}

/// By password, by the session that was open, and with the second factor.
async fn people_come_in(backend: &SqlitePool, expected: &Expected, company: &Company) {
    let password: SecretString = expected.password.clone().into();
    let come_in = backend.app().sign_in(&company.owner, &password, "here").await.expect("a right password");
    enter(backend, come_in.tokens().expect("no second factor").access.expose_secret()).await;
    let wrong = backend.app().sign_in(&company.owner, &"another long password".to_owned().into(), "here").await;
    assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
    let fresh = backend.app().refresh(&company.tokens.refresh_token, "here").await.expect("an open session");
    enter(backend, fresh.access.expose_secret()).await;

    let Some(mfa) = &company.mfa else { return };
    // The step that turned it on is used up.
    backend.clock().advance(SignedDuration::from_secs(60));
    let secret = Secret::try_from_base32(&mfa.secret).expect("base 32");
    let app = Builder::new().with_secret(secret).build().expect("a sound secret");
    let code = app.generate(backend.clock().now().as_second().unsigned_abs()).to_string();
    let answers = [SecondFactor::Code(code), SecondFactor::Recovery(mfa.recovery_codes[0].clone())];
    for answer in answers {
        let SignIn::Challenge(asked) = backend.app().sign_in(&mfa.email, &password, "here").await.expect("a password")
        else {
            unreachable!("it has a second factor");
        };
        let challenge = asked.challenge.expose_secret();
        let answered = backend.app().answer_challenge(challenge, &answer, Origin::from("here"), None).await;
        assert!(matches!(answered, Ok(Answered::Done(_) | Answered::PasswordAgain)), "{answered:?}");
    }
}

/// A list that a member had open goes on where it was.
async fn pages_go_on(shop: &Shop, company: &Company) {
    for (list, cursor) in &company.cursors {
        let page = PageRequest { limit: 100, cursor: Some(cursor.cursor.clone()) };
        let category = list.split_once("category=").map(|(_, category)| category.to_owned());
        let query = ProductQuery { category, ..ProductQuery::default() };
        let ids: Vec<String> = if list.starts_with("/orders") {
            let orders = shop.0.orders(&OrderQuery::default(), &page).await.expect(list);
            orders.items.iter().map(|order| order.id.to_string()).collect()
        } else {
            let products = shop.0.products(&query, &page).await.expect(list);
            products.items.iter().map(|product| product.id.to_string()).collect()
        };
        assert_eq!(ids, cursor.then, "{list}");
    }
}

/// A retry of what was sent before the upgrade is answered as then; it was known by body and precondition.
async fn a_key_stands_for_its_order(shop: &Shop, company: &Company) {
    let once = company.once.as_ref().expect("a request");
    let line = (company.products[0].product_id.parse().expect("an id"), 1);
    let input = OrderInput {
        external_ref: None,
        customer_email: "another@post.example",
        lines: &[line],
        shipping_address: None,
        note: None,
    };
    let draft = OrderDraft::new(input).expect("a draft");
    for (request, is_it) in [(once.request.as_str(), true), ("{}", false)] {
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(&once.key), &[b"canonical", b"it"])
            .or_earlier(&[request.as_bytes(), b""]);
        match shop.place(&draft, &attempt).await {
            Ok(outcome) => {
                assert!(is_it && outcome.replayed && outcome.answer.as_json().contains(&once.order_id), "{outcome:?}");
            }
            Err(error) => assert!(!is_it && matches!(error, Error::IdempotencyMismatch), "{error:?}"),
        }
    }
}

async fn names_of(shop: &Shop, query: ProductQuery) -> Vec<String> {
    let mut names: Vec<_> = shop.all_products(&query, 100).await.into_iter().map(|product| product.name).collect();
    names.sort();
    names
}

/// By the rules of this version, whichever wrote the products.
async fn names_are_found_and_kept_apart(shop: &Shop, company: &Company) {
    let by_name = |text: &str| ProductQuery { search: Some(Prefix::Name(fold(text))), ..ProductQuery::default() };
    let by_sku = |text: &str| ProductQuery { search: Some(Prefix::Sku(fold(text))), ..ProductQuery::default() };
    let by_category = |text: &str| ProductQuery { category: Some(text.to_owned()), ..ProductQuery::default() };
    for (query, names) in [
        (by_name("STRASSE"), vec!["Straße"]),
        (by_name("cafe"), vec!["Cafe crème", "Café"]),
        (by_name("Καφές"), vec!["ΚΑΦΕΣ", "καφες"]),
        (by_name("ЙОГ"), vec!["Йогурт"]),
        (by_name("иог"), vec![]),
        (by_name("ўзор"), vec!["Ўзор"]),
        (by_name("їжак"), vec!["Їжак"]),
        (by_name("teapot"), vec!["Tea\u{200b}pot"]),
        (by_name("lamp"), vec!["Lamp", "Ｌａｍｐ"]),
        (by_sku("strasse-1"), vec!["Straße"]),
        (by_sku("CAFE"), vec!["Cafe crème", "Café"]),
        (by_sku("lamp-1"), vec!["Ｌａｍｐ"]),
        (by_category("fur kuche"), vec!["Straße"]),
        (by_category("καφεσ"), vec!["Cafe crème", "Café", "ΚΑΦΕΣ"]),
    ] {
        assert_eq!(names_of(shop, query.clone()).await, names, "{query:?}");
    }
    // Two SKUs that were different are one now: each product keeps its own, and one of them bears the name.
    let taken = |refused: tenantry_core::Result<Product>| match refused {
        Err(Error::Conflict { code, detail, .. }) => format!("{code}: {detail}"),
        other => unreachable!("a second product: {other:?}"),
    };
    for (sku, bearer) in [("CAFÉ", "Cafe crème"), ("STRASSE-1", "Straße"), ("ΚΑΦΕΣ-2", "καφες")] {
        let refused = taken(shop.create_sku("Another", sku).await);
        assert!(refused.starts_with("sku_taken") && refused.contains(bearer), "{sku}: {refused}");
    }
    let other = company.products.iter().find(|product| product.name == "Café").expect("the other one");
    let other = other.product_id.parse().expect("an id");
    shop.archive(other).await.expect("archived");
    taken(shop.create_sku("Another", "cafe").await);
    taken(shop.restore(other).await);
    shop.create_sku("й is no и", "И-1").await.expect("another SKU than Й-1");
}

/// Orders move, and who was invited comes.
async fn work_goes_on(backend: &SqlitePool, shop: &Shop, company: &Company) {
    let street = company.products.iter().find(|product| product.name == "Straße").expect("a product");
    let id = street.product_id.parse().expect("an id");
    let order: Order = shop.order(&[(id, 2)]).await;
    shop.advance(order.id, Status::Confirmed).await.expect("a step");
    for placed in &company.orders {
        let next = match placed.status.as_str() {
            "pending" => Status::Confirmed,
            "confirmed" => Status::Shipped,
            "shipped" => Status::Delivered,
            _ => continue,
        };
        shop.advance(placed.order_id.parse().expect("an id"), next).await.expect("a step");
    }
    backend.settle().await;
    assert_eq!(shop.stock(id).await, street.inventory - 2);
    let moved: i64 = {
        let page = PageRequest { limit: 100, cursor: None };
        shop.0.movements(id, &page).await.expect("a ledger").items.iter().map(|movement| movement.delta).sum()
    };
    assert_eq!(moved, i64::try_from(street.inventory).expect("a stock") - 2, "the ledger adds up to the stock");
    let code = company.invitation.as_ref().expect("an invitation");
    let joining = Joining::new("Ina Corner", password()).expect("a joining");
    let member = backend.app().join(code, joining, "here", None).await.expect("a member");
    assert_eq!(member.email, company.invitations[0].email);
}

/// The other way round nothing is opened: what a later version wrote is not guessed at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_file_is_refused_and_both_versions_are_named() {
    let release = releases().remove(0);
    let (folder, clock, expected) = left_by(&release);
    let mut folder = open(folder, &clock).close().await;
    for path in files(folder.path()) {
        let known = schema(&path);
        let conn = Connection::open(&path).expect("a database");
        conn.execute_batch("UPDATE installation SET tenantry = '99.1.0'; PRAGMA user_version = 4000").expect("newer");
        conn.close().expect("closed");
        let needed = format!("its schema is version 4000, and this Tenantry knows only up to {known}");
        let reported = if path.parent().is_some_and(|parent| parent.ends_with("silo")) {
            // All others go on.
            let backend = open(folder, &clock);
            let shop = Shop(enter(&backend, &expected.companies["pool"].tokens.access_token).await);
            shop.create_sku("Chair", "CHAIR").await.expect("a product");
            let reported = backend.bad_files().await.join("\n");
            drop(shop);
            folder = backend.close().await;
            reported
        } else {
            let refused = Backend::open(config(folder.path(), &clock)).err().expect("a refusal");
            assert!(matches!(refused, OpenError::File { .. }), "{refused}");
            refused.to_string()
        };
        let name = path.file_name().expect("a name").to_string_lossy();
        let says = reported.contains(&*name)
            && reported.contains(&needed)
            && reported.contains("run Tenantry 99.1.0 or newer");
        assert!(says, "{name}: {reported}");
        let conn = Connection::open(&path).expect("a database");
        conn.execute_batch(&format!("PRAGMA user_version = {known}")).expect("as before");
        conn.close().expect("closed");
    }
    open(folder, &clock).close().await;
}
