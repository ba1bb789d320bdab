//! The second factor, sessions and passwords of people, over HTTP.

use reqwest::Method;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::{
    in_pool_and_silo,
    support::{Answer, Client, Company, Installation, PASSWORD, Placement, Server, address, mails, sign_in},
};

/// An authenticator app that can be asked for the codes around now: each
/// serves once, so a test takes them in their order.
struct Authenticator {
    totp: Totp,
    last: u64,
}

impl Authenticator {
    fn scan(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).expect("base 32");
        Self { totp: Builder::new().with_secret(secret).build().expect("a sound secret"), last: 0 }
    }

    /// The oldest code that is accepted and was not used; waits when all three were.
    async fn next(&mut self) -> String {
        loop {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
            // Half a step later the oldest is too old.
            let oldest = now / 30 - u64::from(now % 30 < 15);
            let step = oldest.max(self.last + 1);
            if step <= now / 30 + 1 {
                self.last = step;
                return self.totp.generate(step * 30).to_string();
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }
}

async fn enrol(client: &Client) -> (Authenticator, Vec<String>) {
    let begun = client.post("/v1/auth/mfa/totp", &json!({})).await.expect_status(200);
    let mut app = Authenticator::scan(&begun.text("secret"));
    assert!(begun.text("qr_svg").starts_with("<svg") && begun.text("uri").starts_with("otpauth://totp/Tenantry:"));
    let code = app.next().await;
    let on = client.post("/v1/auth/mfa/totp/confirm", &json!({"code": code})).await.expect_status(200);
    let codes = on.json()["recovery_codes"].as_array().expect("codes").clone();
    (app, codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect())
}

async fn challenge(client: &Client, path: &str, email: &str) -> String {
    let answer = client.post(path, &json!({"email": email, "password": PASSWORD})).await.expect_status(200);
    assert!(!answer.headers.contains_key("set-cookie") && answer.json().get("access_token").is_none());
    assert_eq!(answer.json()["methods"], json!(["totp", "recovery_code"]));
    assert_eq!(answer.json()["expires_in"], 300);
    answer.text("challenge")
}

async fn delete(client: &Client, path: &str, body: &Value) -> Answer {
    client.send(client.request(Method::DELETE, path).json(body)).await
}

#[tokio::test]
async fn signing_in_with_a_second_factor() {
    let server = Server::start();
    let company = Company::register(&server, "Two Factors").await;
    let (client, email) = (server.client(), address("owner", "Two Factors"));
    let off = company.owner.get("/v1/auth/mfa").await.expect_status(200).json();
    let none = json!({"enabled": false, "enabled_since": null, "recovery_codes_left": 0, "required": false});
    assert_eq!(off, none);
    let (mut app, codes) = enrol(&company.owner).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(company.owner.get("/v1/auth/me").await.json()["mfa_enabled"], true);

    let first = challenge(&client, "/v1/auth/signin", &email).await;
    for (wrong, status, code) in [
        (json!({"challenge": first, "code": "000000"}), 401, "wrong_code"),
        (json!({"challenge": first, "recovery_code": "0000-0000-0000"}), 401, "wrong_code"),
        (json!({"challenge": "AAAA", "code": "000000"}), 401, "challenge_over"),
        (json!({"challenge": first}), 422, "invalid"),
        (json!({"challenge": first, "code": "000000", "recovery_code": "x"}), 422, "invalid"),
        (json!({"challenge": first, "code": "000000", "tenant_id": "x"}), 422, "unknown_field"),
    ] {
        assert_eq!(client.post("/v1/auth/challenge", &wrong).await.expect_status(status).code(), code, "{wrong}");
    }
    let code = app.next().await;
    let body = json!({"challenge": first, "code": code});
    let signed_in = client.post("/v1/auth/challenge", &body).await.expect_status(200);
    assert!(signed_in.header("set-cookie").starts_with("tenantry_refresh="));
    client.with_token(signed_in.text("access_token")).get("/v1/products").await.expect_status(200);
    assert_eq!(client.post("/v1/auth/challenge", &body).await.expect_status(401).code(), "challenge_over");
    // The code is used up, also for another challenge.
    let second = challenge(&client, "/v1/auth/signin", &email).await;
    let body = json!({"challenge": second, "code": code, "refresh_token_in": "body"});
    assert_eq!(client.post("/v1/auth/challenge", &body).await.expect_status(401).code(), "wrong_code");

    let body = json!({"challenge": second, "recovery_code": codes[7]});
    let recovered = client.post("/v1/auth/challenge", &body).await.expect_status(200);
    let again = client.with_token(recovered.text("access_token"));
    let state = again.get("/v1/auth/mfa").await.json();
    assert_eq!((&state["enabled"], &state["recovery_codes_left"]), (&json!(true), &json!(9)));
    // A lost app is replaced with the password.
    delete(&again, "/v1/auth/mfa/totp", &json!({"password": PASSWORD})).await.expect_status(204);
    let subjects: Vec<String> =
        mails(&client, &email, 3).await.iter().map(|mail| mail["subject"].as_str().expect("text").to_owned()).collect();
    assert!(subjects.contains(&"A recovery code was used".to_owned()), "{subjects:?}");

    let (_, codes) = enrol(&again).await;
    let renewed = again.post("/v1/auth/mfa/recovery-codes", &json!({"password": PASSWORD})).await.expect_status(200);
    assert_ne!(renewed.json()["recovery_codes"][0], json!(codes[0]));
    let wrong = delete(&again, "/v1/auth/mfa/totp", &json!({"password": "not my password"})).await;
    assert_eq!(wrong.expect_status(422).json()["errors"][0]["code"], "wrong_password");
    delete(&again, "/v1/auth/mfa/totp", &json!({"password": PASSWORD})).await.expect_status(204);
    let twice = delete(&again, "/v1/auth/mfa/totp", &json!({"password": PASSWORD})).await;
    assert_eq!(twice.expect_status(409).code(), "totp_off");
    sign_in(&client, &email).await;
    let journal = company_journal(&again).await;
    for action in ["totp.enabled", "totp.recovered", "recovery_codes.renewed", "totp.disabled"] {
        assert!(journal.contains(&action.to_owned()), "{action} in {journal:?}");
    }
}

async fn company_journal(admin: &Client) -> Vec<String> {
    let entries = admin.all("/v1/audit").await;
    entries.iter().map(|entry| entry["action"].as_str().expect("text").to_owned()).collect()
}

in_pool_and_silo!(a_company_demands_a_second_factor_of_its_people);
async fn a_company_demands_a_second_factor_of_its_people(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Demanding", placement).await;
    let staff = company.person("staff").await;
    let path = format!("/v1/tenants/{}", company.id);
    let tenant = company.owner.get(&path).await;
    assert_eq!(tenant.json()["require_mfa"], false);
    staff.patch(&path, tenant.tag(), &json!({"require_mfa": true})).await.expect_status(403);
    company.owner.patch(&path, tenant.tag(), &json!({"require_mfa": true})).await.expect_status(200);

    let document = staff.get("/v1/openapi.json").await.json();
    let mut refused = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let open = operation["security"]
                .as_array()
                .is_none_or(|ways| ways.is_empty() || ways.iter().any(|way| way == &json!({})));
            if open || path.starts_with("/v1/auth/mfa") || path == "/v1/auth/me" {
                continue;
            }
            let path = path.split('/').map(|part| if part.starts_with('{') { company.id.as_str() } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            let method: Method = method.to_uppercase().parse().expect("a method");
            let answer = staff.send(staff.request(method.clone(), &path)).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "mfa_required"), "{method} {path}");
            refused += 1;
        }
    }
    println!("{refused} operations wait for the second factor");
    assert!(refused >= 35, "{refused}");
    let me = staff.get("/v1/auth/me").await.expect_status(200).json();
    assert_eq!((&me["mfa_required"], &me["mfa_enabled"]), (&json!(true), &json!(false)));
    enrol(&staff).await;
    staff.get("/v1/products").await.expect_status(200);
    // Signing out needs none, and neither does a member for whom the policy is lifted.
    let again = sign_in(&server.client(), &address("owner", "Demanding")).await;
    again.post("/v1/auth/signout", &json!({})).await.expect_status(204);
    enrol(&company.owner).await;
    let members = company.owner.all("/v1/members").await;
    assert!(members.iter().all(|member| member["mfa_enabled"] == true), "{members:?}");
    let tenant = company.owner.get(&path).await.expect_status(200);
    // Leaving it out of PUT keeps it; saying false lifts it.
    let body = json!({"company_name": "Demanding", "admin_email": "a@demanding.example", "time_zone": "UTC"});
    let kept = company.owner.put(&path, tenant.tag(), &body).await.expect_status(200);
    assert_eq!(kept.json()["require_mfa"], true);
    company.owner.patch(&path, kept.tag(), &json!({"require_mfa": false})).await.expect_status(200);
}

#[tokio::test]
async fn operators_can_have_one_and_be_told_to() {
    let server = Server::with(&["--operators-need-mfa"]);
    let operator = server.operator().await;
    assert_eq!(operator.get("/v1/tenants").await.expect_status(403).code(), "mfa_required");
    assert_eq!(operator.get("/v1/auth/me").await.expect_status(200).json()["mfa_required"], true);
    let (mut app, _) = enrol(&operator).await;
    operator.get("/v1/tenants").await.expect_status(200);
    let client = server.client();
    let asked = challenge(&client, "/v1/auth/operator/signin", crate::support::OPERATOR).await;
    let body = json!({"challenge": asked, "code": app.next().await});
    let signed_in = client.post("/v1/auth/challenge", &body).await.expect_status(200);
    client.with_token(signed_in.text("access_token")).get("/v1/tenants").await.expect_status(200);
}

#[tokio::test]
async fn sessions_are_seen_and_ended() {
    let server = Server::start();
    let company = Company::register(&server, "Devices").await;
    let (client, email) = (server.client(), address("owner", "Devices"));
    let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let body = json!({"email": email, "password": PASSWORD});
    let request = client.request(Method::POST, "/v1/auth/signin").header("user-agent", firefox).json(&body);
    let browser = client.send(request).await.expect_status(200);
    let cookie = browser.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let browser = client.with_token(browser.text("access_token"));
    let sessions = company.owner.get("/v1/auth/sessions").await.expect_status(200).json()["items"].clone();
    let shown: Vec<_> = sessions.as_array().expect("items").iter().map(|s| (&s["device"], &s["current"])).collect();
    assert_eq!(shown, [(&json!("Firefox on Windows"), &json!(false)), (&json!("Unknown device"), &json!(true))]);
    assert_eq!(sessions[0]["address"], "127.0.0.1");
    let mails = mails(&client, &email, 2).await;
    assert_eq!(mails[0]["subject"], "A new device signed in");

    let id = sessions[0]["session_id"].as_str().expect("an id");
    company
        .owner
        .send(company.owner.request(Method::DELETE, &format!("/v1/auth/sessions/{id}")))
        .await
        .expect_status(204);
    browser.get("/v1/auth/me").await.expect_status(401);
    let refresh = client.request(Method::POST, "/v1/auth/refresh").header("cookie", cookie).json(&json!({}));
    client.send(refresh).await.expect_status(401);
    let other = sign_in(&client, &email).await;
    company.owner.send(company.owner.request(Method::DELETE, "/v1/auth/sessions")).await.expect_status(204);
    other.get("/v1/auth/me").await.expect_status(401);
    company.owner.get("/v1/auth/me").await.expect_status(200);
}

#[tokio::test]
async fn a_password_is_changed_and_common_ones_are_refused() {
    let server = Server::start();
    let company = Company::register(&server, "Passwords").await;
    let (client, email) = (server.client(), address("owner", "Passwords"));
    let other = sign_in(&client, &email).await;
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    let path = "/v1/auth/change-password";
    for (body, pointer, code) in [
        (change("not my password", "vier Tassen auf dem Dach"), "/current_password", "wrong_password"),
        (change(PASSWORD, "123456789012"), "/new_password", "common"),
        (change(PASSWORD, "owner@passwords.example"), "/new_password", "common"),
        (change(PASSWORD, PASSWORD), "/new_password", "unchanged"),
    ] {
        let errors = company.owner.post(path, &body).await.expect_status(422).json()["errors"].clone();
        assert_eq!((&errors[0]["pointer"], &errors[0]["code"]), (&json!(pointer), &json!(code)));
    }
    company.owner.post(path, &change(PASSWORD, "vier Tassen auf dem Dach")).await.expect_status(204);
    company.owner.get("/v1/auth/me").await.expect_status(200);
    other.get("/v1/auth/me").await.expect_status(401);
    let old = client.post("/v1/auth/signin", &json!({"email": email, "password": PASSWORD})).await;
    assert_eq!(old.expect_status(401).code(), "wrong_credentials");
    let body = json!({"company_name": "Weak", "email": "w@weak.example", "name": "W", "password": "qwertyuiop123"});
    let refused = client.post("/v1/tenants", &body).await.expect_status(422);
    assert_eq!(refused.json()["errors"][0]["code"], "common");
    let (_, log) = server.stop();
    assert!(!log.contains("vier Tassen") && !log.contains(&email));
}

#[tokio::test]
async fn signing_keys_are_rotated_from_the_command_line() {
    let mut server = Server::with(&["--access-token-lifetime", "600"]);
    let company = Company::register(&server, "Keys").await;
    server.kill();
    let rotate = || {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tenantry"))
            .args(["keys", "rotate", "--access-token-lifetime", "600", "--data"])
            .arg(server.data())
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let said = rotate();
    assert_eq!(rotate(), said, "one waits already");
    server.start_again();
    let keys = server.client().get("/v1/auth/jwks.json").await.expect_status(200).json();
    let names: Vec<&str> =
        keys["keys"].as_array().expect("keys").iter().filter_map(|key| key["kid"].as_str()).collect();
    assert_eq!(names.len(), 2, "the next one is published");
    assert!(said.contains(names[1]), "{said}");
    // What the present key signed is still worth something.
    server.client().with_token(company.owner.token()).get("/v1/auth/me").await.expect_status(200);
}
