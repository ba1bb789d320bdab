//! A retry is one effect.

use serde_json::json;

use crate::{Company, Installation, Placement, order_of};

pub async fn one_key_many_times_at_once_is_one_order<I: Installation>(placement: Placement) {
    const KEYS: usize = 10;
    const TRIES: usize = 8;
    let server = I::start();
    let company = Company::found(&server, "Retry", placement).await;
    let lamp = company.product("Lamp", "1.00", 1_000).await.text("product_id");
    let body = order_of(&lamp, 1);
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..KEYS * TRIES {
        let (owner, body) = (company.owner.clone(), body.clone());
        tries.spawn(async move {
            let key = format!("key-{}", n % KEYS);
            let answer = owner.post_once("/v1/orders", &key, &body).await;
            (key, answer)
        });
    }
    let mut bodies = std::collections::BTreeMap::<String, std::collections::BTreeSet<String>>::new();
    let mut fresh = 0;
    while let Some(answered) = tries.join_next().await {
        let (key, answer) = answered.expect("it ran");
        fresh += usize::from(!answer.headers.contains_key("idempotent-replayed"));
        bodies.entry(key).or_default().insert(answer.expect_status(201).raw);
    }
    assert_eq!(fresh, KEYS);
    assert!(bodies.values().all(|bodies| bodies.len() == 1), "one body per key");
    assert_eq!(company.owner.all("/v1/orders").await.len(), KEYS);
    println!("{} tries of {KEYS} keys made {fresh} orders", KEYS * TRIES);
}

pub async fn the_same_key_for_another_request_is_refused<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Other Request", placement).await;
    let lamp = company.product("Lamp", "1.00", 5).await.text("product_id");
    let first = company.order("k", &lamp, 5).await.expect_status(201);
    // The stock is gone, but the retry meets its first answer.
    let again = company.order("k", &lamp, 5).await.expect_status(201);
    assert_eq!((again.raw.as_str(), again.header("idempotent-replayed")), (first.raw.as_str(), "true"));
    assert_eq!(again.tag(), first.tag());
    assert_eq!(company.order("k", &lamp, 4).await.expect_status(422).code(), "idempotency_mismatch");
    assert_eq!(company.order("new", &lamp, 1).await.expect_status(409).code(), "out_of_stock");
    // A refusal is not kept: once there is stock again, the same key orders.
    let product = company.owner.get(&format!("/v1/products/{lamp}")).await;
    company
        .owner
        .patch(&format!("/v1/products/{lamp}"), product.tag(), &json!({"inventory": 1}))
        .await
        .expect_status(200);
    company.order("new", &lamp, 1).await.expect_status(201);
}

pub async fn changes_can_be_retried_too<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Change Retry", placement).await;
    let lamp = company.product("Lamp", "1.00", 5).await;
    let path = lamp.header("location").to_owned();
    let change = || {
        let request = company.owner.request(reqwest::Method::PATCH, &path);
        request.header("if-match", lamp.tag()).header("idempotency-key", "c").json(&json!({"price": "2.00"}))
    };
    let first = company.owner.send(change()).await.expect_status(200);
    // Without the key this would be 412: the version has moved on by itself.
    let again = company.owner.send(change()).await.expect_status(200);
    assert_eq!((first.raw, "true"), (again.raw.clone(), again.header("idempotent-replayed")));
    assert_eq!(again.json()["version"], 2);
}
