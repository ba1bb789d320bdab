//! Whether what was deployed answers as it must, from outside, and no alarm is
//! on. It writes nothing.

use anyhow::{Context, Result, bail};
use reqwest::blocking::{Client, Response};
use serde_json::Value;

use super::{Place, aws::Account, stack::outputs};

pub fn run(place: &Place) -> Result<()> {
    let account = Account::open(&place.region)?;
    let stacks = account.ask(&["cloudformation", "describe-stacks", "--stack-name", &place.root()])?;
    let url = outputs(&stacks["Stacks"][0]).get("AppUrl").context("the stack has no AppUrl")?.clone();
    answers(&url)?;
    let alarms = account.ask(&[
        "cloudwatch",
        "describe-alarms",
        "--state-value",
        "ALARM",
        "--alarm-name-prefix",
        &place.prefix(),
    ])?;
    let on: Vec<_> =
        alarms["MetricAlarms"].as_array().into_iter().flatten().map(|one| one["AlarmName"].to_string()).collect();
    if !on.is_empty() {
        bail!("alarms are on: {}", on.join(", "));
    }
    println!("{url} answers as it must and no alarm is on");
    Ok(())
}

/// Says what is wrong first.
pub fn answers(url: &str) -> Result<()> {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let get = |path: &str| client.get(format!("{url}{path}")).send().with_context(|| format!("GET {path}"));
    let page = expect("the web app", get("/")?, 200)?;
    if !page.text()?.contains("<div id=\"root\"") {
        bail!("/ is not the web app");
    }
    expect("a page of the web app", get("/orders")?, 200)?;
    expect("readiness", get("/readyz")?, 200)?;
    problem(expect("products without a token", get("/v1/products")?, 401)?, "unauthenticated")?;
    problem(expect("a path that is not there", get("/v1/nothing")?, 404)?, "not_found")?;
    let wrong = client.post(format!("{url}/v1/auth/signin")).json(&serde_json::json!({"email": 1})).send()?;
    problem(expect("a sign-in of the wrong shape", wrong, 422)?, "invalid")
}

fn expect(what: &str, answer: Response, status: u16) -> Result<Response> {
    if answer.status().as_u16() != status {
        bail!("{what}: {} where {status} was due", answer.status());
    }
    Ok(answer)
}

fn problem(answer: Response, code: &str) -> Result<()> {
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let body: Value = answer.json().context("a refusal is not JSON")?;
    if !kind.starts_with("application/problem+json") || body["code"] != code {
        bail!("a refusal is {kind} with the code {}, not a problem with {code}", body["code"]);
    }
    Ok(())
}
