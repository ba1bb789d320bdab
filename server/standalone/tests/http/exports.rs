//! A company takes all of its data along.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    in_pool_and_silo,
    support::{BINARY, Client, Company, Installation, Placement, Server, order_of, wait_for},
};

async fn begin(client: &Client, company: &Company, body: &Value) -> String {
    let answer = client.post(&format!("/v1/tenants/{}/exports", company.id), body).await.expect_status(201);
    let path = answer.header("location").to_owned();
    assert!(path.ends_with(&answer.text("id")), "{path}");
    path
}

/// What an export holds, by its kinds.
fn by_kind(items: &[Value]) -> BTreeMap<&str, Vec<&Value>> {
    let mut kinds: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for item in items {
        kinds.entry(item["kind"].as_str().expect("a kind")).or_default().push(&item["data"]);
    }
    kinds
}

fn ids<'a>(items: &[&'a Value], field: &str) -> BTreeSet<&'a str> {
    let ids: BTreeSet<&str> = items.iter().map(|item| item[field].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), items.len(), "each is there once");
    ids
}

in_pool_and_silo!(all_that_was_put_in_comes_out);
async fn all_that_was_put_in_comes_out(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Pelican House", placement).await;
    let other = Company::register(&server, "Sparrow House").await;
    other.product("sparrow", "1.00", 1).await;
    let (owner, staff) = (&company.owner, company.person("staff").await);
    owner
        .post("/v1/invitations", &json!({"email": "late@pelican-house.example", "role": "viewer"}))
        .await
        .expect_status(201);
    let kept = company.product("Kept", "2.00", 50).await;
    let gone = company.product("Gone", "3.00", 5).await;
    owner.delete(gone.header("location"), gone.tag()).await.expect_status(200);
    let order = json!({"customer_email": "eve@customers.example", "note": "by the door", "external_ref": "REF-1",
        "items": [{"product_id": kept.text("product_id"), "quantity": 3}],
        "shipping_address": {"street": "Pier 1", "city": "Kiel", "zip": "24103"}});
    let placed = owner.post_once("/v1/orders", "one", &order).await.expect_status(201);
    let moved = owner.patch(placed.header("location"), placed.tag(), &json!({"status": "confirmed"})).await;
    moved.expect_status(200);
    let view = json!({"list": "orders", "name": "Mine alone", "query": "status=pending"});
    staff.post("/v1/views", &view).await.expect_status(201);
    let key = json!({"name": "Warehouse", "scopes": ["orders:read"]});
    let key = owner.post("/v1/api-keys", &key).await.expect_status(201).text("token");
    let operator = server.operator().await;
    let is_quiet =
        async || operator.get("/v1/system").await.json()["events"]["oldest_waiting_at"].is_null().then_some(());
    wait_for(is_quiet).await;
    crate::support::mails(&server.client(), "eve@customers.example", 2).await;

    let path = begin(owner, &company, &json!({})).await;
    let items = owner.all(&path).await;
    let kinds = by_kind(&items);
    assert_eq!(kinds["tenant"][0]["company_name"], "Pelican House");
    assert_eq!(kinds["member"].len(), 2);
    assert_eq!(kinds["invitation"][0]["email"], "late@pelican-house.example");
    let names: BTreeSet<&str> = kinds["product"].iter().map(|one| one["name"].as_str().expect("a name")).collect();
    assert_eq!(names, BTreeSet::from(["Kept", "Gone"]), "archived ones too");
    let moves: Vec<(&Value, &Value)> = kinds["movement"].iter().map(|one| (&one["reason"], &one["delta"])).collect();
    assert!(moves.contains(&(&json!("sold"), &json!(-3))), "{moves:?}");
    assert_eq!(kinds["order"].len(), 1);
    let order = kinds["order"][0];
    assert_eq!((&order["note"], &order["shipping_address"]["street"]), (&json!("by the door"), &json!("Pier 1")));
    assert_eq!(
        (&order["steps"].as_array().map(Vec::len), &order["mails"].as_array().map(Vec::len)),
        (&Some(2), &Some(2))
    );
    assert_eq!((&kinds["api_key"][0]["name"], kinds["api_key"].len()), (&json!("Warehouse"), 1));
    let written = serde_json::to_string(&items).expect("JSON");
    assert!(!written.contains("digest") && !written.contains(&key[..60]), "a key comes without its secret");
    assert_eq!(kinds["view"][0]["name"], "Mine alone", "also what a member keeps for themselves");
    let actions: BTreeSet<&str> = kinds["audit"].iter().map(|one| one["action"].as_str().expect("an action")).collect();
    for action in ["tenant.registered", "product.archived", "order.placed", "view.created", "tenant.exported"] {
        assert!(actions.contains(action), "{action} in {actions:?}");
    }
    assert_eq!(ids(&kinds["audit"], "id").len(), kinds["audit"].len());
    let text = serde_json::to_string(&items).expect("JSON").to_lowercase();
    assert!(!text.contains("sparrow"), "nothing of another tenant");

    // A page may be as small as one likes.
    let small = owner.send(owner.request(Method::GET, &format!("{path}?limit=1"))).await.expect_status(200).json();
    assert_eq!(small["items"].as_array().map(Vec::len), Some(1));

    // The command line says the same, beside the running server.
    let out = server.data().join("all.ndjson");
    let done = Command::new(BINARY)
        .args(["export", "--tenant", &company.id, "--out"])
        .arg(&out)
        .arg("--data")
        .arg(server.data())
        .output()
        .expect("the binary runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let lines: Vec<Value> = std::fs::read_to_string(&out)
        .expect("a file")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let counts = by_kind(&lines);
    for kind in ["tenant", "member", "invitation", "api_key", "product", "movement", "order", "view", "audit"] {
        assert_eq!(counts[kind], kinds[kind], "{kind}");
    }
}

in_pool_and_silo!(only_those_who_may_take_it);
async fn only_those_who_may_take_it(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Guarded", placement).await;
    let other = Company::register(&server, "Curious").await;
    let (admin, staff) = (company.person("admin").await, company.person("staff").await);
    let (operator, start) = (server.operator().await, format!("/v1/tenants/{}/exports", company.id));
    assert_eq!(staff.post(&start, &json!({})).await.expect_status(403).code(), "role_too_low");
    assert_eq!(other.owner.post(&start, &json!({})).await.expect_status(404).code(), "not_found");
    assert_eq!(operator.post(&start, &json!({})).await.expect_status(422).json()["errors"][0]["pointer"], "/reason");
    let nobody = format!("/v1/tenants/{}/exports", "019ab5d2-9c00-7a11-8e22-5b4c3d2e1f00");
    operator.post(&nobody, &json!({"reason": "asked"})).await.expect_status(404);

    let theirs = begin(&operator, &company, &json!({"reason": "They asked by letter."})).await;
    let own = begin(&admin, &company, &json!({})).await;
    assert!(operator.all(&theirs).await.len() > 3);
    assert!(admin.all(&own).await.len() > 3);
    for (client, path) in [(&company.owner, &own), (&operator, &own), (&admin, &theirs), (&other.owner, &own)] {
        assert_eq!(client.get(path).await.expect_status(404).code(), "not_found");
    }
    assert_eq!(staff.get(&own).await.expect_status(403).code(), "role_too_low");
    // Cursors are of one export.
    let page = admin.get(&format!("{own}?limit=2")).await.expect_status(200).json();
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    let again = begin(&admin, &company, &json!({})).await;
    assert_eq!(admin.get(&format!("{again}?cursor={cursor}")).await.status, 400);

    let audit = company.owner.all("/v1/audit").await;
    let reasons: Vec<&Value> =
        audit.iter().filter(|entry| entry["action"] == "tenant.exported").map(|entry| &entry["reason"]).collect();
    assert_eq!(reasons, [&Value::Null, &Value::Null, &json!("They asked by letter.")]);
}

/// Writers are at work all the time: archiving, restoring, ordering.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_orders_come_out_while_the_company_is_at_work() {
    const ORDERS: usize = 2_500;
    let server = Server::start();
    let company = Company::invited(&server, "Busy Bees", "enterprise", "pool").await;
    let product = company.product("Honey", "4.00", 1_000_000).await;
    let id = product.text("product_id");
    let mut placed = BTreeSet::new();
    for batch in 0..ORDERS / 50 {
        let place = |n: usize| {
            let (owner, body) = (company.owner.clone(), order_of(&id, 1));
            async move { owner.post_once("/v1/orders", &format!("{batch}-{n}"), &body).await.expect_status(201) }
        };
        let answers = futures_util::future::join_all((0..50).map(place)).await;
        placed.extend(answers.iter().map(|answer| answer.text("order_id")));
    }
    let mut products = BTreeSet::from([id.clone()]);
    for n in 0..40 {
        products.insert(company.product(&format!("Jar {n}"), "1.00", 5).await.text("product_id"));
    }

    let path = begin(&company.owner, &company, &json!({})).await;
    let (owner, all) = (company.owner.clone(), products.clone());
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let busy = tokio::spawn(async move {
        let mut n = 0;
        loop {
            for product in &all {
                if stopped.try_recv().is_ok() {
                    return n;
                }
                n += 1;
                owner.post_once("/v1/orders", &format!("busy-{n}"), &order_of(&id, 1)).await.expect_status(201);
                let path = format!("/v1/products/{product}");
                if *product != id {
                    owner.delete(&path, "*").await.expect_status(200);
                    owner.post(&format!("{path}/restore"), &json!({})).await.expect_status(200);
                }
            }
        }
    });
    let items = company.owner.all(&path).await;
    stop.send(()).expect("it is at work");
    let done = busy.await.expect("it ends");
    let kinds = by_kind(&items);
    let found: BTreeSet<String> = ids(&kinds["order"], "order_id").into_iter().map(str::to_owned).collect();
    assert!(placed.is_subset(&found), "{} of {ORDERS} are missing", placed.difference(&found).count());
    let found: BTreeSet<String> = ids(&kinds["product"], "product_id").into_iter().map(str::to_owned).collect();
    assert_eq!(found, products);
    ids(&kinds["movement"], "movement_id");
    println!("{ORDERS} orders came out, while {done} more were placed");
}
