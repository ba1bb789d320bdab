//! The response time does not reveal which addresses have accounts: the same
//! look-ups, hashes and commits are done for known and unknown ones.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use secrecy::SecretString;
use tempfile::TempDir;
use tenantry_conformance::{Fixture, ManualClock, Setup, count_from_env};
use tenantry_core::{Error, domain::tier::Tier, usecases::NewRegistration};

use tenantry_embedded_testing::{SqlitePool, Standalone, config};

const KNOWN: &str = "owner@acme.example";
/// Left-out work is a hash (tens of milliseconds) or a commit (several times the rest).
const ALIKE: f64 = 0.35;
/// A disk that others use has slow spells, which no two of a row of tries see
/// alike; work that is left out is seen in each of them.
const TRIES: usize = 6;

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

fn registration(email: &str) -> NewRegistration {
    let password = SecretString::from("correct horse battery staple");
    NewRegistration::new("Acme", email, "Ada", password, Tier::Basic, "EUR", "UTC").expect("a registration")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_and_unknown_addresses_take_as_long() {
    let folder = TempDir::new().expect("a folder");
    let clock = ManualClock::starting_now();
    let backend =
        Standalone::open(config(folder.path(), &clock), clock.clone(), Setup { relay: false, ..Setup::default() });
    let app = backend.opened.app.clone();
    app.register(registration(KNOWN), "here", None).await.expect("accepted");
    let waiting =
        backend.opened.control.registration_by_email(KNOWN).await.expect("a look-up").expect("a registration");
    let token = backend.opened.signer.signed_token(tenantry_core::domain::signing::Purpose::Confirm, waiting.id.0);
    app.confirm(&token, None).await.expect("a tenant");

    let rounds = count_from_env("TENANTRY_TIMING_ROUNDS", 60);
    let wrong = SecretString::from("a wrong password");
    let mut tries = 0;
    let mut operations = vec!["register", "resend", "forgot password", "sign in"];
    while let Some(operation) = operations.last().copied() {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        tries += 1;
        for round in 0..rounds {
            // By turns, so that whatever else the machine does strikes both; the throttles refill in between.
            for is_known in [round % 2 == 0, round % 2 != 0] {
                clock.advance(SignedDuration::from_hours(1));
                let email = if is_known { KNOWN.to_owned() } else { format!("nobody-{tries}-{round}@acme.example") };
                let registering = registration(&email);
                let started = Instant::now();
                match operation {
                    "sign in" => {
                        let refused = app.sign_in(&email, &wrong, "here").await;
                        assert!(matches!(refused, Err(Error::WrongCredentials)), "{refused:?}");
                    }
                    "forgot password" => app.forgot_password(&email, None).await.expect("accepted"),
                    "resend" => app.resend_confirmation(&email, None).await.expect("accepted"),
                    _ => app.register(registering, "here", None).await.expect("accepted"),
                }
                if is_known { &mut known } else { &mut unknown }.push(started.elapsed());
            }
        }
        let (known, unknown) = (median(known), median(unknown));
        println!("{operation}: {known:.2} ms for known, {unknown:.2} ms for unknown addresses, {rounds} each");
        if (known / unknown - 1.0).abs() < ALIKE {
            operations.pop();
            tries = 0;
        } else {
            assert!(tries < TRIES, "{operation}: {known} {unknown}, {TRIES} times");
        }
    }
    backend.close().await;
}

/// Devices are remembered for 90 days, and the newest for longer, so that
/// a user who comes back is notified of a new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_return_after_long_is_told() {
    let backend = SqlitePool::open(Setup::default()).await;
    let cast = tenantry_conformance::Cast::found(&backend, "acme").await;
    backend.clock().advance(SignedDuration::from_hours(24 * 200));
    // The pump tidies in its own time; whether it did or not, the answer is the same.
    backend.settle().await;
    tenantry_conformance::Person::sign_in(&backend, &cast.owner.email).await;
    backend.settle().await;
    let mails = backend.mails(&cast.owner.email).await;
    assert_eq!(mails.iter().filter(|mail| mail.subject == "A new device signed in").count(), 1);
}
