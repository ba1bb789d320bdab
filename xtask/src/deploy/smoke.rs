//! Whether what was deployed answers as it must, from outside, and not past
//! CloudFront, and no alarm is on. It writes nothing.

use anyhow::{Context, Result, bail};
use reqwest::blocking::{Client, Response};
use serde_json::Value;

use super::{DeploymentTarget, aws::Account, stack::outputs};

pub fn run(place: &DeploymentTarget) -> Result<()> {
    let account = Account::open(&place.region)?;
    let stacks = account.ask(&["cloudformation", "describe-stacks", "--stack-name", &place.root()])?;
    let stack = &stacks["Stacks"][0];
    let outputs = outputs(stack);
    let url = outputs.get("AppUrl").context("the stack has no AppUrl")?.clone();
    answers(&url)?;
    let gateway = outputs.get("GatewayUrl").context("the stack has no GatewayUrl")?;
    if is_open(stack) {
        println!("note: OriginSecret says open, so the API also answers past CloudFront and its firewall");
    } else {
        answers_nobody_past_the_edge(gateway)?;
    }
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

/// Whether requests without CloudFront's secret pass, as while it is brought to an installation.
fn is_open(stack: &Value) -> bool {
    let all = stack["Parameters"].as_array().into_iter().flatten();
    let mut accepted = all.filter(|one| one["ParameterKey"] == "OriginSecret");
    accepted.any(|one| one["ParameterValue"].as_str().is_some_and(|value| value.split(',').any(|word| word == "open")))
}

/// Asks the gateway by its own name, as who goes past CloudFront and its firewall does: first as anybody, then with
/// CloudFront's headers made up.
fn answers_nobody_past_the_edge(gateway: &str) -> Result<()> {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    expect("readiness, which Route 53 asks for", client.get(format!("{gateway}/readyz")).send()?, 200)?;
    let nobody = serde_json::json!({"email": "nobody@nowhere.invalid", "password": "no password at all"});
    for proof in ["", "guessed-guessed-guessed-guessed-guessed-guessed"] {
        let mut asked = client.post(format!("{gateway}/v1/auth/signin")).json(&nobody);
        if !proof.is_empty() {
            asked = asked.header("x-tenantry-origin", proof).header("x-tenantry-viewer", "192.0.2.1");
        }
        problem(expect("a sign-in past CloudFront", asked.send()?, 404)?, "not_found")?;
    }
    Ok(())
}

fn expect(what: &str, answer: Response, status: u16) -> Result<Response> {
    if answer.status().as_u16() != status {
        bail!("{what}: {} where {status} was due", answer.status());
    }
    Ok(answer)
}

fn problem(answer: Response, code: &str) -> Result<()> {
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let body: Value = answer.json().context("an error response is not JSON")?;
    if !kind.starts_with("application/problem+json") || body["code"] != code {
        bail!("an error response is {kind} with the code {}, not a problem with {code}", body["code"]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        sync::mpsc,
    };

    use serde_json::json;

    use super::*;

    /// Reads a request to its end: one that is cut off would be an error at the other side.
    fn whole(stream: &mut impl Read) -> String {
        let (mut text, mut piece) = (String::new(), [0; 4096]);
        loop {
            let length = stream.read(&mut piece).unwrap();
            text.push_str(&String::from_utf8_lossy(&piece[..length]).to_lowercase());
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let due = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if length == 0 || body.len() >= due.unwrap_or(0) {
                return text;
            }
        }
    }

    /// Serves answers one by one; what was asked comes out of the channel.
    fn gateway(answers: Vec<(u16, &'static str)>) -> (String, mpsc::Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/live", listener.local_addr().unwrap());
        let (asked, requests) = mpsc::channel();
        std::thread::spawn(move || {
            for (status, body) in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = asked.send(whole(&mut stream));
                let head = format!("HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}", body.len());
                write!(stream, "{head}\r\ncontent-type: application/problem+json\r\n\r\n{body}").unwrap();
            }
        });
        (url, requests)
    }

    const HIDDEN: (u16, &str) = (404, r#"{"code": "not_found"}"#);
    const ANSWERED: (u16, &str) = (401, r#"{"code": "wrong_credentials"}"#);

    #[test]
    fn an_api_that_answers_past_cloudfront_is_reported() {
        let (url, requests) = gateway(vec![(200, "{}"), HIDDEN, HIDDEN]);
        answers_nobody_past_the_edge(&url).unwrap();
        let asked: Vec<String> = requests.iter().collect();
        assert!(asked[0].starts_with("get /live/readyz"), "{asked:?}");
        assert!(!asked[1].contains("x-tenantry-origin") && asked[2].contains("x-tenantry-origin"), "{asked:?}");
        let believed = [vec![(200, "{}"), ANSWERED], vec![(200, "{}"), HIDDEN, ANSWERED], vec![HIDDEN]];
        for answers in believed {
            assert!(answers_nobody_past_the_edge(&gateway(answers.clone()).0).is_err(), "{answers:?}");
        }
    }

    #[test]
    fn only_an_installation_that_says_so_is_open() {
        let with = |value: &str| json!({"Parameters": [{"ParameterKey": "OriginSecret", "ParameterValue": value}]});
        assert!(is_open(&with("a,open")));
        for closed in [with("a"), with("b,a"), json!({"Parameters": []}), json!({})] {
            assert!(!is_open(&closed), "{closed}");
        }
    }
}
