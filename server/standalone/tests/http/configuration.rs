//! What the operator grants a tenant, and what its admins set.

use serde_json::json;

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server, address, mails, sign_in},
};

in_pool_and_silo!(the_operator_overrides_limits);
async fn the_operator_overrides_limits(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Granted", placement).await;
    let viewer = company.person("viewer").await;
    let operator = server.operator().await;
    let path = format!("/v1/tenants/{}", company.id);
    let limits = format!("{path}/limits");
    let body = json!({"max_products": 1, "max_orders": null, "rate": {"per_second": 20, "burst": 60},
        "expires_at": "2999-01-01T00:00:00Z", "reason": "a trial"});
    let request = operator.request(reqwest::Method::PUT, &limits).json(&body);
    assert_eq!(operator.send(request).await.expect_status(428).code(), "precondition_required");
    for (bad, pointer) in [
        (json!({"reason": "nothing to change"}), ""),
        (json!({"max_products": 1}), "/reason"),
        (json!({"max_products": -1, "reason": "x"}), "/max_products"),
        (json!({"max_products": 1, "reason": "x", "expires_at": "2020-01-01T00:00:00Z"}), "/expires_at"),
        (json!({"rate": {"per_second": 0, "burst": 1}, "reason": "x"}), "/rate/per_second"),
        (json!({"max_stock": 1, "reason": "x"}), "/max_stock"),
    ] {
        let refused = operator.put(&limits, "*", &bad).await.expect_status(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.raw);
    }
    let set = operator.put(&limits, "*", &body).await.expect_status(200).json();
    insta::allow_duplicates! {
    insta::assert_json_snapshot!([&set["limits"], &set["rate_limit"], &set["limit_overrides"]], @r#"
    [
      {
        "max_orders": null,
        "max_products": 1,
        "max_users": 10
      },
      {
        "burst": 60,
        "per_second": 20
      },
      {
        "expires_at": "2999-01-01T00:00:00.000Z",
        "in_force": true,
        "max_orders": null,
        "max_products": 1,
        "rate": {
          "burst": 60,
          "per_second": 20
        },
        "reason": "a trial"
      }
    ]
    "#);
    }
    company.product("One", "1.00", 1).await;
    let refused = company.owner.post("/v1/products", &json!({"name": "Two", "price": "1"})).await.expect_status(403);
    assert_eq!((refused.code().as_str(), &refused.json()["max"]), ("limit_reached", &json!(1)));
    let answer = company.owner.get(&path).await;
    assert_eq!(answer.header("ratelimit-policy"), r#""tenant";q=60;w=3"#);
    assert_eq!(answer.json()["limit_overrides"]["reason"], "a trial", "admins see why");
    assert!(viewer.get(&path).await.json()["limit_overrides"].is_null(), "others see only what holds");
    assert_eq!(viewer.get("/v1/auth/me").await.json()["tenant"]["limits"]["max_products"], 1);
    company.owner.put(&limits, "*", &body).await.expect_status(404);

    let request = operator.request(reqwest::Method::DELETE, &limits).header("if-match", "*");
    let lifted = operator.send(request.json(&json!({"reason": "the trial is over"}))).await.expect_status(200).json();
    assert_eq!((&lifted["limits"]["max_products"], &lifted["limit_overrides"]), (&json!(100), &json!(null)));
    let mails = mails(&company.owner, &address("owner", "Granted"), 1).await;
    let count = mails.iter().filter(|mail| mail["subject"] == "Granted has new limits").count();
    println!("{count} mails about new limits so far");
}

in_pool_and_silo!(admins_set_what_acts);
async fn admins_set_what_acts(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Settled", placement).await;
    let path = format!("/v1/tenants/{}", company.id);
    let tenant = company.owner.get(&path).await.expect_status(200);
    insta::allow_duplicates! {
    insta::assert_json_snapshot!(tenant.json()["settings"], @r#"
    {
      "branding": {
        "accent_color": null,
        "display_name": null,
        "logo": null
      },
      "low_stock_threshold": 5,
      "notification_addresses": [],
      "order_number_prefix": "",
      "reply_to": null
    }
    "#);
    }
    let same = company.owner.put(&path, "*", &tenant.json()).await.expect_status(200);
    assert_eq!(same.json()["settings"], tenant.json()["settings"], "what GET gave can be put back");
    let patch = json!({"settings": {"low_stock_threshold": 30, "order_number_prefix": "ST-",
        "reply_to": "service@settled.example", "notification_addresses": ["stock@settled.example"]}});
    let set = company.owner.patch(&path, "*", &patch).await.expect_status(200).json();
    assert_eq!((&set["settings"]["low_stock_threshold"], &set["time_zone"]), (&json!(30), &json!("Europe/Berlin")));
    for (bad, pointer) in [
        (json!({"low_stock_threshold": -1}), "/settings/low_stock_threshold"),
        (json!({"low_stock_threshold": 1_000_001}), "/settings/low_stock_threshold"),
        (json!({"order_number_prefix": "st-"}), "/settings/order_number_prefix"),
        (json!({"notification_addresses": ["x"]}), "/settings/notification_addresses/0"),
        (json!({"reply_to": "x"}), "/settings/reply_to"),
        (json!({"colour": "x"}), "/settings/colour"),
    ] {
        let refused = company.owner.patch(&path, "*", &json!({"settings": bad})).await.expect_status(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.raw);
    }
    let brand = json!({"settings": {"branding": {"accent_color": "#0A7D55", "display_name": "Settled & Sons"}}});
    let refused = company.owner.patch(&path, "*", &brand).await.expect_status(403);
    assert_eq!((refused.code().as_str(), &refused.json()["feature"]), ("feature_missing", &json!("custom_branding")));

    let product = company.product("Lamp", "1.00", 40).await.text("product_id");
    let order = company.order("one", &product, 15).await.expect_status(201);
    let number = order.text("number");
    assert!(number.starts_with("ST-") && number.len() == 16, "{number}");
    for typed in [number.clone(), number.to_lowercase(), number[3..].replace('-', "")] {
        let found = company.owner.all(&format!("/v1/orders?number={typed}")).await;
        assert_eq!((found.len(), &found[0]["order_id"]), (1, &json!(order.text("order_id"))), "{typed}");
    }
    company.owner.get("/v1/orders?number=nonsense").await.expect_status(422);
    let low = mails(&company.owner, "stock@settled.example", 1).await;
    assert_eq!(low[0]["subject"], "Low stock: Lamp");
    let mail = mails(&company.owner, "customer@example.com", 1).await;
    assert_eq!(mail[0]["reply_to"], "service@settled.example");
    assert!(mail[0]["text"].as_str().is_some_and(|text| text.contains(&number)), "{}", mail[0]);
    let low = company.owner.all("/v1/products?stock=low").await;
    assert_eq!(low.len(), 1, "25 pieces are low for this company");
    let figures = company.insights(1).await;
    assert_eq!((&figures["open_orders"], &figures["low_stock"]), (&json!(1), &json!(1)));

    let operator = server.operator().await;
    let premium = json!({"tier": "premium", "reason": "they pay"});
    operator.post(&format!("{path}/tier"), &premium).await.expect_status(200);
    company.owner.patch(&path, "*", &brand).await.expect_status(200);
    let owner = sign_in(&server.client(), &address("owner", "Settled")).await;
    let me = owner.get("/v1/auth/me").await.expect_status(200).json();
    assert_eq!(me["tenant"]["branding"]["display_name"], "Settled & Sons");
    assert_eq!(me["tenant"]["branding"]["accent_color"], "#0a7d55");
    assert_eq!(me["tenant"]["low_stock_threshold"], 30);
    company.order("two", &product, 1).await.expect_status(201);
    let mail = mails(&company.owner, "customer@example.com", 2).await;
    assert_eq!(
        (&mail[0]["from_name"], &mail[0]["subject"]),
        (&json!("Settled & Sons"), &json!("Settled & Sons has received your order"))
    );
    company.owner.get("/v1/audit").await.expect_status(200);
}
