//! What HTTP and JSON Schema promise, as clients use it: retries, repeated
//! requests, entity tags, and answers that name everything that is wrong.

use reqwest::Method;
use serde_json::json;

use crate::{
    in_pool_and_silo,
    support::{Answer, Company, Installation, Placement, Server},
};

async fn send(company: &Company, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = company.owner.request(method, path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    company.owner.send(request.body(body.to_owned())).await
}

/// Each wrong field with what is wrong with it, sorted.
fn field_errors(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let mut texts: Vec<String> = errors
        .iter()
        .map(|error| format!("{} {}", error["pointer"], error["detail"]).replace("\\\"", "'").replace('"', ""))
        .collect();
    texts.sort();
    texts
}

in_pool_and_silo!(a_retry_is_known_however_it_is_written);
async fn a_retry_is_known_however_it_is_written(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Canonical", placement).await;
    let key = [("idempotency-key", "one")];
    let first = r#"{"name":"Caf\u00e9 lamp","price":"19.90","inventory":1,"sku":"1.0"}"#;
    let made = send(&company, Method::POST, "/v1/products", &key, first).await.expect_status(201);
    for same in [
        r#"{ "sku": "1.0", "inventory": 1, "price": "19.90", "name": "Café lamp" }"#,
        r#"{"name":"Café lamp","price":"19.9","inventory":1.0,"sku":"1.0"}"#,
        r#"{"name":"Caf\u00E9 lamp","price":19.90,"inventory":1e0,"sku":"1.0"}"#,
    ] {
        let again = send(&company, Method::POST, "/v1/products", &key, same).await.expect_status(201);
        assert_eq!((again.raw.as_str(), again.header("idempotent-replayed")), (made.raw.as_str(), "true"), "{same}");
    }
    for other in [
        r#"{"name":"Café lamp","price":"19.91","inventory":1,"sku":"1.0"}"#,
        r#"{"name":"Café lamp","price":"19.90","inventory":1,"sku":"1.00"}"#,
        r#"{"name":"Café lamp","price":"19.90","inventory":1}"#,
    ] {
        let refused = send(&company, Method::POST, "/v1/products", &key, other).await.expect_status(422);
        assert_eq!(refused.code(), "idempotency_mismatch", "{other}");
    }
    assert_eq!(company.owner.all("/v1/products").await.len(), 1);
}

in_pool_and_silo!(another_mapping_of_an_import_is_another_request);
async fn another_mapping_of_an_import_is_another_request(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Mapping", placement).await;
    let import = async |order: &str, cost: &str| {
        let mapping = format!("mapping=%7B%22name%22:%22Title%22,%22sku%22:%22Label%22,%22price%22:%22{cost}%22%7D");
        let query = order.replace("MAPPING", &mapping);
        let request = company.owner.request(Method::POST, &format!("/v1/products/import?{query}"));
        let request = request.header("content-type", "text/csv").header("idempotency-key", "file");
        company.owner.send(request.body("Title,Label,Cost,Other\r\nLamp,L-1,1.00,2.00\r\n")).await
    };
    let first = import("MAPPING&template=unknown", "Cost").await.expect_status(200);
    let again = import("template=unknown&MAPPING", "Cost").await.expect_status(200);
    assert_eq!((again.raw.as_str(), again.header("idempotent-replayed")), (first.raw.as_str(), "true"));
    let refused = import("MAPPING&template=unknown", "Other").await.expect_status(422);
    assert_eq!(refused.code(), "idempotency_mismatch");
}

in_pool_and_silo!(saving_unchanged_makes_no_version);
async fn saving_unchanged_makes_no_version(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Unchanged", placement).await;
    // More than is low, which would be an entry of its own.
    let lamp = company.product("Lamp", "1.00", 50).await;
    let path = lamp.header("location").to_owned();
    let order = company.order("k", &lamp.text("product_id"), 1).await.expect_status(201);
    let view = company.owner.post("/v1/views", &json!({"list": "products", "name": "Low", "query": "stock=low"})).await;
    let tenant = format!("/v1/tenants/{}", company.id);
    let member =
        format!("/v1/members/{}", company.owner.get("/v1/auth/me").await.json()["user_id"].as_str().expect("an id"));
    let entries = company.owner.all("/v1/audit").await.len();
    for path in [path.clone(), order.header("location").to_owned(), view.header("location").to_owned(), tenant, member]
    {
        let read = company.owner.get(&path).await.expect_status(200);
        let mut answers = vec![
            company.owner.patch(&path, read.tag(), &json!({})).await,
            company.owner.patch(&path, "*", &json!({})).await,
        ];
        // Members are changed by PATCH alone.
        if !path.starts_with("/v1/members") {
            answers.push(company.owner.put(&path, read.tag(), &read.json()).await);
        }
        for saved in answers {
            let saved = saved.expect_status(200);
            assert_eq!((saved.raw.as_str(), saved.tag()), (read.raw.as_str(), read.tag()), "{path}");
        }
    }
    assert_eq!(company.owner.all("/v1/audit").await.len(), entries, "no entry");
    // A client that read before may write.
    let tag = company.owner.get(&path).await.tag().to_owned();
    company.owner.patch(&path, &tag, &json!({"price": "2"})).await.expect_status(200);
}

in_pool_and_silo!(a_request_that_arrives_twice_is_answered_alike);
async fn a_request_that_arrives_twice_is_answered_alike(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Twice", placement).await;
    let lamp = company.product("Lamp", "1.00", 5).await;
    let path = lamp.header("location").to_owned();
    let seen = [("if-match", lamp.tag())];
    let first = send(&company, Method::PATCH, &path, &seen, r#"{"price":"2.00","sku":"S"}"#).await.expect_status(200);
    // As a browser or curl sends it by itself, and as another library writes it.
    for same in [r#"{"price":"2.00","sku":"S"}"#, r#"{"sku":"S","price":2}"#] {
        let again = send(&company, Method::PATCH, &path, &seen, same).await.expect_status(200);
        assert_eq!((again.raw.as_str(), again.tag()), (first.raw.as_str(), first.tag()));
        assert_eq!(again.header("idempotent-replayed"), "true");
    }
    let other = send(&company, Method::PATCH, &path, &seen, r#"{"price":"3.00","sku":"S"}"#).await.expect_status(412);
    assert_eq!(other.text("current"), first.tag());
    // What another has changed since is not passed off as the answer.
    company.person("admin").await.patch(&path, "*", &json!({"price": "9.00"})).await.expect_status(200);
    send(&company, Method::PATCH, &path, &seen, r#"{"price":"2.00","sku":"S"}"#).await.expect_status(412);

    let tenant = format!("/v1/tenants/{}", company.id);
    let read = company.owner.get(&tenant).await;
    let seen = [("if-match", read.tag())];
    let first =
        send(&company, Method::PATCH, &tenant, &seen, r#"{"company_name":"Twice Ltd"}"#).await.expect_status(200);
    let again =
        send(&company, Method::PATCH, &tenant, &seen, r#"{"company_name":"Twice Ltd"}"#).await.expect_status(200);
    assert_eq!((first.raw.as_str(), first.tag()), (again.raw.as_str(), again.tag()));
}

#[tokio::test]
async fn all_wrong_fields_are_named_at_once() {
    let server = Server::start();
    let company = Company::found(&server, "All Fields", Placement::Pool).await;
    let owner = &company.owner;
    let lamp = company.product("Lamp", "1.00", 5).await;
    let path = lamp.header("location").to_owned();
    let all = |answer: &Answer, code: &str, pointers: &[&str]| {
        assert_eq!(answer.code(), code, "{}", answer.raw);
        let errors = field_errors(answer);
        let named: Vec<&str> = errors.iter().filter_map(|error| error.split(' ').next()).collect();
        assert_eq!(named, pointers, "{errors:?}");
        // In our words, never in those of a library.
        for foreign in ["invalid type", "invalid value", "i64", "u32", "usize", "parsing", "at line", "`"] {
            assert!(!errors.iter().any(|error| error.contains(foreign)), "{foreign}: {errors:?}");
        }
    };
    let wrong = json!({"name": " ", "price": "1.001", "inventory": 100.5, "sku": 7, "colour": "red"});
    let refused = owner.post("/v1/products", &wrong).await.expect_status(422);
    all(&refused, "invalid", &["/colour", "/inventory", "/name", "/price", "/sku"]);
    let errors = field_errors(&refused);
    assert!(errors.contains(&"/inventory must be a whole number".to_owned()), "{errors:?}");
    assert!(errors.contains(&"/sku must be text".to_owned()), "{errors:?}");
    let refused = owner.post("/v1/products", &json!({})).await.expect_status(422);
    all(&refused, "invalid", &["/name", "/price"]);
    let refused =
        owner.put(&path, lamp.tag(), &json!({"name": "", "price": "x", "version": 9})).await.expect_status(422);
    all(&refused, "invalid", &["/inventory", "/name", "/price", "/version"]);
    let patch = json!({"name": "", "price": true, "inventory": -1});
    let refused = owner.patch(&path, lamp.tag(), &patch).await.expect_status(422);
    all(&refused, "invalid", &["/inventory", "/name", "/price"]);
    let order = json!({"customer_email": "ada", "items": [{"product_id": "x", "quantity": 0}, {"product_id": 1}],
        "shipping_address": {"street": "", "city": 1, "zip": "1"}, "note": "x".repeat(2_001)});
    let refused = owner.post_once("/v1/orders", "k", &order).await.expect_status(422);
    let pointers = [
        "/customer_email",
        "/items/0/product_id",
        "/items/0/quantity",
        "/items/1/product_id",
        "/items/1/quantity",
        "/note",
        "/shipping_address/city",
        "/shipping_address/street",
    ];
    all(&refused, "invalid", &pointers);
    let refused = owner.post("/v1/invitations", &json!({"email": "ada", "role": "king"})).await.expect_status(422);
    all(&refused, "invalid", &["/email", "/role"]);

    let refused = owner.get("/v1/products?limit=500&price_min=1.234&stock=some").await.expect_status(422);
    all(&refused, "invalid", &["/limit", "/price_min", "/stock"]);
    let refused = owner.get("/v1/products?limt=5&colour=red&price_min=x").await.expect_status(400);
    all(&refused, "unknown_parameter", &["/colour", "/limt", "/price_min"]);
    let refused = owner.get("/v1/orders?from=2026-11-30T12:00:00&to=tomorrow&number=%21&limit=0").await;
    all(&refused.expect_status(422), "invalid", &["/from", "/limit", "/number", "/to"]);
    let refused = owner.get("/v1/insights?from=30.11.2026&to=x").await.expect_status(422);
    all(&refused, "invalid", &["/from", "/to"]);
}

#[tokio::test]
async fn integers_are_those_of_json_schema() {
    let server = Server::start();
    let company = Company::found(&server, "Integers", Placement::Pool).await;
    for (written, stock) in [("100.0", 100), ("1e2", 100), ("-0", 0), ("1.5e1", 15)] {
        let body = format!(r#"{{"name":"Lamp","price":"1.00","inventory":{written}}}"#);
        let made = send(&company, Method::POST, "/v1/products", &[], &body).await.expect_status(201);
        assert_eq!(made.json()["inventory"], stock, "{written}");
    }
    for wrong in ["100.5", "1e-1", "\"100\"", "true"] {
        let body = format!(r#"{{"name":"Lamp","price":"1.00","inventory":{wrong}}}"#);
        let refused = send(&company, Method::POST, "/v1/products", &[], &body).await.expect_status(422);
        assert_eq!(field_errors(&refused), ["/inventory must be a whole number"], "{wrong}");
    }
}

#[tokio::test]
async fn entity_tags_are_judged_as_the_rfc_has_them() {
    let server = Server::start();
    let company = Company::found(&server, "Tags", Placement::Pool).await;
    let lamp = company.product("Lamp", "1.00", 5).await;
    let path = lamp.header("location").to_owned();
    let (tag, bare) = (lamp.tag().to_owned(), lamp.tag().trim_matches('"').to_owned());
    let rename = async |tag: &str| company.owner.patch(&path, tag, &json!({"name": "Lamp"})).await;
    let weak = rename(&format!("W/{tag}")).await.expect_status(412);
    assert_eq!((weak.code().as_str(), weak.text("current").as_str()), ("weak_tag", tag.as_str()));
    assert!(weak.text("detail").contains("without W/"), "{}", weak.raw);
    for wrong in [bare.as_str(), "\"1-5", "", "*, \"1-5\""] {
        let refused = rename(wrong).await.expect_status(400);
        assert_eq!(
            (refused.code().as_str(), refused.text("header").as_str()),
            ("invalid_header", "If-Match"),
            "{wrong}"
        );
        assert!(refused.text("detail").contains("quotes"), "{}", refused.raw);
    }
    for right in [tag.clone(), "*".to_owned(), format!("\"7-7\",{tag}"), format!("W/\"1-5\" , {tag}, \"x\"")] {
        rename(&right).await.expect_status(200);
    }
    for stale in ["\"7-7\"", "\"x\", W/\"1-5\""] {
        assert_eq!(rename(stale).await.expect_status(412).code(), "stale", "{stale}");
    }
}

in_pool_and_silo!(a_conflict_names_the_other_record);
async fn a_conflict_names_the_other_record(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Conflicts", placement).await;
    let owner = &company.owner;
    let sku = |name: &str, sku: &str| json!({"name": name, "price": "1.00", "sku": sku, "inventory": 3});
    let first = owner.post("/v1/products", &sku("First", "S-1")).await.expect_status(201);
    let refused = owner.post("/v1/products", &sku("Second", "s-1")).await.expect_status(409);
    let other = json!({"id": first.text("product_id"), "name": "First"});
    assert_eq!((refused.code().as_str(), &refused.json()["conflicting"]), ("sku_taken", &other));
    assert_eq!(field_errors(&refused), ["/sku is taken by 'First'"]);

    let body = json!({"customer_email": "c@customers.example", "external_ref": "R-1",
        "items": [{"product_id": first.text("product_id"), "quantity": 1}]});
    let placed = owner.post_once("/v1/orders", "1", &body).await.expect_status(201);
    let refused = owner.post_once("/v1/orders", "2", &body).await.expect_status(409);
    let other = json!({"id": placed.text("order_id"), "name": placed.text("number")});
    assert_eq!((refused.code().as_str(), &refused.json()["conflicting"]), ("external_ref_taken", &other));

    let view = json!({"list": "products", "name": "Low", "query": "stock=low"});
    let saved = owner.post("/v1/views", &view).await.expect_status(201);
    let refused = owner.post("/v1/views", &view).await.expect_status(409);
    let other = json!({"id": saved.text("view_id"), "name": "Low"});
    assert_eq!((refused.code().as_str(), &refused.json()["conflicting"]), ("view_name_taken", &other));

    let email = company.address("guest");
    let invitation = json!({"email": email, "role": "staff"});
    let open = owner.post("/v1/invitations", &invitation).await.expect_status(201);
    let refused = owner.post("/v1/invitations", &invitation).await.expect_status(409);
    let other = json!({"id": open.text("invitation_id"), "name": email});
    assert_eq!((refused.code().as_str(), &refused.json()["conflicting"]), ("already_invited", &other));
    let me = json!({"email": company.address("owner"), "role": "staff"});
    let refused = owner.post("/v1/invitations", &me).await.expect_status(409);
    assert_eq!(
        (refused.code().as_str(), &refused.json()["conflicting"]["name"]),
        ("already_member", &json!("Olga Owner"))
    );
}
