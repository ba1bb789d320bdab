//! Budgets of callers hold for the installation, not for each of its processes.

use jiff::SignedDuration;
use secrecy::SecretString;
use tenantry_core::{App, Error, policy::quotas::Bucket};

use crate::{Cast, Fixture, Setup, cast::password, shop::at_once};

/// As many as Lambda would run containers.
const PROCESSES: usize = 10;

fn processes<F: Fixture>(backend: &F) -> Vec<App> {
    let mut all = vec![backend.app().clone()];
    while all.len() < PROCESSES {
        all.push(backend.another_app());
    }
    all
}

pub(crate) async fn a_budget_is_shared_by_all_processes<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let apps = processes(&backend);
    let burst = backend.app().quotas().per_address(Bucket::Email).burst as usize;
    let calls = (0..2 * burst).map(|n| {
        let app = apps[n % PROCESSES].clone();
        async move { app.admit("forgot_password", "here").await }
    });
    let answers = at_once(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), burst);
    for rejected in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert!(matches!(rejected, Error::Throttled { retry_after_s: 1..=60 }), "{rejected:?}");
    }
    for app in &apps {
        let more = app.admit("resend_confirmation", "here").await;
        assert!(matches!(more, Err(Error::Throttled { .. })), "{more:?}");
        app.admit("forgot_password", "elsewhere").await.expect("another address has a budget of its own");
    }
    backend.clock().advance(SignedDuration::from_mins(1));
    apps[PROCESSES - 1].admit("forgot_password", "here").await.expect("it never stays so");
}

pub(crate) async fn guesses_are_counted_over_all_processes<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    backend.clock().advance(SignedDuration::from_mins(10));
    let apps = processes(&backend);
    let (email, wrong) = (&cast.owner.email, SecretString::from("a wrong password"));
    // Who knows the password uses nothing up, wherever they sign in.
    for app in apps.iter().cycle().take(2 * PROCESSES) {
        app.sign_in(email, &password(), "home").await.expect("a right password");
    }
    let per_pair = backend.app().quotas().passwords.per_pair.burst;
    let mut tried = 0;
    for app in apps.iter().cycle() {
        match app.sign_in(email, &wrong, "attacker").await {
            Err(Error::WrongCredentials) => tried += 1,
            Err(Error::Throttled { .. }) => break,
            other => unreachable!("{other:?}"),
        }
    }
    assert_eq!(tried, per_pair);
    for app in &apps {
        let late = app.sign_in(email, &password(), "attacker").await;
        assert!(matches!(late, Err(Error::Throttled { .. })), "{late:?}");
    }
    apps[0].sign_in(email, &password(), "home").await.expect("the owner is not held up");
}
