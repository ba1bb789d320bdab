//! Files: products in, from us and from others; products and orders out.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, Client, Company, Installation, Placement};

const SHOPIFY: &str = include_str!("files/shopify.csv");

async fn send(client: &Client, path: &str, file: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(Method::POST, path).header("content-type", "text/csv").body(file.into());
    client.send(request).await
}

fn counts(report: &Answer) -> [u64; 5] {
    let report = report.json();
    ["create", "update", "skip", "error", "ignored"].map(|what| report["counts"][what].as_u64().expect("a count"))
}

async fn names(client: &Client) -> Vec<String> {
    let mut names: Vec<String> =
        client.all("/v1/products").await.iter().map(|product| product["name"].to_string()).collect();
    names.sort();
    names.iter().map(|name| name.trim_matches('"').to_owned()).collect()
}

pub async fn a_shopify_export_becomes_products<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "From Shopify", placement).await;
    let owner = &company.owner;
    let preview = send(owner, "/v1/products/import/preview", SHOPIFY).await.expect_status(200).json();
    assert_eq!((&preview["template"], &preview["row_count"]), (&json!("shopify"), &json!(6)));
    assert_eq!((&preview["mapping"]["name"], &preview["mapping"]["price"]), (&json!("Title"), &json!("Variant Price")));

    let dry = send(owner, "/v1/products/import?dry_run=true", SHOPIFY).await.expect_status(200);
    assert_eq!(counts(&dry), [4, 0, 0, 1, 1]);
    assert!(names(owner).await.is_empty(), "a dry run changes nothing");
    let done = send(owner, "/v1/products/import", SHOPIFY).await.expect_status(200);
    assert_eq!(done.json()["errors"], dry.json()["errors"]);
    assert_eq!(
        done.json()["errors"],
        json!([
            {"row": 7, "column": "Variant Price", "value": "99,00", "code": "decimal_comma",
             "detail": "has a decimal comma: write 99.00 with a point, or choose the decimal comma for the whole file"},
        ])
    );
    // What was changed is remarked, and the product comes in.
    assert_eq!(
        done.json()["remarks"],
        json!([{"row": 6, "column": "Variant Inventory Qty", "value": "-2", "code": "negative_stock",
                "detail": "the file says -2: the stock is 0"}])
    );
    assert_eq!(
        names(owner).await,
        ["Trail Shoe - 42 / Blue", "Trail Shoe - 42 / Red", "Trail Shoe - 43 / Red", "Wool Hat"]
    );
    let hat = &owner.get("/v1/products?sku=hat-1").await.expect_status(200).json()["items"][0];
    assert_eq!(hat["description"], "Warm & soft.\n\n- Merino\n- Grey");
    assert_eq!((&hat["category"], &hat["price"], &hat["inventory"]), (&json!("winter"), &json!("24.50"), &json!(12)));

    // The rejected rows come back as a file, are corrected, and are imported.
    let failed = send(owner, "/v1/products/import/failed", SHOPIFY).await.expect_status(200);
    assert!(failed.header("content-disposition").starts_with("attachment; filename=\"products-to-fix-20"));
    assert!(failed.raw.lines().next().is_some_and(|header| header.ends_with(",error")), "{}", failed.raw);
    // What the variants have in common stands in each of them, since the first row was taken.
    assert_eq!(failed.raw.matches("trail-shoe,Trail Shoe,<p>Grips.</p>,,Shoes").count(), 1, "{}", failed.raw);
    let corrected = failed.raw.replace("\"99,00\"", "99.00");
    let again = send(owner, "/v1/products/import", corrected).await.expect_status(200);
    assert_eq!(counts(&again)[3], 0, "{}", again.raw);
    assert_eq!(names(owner).await.len(), 5);
    let whole = send(owner, "/v1/products/import", SHOPIFY).await.expect_status(200);
    assert_eq!(counts(&whole), [0, 0, 4, 1, 1], "again changes nothing");
}

pub async fn the_real_shopify_file_becomes_products<I: Installation>(placement: Placement) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/shopify-apparel.csv");
    let Ok(file) = std::fs::read(&path) else {
        println!("skipped: the folder ../shared/data is not here");
        return;
    };
    let server = I::start();
    let company = Company::found(&server, "Apparel", placement).await;
    let done = send(&company.owner, "/v1/products/import", file.clone()).await.expect_status(200);
    let text = String::from_utf8_lossy(&file).into_owned();
    let products = text.lines().filter(|line| line.contains(",manual,")).count() as u64;
    let [create, .., error, ignored] = counts(&done);
    println!("{create} products of {} rows, {ignored} rows are no products", text.lines().count() - 1);
    assert_eq!((create, error), (products, 0), "{}", done.raw);
    let names = names(&company.owner).await;
    for name in ["Classic Varsity Top - Small", "Classic Varsity Top - Large", "Ocean Blue Shirt"] {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }
    let again = send(&company.owner, "/v1/products/import", file).await.expect_status(200);
    assert_eq!(counts(&again), [0, 0, products, 0, ignored]);
}

pub async fn files_of_many_kinds_are_read_or_refused_clearly<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Many Files", placement).await;
    let owner = &company.owner;
    let template = owner.get("/v1/products/import/template").await.expect_status(200);
    assert_eq!(counts(&send(owner, "/v1/products/import?dry_run=true", template.raw).await), [1, 0, 0, 0, 0]);
    let german = b"Artikelnummer;Bezeichnung;Preis;Bestand\r\nM-1;M\xfctze;9.50;3\r\n".to_vec();
    let preview = send(owner, "/v1/products/import/preview", german.clone()).await.expect_status(200).json();
    assert_eq!((&preview["encoding"], &preview["separator"]), (&json!("windows-1252"), &json!(";")));
    assert_eq!(counts(&send(owner, "/v1/products/import", german).await.expect_status(200)), [1, 0, 0, 0, 0]);
    assert_eq!(names(owner).await, ["Mütze"]);
    let odd = "Was,Wieviel\nBall,2.00\n";
    assert_eq!(send(owner, "/v1/products/import", odd).await.expect_status(422).code(), "invalid");
    let mapping = "/v1/products/import?mapping=%7B%22name%22%3A%22Was%22%2C%22price%22%3A%22Wieviel%22%7D";
    assert_eq!(counts(&send(owner, mapping, odd).await.expect_status(200)), [1, 0, 0, 0, 0]);

    for (path, file, status, reason) in [
        ("/v1/products/import", b"name,price\nM\xc3\xbctze,1\nM\xc3,1\n".to_vec(), 422, "line 3"),
        ("/v1/products/import", b"\xff\xfen\0\0\xd8".to_vec(), 422, "UTF-16"),
        ("/v1/products/import", b"name,name\n".to_vec(), 422, "twice"),
        ("/v1/products/import", Vec::new(), 400, "body"),
        ("/v1/products/import", vec![b'x'; 4 * 1024 * 1024 + 1], 413, "4194304"),
        ("/v1/products/import?mapping=%5B%5D", b"name,price\n".to_vec(), 422, "JSON object"),
        ("/v1/products/import?template=other", b"name,price\n".to_vec(), 422, "template"),
    ] {
        let refused = send(owner, path, file).await.expect_status(status);
        assert!(refused.raw.contains(reason), "{}", refused.raw);
    }
    let wrong = owner.request(Method::POST, "/v1/products/import").header("content-type", "text/plain").body("a");
    owner.send(wrong).await.expect_status(415);
    let viewer = company.person("viewer").await;
    for path in ["/v1/products/import", "/v1/products/import/preview", "/v1/products/import/failed"] {
        assert_eq!(send(&viewer, path, "name,price\n").await.expect_status(403).code(), "role_too_low");
    }
}

pub async fn what_a_file_leaves_open_is_asked_once<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Open Questions", placement).await;
    let owner = &company.owner;
    let rows: String = (1..=20).map(|n| format!("Q-{n};Cord {n};{n},90\r\n")).collect();
    let file = format!("sku;name;price\r\n{rows}");
    let preview = send(owner, "/v1/products/import/preview", file.clone()).await.expect_status(200).json();
    let question = &preview["questions"][0];
    assert_eq!((&question["code"], &question["parameter"]), (&json!("decimal_comma"), &json!("decimal")));
    assert_eq!((&question["count"], &question["options"]), (&json!(20), &json!(["point", "comma"])));
    let dry = send(owner, "/v1/products/import?dry_run=true", file.clone()).await.expect_status(200).json();
    assert_eq!(dry["rejections"].as_array().map(Vec::len), Some(1), "one reason: {dry}");
    assert_eq!((&dry["rejections"][0]["count"], &dry["counts"]["create"]), (&json!(20), &json!(0)));
    let done = send(owner, "/v1/products/import?decimal=comma", file.clone()).await.expect_status(200);
    assert_eq!(counts(&done), [20, 0, 0, 0, 0], "{}", done.raw);
    assert_eq!(owner.get("/v1/products?sku=Q-7").await.json()["items"][0]["price"], "7.90");
    let asked = send(owner, "/v1/products/import/preview?decimal=comma", file).await.expect_status(200).json();
    assert_eq!(asked["questions"], json!([]));
    send(owner, "/v1/products/import?decimal=dot", "name,price\n").await.expect_status(422);
    let dollars = "Title,Price\nTin,$12.00\n";
    let refused = send(owner, "/v1/products/import", dollars).await.expect_status(200).json();
    assert_eq!(
        (&refused["errors"][0]["code"], &refused["questions"][0]["code"]),
        (&json!("foreign_currency"), &json!("foreign_currency"))
    );
    let taken = send(owner, "/v1/products/import?foreign_currency=accept", dollars).await.expect_status(200);
    assert_eq!(counts(&taken)[0], 1);
}

pub async fn what_is_exported_is_whole_and_safe<I: Installation>(placement: Placement) {
    let server = I::start();
    let company =
        Company::invited(&server, "Exports", "premium", if placement == Placement::Pool { "pool" } else { "silo" });
    let company = company.await;
    let owner = &company.owner;
    let rows: String = (0..250).map(|n| format!("E-{n},Thing {n},{n}.00,7\n")).collect();
    let made = send(owner, "/v1/products/import", format!("sku,name,price,inventory\n{rows}")).await.expect_status(200);
    assert_eq!(counts(&made)[0], 250);
    let risky = company.product("=HYPERLINK(\"http://x\")", "1.00", 9).await.text("product_id");
    let export = owner.get("/v1/products/export").await.expect_status(200);
    assert_eq!(export.header("content-type"), "text/csv; charset=utf-8");
    assert!(export.header("content-disposition").starts_with("attachment; filename=\"products-20"));
    assert!(export.raw.starts_with('\u{feff}'));
    let lines: Vec<&str> = export.raw.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 1 + 251);
    assert!(lines[1].contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), "{}", lines[1]);
    let back = send(owner, "/v1/products/import?dry_run=true", export.raw.clone()).await.expect_status(200);
    assert_eq!(counts(&back), [0, 0, 251, 0, 0]);
    let few = owner.get("/v1/products/export?price_min=240.00").await.expect_status(200);
    assert_eq!(few.raw.trim_end().split("\r\n").count(), 1 + 10);
    owner.get("/v1/products/export?limit=5").await.expect_status(400);

    let body = json!({"customer_email": "+49@example.com", "note": "@ring\ntwice", "items": [
        {"product_id": risky, "quantity": 2},
        {"product_id": owner.get("/v1/products?sku=E-7").await.json()["items"][0]["product_id"], "quantity": 1}]});
    let order = owner.post_once("/v1/orders", "one", &body).await.expect_status(201);
    let order = format!("{},{},", order.text("order_id"), order.text("number"));
    let export = owner.get("/v1/orders/export").await.expect_status(200);
    let lines: Vec<&str> = export.raw.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 3, "one line for each product: {}", export.raw);
    assert!(lines[1].starts_with(&order) && lines[1].contains(",'+49@example.com,1,"), "{}", lines[1]);
    assert!(lines[1].contains(",2,1.00,2.00,9.00,EUR,") && lines[2].contains(",1,7.00,7.00,,EUR,"), "{}", export.raw);
    let none = owner.get("/v1/orders/export?status=shipped").await.expect_status(200);
    assert_eq!(none.raw.trim_end().split("\r\n").count(), 1);
    let neighbour = Company::found(&server, "Neighbour", placement).await;
    assert_eq!(neighbour.owner.get("/v1/orders/export").await.raw.trim_end().split("\r\n").count(), 1);
}

pub async fn many_are_changed_at_once<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Many At Once", placement).await;
    let owner = &company.owner;
    let one = company.product("One", "19.99", 5).await.text("product_id");
    let two = company.product("Two", "0.05", 5).await.text("product_id");
    let missing = "0190ffff-ffff-7fff-bfff-ffffffffffff";
    let bulk = json!({"ids": [one, two, missing], "change": {"price_percent": "10"}});
    let first = owner.post_once("/v1/products/bulk", "sale", &bulk).await.expect_status(200);
    let again = owner.post_once("/v1/products/bulk", "sale", &bulk).await.expect_status(200);
    assert_eq!((first.json(), again.header("idempotent-replayed")), (again.json(), "true"));
    assert_eq!((&first.json()["changed"], &first.json()["refused"]), (&json!(2), &json!(1)));
    assert_eq!(first.json()["results"][2]["code"], "not_found");
    assert_eq!(
        (&first.json()["results"][0]["version"], &first.json()["results"][2]["version"]),
        (&json!(2), &json!(null))
    );
    assert_eq!(owner.get(&format!("/v1/products/{one}")).await.text("price"), "21.99");
    assert_eq!(owner.get(&format!("/v1/products/{two}")).await.text("price"), "0.06");
    for bad in [
        json!({"change": {"archive": true}}),
        json!({"ids": [one], "filter": {}, "change": {"archive": true}}),
        json!({"ids": [one], "seen": [{"id": one, "version": 2}], "change": {"archive": true}}),
        json!({"seen": [], "change": {"archive": true}}),
        json!({"ids": [one], "change": {}}),
        json!({"ids": [one], "change": {"archive": true, "restore": true}}),
        json!({"ids": [one], "change": {"archive": false}}),
        json!({"ids": [one], "change": {"price_percent": "-100"}}),
        json!({"ids": [], "change": {"archive": true}}),
    ] {
        owner.post("/v1/products/bulk", &bad).await.expect_status(422);
    }
    let seen =
        json!({"seen": [{"id": one, "version": 2}, {"id": two, "version": 1}], "change": {"price_set": "19.99"}});
    let undone = owner.post("/v1/products/bulk", &seen).await.expect_status(200).json();
    assert_eq!((&undone["results"][0]["version"], &undone["results"][1]["code"]), (&json!(3), &json!("stale")));
    let all = json!({"filter": {}, "change": {"category": "All"}});
    assert_eq!(owner.post("/v1/products/bulk", &all).await.expect_status(200).json()["changed"], 2);

    let mut orders = Vec::new();
    for key in ["a", "b", "c"] {
        orders.push(company.order(key, &one, 1).await.expect_status(201).text("order_id"));
    }
    let confirm = json!({"ids": orders, "status": "confirmed"});
    assert_eq!(owner.post("/v1/orders/bulk", &confirm).await.expect_status(200).json()["changed"], 3);
    let counts = owner.get("/v1/orders/counts").await.expect_status(200).json();
    assert_eq!((&counts["all"], &counts["by_status"]["confirmed"]), (&json!(3), &json!(3)));
    let deliver = json!({"ids": [orders[0]], "status": "delivered"});
    let refused = owner.post("/v1/orders/bulk", &deliver).await.expect_status(200).json();
    assert_eq!(refused["results"][0]["code"], "illegal_transition");
    assert!(refused["results"][0]["detail"].as_str().is_some_and(|why| why.contains("only shipped or cancelled")));
    let audit = owner.all("/v1/audit").await;
    let actions: Vec<&Value> = audit.iter().map(|entry| &entry["action"]).collect();
    assert!(actions.contains(&&json!("products.changed")) && actions.contains(&&json!("orders.moved")), "{actions:?}");
}
