//! Amounts as a client sees them, in currencies without decimals and with three.

use serde_json::{Value, json};

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server},
};

in_pool_and_silo!(amounts_have_exactly_the_decimals_of_their_currency);
async fn amounts_have_exactly_the_decimals_of_their_currency(placement: Placement) {
    let server = Server::start();
    for (code, price, three, raised) in [("JPY", "1999", "5997", "2199"), ("KWD", "1.999", "5.997", "2.199")] {
        let company = Company::found_in(&server, &format!("In {code}"), placement, code, "Asia/Tokyo").await;
        let owner = &company.owner;
        let product = company.product("Thing", price, 9).await;
        assert_eq!(product.json()["price"], price);
        let id = product.text("product_id");
        let order = company.order("one", &id, 3).await.expect_status(201).json();
        assert_eq!((&order["items"][0]["price"], &order["total_amount"]), (&json!(price), &json!(three)));
        let bulk = json!({"ids": [id], "change": {"price_percent": "10"}});
        owner.post("/v1/products/bulk", &bulk).await.expect_status(200);
        assert_eq!(owner.get(&format!("/v1/products/{id}")).await.json()["price"], raised);
        let found = owner.get("/v1/search?q=Thing").await.expect_status(200).json();
        assert_eq!(found["items"][0]["subtitle"], format!("{raised} {code} · 6 in stock"));
        let figures = company.insights(1).await;
        assert_eq!((&figures["revenue"], &figures["average_order_value"]), (&json!(three), &json!(three)));
        let orders = owner.get("/v1/orders/export").await.expect_status(200).raw;
        assert!(orders.contains(&format!(",{price},{three},{three},{code},")), "{orders}");
        let products = owner.get("/v1/products/export").await.expect_status(200).raw;
        assert!(products.contains(&format!("Thing,,{raised},")), "{products}");
        // The journal names prices as people know them.
        let audit = owner.get("/v1/audit").await.expect_status(200).json();
        let change = json!({"field": "price", "from": price, "to": raised});
        assert!(
            audit["items"].as_array().is_some_and(|items| items.iter().any(|entry| has(entry, &change))),
            "{audit}"
        );
        let between = format!("/v1/products?price_min={price}&price_max={raised}");
        assert_eq!(owner.get(&between).await.expect_status(200).json()["items"].as_array().map(Vec::len), Some(1));
    }
}

fn has(entry: &Value, change: &Value) -> bool {
    entry["changes"].as_array().is_some_and(|changes| changes.contains(change))
}

in_pool_and_silo!(too_many_decimals_are_refused_in_the_words_of_the_currency);
async fn too_many_decimals_are_refused_in_the_words_of_the_currency(placement: Placement) {
    let server = Server::start();
    let cases = [
        ("JPY", json!("1999.5"), "must be a whole number: JPY has no decimals"),
        ("JPY", json!(19.99), "must be a whole number: JPY has no decimals"),
        ("KWD", json!("1.9999"), "must have at most 3 decimals, as KWD has"),
        ("EUR", json!("1.999"), "must have at most 2 decimals, as EUR has"),
    ];
    for (n, (code, bad, detail)) in cases.into_iter().enumerate() {
        let company = Company::found_in(&server, &format!("Bad {code} {n}"), placement, code, "UTC").await;
        let body = json!({"name": " ", "price": bad});
        let refused = company.owner.post("/v1/products", &body).await.expect_status(422).json();
        let errors = refused["errors"].as_array().expect("errors").clone();
        let wrong = json!({"pointer": "/price", "code": "too_many_decimals", "detail": detail});
        assert!(errors.contains(&wrong) && errors.len() == 2, "both fields are named: {refused}");
        let bulk = json!({"filter": {}, "change": {"price_set": bad}});
        let refused = company.owner.post("/v1/products/bulk", &bulk).await.expect_status(422).json();
        assert_eq!(refused["errors"][0]["pointer"], "/change/price_set");
        if let Some(bad) = bad.as_str() {
            let refused = company.owner.get(&format!("/v1/products?price_max={bad}")).await.expect_status(422).json();
            assert_eq!(
                refused["errors"][0],
                json!({"pointer": "/price_max", "code": "too_many_decimals", "detail": detail})
            );
        }
        let good = company.product("Whole", "7", 1).await;
        company.order("one", &good.text("product_id"), 1).await.expect_status(201);
    }
}

#[tokio::test]
async fn only_currencies_in_use_are_taken() {
    let server = Server::start();
    let client = server.client();
    let operator = server.operator().await;
    let register = |code: &str| {
        json!({"company_name": "A company", "email": format!("owner@{}.example", code.to_lowercase()), "name": "Olga",
            "password": "correct horse battery staple", "currency": code, "time_zone": "UTC"})
    };
    for (code, wrong) in [
        ("BGN", "withdrawn_currency"),
        ("ANG", "withdrawn_currency"),
        ("CLF", "unknown_currency"),
        ("eur", "unknown_currency"),
    ] {
        let refused = client.post("/v1/tenants", &register(code)).await.expect_status(422).json();
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/currency"), &json!(wrong))
        );
        let body = json!({"company_name": "A company", "admin_email": "owner@a.example", "tier": "basic",
            "isolation_model": "pool", "currency": code, "time_zone": "UTC"});
        let refused = operator.post("/v1/tenants", &body).await.expect_status(422).json();
        assert_eq!(refused["errors"][0]["code"], wrong);
    }
    let refused = client.post("/v1/tenants", &register("BGN")).await.json();
    assert_eq!(
        refused["errors"][0]["detail"],
        "BGN (Bulgarian Lev) was withdrawn in 2026-01; choose a currency in use"
    );
    for code in ["XCG", "ZWG", "SLE", "VED", "JPY", "KWD", "CLP"] {
        client.post("/v1/tenants", &register(code)).await.expect_status(202);
    }
}
