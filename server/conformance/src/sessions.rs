//! Sessions: rotation, reuse, and every way in which they end.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    Caller, Error,
    domain::{member::Role, signing::Purpose},
    policy::device::Origin,
    ports::{env::Clock, identity::Realm},
    usecases::SignedIn,
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{operator, password},
    shop::at_once,
};

async fn is_in<F: Fixture>(backend: &F, tokens: &SignedIn) -> bool {
    backend.app().authenticate(tokens.access.expose_secret(), None).await.is_ok()
}

async fn is_refused<F: Fixture>(backend: &F, refresh: &SecretString) -> bool {
    matches!(backend.app().refresh(refresh, "here").await, Err(Error::Unauthenticated(_)))
}

async fn next<F: Fixture>(backend: &F, tokens: &SignedIn) -> SignedIn {
    backend.app().refresh(&tokens.refresh, "here").await.expect("a successor")
}

/// Past the time in which two tabs may present the same token.
fn past_the_grace<F: Fixture>(backend: &F) {
    backend.clock().advance(SignedDuration::from_secs(11));
}

pub(crate) async fn refreshing_rotates<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let mut tokens = cast.owner.tokens.clone();
    let first_end = tokens.refresh_expires_in_s;
    for _ in 0..5 {
        backend.clock().advance(SignedDuration::from_mins(59));
        let successor = next(&backend, &tokens).await;
        assert_ne!(successor.refresh.expose_secret(), tokens.refresh.expose_secret());
        assert!(is_in(&backend, &successor).await);
        assert!(successor.refresh_expires_in_s < first_end, "the end of the session stays");
        tokens = successor;
    }
    backend.clock().advance(SignedDuration::from_mins(60));
    assert!(!is_in(&backend, &tokens).await, "an access token lives an hour");
    for nonsense in ["", "x", "not a token", &"A".repeat(43), &"A".repeat(10_000)] {
        assert!(is_refused(&backend, &SecretString::from(nonsense.to_owned())).await, "{nonsense}");
    }
    assert!(is_refused(&backend, &tokens.access).await, "an access token refreshes nothing");
    assert!(backend.app().authenticate(tokens.refresh.expose_secret(), None).await.is_err());
}

pub(crate) async fn two_tabs_get_the_same_successor<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let tabs = (0..8).map(|_| {
        let (app, token) = (backend.app().clone(), cast.owner.tokens.refresh.clone());
        async move { app.refresh(&token, "here").await.expect("a successor") }
    });
    let successors = at_once(tabs).await;
    let first = successors[0].refresh.expose_secret();
    assert!(successors.iter().all(|tokens| tokens.refresh.expose_secret() == first));
    backend.clock().advance(SignedDuration::from_secs(9));
    assert_eq!(next(&backend, &cast.owner.tokens).await.refresh.expose_secret(), first);
    for tokens in &successors {
        assert!(is_in(&backend, tokens).await);
    }
    next(&backend, &successors[0]).await;
}

pub(crate) async fn reuse_ends_the_family<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let elsewhere = Person::sign_in(&backend, &cast.owner.email).await;
    let successor = next(&backend, &cast.owner.tokens).await;
    past_the_grace(&backend);
    assert!(is_in(&backend, &successor).await);
    assert!(is_refused(&backend, &cast.owner.tokens.refresh).await, "it was used");
    assert!(is_refused(&backend, &successor.refresh).await, "and its family is ended");
    assert!(!is_in(&backend, &successor).await);
    assert!(!is_in(&backend, &cast.owner.tokens).await);
    assert!(is_in(&backend, &elsewhere.tokens).await, "another device is another family");
    next(&backend, &elsewhere.tokens).await;
}

pub(crate) async fn an_older_generation_ends_the_family_too<F: Fixture>() {
    for generation in 0..4 {
        let backend = F::open(Setup::default()).await;
        let cast = Cast::found(&backend, "acme").await;
        let mut family = vec![cast.owner.tokens.clone()];
        for n in 0..4 {
            past_the_grace(&backend);
            family.push(next(&backend, &family[n]).await);
        }
        past_the_grace(&backend);
        assert!(is_refused(&backend, &family[generation].refresh).await, "generation {generation}");
        for tokens in &family {
            assert!(!is_in(&backend, tokens).await, "after generation {generation}");
            assert!(is_refused(&backend, &tokens.refresh).await, "after generation {generation}");
        }
    }
}

/// Only the token before the newest yields it again. One before that is in two hands, however soon it comes.
pub(crate) async fn an_older_token_is_reuse_also_at_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let first = cast.owner.tokens.clone();
    let second = next(&backend, &first).await;
    let third = next(&backend, &second).await;
    assert_eq!(next(&backend, &second).await.refresh.expose_secret(), third.refresh.expose_secret());
    assert!(is_refused(&backend, &first.refresh).await, "two generations back");
    for tokens in [&first, &second, &third] {
        assert!(is_refused(&backend, &tokens.refresh).await && !is_in(&backend, tokens).await, "its family is ended");
    }
}

pub(crate) async fn signing_out_ends_the_access_token<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Person::sign_in(&backend, &cast.owner.email).await;
    assert!(is_in(&backend, &cast.owner.tokens).await);
    backend.app().sign_out(&cast.owner.tokens.refresh).await.expect("signed out");
    assert!(!is_in(&backend, &cast.owner.tokens).await);
    assert!(is_refused(&backend, &cast.owner.tokens.refresh).await);
    backend.app().sign_out(&cast.owner.tokens.refresh).await.expect("twice is once");
    backend.app().sign_out(&SecretString::from("nonsense")).await.expect("nothing to end");
    assert!(is_in(&backend, &other.tokens).await);
    let session = other.enter(&backend).await.session().expect("a session");
    backend.app().sign_out_session(session).await.expect("signed out");
    assert!(!is_in(&backend, &other.tokens).await && is_refused(&backend, &other.tokens.refresh).await);
}

pub(crate) async fn signing_out_everywhere_ends_all<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let colleague = cast.with(&backend, Role::Staff).await;
    let second = Person::sign_in(&backend, &cast.owner.email).await;
    let user = cast.owner.enter(&backend).await.member().expect("a member").user;
    backend.app().sign_out_everywhere(user, Realm::Operator).await.expect("nobody there");
    assert!(is_in(&backend, &second.tokens).await, "the realms are apart");
    backend.app().sign_out_everywhere(user, Realm::Member).await.expect("signed out");
    for person in [&cast.owner, &second] {
        assert!(!is_in(&backend, &person.tokens).await && is_refused(&backend, &person.tokens.refresh).await);
    }
    assert!(is_in(&backend, &colleague.tokens).await);
    assert!(is_in(&backend, &Person::sign_in(&backend, &cast.owner.email).await.tokens).await);
}

pub(crate) async fn a_reset_password_ends_all_sessions<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let app = backend.app();
    app.forgot_password(&cast.owner.email, None).await.expect("accepted");
    backend.settle().await;
    let mails = backend.mails(&cast.owner.email).await;
    let mail = mails.iter().find(|mail| mail.subject == "Reset your password").expect("a mail");
    let code = mail.text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a code");
    let fresh = SecretString::from("an even longer password");
    let short = app.reset_password(code, &SecretString::from("short"), "here", None).await;
    assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
    let foreign = backend.signer().signed_token(Purpose::Reset, uuid::Uuid::now_v7());
    assert!(matches!(app.reset_password(&foreign, &fresh, "here", None).await, Err(Error::BadToken)));
    app.reset_password(code, &fresh, "here", None).await.expect("a new password");
    assert!(!is_in(&backend, &cast.owner.tokens).await && is_refused(&backend, &cast.owner.tokens.refresh).await);
    let old = app.sign_in(&cast.owner.email, &password(), "here").await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
    let tokens = app.sign_in(&cast.owner.email, &fresh, "here").await.expect("a sign-in").tokens().expect("tokens");
    assert!(is_in(&backend, &tokens).await);
    backend.settle().await;
    let notified = backend.mails(&cast.owner.email).await;
    assert!(notified.iter().any(|mail| mail.subject == "Your password was changed"));
}

async fn asked_for_reset<F: Fixture>(backend: &F, email: &str) -> String {
    backend.app().forgot_password(email, None).await.expect("accepted");
    backend.settle().await;
    let mails = backend.mails(email).await;
    let newest = mails.iter().filter(|mail| mail.subject == "Reset your password").max_by(|a, b| a.id.cmp(&b.id));
    let text = &newest.expect("a mail").text;
    let code = text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next());
    code.expect("a code").to_owned()
}

/// A sign-in checks the password first and begins its session later; in between the password may change.
pub(crate) async fn no_session_begins_by_a_password_that_was_changed<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let email = cast.owner.email.clone();
    let mut present = password();
    for round in 0..6 {
        // Past the pauses that many sign-ins and mails bring.
        backend.clock().advance(SignedDuration::from_mins(30));
        let link = asked_for_reset(&backend, &email).await;
        let next = SecretString::from(format!("the owner's password number {round}"));
        let sign_ins = (0..8).map(|n| {
            let (app, email, old) = (backend.app().clone(), email.clone(), present.clone());
            tokio::spawn(async move { app.sign_in(&email, &old, format!("10.{round}.{n}.1").as_str()).await })
        });
        let sign_ins: Vec<_> = sign_ins.collect();
        backend.app().reset_password(&link, &next, "here", None).await.expect("reset");
        // What another process knows of a session is two seconds old at the most.
        let mut let_in = Vec::new();
        for sign_in in sign_ins {
            match sign_in.await.expect("a task that ends") {
                Ok(signed_in) => let_in.push(signed_in.tokens().expect("no second factor")),
                Err(Error::WrongCredentials | Error::Throttled { .. }) => {}
                Err(other) => unreachable!("{other:?}"),
            }
        }
        backend.clock().advance(SignedDuration::from_secs(3));
        for tokens in &let_in {
            assert!(!is_in(&backend, tokens).await, "round {round}: the old password keeps a session");
            assert!(is_refused(&backend, &tokens.refresh).await, "round {round}");
        }
        present = next;
    }
    backend.app().sign_in(&email, &present, "here").await.expect("the newest password");
}

/// Whatever it was that changed: a link from before is worth nothing.
pub(crate) async fn a_reset_link_ends_with_what_it_was_for<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let (app, email) = (backend.app(), cast.owner.email.clone());
    let is_void = async |code: &str| {
        let used = app.reset_password(code, &SecretString::from("a stranger's password"), "here", None).await;
        matches!(used, Err(Error::BadToken))
    };
    let changed = SecretString::from("an even longer password");
    let link = asked_for_reset(&backend, &email).await;
    let me = app.identify(cast.owner.tokens.access.expose_secret(), None).await.expect("a person");
    me.change_password(&password(), &changed, Origin::from("here")).await.expect("changed");
    assert!(is_void(&link).await, "after a change of the password");

    backend.clock().advance(SignedDuration::from_mins(5));
    let (first, second) = (asked_for_reset(&backend, &email).await, asked_for_reset(&backend, &email).await);
    app.reset_password(&second, &password(), "here", None).await.expect("the newer one");
    assert!(is_void(&first).await, "after another reset");
    app.sign_in(&email, &password(), "here").await.expect("the password that the owner chose");
}

/// Ten years ahead, and back: people sign in as before, and what was made there is not good for ten years.
pub(crate) async fn a_clock_that_stood_wrong_locks_nobody_out<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let (app, email) = (backend.app(), cast.owner.email.clone());
    let right = backend.clock().now();
    let wrong = SecretString::from("a wrong password");
    backend.clock().set(right + SignedDuration::from_hours(24 * 3_650));
    let ahead = Person::sign_in(&backend, &email).await;
    while !matches!(app.sign_in(&email, &wrong, "attacker").await, Err(Error::Throttled { .. })) {}
    let link = asked_for_reset(&backend, &email).await;

    backend.clock().set(right);
    match app.sign_in(&email, &wrong, "attacker").await {
        Err(Error::Throttled { retry_after_s: 1..=60 }) => {}
        other => unreachable!("{other:?}"),
    }
    let now = Person::sign_in(&backend, &email).await;
    assert!(is_in(&backend, &now.tokens).await);
    app.sign_in(&email, &password(), "elsewhere").await.expect("from a new address, too");
    assert!(!is_in(&backend, &ahead.tokens).await && is_refused(&backend, &ahead.tokens.refresh).await);
    let used = app.reset_password(&link, &SecretString::from("a stranger's password"), "here", None).await;
    assert!(matches!(used, Err(Error::BadToken)), "{used:?}");

    // A clock that is set right by seconds ends no session.
    backend.clock().set(right - SignedDuration::from_secs(5));
    assert!(is_in(&backend, &now.tokens).await);
    next(&backend, &now.tokens).await;
}

pub(crate) async fn a_session_ends_in_the_end<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let days = cast.owner.tokens.refresh_expires_in_s / 86_400;
    let mut tokens = cast.owner.tokens.clone();
    for _ in 1..days {
        backend.clock().advance(SignedDuration::from_hours(24));
        tokens = next(&backend, &tokens).await;
    }
    backend.clock().advance(SignedDuration::from_mins(24 * 60 - 10));
    tokens = next(&backend, &tokens).await;
    assert!(is_in(&backend, &tokens).await);
    backend.clock().advance(SignedDuration::from_mins(10));
    assert!(is_refused(&backend, &tokens.refresh).await, "however often it is refreshed");
    assert!(!is_in(&backend, &tokens).await, "no access token outlives its session");
}

pub(crate) async fn operators_sign_in_each_day<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    operator(&backend).await;
    let signed_in = backend.app().sign_in_operator("olga@operators.example", &password(), "here").await;
    let mut tokens = signed_in.expect("a sign-in").tokens().expect("tokens");
    assert_eq!((tokens.expires_in_s, tokens.refresh_expires_in_s), (15 * 60, 12 * 3_600));
    for _ in 1..12 {
        backend.clock().advance(SignedDuration::from_mins(15));
        assert!(!is_in(&backend, &tokens).await, "an operator's access token lives a quarter of an hour");
        backend.clock().advance(SignedDuration::from_mins(45));
        tokens = next(&backend, &tokens).await;
        assert!(is_in(&backend, &tokens).await);
    }
    backend.clock().advance(SignedDuration::from_hours(1));
    assert!(is_refused(&backend, &tokens.refresh).await, "twelve hours after the sign-in");
}

pub(crate) async fn realms_are_apart<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    operator(&backend).await;
    let email = "olga@operators.example";
    let as_member = backend.app().sign_in(email, &password(), "here").await;
    assert!(matches!(as_member, Err(Error::WrongCredentials)), "{as_member:?}");
    let as_operator = backend.app().sign_in_operator(&cast.owner.email, &password(), "here").await;
    assert!(matches!(as_operator, Err(Error::WrongCredentials)), "{as_operator:?}");
    let tokens =
        backend.app().sign_in_operator(email, &password(), "here").await.expect("a sign-in").tokens().expect("tokens");
    for tokens in [tokens.clone(), next(&backend, &tokens).await] {
        let caller = backend.app().authenticate(tokens.access.expose_secret(), None).await.expect("an operator");
        assert!(matches!(caller, Caller::Operator(_)));
    }
    let caller = backend.app().authenticate(cast.owner.tokens.access.expose_secret(), None).await.expect("a member");
    assert!(matches!(caller, Caller::Member(_)));
    // The same address may be both, and stays two people.
    backend
        .worker()
        .create_operator(&cast.owner.email, "Both", &"another long password".to_owned().into())
        .await
        .expect("made");
    let mixed = backend.app().sign_in_operator(&cast.owner.email, &password(), "here").await;
    assert!(matches!(mixed, Err(Error::WrongCredentials)), "{mixed:?}");
    let taken = backend.worker().create_operator("OLGA@operators.example", "Again", &password()).await;
    assert!(matches!(taken, Err(Error::Conflict { code: "email_taken", .. })), "{taken:?}");
}

pub(crate) async fn guessing_is_slowed_down<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    backend.clock().advance(SignedDuration::from_mins(10));
    let wrong = SecretString::from("a wrong password");
    let mut tried = 0;
    let throttled = loop {
        match backend.app().sign_in(&cast.owner.email, &wrong, "attacker").await {
            Err(Error::WrongCredentials) => tried += 1,
            Err(Error::Throttled { retry_after_s }) => break retry_after_s,
            other => unreachable!("{other:?}"),
        }
    };
    println!("{tried} guesses, then a pause of {throttled} s");
    assert!(tried <= 10 && (1..=6).contains(&throttled), "{tried} {throttled}");
    // Never a lock: after the pause the owner gets in.
    backend.clock().advance(SignedDuration::from_secs(throttled as i64));
    backend.app().sign_in(&cast.owner.email, &password(), "home").await.expect("a sign-in");
}
