//! After the end of a company all that was known of it is gone from every file.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use reqwest::Method;
use serde_json::{Value, json};
use tenantry_http_suite::{delete, erase};

use crate::{
    in_pool_and_silo,
    support::{BINARY, Client, Company, Installation, Placement, Server, mails, wait_for},
};

/// Fills a company with a word of its own, in everything that has room for one.
async fn fill(server: &Server, canary: &str, placement: Placement) -> Company {
    let company = Company::found(server, &format!("House {canary}"), placement).await;
    let owner = &company.owner;
    company.person("staff").await;
    let invited = json!({"email": format!("late-{canary}@late.example"), "role": "viewer"});
    owner.post_once("/v1/invitations", "invite", &invited).await.expect_status(201);
    let mut products = Vec::new();
    for n in 0..3 {
        let body = json!({"name": format!("{canary} {n}"), "description": format!("of {canary}"), "price": "2.00",
            "category": canary, "sku": format!("{canary}-{n}"), "inventory": 50});
        products.push(owner.post_once("/v1/products", &format!("p{n}"), &body).await.expect_status(201));
    }
    for n in 0..12 {
        let order = json!({"customer_email": format!("buyer-{n}@{canary}.example"), "note": format!("{canary} {n}"),
            "external_ref": format!("{canary}-{n}"), "shipping_address": {"street": canary, "city": canary, "zip": "1"},
            "items": [{"product_id": products[n % 3].text("product_id"), "quantity": 1}]});
        let placed = owner.post_once("/v1/orders", &format!("o{n}"), &order).await.expect_status(201);
        let longer = json!({"status": "confirmed", "note": format!("{canary} {}", "changed ".repeat(n))});
        owner.patch(placed.header("location"), placed.tag(), &longer).await.expect_status(200);
    }
    owner.delete(products[0].header("location"), "*").await.expect_status(200);
    let key = json!({"name": format!("{canary} key"), "scopes": ["orders:read"]});
    let key = owner.post("/v1/api-keys", &key).await.expect_status(201).text("token");
    server.client().with_token(key).get("/v1/orders").await.expect_status(200);
    let view = json!({"list": "orders", "name": canary, "query": ""});
    owner.post("/v1/views", &view).await.expect_status(201);
    owner.post("/v1/auth/forgot-password", &json!({"email": format!("owner@house-{canary}.example")})).await;
    company
}

/// Files of a data directory whose bytes hold a word, however it is written.
fn files_with(data: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let folders = [data.to_owned(), data.join("silo")];
    for entry in folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder")) {
        let path = entry.expect("an entry").path();
        let bytes = if path.is_file() { fs::read(&path).expect("bytes").to_ascii_lowercase() } else { Vec::new() };
        if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
            found.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    found
}

/// All that a company can read of itself, but for what it used meanwhile.
async fn everything(company: &Company) -> Vec<Value> {
    let path = company.owner.post(&format!("/v1/tenants/{}/exports", company.id), &json!({})).await;
    let all = company.owner.all(path.expect_status(201).header("location")).await;
    all.into_iter().filter(|item| item["kind"] != "usage" && item["data"]["action"] != "tenant.exported").collect()
}

async fn quiet(operator: &Client) {
    wait_for(async || operator.get("/v1/system").await.json()["events"]["oldest_waiting_at"].is_null().then_some(()))
        .await;
}

in_pool_and_silo!(erasure_is_complete);
async fn erasure_is_complete(placement: Placement) {
    const OTHERS: usize = 19;
    let server = Server::start();
    let operator = server.operator().await;
    let mut others = Vec::new();
    for n in 0..OTHERS {
        let place = if n % 3 == 2 { Placement::Silo } else { Placement::Pool };
        let company = Company::found(&server, &format!("Neighbour {n}"), place).await;
        let product = company.product(&format!("Thing {n}"), "1.00", 9).await.text("product_id");
        company.order("one", &product, 2).await.expect_status(201);
        others.push(company);
    }
    let gone = fill(&server, "pelican", placement).await;
    mails(&server.client(), "buyer-1@pelican.example", 2).await;
    quiet(&operator).await;
    let mut before = Vec::new();
    for other in &others {
        before.push(everything(other).await);
    }
    quiet(&operator).await;
    assert!(files_with(server.data(), "pelican").len() >= 3, "it is in the data, the people and the mails");

    delete(&operator, &gone.id).await;
    erase(&operator, &gone.id, "House pelican").await;
    quiet(&operator).await;

    // While it runs: every table, file and write-ahead log.
    assert_eq!(files_with(server.data(), "pelican"), Vec::<String>::new());
    let (files, id) = (rows_of(server.data(), &gone.id), &gone.id);
    assert_eq!(
        files,
        BTreeMap::from([("journal", 2), ("operations", 1), ("tenants", 1)].map(|(t, n)| (t.to_owned(), n)))
    );
    assert!(!server.data().join("silo").join(format!("{id}.db")).exists());
    for (other, before) in others.iter().zip(&before) {
        assert_eq!(everything(other).await, *before, "{} is as it was", other.id);
    }

    let data = server.keep();
    let doctor = Command::new(BINARY).args(["doctor", "--data"]).arg(data.path()).output().expect("it runs");
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    println!("one of {} erased: nothing of it in any file, {OTHERS} as they were", OTHERS + 1);
}

/// Rows that bear the id of a tenant, by table, over all files.
fn rows_of(data: &Path, id: &str) -> BTreeMap<String, i64> {
    let id: uuid::Uuid = id.parse().expect("an id");
    let mut rows = BTreeMap::new();
    for name in ["control.db", "pool.db", "mail.db"] {
        let conn = rusqlite::Connection::open_with_flags(data.join(name), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            .expect("a database");
        let mut tables = conn
            .prepare(
                "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS \
                 (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'tenant_id')",
            )
            .expect("tables");
        let tables: Vec<String> =
            tables.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
        for table in tables {
            let count = format!("SELECT count(*) FROM \"{table}\" WHERE tenant_id = ?1");
            let count: i64 = conn.query_row(&count, [id.as_bytes()], |row| row.get(0)).expect("a count");
            if count > 0 {
                *rows.entry(table).or_default() += count;
            }
        }
    }
    rows
}

/// An older backup knows nothing of the erasure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_does_not_bring_it_back() {
    let server = Server::start();
    let gone = fill(&server, "pelican", Placement::Pool).await;
    let stays = Company::register(&server, "Sparrow House").await;
    let operator = server.operator().await;
    quiet(&operator).await;
    let folder = tempfile::tempdir().expect("a folder");
    let run = |args: &[&std::ffi::OsStr]| {
        let done = Command::new(BINARY).args(args).output().expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("text")
    };
    let (backup, fresh) = (folder.path().join("backup"), tempfile::tempdir().expect("a folder"));
    run(&["backup".as_ref(), backup.as_os_str(), "--data".as_ref(), server.data().as_os_str()]);
    delete(&operator, &gone.id).await;
    erase(&operator, &gone.id, "House pelican").await;
    let old = server.keep();
    assert_eq!(files_with(old.path(), "pelican"), Vec::<String>::new());

    let output = run(&[
        "restore".as_ref(),
        backup.as_os_str(),
        "--replaces".as_ref(),
        old.path().as_os_str(),
        "--data".as_ref(),
        fresh.path().as_os_str(),
    ]);
    assert!(output.contains("1 tenants were erased since then"), "{output}");
    let server = Server::on(fresh, &[]);
    let operator = server.operator().await;
    wait_for(async || {
        let work = operator.get(&format!("/v1/tenants/{}/operations", gone.id)).await.expect_status(200).json();
        (work["items"][0]["status"] == "done").then_some(())
    })
    .await;
    assert_eq!(files_with(server.data(), "pelican"), Vec::<String>::new());
    let there = operator.send(operator.request(Method::GET, &format!("/v1/tenants/{}", stays.id))).await;
    assert_eq!(there.expect_status(200).text("status"), "active");
}
