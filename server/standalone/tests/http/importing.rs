//! What an import does with what is there: stock, limits, the ledger, and many
//! rows at once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    in_pool_and_silo,
    support::{Answer, Client, Company, Installation, Placement, Server, mails, wait_for},
};

async fn send(client: &Client, query: &str, file: &str) -> Answer {
    let path = format!("/v1/products/import{query}");
    let request = client.request(Method::POST, &path).header("content-type", "text/csv").body(file.to_owned());
    client.send(request).await
}

async fn done(client: &Client, query: &str, file: &str) -> Value {
    send(client, query, file).await.expect_status(200).json()
}

in_pool_and_silo!(an_update_leaves_stock_alone_unless_it_is_chosen);
async fn an_update_leaves_stock_alone_unless_it_is_chosen(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Stock Keepers", placement).await;
    let owner = &company.owner;
    let file = "sku,name,price,inventory\nA-1,Apple,1.50,10\n";
    assert_eq!(done(owner, "", file).await["counts"]["create"], 1);
    let apple = owner.get("/v1/products").await.json()["items"][0].clone();
    let id = apple["product_id"].as_str().expect("an id").to_owned();
    company.order("first", &id, 4).await.expect_status(201);

    let dearer = file.replace("1.50", "1.75");
    assert_eq!(done(owner, "", &dearer).await["counts"]["update"], 1);
    let path = format!("/v1/products/{id}");
    let stock = async || owner.get(&path).await.expect_status(200).json()["inventory"].clone();
    assert_eq!(stock().await, 6, "four were sold since the file was written");

    // Chosen, and warned of, with old and new values.
    let query = "?stock=set&dry_run=true&exported_at=2026-01-01T00:00:00Z";
    let planned = done(owner, query, file).await;
    assert_eq!(
        planned["changes"],
        json!([{"row": 2, "product_id": id, "name": "Apple", "fields": [
            {"field": "price", "from": "1.75", "to": "1.50"},
            {"field": "inventory", "from": "6", "to": "10"},
        ]}])
    );
    assert_eq!(planned["remarks"][0]["code"], "orders_since_export");
    assert_eq!(
        planned["remarks"][0]["detail"],
        "1 order took 4 units after the file was exported; the stock is set to 10 all the same"
    );
    assert_eq!(stock().await, 6);
    done(owner, "?stock=set", file).await;
    assert_eq!(stock().await, 10);

    let ledger = wait_for(async || {
        let ledger = owner.all(&format!("{path}/movements")).await;
        (ledger.len() == 3).then_some(ledger)
    });
    let ledger: Vec<(Value, Value)> =
        ledger.await.iter().map(|line| (line["reason"].clone(), line["delta"].clone())).collect();
    let line = |reason: &str, delta: i64| (json!(reason), json!(delta));
    assert_eq!(ledger, [line("import", 4), line("sold", -4), line("import", 10)]);
}

in_pool_and_silo!(a_stock_count_creates_nothing_and_says_so_once);
async fn a_stock_count_creates_nothing_and_says_so_once(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Counters", placement).await;
    let owner = &company.owner;
    let body = json!({"name": "Known", "price": "1.00", "inventory": 1, "sku": "K-1"});
    let known = owner.post("/v1/products", &body).await.expect_status(201).text("product_id");
    let file = "sku,name,inventory\nK-1,Known,9\nN-1,New,1\nN-2,Newer,2\nN-3,Newest,3\n";
    let report = done(owner, "", file).await;
    assert_eq!((&report["counts"]["create"], &report["counts"]["update"]), (&json!(0), &json!(1)));
    let reasons = report["rejections"].as_array().expect("reasons");
    assert_eq!((reasons.len(), &reasons[0]["code"], &reasons[0]["count"]), (1, &json!("no_price_column"), &json!(3)));
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(1), "one sentence for the file");
    assert_eq!(owner.get(&format!("/v1/products/{known}")).await.json()["inventory"], 9);
    assert_eq!(owner.all("/v1/products").await.len(), 1);
    let failed = owner.request(Method::POST, "/v1/products/import/failed").header("content-type", "text/csv");
    let failed = owner.send(failed.body(file)).await.expect_status(200);
    assert_eq!(failed.raw.lines().count(), 4, "all of them are in the file to fix: {}", failed.raw);
}

in_pool_and_silo!(an_import_over_the_limit_is_one_reason_and_one_mail);
async fn an_import_over_the_limit_is_one_reason_and_one_mail(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Too Many", placement).await;
    let rows: String = (0..224).map(|n| format!("N-{n},New {n},1.00,9\n")).collect();
    let file = format!("sku,name,price,inventory\n{rows}");
    let planned = done(&company.owner, "?dry_run=true", &file).await;
    let report = done(&company.owner, "", &file).await;
    assert_eq!((&report["counts"]["create"], &report["counts"]["error"]), (&json!(100), &json!(124)));
    assert_eq!(report["rejections"], planned["rejections"]);
    let reasons = report["rejections"].as_array().expect("reasons");
    assert_eq!((reasons.len(), &reasons[0]["code"], &reasons[0]["count"]), (1, &json!("limit_reached"), &json!(124)));
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(1));
    let owner = company.address("owner");
    let warnings = async || {
        let mails = mails(&company.owner, &owner, 1).await;
        let subject = |mail: &Value| mail["subject"].as_str().unwrap_or_default().to_owned();
        mails.iter().map(subject).filter(|subject| subject.contains("of its products")).collect::<Vec<_>>()
    };
    wait_for(async || (!warnings().await.is_empty()).then_some(())).await;
    // Events come in their order: what the import caused was mailed before the order.
    let product = company.owner.all("/v1/products").await[0]["product_id"].clone();
    let customer = company.customer("carla");
    let order = json!({"customer_email": customer, "items": [{"product_id": product, "quantity": 1}]});
    company.owner.post_once("/v1/orders", "first", &order).await.expect_status(201);
    mails(&company.owner, &customer, 1).await;
    let all = warnings().await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].contains("100%"), "{all:?}");
}

in_pool_and_silo!(a_key_is_for_one_way_of_reading);
async fn a_key_is_for_one_way_of_reading(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Two Ways", placement).await;
    let file = "sku,name,price,inventory,was\nA-1,Apple,1.50,10,2.00\n";
    let mapping = |price: &str| {
        let pairs = [("sku", "sku"), ("name", "name"), ("price", price)];
        let pairs = pairs.map(|(field, column)| format!("%22{field}%22%3A%22{column}%22"));
        format!("?mapping=%7B{}%7D", pairs.join("%2C"))
    };
    let import = async |query: &str| {
        let path = format!("/v1/products/import{query}");
        let request = company.owner.request(Method::POST, &path).header("idempotency-key", "once");
        company.owner.send(request.header("content-type", "text/csv").body(file)).await
    };
    let first = import(&mapping("price")).await.expect_status(200);
    assert_eq!(import(&mapping("price")).await.expect_status(200).raw, first.raw, "the first report again");
    for other in [mapping("was"), format!("{}&stock=set", mapping("price")), String::new()] {
        assert_eq!(import(&other).await.expect_status(422).code(), "idempotency_mismatch", "{other}");
    }
    let price = company.owner.all("/v1/products").await[0]["price"].clone();
    assert_eq!(price, "1.50");
}

in_pool_and_silo!(thousands_of_rows_go_in_with_one_odd_one);
async fn thousands_of_rows_go_in_with_one_odd_one(placement: Placement) {
    let server = Server::start();
    let model = match placement {
        Placement::Pool => "pool",
        Placement::Silo => "silo",
    };
    let company = Company::invited(&server, "Large Catalog", "enterprise", model).await;
    // Nothing is low: that would be an entry of its own, after that of the import.
    let rows: String = (0..2_000).map(|n| format!("N-{n},New {n},1.00,{}\n", 10 + n % 7)).collect();
    let file = format!("sku,name,price,inventory\n{rows}");
    let body = json!({"name": "Known", "price": "1.00", "inventory": 10, "sku": "n-1000"});
    let known = company.owner.post("/v1/products", &body).await.expect_status(201).text("product_id");
    let planned = done(&company.owner, "?dry_run=true", &file).await;
    let report = done(&company.owner, "", &file).await;
    assert_eq!(report["counts"], json!({"create": 1_999, "update": 1, "skip": 0, "error": 0, "ignored": 0}));
    assert_eq!(report["counts"], planned["counts"]);
    assert_eq!((planned["changes"].as_array().map(Vec::len), &planned["changes_left_out"]), (Some(50), &json!(1_950)));
    assert_eq!(company.owner.get(&format!("/v1/products/{known}")).await.json()["name"], "New 1000");
    let again = done(&company.owner, "", &file).await;
    assert_eq!(again["counts"]["skip"], 2_000);
    let audit = company.owner.get("/v1/audit?limit=2").await.expect_status(200).json();
    let whole = &audit["items"][0];
    assert_eq!(whole["action"], "products.imported");
}
