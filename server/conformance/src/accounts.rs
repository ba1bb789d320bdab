//! What people do with their own accounts, and what is done for them.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    Error, Person as Signed,
    domain::{member::Role, tier::Tier},
    policy::device::Origin,
    usecases::{Joining, NewRegistration},
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{invite, password},
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

async fn signed<F: Fixture>(backend: &F, person: &Person) -> Signed {
    backend.app().identify(person.tokens.access.expose_secret(), None).await.expect("a person")
}

async fn sign_in_from<F: Fixture>(backend: &F, email: &str, from: Origin<'_>) -> Person {
    let outcome = backend.app().sign_in(email, &password(), from).await.expect("a sign-in");
    Person { email: email.to_owned(), tokens: outcome.tokens().expect("no second factor") }
}

async fn notified<F: Fixture>(backend: &F, email: &str, subject: &str) -> Vec<String> {
    backend.settle().await;
    let mails = backend.mails(email).await.into_iter();
    mails.filter(|mail| mail.subject == subject).map(|mail| mail.text).collect()
}

pub(crate) async fn sessions_are_listed_and_ended<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let colleague = cast.with(&backend, Role::Admin).await;
    let email = &cast.owner.email;
    backend.clock().advance(SignedDuration::from_mins(10));
    let laptop = sign_in_from(&backend, email, Origin { address: "203.0.113.7", agent: Some(FIREFOX) }).await;
    backend.clock().advance(SignedDuration::from_mins(10));
    let script = sign_in_from(&backend, email, Origin { address: "198.51.100.1", agent: Some("curl/8.14.1") }).await;

    let me = signed(&backend, &laptop).await;
    let sessions = me.sessions().await.expect("sessions");
    let devices: Vec<_> = sessions.iter().map(|own| (own.record.device.as_str(), own.current)).collect();
    assert_eq!(devices, [("curl", false), ("Firefox on Linux", true), ("Unknown device", false)]);
    assert_eq!(sessions[0].record.address, "198.51.100.1");
    backend.clock().advance(SignedDuration::from_mins(10));
    backend.app().refresh(&script.tokens.refresh, "198.51.100.1").await.expect("a refresh");
    let used = me.sessions().await.expect("sessions")[0].record.clone();
    assert_eq!(used.last_used_at - used.created_at, SignedDuration::from_mins(10));

    // Another user's session does not exist, whatever their role.
    let theirs = signed(&backend, &colleague).await;
    for id in [me.session(), uuid::Uuid::now_v7().into()] {
        assert!(matches!(theirs.end_session(id).await, Err(Error::NotFound)));
    }
    me.end_session(used.id).await.expect("ended");
    assert!(script.try_enter(&backend).await.is_err(), "its access token, too");
    assert!(backend.app().refresh(&script.tokens.refresh, "here").await.is_err());
    assert!(matches!(me.end_session(used.id).await, Err(Error::NotFound)), "twice");

    me.end_other_sessions().await.expect("ended");
    assert!(cast.owner.try_enter(&backend).await.is_err());
    laptop.enter(&backend).await;
    colleague.enter(&backend).await;
    assert_eq!(me.sessions().await.expect("sessions").len(), 1);
    // Whatever else ends a session takes it off the list.
    let second = Person::sign_in(&backend, email).await;
    backend.app().sign_out(&second.tokens.refresh).await.expect("signed out");
    let reused = Person::sign_in(&backend, email).await;
    backend.app().refresh(&reused.tokens.refresh, "here").await.expect("a successor");
    backend.clock().advance(SignedDuration::from_secs(11));
    assert!(backend.app().refresh(&reused.tokens.refresh, "here").await.is_err());
    assert_eq!(me.sessions().await.expect("sessions").len(), 1);
    backend.clock().advance(SignedDuration::from_hours(24 * 31));
    let back = Person::sign_in(&backend, email).await;
    assert_eq!(signed(&backend, &back).await.sessions().await.expect("sessions").len(), 1, "the rest has expired");
}

pub(crate) async fn a_changed_password_ends_the_other_sessions<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Person::sign_in(&backend, &cast.owner.email).await;
    let me = signed(&backend, &cast.owner).await;
    let fresh = SecretString::from("vier Tassen auf dem Dach");
    let wrong = me.change_password(&"a wrong password!".to_owned().into(), &fresh, Origin::from("here")).await;
    assert!(matches!(&wrong, Err(Error::Invalid(errors)) if errors[0].code == "wrong_password"), "{wrong:?}");
    for (weak, code) in [("short", "too_short"), ("passwordpassword", "common"), (crate::cast::PASSWORD, "unchanged")] {
        let refused = me.change_password(&password(), &weak.to_owned().into(), Origin::from("here")).await;
        assert!(matches!(&refused, Err(Error::Invalid(errors)) if errors[0].code == code), "{weak}: {refused:?}");
    }
    other.enter(&backend).await;
    me.change_password(&password(), &fresh, Origin::from("here")).await.expect("changed");
    cast.owner.enter(&backend).await;
    backend.app().refresh(&cast.owner.tokens.refresh, "here").await.expect("this session lives");
    assert!(other.try_enter(&backend).await.is_err());
    assert!(backend.app().refresh(&other.tokens.refresh, "here").await.is_err());
    let old = backend.app().sign_in(&cast.owner.email, &password(), "here").await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
    backend.app().sign_in(&cast.owner.email, &fresh, "here").await.expect("a sign-in");
    assert_eq!(notified(&backend, &cast.owner.email, "Your password was changed").await.len(), 1);

    // Guessing the current one is slowed down.
    let mut guesses = 0;
    while !matches!(
        me.change_password(&password(), &"another good password".to_owned().into(), Origin::from("x")).await,
        Err(Error::Throttled { .. })
    ) {
        guesses += 1;
        assert!(guesses <= 10);
    }
}

pub(crate) async fn a_new_device_is_told_by_mail<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let email = cast.owner.email.clone();
    let subject = "A new device signed in";
    assert!(notified(&backend, &email, subject).await.is_empty(), "not for the first one");
    let laptop = Origin { address: "203.0.113.7", agent: Some(FIREFOX) };
    sign_in_from(&backend, &email, laptop).await;
    let mails = notified(&backend, &email, subject).await;
    assert!(mails.len() == 1 && mails[0].contains("Firefox on Linux at 203.0.113.7"), "{mails:?}");
    let updated = FIREFOX.replace("145", "146");
    for known in [laptop, Origin { address: "203.0.113.99", agent: Some(&updated) }] {
        sign_in_from(&backend, &email, known).await;
    }
    assert_eq!(
        notified(&backend, &email, subject).await.len(),
        1,
        "it is known, also after an update and in its network"
    );
    backend.clock().advance(SignedDuration::from_hours(24 * 89));
    sign_in_from(&backend, &email, laptop).await;
    assert_eq!(notified(&backend, &email, subject).await.len(), 1);
    backend.clock().advance(SignedDuration::from_hours(24 * 91));
    sign_in_from(&backend, &email, laptop).await;
    assert_eq!(notified(&backend, &email, subject).await.len(), 2, "not seen for 90 days");
    backend.clock().advance(SignedDuration::from_hours(24 * 400));
    sign_in_from(&backend, &email, laptop).await;
    assert_eq!(notified(&backend, &email, subject).await.len(), 3, "nor after any time");
}

pub(crate) async fn common_passwords_are_refused_wherever_one_is_chosen<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "kaffeekanne").await;
    let is_common =
        |result: tenantry_core::Result<()>| matches!(result, Err(Error::Invalid(errors)) if errors[0].code == "common");
    let registering = |password: &str| {
        let password = SecretString::from(password);
        NewRegistration::new("Kaffeekanne", "ada@kaffeekanne.example", "Ada", password, Tier::Basic, "EUR", "UTC")
            .map(drop)
    };
    for common in ["123456789012", "qwertyuiop123", "kaffeekanne12", "ada@kaffeekanne.example"] {
        assert!(is_common(registering(common)), "{common}");
    }
    let id = invite(&cast.owner.admin(&backend).await, "piet@kaffeekanne.example", Role::Staff).await.expect("invited");
    let token = backend.signer().signed_token(tenantry_core::domain::signing::Purpose::Invitation, id.0);
    // Only the invitation names the company and the address.
    let joining = Joining::new("Piet", SecretString::from("kaffeekanne12")).expect("nothing is known yet");
    assert!(is_common(backend.app().join(&token, joining, "here", None).await.map(drop)));
    let made = backend.worker().create_operator("o@example.com", "O", &SecretString::from("password1234")).await;
    assert!(is_common(made.map(drop)));
}

pub(crate) async fn an_attack_on_an_account_does_not_lock_its_owner_out<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let email = &cast.owner.email;
    let wrong = SecretString::from("a wrong password");
    let mut guesses = 0;
    'attack: for address in 0..1_000 {
        for _ in 0..10 {
            match backend.app().sign_in(email, &wrong, format!("10.0.{address}.1").as_str()).await {
                Err(Error::WrongCredentials) => guesses += 1,
                Err(Error::Throttled { .. }) => break 'attack,
                other => unreachable!("{other:?}"),
            }
        }
    }
    println!("{guesses} passwords were guessed from anywhere, then a pause");
    assert!((50..=110).contains(&guesses), "{guesses}");
    let new = backend.app().sign_in(email, &password(), "a new place").await;
    assert!(matches!(new, Err(Error::Throttled { .. })), "{new:?}");
    // The address that the owner signed in from before is its own email address in this suite.
    for _ in 0..20 {
        sign_in_from(&backend, email, Origin::from(email.as_str())).await;
    }
    backend.clock().advance(SignedDuration::from_mins(1));
    sign_in_from(&backend, email, Origin::from("a new place")).await;
}

pub(crate) async fn signing_keys_take_turns_without_a_gap<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let published = async || -> Vec<String> {
        let set: serde_json::Value =
            serde_json::from_str(&backend.app().key_set().await.expect("a key set")).expect("JSON");
        let keys = set["keys"].as_array().expect("keys").iter();
        keys.map(|key| key["kid"].as_str().expect("a name").to_owned()).collect()
    };
    let first = published().await;
    let (mut earlier, mut signed_with, mut most) = (first.clone(), Vec::new(), 1);
    for _ in 0..365 {
        backend.clock().advance(SignedDuration::from_hours(24));
        if published().await == earlier {
            continue;
        }
        // The next key is there. Half a token's life at a time: whatever is in
        // force verifies, and whatever signs was published a token's life before.
        let (mut person, mut before) = (Person::sign_in(&backend, &cast.owner.email).await, earlier.clone());
        for _ in 0..7 {
            let now = published().await;
            most = most.max(now.len());
            backend.clock().advance(SignedDuration::from_mins(30));
            let next = Person::sign_in(&backend, &cast.owner.email).await;
            let key = key_of(&next);
            assert!(before.contains(&key) && published().await.contains(&key), "{key} signs too early");
            person.enter(&backend).await;
            next.enter(&backend).await;
            signed_with.push(key);
            (person, before) = (next, now);
        }
        earlier = published().await;
        assert_eq!(earlier.len(), 1, "the last one is retired");
    }
    signed_with.dedup();
    println!("{} keys signed in a year, at most {most} were published at once", signed_with.len());
    assert!((4..=6).contains(&signed_with.len()) && most == 2, "{signed_with:?}");
    assert!(!earlier.contains(&first[0]));
}

/// Returns the `kid` in the header of the person's access token.
fn key_of(person: &Person) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let token = person.tokens.access.expose_secret();
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a header")).expect("base64");
    let header: serde_json::Value = serde_json::from_slice(&header).expect("JSON");
    header["kid"].as_str().expect("a name").to_owned()
}

/// The same answer and the same commits; how long it takes is measured elsewhere.
pub(crate) async fn nobody_learns_which_addresses_have_accounts<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    backend.settle().await;
    let before = backend.mails("nobody@example.com").await.len();
    for address in [cast.owner.email.as_str(), "nobody@example.com"] {
        backend.app().forgot_password(address, None).await.expect("the same answer");
        backend.app().resend_confirmation(address, None).await.expect("the same answer");
        let wrong = backend.app().sign_in(address, &"a wrong password".to_owned().into(), "here").await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
    }
    assert_eq!(notified(&backend, &cast.owner.email, "Reset your password").await.len(), 1);
    assert_eq!(backend.mails("nobody@example.com").await.len(), before, "nothing is mailed to nobody");
    // Registering with a known address writes what can never be confirmed.
    backend
        .app()
        .register(crate::cast::registration("Twice", &cast.owner.email, "UTC"), "here", None)
        .await
        .expect("the same");
    assert_eq!(notified(&backend, &cast.owner.email, "You already have an account").await.len(), 1);
    let waiting =
        backend.control().registration_by_email(&cast.owner.email).await.expect("a look-up").expect("written");
    let token = backend.signer().signed_token(tenantry_core::domain::signing::Purpose::Confirm, waiting.id.0);
    assert!(matches!(backend.app().confirm(&token, None).await, Err(Error::BadToken)));
}
