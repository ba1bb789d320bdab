//! The long work on tenants, as the operator and the tenant see it.

use serde_json::json;

use crate::support::{Company, Placement, Server, wait_for};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silo_is_made_while_people_look_on() {
    let server = Server::start();
    let silo = Company::found(&server, "Own House", Placement::Silo).await;
    let operator = server.operator().await;
    let operations = format!("/v1/tenants/{}/operations", silo.id);
    let done = wait_for(async || {
        let list = operator.get(&operations).await.expect_status(200).json();
        Some(list["items"][0].clone()).filter(|newest| newest["status"] == "done")
    })
    .await;
    assert_eq!((&done["kind"], &done["target"], &done["tries"]), (&json!("provision"), &json!("silo"), &json!(1)));
    assert_eq!((&done["steps"][0]["name"], &done["steps"][0]["status"]), (&json!("create_place"), &json!("done")));
    let seen = silo.owner.get(&operations).await.expect_status(200).json();
    assert_eq!(seen["items"][0], done, "its own people see the same");
    let one = format!("{operations}/{}", done["id"].as_str().expect("an id"));
    assert_eq!(silo.owner.get(&one).await.expect_status(200).json(), done);
    let again = operator.post(&format!("{one}/retry"), &json!({})).await.expect_status(409);
    assert_eq!(again.code(), "operation_not_failed");
    let hidden = silo.owner.post(&format!("{one}/retry"), &json!({})).await;
    assert_eq!(hidden.status, 404, "{}", hidden.raw);
}
