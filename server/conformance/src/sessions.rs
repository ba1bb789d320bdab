//! Sessions: rotation, reuse, and every way in which they end.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    Caller, Error, app::SignedIn, device::Origin, env::Clock, identity::Realm, member::Role, ticket::Purpose,
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{operator, password},
    shop::at_once,
};

async fn is_in<F: Fixture>(home: &F, tokens: &SignedIn) -> bool {
    home.app().authenticate(tokens.access.expose_secret(), None).await.is_ok()
}

async fn is_refused<F: Fixture>(home: &F, refresh: &SecretString) -> bool {
    matches!(home.app().refresh(refresh, "here").await, Err(Error::Unauthenticated(_)))
}

async fn next<F: Fixture>(home: &F, tokens: &SignedIn) -> SignedIn {
    home.app().refresh(&tokens.refresh, "here").await.expect("a successor")
}

/// Past the time in which two tabs may present the same token.
fn past_the_grace<F: Fixture>(home: &F) {
    home.clock().advance(SignedDuration::from_secs(11));
}

pub(crate) async fn refreshing_rotates<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let mut tokens = cast.owner.tokens.clone();
    let first_end = tokens.refresh_expires_in_s;
    for _ in 0..5 {
        home.clock().advance(SignedDuration::from_mins(59));
        let successor = next(&home, &tokens).await;
        assert_ne!(successor.refresh.expose_secret(), tokens.refresh.expose_secret());
        assert!(is_in(&home, &successor).await);
        assert!(successor.refresh_expires_in_s < first_end, "the end of the session stays");
        tokens = successor;
    }
    home.clock().advance(SignedDuration::from_mins(60));
    assert!(!is_in(&home, &tokens).await, "an access token lives an hour");
    for nonsense in ["", "x", "not a token", &"A".repeat(43), &"A".repeat(10_000)] {
        assert!(is_refused(&home, &SecretString::from(nonsense.to_owned())).await, "{nonsense}");
    }
    assert!(is_refused(&home, &tokens.access).await, "an access token refreshes nothing");
    assert!(home.app().authenticate(tokens.refresh.expose_secret(), None).await.is_err());
}

pub(crate) async fn two_tabs_get_the_same_successor<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let tabs = (0..8).map(|_| {
        let (app, token) = (home.app().clone(), cast.owner.tokens.refresh.clone());
        async move { app.refresh(&token, "here").await.expect("a successor") }
    });
    let successors = at_once(tabs).await;
    let first = successors[0].refresh.expose_secret();
    assert!(successors.iter().all(|tokens| tokens.refresh.expose_secret() == first));
    home.clock().advance(SignedDuration::from_secs(9));
    assert_eq!(next(&home, &cast.owner.tokens).await.refresh.expose_secret(), first);
    for tokens in &successors {
        assert!(is_in(&home, tokens).await);
    }
    next(&home, &successors[0]).await;
}

pub(crate) async fn reuse_ends_the_family<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let elsewhere = Person::sign_in(&home, &cast.owner.email).await;
    let successor = next(&home, &cast.owner.tokens).await;
    past_the_grace(&home);
    assert!(is_in(&home, &successor).await);
    assert!(is_refused(&home, &cast.owner.tokens.refresh).await, "it was used");
    assert!(is_refused(&home, &successor.refresh).await, "and its family is ended");
    assert!(!is_in(&home, &successor).await);
    assert!(!is_in(&home, &cast.owner.tokens).await);
    assert!(is_in(&home, &elsewhere.tokens).await, "another device is another family");
    next(&home, &elsewhere.tokens).await;
}

pub(crate) async fn an_older_generation_ends_the_family_too<F: Fixture>() {
    for generation in 0..4 {
        let home = F::open(Setup::default()).await;
        let cast = Cast::found(&home, "acme").await;
        let mut family = vec![cast.owner.tokens.clone()];
        for n in 0..4 {
            past_the_grace(&home);
            family.push(next(&home, &family[n]).await);
        }
        past_the_grace(&home);
        assert!(is_refused(&home, &family[generation].refresh).await, "generation {generation}");
        for tokens in &family {
            assert!(!is_in(&home, tokens).await, "after generation {generation}");
            assert!(is_refused(&home, &tokens.refresh).await, "after generation {generation}");
        }
    }
}

pub(crate) async fn signing_out_ends_the_access_token<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let other = Person::sign_in(&home, &cast.owner.email).await;
    assert!(is_in(&home, &cast.owner.tokens).await);
    home.app().sign_out(&cast.owner.tokens.refresh).await.expect("signed out");
    assert!(!is_in(&home, &cast.owner.tokens).await);
    assert!(is_refused(&home, &cast.owner.tokens.refresh).await);
    home.app().sign_out(&cast.owner.tokens.refresh).await.expect("twice is once");
    home.app().sign_out(&SecretString::from("nonsense")).await.expect("nothing to end");
    assert!(is_in(&home, &other.tokens).await);
    let session = other.enter(&home).await.session();
    home.app().sign_out_session(session).await.expect("signed out");
    assert!(!is_in(&home, &other.tokens).await && is_refused(&home, &other.tokens.refresh).await);
}

pub(crate) async fn signing_out_everywhere_ends_all<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let colleague = cast.with(&home, Role::Staff).await;
    let second = Person::sign_in(&home, &cast.owner.email).await;
    let user = cast.owner.enter(&home).await.member().user;
    home.app().sign_out_everywhere(user, Realm::Operator).await.expect("nobody there");
    assert!(is_in(&home, &second.tokens).await, "the realms are apart");
    home.app().sign_out_everywhere(user, Realm::Member).await.expect("signed out");
    for person in [&cast.owner, &second] {
        assert!(!is_in(&home, &person.tokens).await && is_refused(&home, &person.tokens.refresh).await);
    }
    assert!(is_in(&home, &colleague.tokens).await);
    assert!(is_in(&home, &Person::sign_in(&home, &cast.owner.email).await.tokens).await);
}

pub(crate) async fn a_reset_password_ends_all_sessions<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let app = home.app();
    app.forgot_password(&cast.owner.email, None).await.expect("accepted");
    home.settle().await;
    let mails = home.mails(&cast.owner.email).await;
    let mail = mails.iter().find(|mail| mail.subject == "Choose a new password").expect("a mail");
    let code = mail.text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a code");
    let fresh = SecretString::from("an even longer password");
    let short = app.reset_password(code, &SecretString::from("short"), "here", None).await;
    assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
    let foreign = home.seal().ticket(Purpose::Reset, uuid::Uuid::now_v7());
    assert!(matches!(app.reset_password(&foreign, &fresh, "here", None).await, Err(Error::BadTicket)));
    app.reset_password(code, &fresh, "here", None).await.expect("a new password");
    assert!(!is_in(&home, &cast.owner.tokens).await && is_refused(&home, &cast.owner.tokens.refresh).await);
    let old = app.sign_in(&cast.owner.email, &password(), "here").await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
    let tokens = app.sign_in(&cast.owner.email, &fresh, "here").await.expect("a sign-in").tokens().expect("tokens");
    assert!(is_in(&home, &tokens).await);
    home.settle().await;
    let told = home.mails(&cast.owner.email).await;
    assert!(told.iter().any(|mail| mail.subject == "Your password was changed"));
}

async fn asked_for_reset<F: Fixture>(home: &F, email: &str) -> String {
    home.app().forgot_password(email, None).await.expect("accepted");
    home.settle().await;
    let mails = home.mails(email).await;
    let newest = mails.iter().filter(|mail| mail.subject == "Choose a new password").max_by(|a, b| a.id.cmp(&b.id));
    let text = &newest.expect("a mail").text;
    let code = text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next());
    code.expect("a code").to_owned()
}

/// Whatever it was that changed: a link from before is worth nothing.
pub(crate) async fn a_reset_link_ends_with_what_it_was_for<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let (app, email) = (home.app(), cast.owner.email.clone());
    let is_void = async |code: &str| {
        let used = app.reset_password(code, &SecretString::from("a stranger's password"), "here", None).await;
        matches!(used, Err(Error::BadTicket))
    };
    let changed = SecretString::from("an even longer password");
    let link = asked_for_reset(&home, &email).await;
    let me = app.identify(cast.owner.tokens.access.expose_secret(), None).await.expect("a person");
    me.change_password(&password(), &changed, Origin::from("here")).await.expect("changed");
    assert!(is_void(&link).await, "after a change of the password");

    home.clock().advance(SignedDuration::from_mins(5));
    let (first, second) = (asked_for_reset(&home, &email).await, asked_for_reset(&home, &email).await);
    app.reset_password(&second, &password(), "here", None).await.expect("the newer one");
    assert!(is_void(&first).await, "after another reset");
    app.sign_in(&email, &password(), "here").await.expect("the password that the owner chose");
}

/// Ten years ahead, and back: people sign in as before, and what was made there is not good for ten years.
pub(crate) async fn a_clock_that_stood_wrong_locks_nobody_out<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let (app, email) = (home.app(), cast.owner.email.clone());
    let right = home.clock().now();
    let wrong = SecretString::from("a wrong password");
    home.clock().set(right + SignedDuration::from_hours(24 * 3_650));
    let ahead = Person::sign_in(&home, &email).await;
    while !matches!(app.sign_in(&email, &wrong, "attacker").await, Err(Error::Throttled { .. })) {}
    let link = asked_for_reset(&home, &email).await;

    home.clock().set(right);
    match app.sign_in(&email, &wrong, "attacker").await {
        Err(Error::Throttled { retry_after_s: 1..=60 }) => {}
        other => unreachable!("{other:?}"),
    }
    let now = Person::sign_in(&home, &email).await;
    assert!(is_in(&home, &now.tokens).await);
    app.sign_in(&email, &password(), "elsewhere").await.expect("from a new address, too");
    assert!(!is_in(&home, &ahead.tokens).await && is_refused(&home, &ahead.tokens.refresh).await);
    let used = app.reset_password(&link, &SecretString::from("a stranger's password"), "here", None).await;
    assert!(matches!(used, Err(Error::BadTicket)), "{used:?}");

    // A clock that is set right by seconds ends no session.
    home.clock().set(right - SignedDuration::from_secs(5));
    assert!(is_in(&home, &now.tokens).await);
    next(&home, &now.tokens).await;
}

pub(crate) async fn a_session_ends_in_the_end<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let days = cast.owner.tokens.refresh_expires_in_s / 86_400;
    let mut tokens = cast.owner.tokens.clone();
    for _ in 1..days {
        home.clock().advance(SignedDuration::from_hours(24));
        tokens = next(&home, &tokens).await;
    }
    home.clock().advance(SignedDuration::from_hours(24));
    assert!(is_refused(&home, &tokens.refresh).await, "however often it is refreshed");
}

pub(crate) async fn realms_are_apart<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    operator(&home).await;
    let email = "olga@operators.example";
    let as_member = home.app().sign_in(email, &password(), "here").await;
    assert!(matches!(as_member, Err(Error::WrongCredentials)), "{as_member:?}");
    let as_operator = home.app().sign_in_operator(&cast.owner.email, &password(), "here").await;
    assert!(matches!(as_operator, Err(Error::WrongCredentials)), "{as_operator:?}");
    let tokens =
        home.app().sign_in_operator(email, &password(), "here").await.expect("a sign-in").tokens().expect("tokens");
    for tokens in [tokens.clone(), next(&home, &tokens).await] {
        let caller = home.app().authenticate(tokens.access.expose_secret(), None).await.expect("an operator");
        assert!(matches!(caller, Caller::Operator(_)));
    }
    let caller = home.app().authenticate(cast.owner.tokens.access.expose_secret(), None).await.expect("a member");
    assert!(matches!(caller, Caller::Member(_)));
    // The same address may be both, and stays two people.
    home.worker()
        .create_operator(&cast.owner.email, "Both", &"another long password".to_owned().into())
        .await
        .expect("made");
    let mixed = home.app().sign_in_operator(&cast.owner.email, &password(), "here").await;
    assert!(matches!(mixed, Err(Error::WrongCredentials)), "{mixed:?}");
    let taken = home.worker().create_operator("OLGA@operators.example", "Again", &password()).await;
    assert!(matches!(taken, Err(Error::Conflict { code: "email_taken", .. })), "{taken:?}");
}

pub(crate) async fn guessing_is_slowed_down<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    home.clock().advance(SignedDuration::from_mins(10));
    let wrong = SecretString::from("a wrong password");
    let mut tried = 0;
    let throttled = loop {
        match home.app().sign_in(&cast.owner.email, &wrong, "attacker").await {
            Err(Error::WrongCredentials) => tried += 1,
            Err(Error::Throttled { retry_after_s }) => break retry_after_s,
            other => unreachable!("{other:?}"),
        }
    };
    println!("{tried} guesses, then a pause of {throttled} s");
    assert!(tried <= 10 && (1..=6).contains(&throttled), "{tried} {throttled}");
    // Never a lock: after the pause the owner gets in.
    home.clock().advance(SignedDuration::from_secs(throttled as i64));
    home.app().sign_in(&cast.owner.email, &password(), "home").await.expect("a sign-in");
}
