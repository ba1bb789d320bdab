//! Alarms fire, are mailed, acknowledged, and resolve.

use serde_json::{Value, json};

use super::{path, tenantry, text};
use crate::support::{Client, Company, Installation, OPERATOR, Placement, Server, mails, wait_for};

const RULES: &str = r#"
[[alarm]]
name = "failed-sign-ins"
kind = "failed_sign_ins"
above = 3
window = "3s"
for = "1s"
resolve = "1s"

[[alarm]]
name = "limit-near"
kind = "limit_use"
above = 0.9

[[alarm]]
name = "disk-full"
kind = "disk_free"
below = 0.000001

[[alarm]]
name = "slow"
kind = "latency_p99"
above = 60
"#;

async fn alarm(operator: &Client, name: &str) -> Value {
    let all = operator.get("/v1/operator/alarms").await.expect_status(200).json();
    let found = all["items"].as_array().expect("items").iter().find(|alarm| alarm["name"] == name).cloned();
    found.expect("the alarm is listed")
}

async fn until(operator: &Client, name: &str, state: &str) -> Value {
    wait_for(async || {
        let alarm = alarm(operator, name).await;
        (alarm["state"] == state).then_some(alarm)
    })
    .await
}

async fn firing(server: &Server, name: &str) -> Option<String> {
    let metrics = reqwest::get(&server.metrics).await.expect("an answer").text().await.expect("text");
    let series = format!("tenantry_alarm_firing{{name=\"{name}\"}} ");
    metrics.lines().find_map(|line| line.strip_prefix(&series)).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alarm_fires_is_acknowledged_and_resolves() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("alarms.toml");
    std::fs::write(&file, RULES).expect("a file");
    let server = Server::with(&["--alarms", path(&file), "--alarms-every", "1s"]);
    let (client, operator) = (server.client(), server.operator().await);
    let quiet = until(&operator, "failed-sign-ins", "ok").await;
    assert_eq!((&quiet["condition"], &quiet["acknowledged_at"]), (&json!("failed_sign_ins above 3"), &Value::Null));

    for n in 0..6 {
        let body = json!({"email": format!("nobody{n}@example.com"), "password": "a wrong password"});
        client.post("/v1/auth/signin", &body).await.expect_status(401);
    }
    let fired = until(&operator, "failed-sign-ins", "firing").await;
    assert!(fired["value"].as_f64().is_some_and(|value| value > 3.0), "{fired}");
    let mail = &mails(&client, OPERATOR, 1).await[0];
    assert_eq!(mail["subject"], "Tenantry: failed-sign-ins fires");
    assert_eq!(firing(&server, "failed-sign-ins").await.as_deref(), Some("1"));
    let seen = operator.post("/v1/operator/alarms/failed-sign-ins/acknowledge", &json!({})).await.expect_status(200);
    assert!(seen.json()["acknowledged_by"].is_string(), "{}", seen.raw);

    let over = until(&operator, "failed-sign-ins", "ok").await;
    assert!(over["acknowledged_at"].is_null(), "the next time is another matter");
    let all = mails(&client, OPERATOR, 2).await;
    assert_eq!(all[0]["subject"], "Tenantry: failed-sign-ins is over");
    assert_eq!(firing(&server, "failed-sign-ins").await.as_deref(), Some("0"));
    let log = server.log();
    assert!(log.contains("alarm failed-sign-ins fires") && log.contains("alarm failed-sign-ins is over"), "{log}");
    for name in ["disk-full", "slow"] {
        assert_eq!(alarm(&operator, name).await["state"], "ok", "{name}");
    }
    operator.post("/v1/operator/alarms/unknown/acknowledge", &json!({})).await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_at_its_limit_is_told_and_members_see_no_alarms() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("alarms.toml");
    std::fs::write(&file, RULES).expect("a file");
    let server =
        Server::with(&["--alarms", path(&file), "--alarms-every", "1s", "--alarms-mail", "oncall@example.com"]);
    let company = Company::found(&server, "Nearly", Placement::Pool).await;
    company.owner.get("/v1/operator/alarms").await.expect_status(404);
    // Basic has room for a few people; invitations hold seats.
    for n in 0..50 {
        let body = json!({"email": format!("person{n}@nearly.example"), "role": "viewer"});
        if company.owner.post("/v1/invitations", &body).await.status == 403 {
            break;
        }
    }
    let operator = server.operator().await;
    let mut server = server;
    // All tenants are looked at once a minute, and at a start.
    server.kill();
    server.start_again();
    let operator = server.client().with_token(operator.token());
    let fired = until(&operator, "limit-near", "firing").await;
    assert_eq!(fired["value"], 1.0);
    let mail = &mails(&server.client(), "oncall@example.com", 1).await[0];
    assert_eq!(mail["subject"], "Tenantry: limit-near fires");
}

#[test]
fn a_wrong_rule_is_told_at_start_and_the_built_in_ones_are_printed() {
    let printed = text(&tenantry(&["serve", "--print-alarms"]).stdout);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("alarms.toml");
    std::fs::write(&file, printed.replace("above = 0.02", "abov = 0.02")).expect("a file");
    let output = tenantry(&["serve", "--alarms", path(&file), "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("unknown field `abov`") && said.contains("line "), "{said}");
}
