//! One try, against receivers on this machine and resolvers of the tests' own.

mod crowd;
mod guard;
mod https;
mod receiver;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use receiver::{Receiver, Zone};
use rustls::RootCertStore;
use tenantry_webhooks::{Failure, KEPT_BYTES, Message, Outcome, Reach, Secret, Sender, Settings, Target, Verdict};

fn sender(zone: &Arc<Zone>, settings: Settings) -> Sender {
    Sender::new(RootCertStore::empty(), zone.clone(), settings).expect("a sender")
}

fn nearby() -> Settings {
    Settings { reach: Reach::Anywhere, ..Settings::default() }
}

fn message() -> Message {
    Message { id: "evt_1".to_owned(), body: r#"{"type":"order.placed"}"#.into() }
}

fn at() -> Timestamp {
    Timestamp::from_second(1_795_512_600).expect("a time")
}

fn secrets() -> [Secret; 2] {
    [Secret::new([1; 32]), Secret::new([2; 32])]
}

async fn send(sender: &Sender, url: &str) -> Outcome {
    let target = Target::parse(url, sender.reach()).expect("a target");
    sender.send(&target, &secrets(), &message(), at()).await
}

async fn sent_to(answer: &str, settings: Settings) -> (Outcome, Vec<String>) {
    let receiver = Receiver::answering(answer).await;
    let zone = Zone::leading("hooks.example", &["127.0.0.1"]);
    let outcome = send(&sender(&zone, settings), &format!("http://hooks.example:{}/in?a=1", receiver.port)).await;
    (outcome, receiver.requests())
}

#[tokio::test]
async fn a_message_arrives_as_it_was_signed() {
    let (outcome, requests) = sent_to("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine", nearby()).await;
    let answer = outcome.result.as_ref().expect("an answer");
    assert_eq!((answer.status, answer.body.as_str(), answer.is_cut), (200, "fine", false));
    assert_eq!(outcome.verdict(), Verdict::Delivered);
    let [request] = &requests[..] else { unreachable!("{} requests", requests.len()) };
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    assert_eq!(body, r#"{"type":"order.placed"}"#);
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| unreachable!("no {name} in {head}"))
    };
    assert!(head.starts_with("POST /in?a=1 HTTP/1.1\r\n"), "{head}");
    assert!(header("host").starts_with("hooks.example:"), "{head}");
    assert_eq!((header("webhook-id"), header("webhook-timestamp")), ("evt_1", "1795512600"));
    assert_eq!(header("content-type"), "application/json");
    let [old, new] = secrets().map(|secret| secret.sign("evt_1", at(), &message().body));
    assert_eq!(header("webhook-signature"), format!("{old} {new}"));
}

#[tokio::test]
async fn what_is_answered_decides() {
    for (answer, verdict) in [
        ("HTTP/1.1 204 No Content\r\n\r\n", Verdict::Delivered),
        ("HTTP/1.1 299 Odd\r\ncontent-length: 0\r\n\r\n", Verdict::Delivered),
        ("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n", Verdict::Gone),
        ("HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n", Verdict::TryAgain),
        ("HTTP/1.1 500 Broken\r\ncontent-length: 0\r\n\r\n", Verdict::TryAgain),
        ("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Verdict::Delivered),
        ("SMTP ready\r\n", Verdict::TryAgain),
        ("", Verdict::TryAgain),
    ] {
        let (outcome, _) = sent_to(answer, nearby()).await;
        assert_eq!(outcome.verdict(), verdict, "{answer:?}: {:?}", outcome.result);
    }
    let (outcome, _) = sent_to("HTTP/1.1 429 Slow\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n", nearby()).await;
    assert_eq!(outcome.result.expect("an answer").retry_after, Some(Duration::from_secs(120)));
}

#[tokio::test]
async fn an_answer_is_cut_and_a_status_is_believed_before_its_body_ends() {
    let long = format!("HTTP/1.1 500 Broken\r\n\r\n{}", "ä".repeat(100_000));
    let (outcome, _) = sent_to(&long, nearby()).await;
    let answer = outcome.result.expect("an answer");
    assert!(
        answer.is_cut && answer.body.len() <= KEPT_BYTES && answer.body.len() > KEPT_BYTES - 4,
        "{}",
        answer.body.len()
    );
    assert!(answer.body.chars().all(|c| c == 'ä'), "no letter is cut in two");
    // The receiver promises more than it sends, and never ends.
    let receiver = Receiver::hanging_after("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nso far\u{1}\u{0}").await;
    let zone = Zone::leading("hooks.example", &["127.0.0.1"]);
    let settings = Settings { timeout: Duration::from_millis(400), ..nearby() };
    let outcome = send(&sender(&zone, settings), &format!("http://hooks.example:{}/", receiver.port)).await;
    assert_eq!(outcome.verdict(), Verdict::Delivered);
    let answer = outcome.result.expect("an answer");
    assert_eq!((answer.body.as_str(), answer.is_cut), ("so far\u{fffd}\u{fffd}", true));
}

#[tokio::test]
async fn a_receiver_that_hangs_ends_with_its_time() {
    let receiver = Receiver::hanging_after("HTTP/1.1 200").await;
    let zone = Zone::leading("hooks.example", &["127.0.0.1"]);
    let settings = Settings { timeout: Duration::from_millis(300), ..nearby() };
    let sender = sender(&zone, settings);
    let outcome = send(&sender, &format!("http://hooks.example:{}/", receiver.port)).await;
    assert!(matches!(outcome.result, Err(Failure::TimedOut { .. })), "{:?}", outcome.result);
    assert!(outcome.took < Duration::from_secs(3), "{:?}", outcome.took);
    // The connection is closed, so a receiver that hangs holds nothing of ours.
    receiver.closed().await;
}

#[tokio::test]
async fn a_head_without_end_is_no_answer() {
    let endless = format!("HTTP/1.1 200 OK\r\n{}", "x-more: and more\r\n".repeat(100_000));
    let (outcome, _) = sent_to(&endless, nearby()).await;
    assert!(matches!(outcome.result, Err(Failure::NoAnswer { .. })), "{:?}", outcome.result);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let inner = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} There\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n",
            inner.port
        );
        let (outcome, requests) = sent_to(&answer, nearby()).await;
        assert_eq!(outcome.result.as_ref().expect("an answer").status, status);
        assert_eq!((outcome.verdict(), requests.len()), (Verdict::TryAgain, 1));
    }
    assert_eq!(inner.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_dead_address_is_passed_over_for_the_next() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    // Nothing listens at the second loopback address on this port.
    let zone = Zone::leading("hooks.example", &["127.0.0.2", "127.0.0.1"]);
    let outcome = send(&sender(&zone, nearby()), &format!("http://hooks.example:{}/", receiver.port)).await;
    assert_eq!(outcome.verdict(), Verdict::Delivered, "{:?}", outcome.result);
    let zone = Zone::leading("hooks.example", &["127.0.0.2"]);
    let outcome = send(&sender(&zone, nearby()), &format!("http://hooks.example:{}/", receiver.port)).await;
    let error = outcome.result.expect_err("nobody is there").to_string();
    assert!(error.contains("the connection was refused"), "{error}");
}
