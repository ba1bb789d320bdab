//! What is packaged speaks of what is there.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use super::{path, tls};
use crate::support::{Company, Installation, PASSWORD, Placement, Server, wait_for};

fn packaged(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packaging");
    fs::read_to_string(root.join(name)).expect("it is packaged")
}

fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("expr").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| expressions(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

fn names(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("tenantry_") || word.starts_with("http_"))
        .map(str::to_owned)
        .collect()
}

async fn scrape(server: &Server) -> String {
    reqwest::get(&server.metrics).await.expect("an answer").text().await.expect("text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_metric_of_the_dashboard_is_in_a_scrape() {
    let dashboard: Value = serde_json::from_str(&packaged("grafana/tenantry.json")).expect("JSON");
    let ids: BTreeSet<i64> = dashboard["panels"]
        .as_array()
        .expect("panels")
        .iter()
        .map(|panel| panel["id"].as_i64().expect("an id"))
        .collect();
    assert_eq!(ids.len(), dashboard["panels"].as_array().expect("panels").len(), "each panel has an id of its own");
    let mut wanted = Vec::new();
    expressions(&dashboard, &mut wanted);
    let wanted: BTreeSet<String> = wanted.iter().flat_map(|expression| names(expression)).collect();
    assert!(wanted.len() > 10, "{wanted:?}");

    let folder = tempfile::tempdir().expect("a folder");
    tls::pair().put(folder.path());
    let secure = tls::serve(folder.path());
    let server = Server::with(&["--backup-dir", path(&folder.path().join("backups"))]);
    let company = Company::found(&server, "Watched", Placement::Pool).await;
    let lamp = company.product("Lamp", "1.00", 10).await.text("product_id");
    company.order("one", &lamp, 1).await.expect_status(201);
    let wrong = serde_json::json!({"email": "nobody@example.com", "password": format!("not {PASSWORD}")});
    server.client().post("/v1/auth/signin", &wrong).await.expect_status(401);
    wait_for(async || {
        let known = names(&(scrape(&server).await + &scrape(&secure).await));
        let missing: Vec<&String> = wanted.difference(&known).collect();
        if !missing.is_empty() {
            eprintln!("still missing: {missing:?}");
        }
        missing.is_empty().then_some(())
    })
    .await;
}

#[test]
fn the_unit_and_the_container_set_what_exists() {
    let unit = packaged("systemd/tenantry.service");
    let container = packaged("container/Containerfile");
    let settings = super::text(&super::tenantry(&["serve", "--print-config"]).stdout);
    let variables: BTreeSet<&str> = unit
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .chain(container.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .filter(|word| word.starts_with("TENANTRY_"))
        .collect();
    assert!(variables.len() >= 4, "{variables:?}");
    for variable in variables {
        assert!(settings.contains(variable), "{variable} is no setting");
    }
    assert!(unit.contains("tenantry serve --config") && container.contains("USER 10001"));
}
