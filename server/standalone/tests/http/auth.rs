//! Signing up, in and out, and getting back in.

use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Client, Company, Installation, PASSWORD, Placement, Server, address, mailed_code, mails, sign_in,
};

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().expect("a cookie").to_owned()
}

async fn sign_in_with_cookie(client: &Client, email: &str) -> Answer {
    client.post("/v1/auth/signin", &json!({"email": email, "password": PASSWORD})).await.expect_status(200)
}

async fn refresh(client: &Client, cookie: &str) -> Answer {
    client.send(client.request(Method::POST, "/v1/auth/refresh").header("cookie", cookie).json(&json!({}))).await
}

#[tokio::test]
async fn the_browsers_session_lives_in_a_strict_cookie() {
    let server = Server::start();
    Company::register(&server, "Browser").await;
    let client = server.client();
    let email = address("owner", "Browser");
    let signed_in = sign_in_with_cookie(&client, &email).await;
    assert!(signed_in.json().get("refresh_token").is_none());
    let attributes: Vec<_> = signed_in.header("set-cookie").split("; ").skip(1).collect();
    assert_json_snapshot!(attributes, @r#"
    [
      "Path=/v1/auth",
      "Max-Age=2592000",
      "HttpOnly",
      "SameSite=Strict"
    ]
    "#);

    let refreshed = refresh(&client, &cookie(&signed_in)).await.expect_status(200);
    assert!(refreshed.json().get("refresh_token").is_none());
    client.with_token(refreshed.text("access_token")).get("/v1/auth/me").await.expect_status(200);

    // Another site's page can't use it, even where the browser would send it.
    let request = client.request(Method::POST, "/v1/auth/refresh").header("cookie", cookie(&refreshed));
    let forged = client.send(request.header("origin", "https://evil.example").json(&json!({}))).await;
    assert_eq!(forged.status, 403, "{}", forged.raw);

    let request = client.request(Method::POST, "/v1/auth/signout").header("cookie", cookie(&refreshed));
    let signed_out = client.send(request.json(&json!({}))).await.expect_status(204);
    assert!(signed_out.header("set-cookie").contains("Max-Age=0"), "{}", signed_out.header("set-cookie"));
    assert_eq!(refresh(&client, &cookie(&refreshed)).await.status, 401);
    // Signing out also ends the access token.
    let me = client.with_token(refreshed.text("access_token")).get("/v1/auth/me").await;
    assert_eq!(me.expect_status(401).code(), "unauthenticated");
}

#[tokio::test]
async fn an_api_client_gets_the_token_in_the_body_and_never_both() {
    let server = Server::start();
    Company::register(&server, "Api Client").await;
    let client = server.client();
    let body = json!({"email": address("owner", "Api Client"), "password": PASSWORD, "refresh_token_in": "body"});
    let signed_in = client.post("/v1/auth/signin", &body).await.expect_status(200);
    assert!(!signed_in.headers.contains_key("set-cookie"));
    let body = json!({"refresh_token": signed_in.text("refresh_token")});
    let refreshed = client.post("/v1/auth/refresh", &body).await.expect_status(200);
    assert!(!refreshed.headers.contains_key("set-cookie"));
    assert_ne!(refreshed.text("refresh_token"), signed_in.text("refresh_token"));
}

#[tokio::test]
async fn two_tabs_refresh_at_once_and_both_stay_signed_in() {
    let server = Server::start();
    Company::register(&server, "Two Tabs").await;
    let client = server.client();
    let signed_in = sign_in_with_cookie(&client, &address("owner", "Two Tabs")).await;
    let old = cookie(&signed_in);
    let (one, two) = tokio::join!(refresh(&client, &old), refresh(&client, &old));
    let (one, two) = (one.expect_status(200), two.expect_status(200));
    assert_eq!(cookie(&one), cookie(&two), "the same successor");
    refresh(&client, &cookie(&one)).await.expect_status(200);
}

#[tokio::test]
async fn known_and_unknown_addresses_look_the_same() {
    let server = Server::start();
    Company::register(&server, "Known").await;
    let client = server.client();
    let plain = |answer: Answer| {
        let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        let body = answer.raw.split("request_id").next().unwrap_or_default().to_owned();
        (answer.status, headers, body)
    };
    let (known, unknown) = (address("owner", "Known"), "nobody@nowhere.example".to_owned());
    for path in ["/v1/auth/forgot-password", "/v1/auth/resend"] {
        let (one, two) = (json!({"email": known}), json!({"email": unknown}));
        assert_eq!(plain(client.post(path, &one).await), plain(client.post(path, &two).await), "{path}");
    }
    let wrong = |email: &str| json!({"email": email, "password": "wrong password, surely"});
    let (one, two) =
        (client.post("/v1/auth/signin", &wrong(&known)).await, client.post("/v1/auth/signin", &wrong(&unknown)).await);
    assert_eq!(plain(one), plain(two));
    let register = |email: &str| json!({"company_name": "Twice", "email": email, "name": "T", "password": PASSWORD});
    let (one, two) =
        (client.post("/v1/tenants", &register(&known)).await, client.post("/v1/tenants", &register(&unknown)).await);
    assert_eq!(plain(one), plain(two));
    // Only the mail distinguishes them.
    let mails = mails(&client, &known, 3).await;
    assert_eq!(mails[0]["subject"], "You already have an account");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_and_ends_all_sessions() {
    let server = Server::start();
    let company = Company::register(&server, "Forgot").await;
    let client = server.client();
    let email = address("owner", "Forgot");
    client.post("/v1/auth/forgot-password", &json!({"email": email})).await.expect_status(202);
    mails(&client, &email, 2).await;
    let code = mailed_code(&client, &email).await;
    let weak = client.post("/v1/auth/reset-password", &json!({"code": code, "password": "short"})).await;
    assert_eq!(weak.expect_status(422).json()["errors"][0]["code"], "too_short");
    client.post("/v1/auth/forgot-password", &json!({"email": email})).await.expect_status(202);
    mails(&client, &email, 3).await;
    let second = mailed_code(&client, &email).await;
    let body = json!({"code": code, "password": "another horse battery staple"});
    client.post("/v1/auth/reset-password", &body).await.expect_status(204);
    // The other link that was asked for ends with the first.
    let other = client.post("/v1/auth/reset-password", &json!({"code": second, "password": PASSWORD})).await;
    assert_eq!(other.expect_status(400).code(), "bad_code");
    assert_eq!(client.post("/v1/auth/reset-password", &body).await.expect_status(400).code(), "bad_code");
    company.owner.get("/v1/auth/me").await.expect_status(401);
    let old = client.post("/v1/auth/signin", &json!({"email": email, "password": PASSWORD})).await;
    assert_eq!(old.expect_status(401).code(), "wrong_credentials");
    let new = json!({"email": email, "password": "another horse battery staple"});
    client.post("/v1/auth/signin", &new).await.expect_status(200);
}

#[tokio::test]
async fn a_code_confirms_once_and_can_not_be_bent() {
    let server = Server::start();
    let client = server.client();
    let body = json!({"company_name": "Once", "email": "once@example.com", "name": "O", "password": PASSWORD});
    client.post("/v1/tenants", &body).await.expect_status(202);
    // Nothing exists before the address is proven.
    let early = client.post("/v1/auth/signin", &json!({"email": "once@example.com", "password": PASSWORD})).await;
    assert_eq!(early.expect_status(401).code(), "wrong_credentials");
    let code = mailed_code(&client, "once@example.com").await;
    let bent: String = code.chars().rev().collect();
    for wrong in [bent.as_str(), "", "AAAA", "' OR 1=1"] {
        let refused = client.post("/v1/auth/confirm", &json!({"code": wrong})).await;
        assert!([400, 422].contains(&refused.status), "{wrong}: {}", refused.raw);
    }
    client.post("/v1/auth/confirm", &json!({"code": code})).await.expect_status(200);
    assert_eq!(client.post("/v1/auth/confirm", &json!({"code": code})).await.expect_status(400).code(), "bad_code");
    sign_in(&client, "once@example.com").await.get("/v1/products").await.expect_status(200);
}

#[tokio::test]
async fn guessing_is_slowed_down_but_locks_nobody_out_for_good() {
    let server = Server::start();
    Company::register(&server, "Guessed").await;
    let client = server.client();
    let wrong = json!({"email": address("owner", "Guessed"), "password": "wrong password, surely"});
    let mut throttled = None;
    for _ in 0..15 {
        let answer = client.post("/v1/auth/signin", &wrong).await;
        if answer.status == 429 {
            throttled = Some(answer);
            break;
        }
        assert_eq!(answer.status, 401);
    }
    let throttled = throttled.expect("ten in a row are enough");
    assert_eq!(throttled.code(), "throttled");
    let wait: u64 = throttled.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    let metrics = reqwest::get(&server.metrics).await.expect("an answer").text().await.expect("text");
    let counted = "tenantry_sign_in_failures_total{realm=\"member\",reason=\"password\"} 10";
    assert!(metrics.contains(counted), "{metrics}");
}

#[tokio::test]
async fn forged_tokens_are_worth_nothing() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
    let server = Server::start();
    let company = Company::found(&server, "Forged", Placement::Pool).await;
    let operator = server.operator().await;
    let token = company.owner.token().to_owned();
    let parts: Vec<&str> = token.split('.').collect();
    let payload: serde_json::Value = serde_json::from_slice(&BASE64.decode(parts[1]).expect("base64")).expect("JSON");
    let encode = |value: &serde_json::Value| BASE64.encode(value.to_string());
    let mut forgeries = Vec::new();
    for (claim, value) in [
        ("custom:tenant_id", json!("0190ffff-ffff-7fff-bfff-ffffffffffff")),
        ("custom:tenant_tier", json!("enterprise")),
        ("aud", json!("tenantry-operator")),
        ("iss", json!("https://evil.example")),
        ("sub", json!("0190ffff-ffff-7fff-bfff-ffffffffffff")),
        ("exp", json!(9_999_999_999_u64)),
        ("token_use", json!("id")),
    ] {
        let mut bent = payload.clone();
        bent[claim] = value;
        forgeries.push(format!("{}.{}.{}", parts[0], encode(&bent), parts[2]));
    }
    for header in [
        json!({"alg": "none"}),
        json!({"alg": "none", "typ": "JWT", "kid": "x"}),
        json!({"alg": "HS256"}),
        json!({"alg": "RS256"}),
        json!({"alg": "ES256", "jku": "https://evil.example/keys"}),
        json!({"alg": "ES256", "kid": "../../etc/passwd"}),
    ] {
        forgeries.push(format!("{}.{}.{}", encode(&header), parts[1], parts[2]));
        forgeries.push(format!("{}.{}.", encode(&header), parts[1]));
    }
    forgeries.push(format!("{}.{}", parts[0], parts[1]));
    forgeries.push(format!("{token}.{}", parts[2]));
    let tried = forgeries.len();
    for forged in forgeries {
        let answer = company.owner.with_token(forged.clone()).get("/v1/products").await;
        assert_eq!(answer.status, 401, "{forged}");
    }
    // A true token of the other realm is worth nothing here either.
    assert_eq!(operator.get("/v1/products").await.expect_status(403).code(), "members_only");
    company.owner.get("/v1/tenants").await.expect_status(404);
    println!("{tried} forged tokens were all refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_up_is_slowed_down_by_address() {
    let server = Server::start();
    let client = server.client();
    let mut throttled = 0;
    for n in 0..70 {
        let answer = client.post("/v1/auth/resend", &json!({"email": format!("nobody-{n}@example.com")})).await;
        throttled += usize::from(answer.status == 429);
        assert!([202, 429].contains(&answer.status), "{}", answer.raw);
    }
    assert!(throttled > 0, "60 at once are the most");
    let new = json!({"company_name": "Acme", "email": "ada@example.com", "name": "Ada", "password": PASSWORD});
    let refused = client.send(client.request(reqwest::Method::POST, "/v1/tenants").json(&new)).await;
    assert_eq!(refused.expect_status(429).code(), "throttled");
}
