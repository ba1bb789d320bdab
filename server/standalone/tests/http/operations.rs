//! The document and the service agree.

use serde_json::Value;

use crate::support::{Installation, Server};

#[tokio::test]
async fn every_operation_is_documented_with_an_example() {
    let server = Server::start();
    let document = server.client().get("/v1/openapi.json").await.expect_status(200).json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut names = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no name"));
            names.push(name.to_owned());
            let has_example = |content: &Value| {
                content.as_object().is_some_and(|types| {
                    types.values().any(|body| body.get("example").is_some() || body.get("examples").is_some())
                })
            };
            if operation.get("requestBody").is_some() {
                assert!(has_example(&operation["requestBody"]["content"]), "{name}: no example of its request");
            }
            for (status, response) in operation["responses"].as_object().expect("responses") {
                if status.starts_with('2') && response.get("content").is_some() {
                    assert!(has_example(&response["content"]), "{name}: no example of its {status}");
                }
            }
        }
    }
    let mut unique = names.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), names.len(), "each has a name of its own");
    println!("{} operations are documented", names.len());
}

#[tokio::test]
async fn the_document_is_offered_as_openapi_3_0_too() {
    let server = Server::start();
    let document = server.client().get("/v1/openapi.json").await.expect_status(200).json();
    let older = server.client().get("/v1/openapi-3.0.json").await.expect_status(200);
    assert_eq!(older.header("content-type"), "application/json");
    let older = older.json();
    assert_eq!(older["openapi"], "3.0.3");
    let paths = |document: &Value| document["paths"].as_object().expect("paths").keys().cloned().collect::<Vec<_>>();
    let (mut these, mut those) = (paths(&document), paths(&older));
    these.sort();
    those.sort();
    assert_eq!(these, those);
}

#[tokio::test]
async fn people_find_the_docs_and_probes_find_the_state() {
    let server = Server::start();
    let client = server.client();
    // The web app where it was built, the docs otherwise.
    let front = client.send(client.request(reqwest::Method::GET, "/").header("accept", "text/html")).await;
    assert!(["swagger-ui", "id=\"root\""].iter().any(|mark| front.raw.contains(mark)), "{}", front.raw);
    assert!(client.get("/v1/docs/").await.expect_status(200).raw.contains("swagger-ui"));
    assert!(client.get("/v1/docs/problems").await.expect_status(200).raw.contains("limit_reached"));
    assert!(client.get("/v1/docs/actions").await.expect_status(200).raw.contains("sample_data.added"));
    client.get("/healthz").await.expect_status(200);
    client.get("/readyz").await.expect_status(200);
    assert_eq!(client.get("/metrics").await.status, 404, "metrics are on the private listener only");
    let keys = client.get("/v1/auth/jwks.json").await.expect_status(200).json();
    assert_eq!((&keys["keys"][0]["alg"], keys["keys"][0].get("d")), (&"ES256".into(), None));
}
