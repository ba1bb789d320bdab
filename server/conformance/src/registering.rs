//! How companies come into being.

use jiff::SignedDuration;
use tenantry_core::{
    Error,
    domain::{ids::RegistrationId, signing::Purpose, tenant::Placement, text::fold_email, tier::Tier},
    policy::quotas::Bucket,
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{password, registration},
    shop::at_once,
};

async fn token_of<F: Fixture>(backend: &F, email: &str) -> (RegistrationId, String) {
    let waiting = backend.control().registration_by_email(&fold_email(email)).await.expect("a look-up");
    let id = waiting.expect("a registration").id;
    (id, backend.signer().signed_token(Purpose::Confirm, id.0))
}

pub(crate) async fn a_company_registers_once_per_address<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let app = backend.app();
    let email = "ada@example.com";
    app.register(registration("One", email, "UTC"), "here", None).await.expect("accepted");
    let (_, first) = token_of(&backend, email).await;
    app.register(registration("Two", "ADA@Example.com", "UTC"), "here", None).await.expect("accepted again");
    let (_, second) = token_of(&backend, email).await;
    assert_ne!(first, second);
    // Nobody can sign in before the address is proven.
    let early = app.sign_in(email, &password(), "here").await;
    assert!(matches!(early, Err(Error::WrongCredentials)), "{early:?}");

    let confirms = [first.clone(), second.clone(), first.clone(), second.clone()].into_iter().map(|token| {
        let app = app.clone();
        async move { app.confirm(&token, None).await }
    });
    let results = at_once(confirms).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(matches!(refused, Error::BadToken), "{refused:?}");
    }
    let tenant = results.into_iter().find_map(Result::ok).expect("a tenant");
    assert_eq!((tenant.tier, tenant.placement, tenant.version), (Tier::Basic, Placement::Pool, 1));
    Person::sign_in(&backend, email).await;

    // The known address is answered the same; only the mail differs.
    app.register(registration("Three", email, "UTC"), "here", None).await.expect("accepted the same");
    backend.settle().await;
    let subjects: Vec<String> = backend.mails(email).await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.iter().filter(|subject| *subject == "You already have an account").count(), 1, "{subjects:?}");
    let confirming = subjects.iter().filter(|subject| *subject == "Confirm your email address").count();
    // A mail may find its registration confirmed, and so gone, before it is written.
    assert!(confirming <= 2, "{subjects:?}");
}

pub(crate) async fn a_link_is_used_once_and_in_time<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let app = backend.app();
    app.register(registration("Acme", "ada@example.com", "Europe/Berlin"), "here", None).await.expect("accepted");
    backend.settle().await;
    let (id, token) = token_of(&backend, "ada@example.com").await;
    // The mail holds the very code.
    let mails = backend.mails("ada@example.com").await;
    assert!(mails.len() == 1 && mails[0].text.contains(&token), "{} mails", mails.len());
    for purpose in [Purpose::Reset, Purpose::Invitation, Purpose::Cursor] {
        let refused = app.confirm(&backend.signer().signed_token(purpose, id.0), None).await;
        assert!(matches!(refused, Err(Error::BadToken)), "{purpose:?}: {refused:?}");
    }
    backend.clock().advance(SignedDuration::from_hours(24));
    assert!(matches!(app.confirm(&token, None).await, Err(Error::BadToken)), "after a day");
    backend.clock().advance(SignedDuration::from_secs(-1));
    app.resend_confirmation("ada@example.com", None).await.expect("mailed again");
    app.resend_confirmation("nobody@example.com", None).await.expect("the same answer");
    backend.settle().await;
    assert_eq!(backend.mails("ada@example.com").await.len(), 2);
    assert!(backend.mails("nobody@example.com").await.is_empty());
    let tenant = app.confirm(&token, None).await.expect("a second before");
    assert_eq!(tenant.time_zone, "Europe/Berlin");
    assert!(matches!(app.confirm(&token, None).await, Err(Error::BadToken)), "twice");

    let cast = Cast::found(&backend, "acme").await;
    app.forgot_password(&cast.owner.email, None).await.expect("accepted");
    app.forgot_password("nobody@example.com", None).await.expect("the same answer");
    backend.settle().await;
    let mails = backend.mails(&cast.owner.email).await;
    let mail = mails.iter().find(|mail| mail.subject == "Reset your password").expect("a mail");
    let code = mail.text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a code");
    backend.clock().advance(SignedDuration::from_mins(60));
    let late = app.reset_password(code, &password(), "here", None).await;
    assert!(matches!(late, Err(Error::BadToken)), "after an hour: {late:?}");
    backend.clock().advance(SignedDuration::from_secs(-1));
    app.reset_password(code, &password(), "here", None).await.expect("a second before");
    let twice = app.reset_password(code, &password(), "here", None).await;
    assert!(matches!(twice, Err(Error::BadToken)), "twice: {twice:?}");
}

/// A caller who asks for mails to ever new addresses is throttled by where they
/// come from, and nobody else is.
pub(crate) async fn signing_up_is_slowed_down_by_where_it_comes_from<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let app = backend.app();
    let quota = backend.app().quotas().per_address(Bucket::Email);
    for _ in 0..quota.burst {
        app.admit("create_tenant", "here").await.expect("within the quota");
    }
    for operation in ["create_tenant", "resend_confirmation", "forgot_password"] {
        let refused = app.admit(operation, "here").await;
        assert!(matches!(refused, Err(Error::Throttled { retry_after_s: 1..=60 })), "{operation}: {refused:?}");
    }
    app.admit("sign_in", "here").await.expect("another bucket");
    app.admit("create_tenant", "elsewhere").await.expect("others are not held up");
    backend.clock().advance(SignedDuration::from_mins(1));
    app.admit("create_tenant", "here").await.expect("it never stays so");

    // Nor does one stranger get many emails, from wherever they are asked for.
    let stranger = "stranger@example.com";
    let mut asked = 0;
    while app.resend_confirmation(stranger, None).await.is_ok() {
        asked += 1;
    }
    assert!(asked <= 5, "{asked}");
    let new = registration("Acme", stranger, "UTC");
    let refused = app.register(new, "elsewhere", None).await;
    assert!(matches!(refused, Err(Error::Throttled { .. })), "{refused:?}");
    assert!(backend.control().registration_by_email(stranger).await.expect("a look-up").is_none());
}
