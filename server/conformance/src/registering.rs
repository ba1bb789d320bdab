//! How companies come into being.

use jiff::SignedDuration;
use tenantry_core::{
    Error, ids::RegistrationId, quotas::Bucket, tenant::Placement, text::fold_email, ticket::Purpose, tier::Tier,
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{password, registration},
    shop::at_once,
};

async fn ticket_of<F: Fixture>(home: &F, email: &str) -> (RegistrationId, String) {
    let waiting = home.control().registration_by_email(&fold_email(email)).await.expect("a look-up");
    let id = waiting.expect("a registration").id;
    (id, home.seal().ticket(Purpose::Confirm, id.0))
}

pub(crate) async fn a_company_registers_once_per_address<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let app = home.app();
    let email = "ada@example.com";
    app.register(registration("One", email, "UTC"), "here", None).await.expect("accepted");
    let (_, first) = ticket_of(&home, email).await;
    app.register(registration("Two", "ADA@Example.com", "UTC"), "here", None).await.expect("accepted again");
    let (_, second) = ticket_of(&home, email).await;
    assert_ne!(first, second);
    // Nobody can sign in before the address is proven.
    let early = app.sign_in(email, &password(), "here").await;
    assert!(matches!(early, Err(Error::WrongCredentials)), "{early:?}");

    let confirms = [first.clone(), second.clone(), first.clone(), second.clone()].into_iter().map(|ticket| {
        let app = app.clone();
        async move { app.confirm(&ticket, None).await }
    });
    let results = at_once(confirms).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(matches!(refused, Error::BadTicket), "{refused:?}");
    }
    let tenant = results.into_iter().find_map(Result::ok).expect("a tenant");
    assert_eq!((tenant.tier, tenant.placement, tenant.version), (Tier::Basic, Placement::Pool, 1));
    Person::sign_in(&home, email).await;

    // The known address is answered the same; only the mail differs.
    app.register(registration("Three", email, "UTC"), "here", None).await.expect("accepted the same");
    home.settle().await;
    let subjects: Vec<String> = home.mails(email).await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.iter().filter(|subject| *subject == "You have an account already").count(), 1, "{subjects:?}");
    let confirming = subjects.iter().filter(|subject| *subject == "Confirm your e-mail address").count();
    // A mail may find its registration confirmed, and so gone, before it is written.
    assert!(confirming <= 2, "{subjects:?}");
}

pub(crate) async fn a_link_is_used_once_and_in_time<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let app = home.app();
    app.register(registration("Acme", "ada@example.com", "Europe/Berlin"), "here", None).await.expect("accepted");
    home.settle().await;
    let (id, ticket) = ticket_of(&home, "ada@example.com").await;
    // The mail holds the very code.
    let mails = home.mails("ada@example.com").await;
    assert!(mails.len() == 1 && mails[0].text.contains(&ticket), "{} mails", mails.len());
    for purpose in [Purpose::Reset, Purpose::Invitation, Purpose::Cursor] {
        let refused = app.confirm(&home.seal().ticket(purpose, id.0), None).await;
        assert!(matches!(refused, Err(Error::BadTicket)), "{purpose:?}: {refused:?}");
    }
    home.clock().advance(SignedDuration::from_hours(24));
    assert!(matches!(app.confirm(&ticket, None).await, Err(Error::BadTicket)), "after a day");
    home.clock().advance(SignedDuration::from_secs(-1));
    app.resend_confirmation("ada@example.com", None).await.expect("mailed again");
    app.resend_confirmation("nobody@example.com", None).await.expect("the same answer");
    home.settle().await;
    assert_eq!(home.mails("ada@example.com").await.len(), 2);
    assert!(home.mails("nobody@example.com").await.is_empty());
    let tenant = app.confirm(&ticket, None).await.expect("a second before");
    assert_eq!(tenant.time_zone, "Europe/Berlin");
    assert!(matches!(app.confirm(&ticket, None).await, Err(Error::BadTicket)), "twice");

    let cast = Cast::found(&home, "acme").await;
    app.forgot_password(&cast.owner.email, None).await.expect("accepted");
    app.forgot_password("nobody@example.com", None).await.expect("the same answer");
    home.settle().await;
    let mails = home.mails(&cast.owner.email).await;
    let mail = mails.iter().find(|mail| mail.subject == "Choose a new password").expect("a mail");
    let code = mail.text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a code");
    home.clock().advance(SignedDuration::from_mins(60));
    let late = app.reset_password(code, &password(), "here", None).await;
    assert!(matches!(late, Err(Error::BadTicket)), "after an hour: {late:?}");
    home.clock().advance(SignedDuration::from_secs(-1));
    app.reset_password(code, &password(), "here", None).await.expect("a second before");
    let twice = app.reset_password(code, &password(), "here", None).await;
    assert!(matches!(twice, Err(Error::BadTicket)), "twice: {twice:?}");
}

/// Whoever asks for mails to ever new addresses is slowed down by where they
/// come from, and nobody else is.
pub(crate) async fn signing_up_is_slowed_down_by_where_it_comes_from<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let app = home.app();
    let quota = home.app().quotas().per_address(Bucket::Email);
    for _ in 0..quota.burst {
        app.admit("create_tenant", "here").expect("within the quota");
    }
    for operation in ["create_tenant", "resend_confirmation", "forgot_password"] {
        let refused = app.admit(operation, "here");
        assert!(matches!(refused, Err(Error::Throttled { retry_after_s: 1..=60 })), "{operation}: {refused:?}");
    }
    app.admit("sign_in", "here").expect("another bucket");
    app.admit("create_tenant", "elsewhere").expect("others are not held up");
    home.clock().advance(SignedDuration::from_mins(1));
    app.admit("create_tenant", "here").expect("it never stays so");

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
    assert!(home.control().registration_by_email(stranger).await.expect("a look-up").is_none());
}
