//! How many requests of a tenant are answered, exactly: one process counts them all.

use reqwest::Method;

use crate::support::{Company, Installation, Placement, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_tenant_has_a_rate_of_its_own() {
    let server = Server::start();
    let noisy = Company::found(&server, "Noisy", Placement::Pool).await;
    let quiet = Company::found(&server, "Quiet", Placement::Pool).await;
    let answer = quiet.owner.get("/v1/products").await.expect_status(200);
    assert_eq!(answer.header("ratelimit-policy"), r#""tenant";q=100;w=2"#);
    assert!(answer.header("ratelimit").starts_with(r#""tenant";r="#), "{}", answer.header("ratelimit"));

    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..400 {
        let owner = noisy.owner.clone();
        tries
            .spawn(async move { owner.try_send(owner.request(Method::GET, "/v1/products")).await.expect("an answer") });
    }
    let answers = tries.join_all().await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!refused.is_empty() && refused.len() < 400, "{} of 400 were refused", refused.len());
    assert_eq!(refused[0].code(), "rate_limited");
    assert!(refused[0].header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds >= 1));
    quiet.owner.get("/v1/products").await.expect_status(200);
    println!("{} of 400 requests were over the rate; the neighbour had none refused", refused.len());
}
