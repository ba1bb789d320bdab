//! Nothing is sent into a private network, whatever a name leads to.

use std::time::Duration;

use super::{receiver::*, send, sender};
use tenantry_webhooks::{Failure, Outcome, Settings};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

fn short() -> Settings {
    Settings { connect_timeout: Duration::from_millis(300), timeout: Duration::from_millis(900), ..Settings::default() }
}

fn is_kept_out(outcome: &Outcome) -> bool {
    matches!(outcome.result, Err(Failure::NotPublic { .. }))
}

#[tokio::test]
async fn a_name_that_leads_inward_is_not_connected_to() {
    let receiver = Receiver::answering(OK).await;
    let url = format!("https://hooks.example:{}/", receiver.port);
    for addresses in [
        &["127.0.0.1"][..],
        &["10.0.0.1"],
        &["169.254.169.254"],
        &["100.64.0.1"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["fd00:ec2::254"],
        &["fe80::1"],
        // One good address does not excuse another.
        &["93.184.216.34", "127.0.0.1"],
        &["2606:4700:4700::1111", "::1"],
    ] {
        let zone = Zone::leading("hooks.example", addresses);
        let outcome = send(&sender(&zone, short()), &url).await;
        assert!(is_kept_out(&outcome), "{addresses:?}: {:?}", outcome.result);
        // Who made the endpoint learns nothing of the addresses inside.
        let text = outcome.result.expect_err("kept out").to_string();
        assert!(!text.contains(addresses[0]), "{text}");
    }
    assert_eq!(receiver.requests(), Vec::<String>::new());
}

/// A name that is public when it is judged and private when it is connected to (DNS rebinding).
#[tokio::test]
async fn a_name_is_looked_up_once_for_each_try() {
    let receiver = Receiver::answering(OK).await;
    let url = format!("https://hooks.example:{}/", receiver.port);
    // Nothing that answers by this port is at the public address, whether it can be reached from here or not.
    let zone = Zone::changing("hooks.example", &[&["1.1.1.1"], &["127.0.0.1"]]);
    let sender = sender(&zone, short());
    let outcome = send(&sender, &url).await;
    assert!(!is_kept_out(&outcome) && outcome.result.is_err(), "{:?}", outcome.result);
    assert_eq!(zone.asked(), ["hooks.example"]);
    let outcome = send(&sender, &url).await;
    assert!(is_kept_out(&outcome), "the next try is judged anew: {:?}", outcome.result);
    assert_eq!(zone.asked().len(), 2);
    assert_eq!(receiver.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn an_installation_keeps_its_own_public_networks_out() {
    let zone = Zone::leading("hooks.example", &["93.184.216.34"]);
    let rejected = vec!["93.184.216.0/24".parse().expect("a network")];
    let outcome = send(&sender(&zone, Settings { rejected, ..short() }), "https://hooks.example/").await;
    assert!(is_kept_out(&outcome), "{:?}", outcome.result);
}

#[tokio::test]
async fn a_name_that_is_not_known_is_said_so() {
    let zone = Zone::leading("other.example", &["93.184.216.34"]);
    let outcome = send(&sender(&zone, short()), "https://hooks.example/").await;
    assert!(matches!(outcome.result, Err(Failure::UnknownName { .. })), "{:?}", outcome.result);
    let zone = Zone::leading("hooks.example", &[]);
    let outcome = send(&sender(&zone, short()), "https://hooks.example/").await;
    assert!(matches!(outcome.result, Err(Failure::UnknownName { .. })), "{:?}", outcome.result);
}
