//! Who goes past CloudFront, or writes its headers, gains nothing by it.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

use reqwest::Method;
use serde_json::json;

use super::cloud::root;
use crate::support::{Client, Installation, Server, variable};

/// The headers by which CloudFront is known, as anybody can send them.
const FORGED: [(&str, &str); 3] = [
    ("x-tenantry-origin", "guessed-guessed-guessed-guessed-guessed-guessed"),
    ("x-tenantry-viewer", "192.0.2.66"),
    ("x-forwarded-for", "192.0.2.66"),
];

/// From an address of this machine, of which no test has the third number.
fn from(base: &str, last: u8) -> Client {
    Client::from(base, Some(IpAddr::V4(Ipv4Addr::new(127, 0, 2, last))), Server::HABITS)
}

async fn api_id() -> String {
    let apis = aws_sdk_apigateway::Client::new(&root().await).get_rest_apis().send().await.expect("the APIs");
    apis.items.and_then(|apis| apis.into_iter().next()).and_then(|api| api.id).expect("an API")
}

/// The API as the gateway serves it to anybody.
async fn gateway() -> String {
    format!("{}/restapis/{}/live/_user_request_", variable("TENANTRY_AWS"), api_id().await)
}

#[tokio::test]
async fn past_the_edge_there_is_nothing_but_the_probe() {
    let past = from(&gateway().await, 1);
    let signing_in = json!({ "email": "nobody@nowhere.example", "password": "a long enough password" });
    for forged in [&[][..], &FORGED[..]] {
        let with = |method: Method, path: &str| {
            forged.iter().fold(past.request(method, path), |request, (name, value)| request.header(*name, *value))
        };
        let refused = past.send(with(Method::POST, "/v1/auth/signin").json(&signing_in)).await;
        assert_eq!((refused.status, refused.code().as_str()), (404, "not_found"), "{}", refused.raw);
        // Route 53 asks each region so.
        past.send(with(Method::GET, "/readyz")).await.expect_status(200);
    }
    let through = from(&variable("TENANTRY_EDGE"), 1);
    let forged = FORGED
        .iter()
        .fold(through.request(Method::POST, "/v1/auth/signin"), |request, (name, value)| request.header(*name, *value));
    let answered = through.send(forged.json(&signing_in)).await;
    assert_eq!((answered.status, answered.code().as_str()), (401, "wrong_credentials"), "{}", answered.raw);
}

/// The secret that CloudFront sends is known to CloudFront; a part of it, or the place of the next one, is nothing.
#[tokio::test]
async fn only_the_whole_secret_of_the_day_opens_the_api() {
    let past = from(&gateway().await, 4);
    // As the stage has them.
    let stage =
        aws_sdk_apigateway::Client::new(&root().await).get_stage().rest_api_id(api_id().await).stage_name("live");
    let variables = stage.send().await.expect("the stage").variables.expect("its variables");
    let (sent, next) = (variables["origin_secret_a"].as_str(), variables["origin_secret_b"].as_str());
    let signing_in = json!({ "email": "nobody@nowhere.example", "password": "a long enough password" });
    let asked = async |secret: &str| {
        let request = past.request(Method::POST, "/v1/auth/signin").header("x-tenantry-origin", secret);
        past.send(request.json(&signing_in)).await
    };
    let doubled = format!("{sent},{sent}");
    for wrong in [next, &sent[1..], &sent[..sent.len() - 1], &sent.to_lowercase(), &doubled] {
        let refused = asked(wrong).await;
        assert_eq!((refused.status, refused.code().as_str()), (404, "not_found"), "{}", refused.raw);
    }
    let answered = asked(sent).await;
    assert_eq!((answered.status, answered.code().as_str()), (401, "wrong_credentials"), "{}", answered.raw);
}

/// Requests at once that make the emulator start several containers of the function.
const AT_ONCE: usize = 8;
/// Links that are looked at from one address in a minute (core/src/policy/quotas.rs), one a second refills.
const LINKS: u64 = 60;

/// Asks that often, each time with another claim of where it comes from; how many were let in, within how many seconds.
async fn guess_links(client: &Client, count: usize) -> (u64, u64) {
    let started = Instant::now();
    let guesses = (0..AT_ONCE).map(|lane| {
        let client = client.clone();
        tokio::spawn(async move {
            let mut let_in = 0;
            for number in (lane..count).step_by(AT_ONCE) {
                let claimed = format!("198.51.{}.{}", number / 250, number % 250);
                let request = client
                    .request(Method::POST, "/v1/auth/confirm")
                    .header("x-forwarded-for", &claimed)
                    .header("x-tenantry-viewer", &claimed)
                    .header("cloudfront-viewer-address", format!("{claimed}:443"))
                    .header("forwarded", format!("for={claimed}"));
                let answer = client.send(request.json(&json!({ "code": "nonsense" }))).await;
                match answer.status {
                    400 => let_in += 1,
                    429 => assert_eq!(answer.code(), "throttled"),
                    other => unreachable!("{other}: {}", answer.raw),
                }
            }
            let_in
        })
    });
    let mut let_in = 0;
    for guess in guesses.collect::<Vec<_>>() {
        let_in += guess.await.expect("a task that ends");
    }
    (let_in, started.elapsed().as_secs() + 1)
}

/// A limit by address holds for one address, whatever it claims and whichever container is asked, and for no other behind
/// the same edge.
#[tokio::test]
async fn a_claimed_address_is_not_believed() {
    let greedy = from(&variable("TENANTRY_EDGE"), 2);
    let (let_in, seconds) = guess_links(&greedy, 240).await;
    assert!((LINKS..=LINKS + seconds).contains(&let_in), "{let_in} were let in within {seconds} s");
    let other = from(&variable("TENANTRY_EDGE"), 3);
    for _ in 0..10 {
        let answer = other.post("/v1/auth/confirm", &json!({ "code": "nonsense" })).await;
        assert_ne!(answer.status, 429, "another address is throttled with it");
    }
}
