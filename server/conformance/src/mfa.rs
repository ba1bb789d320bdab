//! The second factor: turned on, asked for, used once, lost and found again.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    Error, Person as Signed,
    domain::{idempotency::Attempt, precondition::Precondition, tenant::TenantProfile},
    policy::device::Origin,
    ports::{env::Clock, identity::Realm},
    usecases::{Answered, SecondFactor, SignIn, SignedIn},
};
use totp_rs::{Builder, Secret, Totp};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{operator, password, record_answer},
    shop::at_once,
};

/// An authenticator app.
pub(crate) struct Authenticator(Totp);

impl Authenticator {
    pub fn scan(secret: &SecretString) -> Self {
        let secret = Secret::try_from_base32(secret.expose_secret()).expect("base 32");
        Self(Builder::new().with_secret(secret).build().expect("a sound secret"))
    }

    /// Returns the code of the step that lies so many steps from now.
    pub fn code<F: Fixture>(&self, backend: &F, steps: i64) -> String {
        let second = backend.clock().now().as_second() + 30 * steps;
        self.0.generate(second.unsigned_abs()).to_string()
    }
}

/// A user with a second factor.
struct Enrolled {
    email: String,
    app: Authenticator,
    recovery_codes: Vec<SecretString>,
}

async fn signed<F: Fixture>(backend: &F, tokens: &SignedIn) -> Signed {
    backend.app().identify(tokens.access.expose_secret(), None).await.expect("a person")
}

async fn enrol<F: Fixture>(backend: &F, person: &Person) -> Enrolled {
    let me = signed(backend, &person.tokens).await;
    let access = person.tokens.access.expose_secret();
    let enrolment = me.begin_totp(access).await.expect("an enrolment");
    let app = Authenticator::scan(&enrolment.secret);
    let recovery_codes = me.confirm_totp(access, &app.code(backend, 0), Origin::from("here")).await.expect("confirmed");
    // The step that confirmed is used up.
    backend.clock().advance(SignedDuration::from_secs(30));
    Enrolled { email: person.email.clone(), app, recovery_codes }
}

async fn challenged<F: Fixture>(backend: &F, email: &str, address: &str) -> String {
    match backend.app().sign_in(email, &password(), address).await.expect("a right password") {
        SignIn::Challenge(challenged) => challenged.challenge.expose_secret().to_owned(),
        SignIn::Done(_) => unreachable!("{email} has a second factor"),
    }
}

async fn answer<F: Fixture>(backend: &F, challenge: &str, code: &str) -> tenantry_core::Result<Answered> {
    backend.app().answer_challenge(challenge, &SecondFactor::Code(code.to_owned()), "here", None).await
}

async fn recover<F: Fixture>(backend: &F, challenge: &str, code: &str) -> tenantry_core::Result<Answered> {
    backend.app().answer_challenge(challenge, &SecondFactor::Recovery(code.to_owned()), "here", None).await
}

pub(crate) async fn a_code_is_asked_for_once_it_is_on<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let me = signed(&backend, &cast.owner.tokens).await;
    let access = cast.owner.tokens.access.expose_secret();
    let begun = me.begin_totp(access).await.expect("an enrolment");
    assert!(begun.uri.expose_secret().starts_with("otpauth://totp/Tenantry:owner%40acme.example?secret="));
    // What is only begun changes nothing; beginning again makes the first void.
    Person::sign_in(&backend, &cast.owner.email).await;
    let first = Authenticator::scan(&begun.secret);
    let begun = me.begin_totp(access).await.expect("another");
    let void = me.confirm_totp(access, &first.code(&backend, 0), Origin::from("here")).await;
    assert!(matches!(void, Err(Error::Invalid(_))), "{void:?}");
    let app = Authenticator::scan(&begun.secret);
    let codes = me.confirm_totp(access, &app.code(&backend, -1), Origin::from("here")).await.expect("confirmed");
    assert_eq!(codes.len(), 10);
    assert!(matches!(me.begin_totp(access).await.err(), Some(Error::Conflict { code: "totp_on", .. })));

    let state = me.mfa().await.expect("a state");
    assert_eq!((state.totp_since.is_some(), state.recovery_codes_left, state.required), (true, 10, false));
    let challenge = challenged(&backend, &cast.owner.email, "here").await;
    let answered = answer(&backend, &challenge, &app.code(&backend, 0)).await.expect("a right code");
    let Answered::Done(tokens) = answered else { unreachable!("a code of the app signs in") };
    backend.app().authenticate(tokens.access.expose_secret(), None).await.expect("a member");
    let twice = answer(&backend, &challenge, &app.code(&backend, 1)).await;
    assert!(matches!(twice, Err(Error::ChallengeOver)), "{twice:?}");

    let wrong = me.end_totp(&"a wrong password!".to_owned().into(), Origin::from("here")).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    me.end_totp(&password(), Origin::from("here")).await.expect("off");
    Person::sign_in(&backend, &cast.owner.email).await;
    let state = me.mfa().await.expect("a state");
    assert_eq!((state.totp_since, state.recovery_codes_left), (None, 0));
    backend.settle().await;
    let subjects: Vec<String> = backend.mails(&cast.owner.email).await.into_iter().map(|mail| mail.subject).collect();
    for subject in ["Two-factor authentication is on", "Two-factor authentication is off"] {
        assert_eq!(subjects.iter().filter(|notified| *notified == subject).count(), 1, "{subjects:?}");
    }
}

pub(crate) async fn each_step_is_used_once_also_at_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let enrolled = enrol(&backend, &cast.owner).await;
    for steps in [-2, 2, 40] {
        let challenge = challenged(&backend, &enrolled.email, "here").await;
        let far = answer(&backend, &challenge, &enrolled.app.code(&backend, steps)).await;
        assert!(matches!(far, Err(Error::WrongCode { tries_left: 4 })), "{steps}: {far:?}");
    }
    let mut challenges = Vec::new();
    for _ in 0..8 {
        challenges.push(challenged(&backend, &enrolled.email, "here").await);
    }
    let code = enrolled.app.code(&backend, 0);
    let answers = challenges.iter().map(|challenge| {
        let (app, challenge, factor) = (backend.app().clone(), challenge.clone(), SecondFactor::Code(code.clone()));
        // From eight places, so that none is notified to wait.
        let address = format!("place {}", challenge.len() + challenge.as_bytes()[20] as usize);
        async move { app.answer_challenge(&challenge, &factor, address.as_str(), None).await }
    });
    let answers = at_once(answers).await;
    let done = answers.iter().filter(|answer| answer.is_ok()).count();
    println!("one code for 8 challenges at once: {done} got in");
    assert_eq!(done, 1, "{answers:?}");
    // The steps before it are used up with it, the next one is not.
    let challenge = challenged(&backend, &enrolled.email, "there").await;
    let older = answer(&backend, &challenge, &enrolled.app.code(&backend, -1)).await;
    assert!(matches!(older, Err(Error::WrongCode { .. })), "{older:?}");
    answer(&backend, &challenge, &enrolled.app.code(&backend, 1)).await.expect("the next step");
}

pub(crate) async fn a_challenge_is_short_and_takes_few_tries<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let enrolled = enrol(&backend, &cast.owner).await;
    let challenge = challenged(&backend, &enrolled.email, "here").await;
    for left in [4, 3, 2, 1] {
        let wrong = answer(&backend, &challenge, "000000").await;
        assert!(matches!(wrong, Err(Error::WrongCode { tries_left }) if tries_left == left), "{left}: {wrong:?}");
    }
    let fifth = answer(&backend, &challenge, "not even a code").await;
    assert!(matches!(fifth, Err(Error::ChallengeOver)), "{fifth:?}");
    let dead = answer(&backend, &challenge, &enrolled.app.code(&backend, 0)).await;
    assert!(matches!(dead, Err(Error::ChallengeOver)), "a right code comes too late: {dead:?}");

    let late = challenged(&backend, &enrolled.email, "here").await;
    backend.clock().advance(SignedDuration::from_mins(5));
    let expired = answer(&backend, &late, &enrolled.app.code(&backend, 0)).await;
    assert!(matches!(expired, Err(Error::ChallengeOver)), "{expired:?}");
    for nonsense in ["", "x", &"A".repeat(10_000)] {
        let refused = answer(&backend, nonsense, &enrolled.app.code(&backend, 0)).await;
        assert!(matches!(refused, Err(Error::ChallengeOver)), "{refused:?}");
    }
    // Bound to the device that gave the password.
    let challenge = challenged(&backend, &enrolled.email, "here").await;
    let code = SecondFactor::Code(enrolled.app.code(&backend, 0));
    let elsewhere = Origin { address: "here", agent: Some("curl/8.0") };
    let stolen = backend.app().answer_challenge(&challenge, &code, elsewhere, None).await;
    assert!(matches!(stolen, Err(Error::ChallengeOver)), "{stolen:?}");
    answer(&backend, &challenge, &enrolled.app.code(&backend, 0)).await.expect("its own device");
}

/// Who knew the old password and waits with the code of a lost phone gains nothing.
pub(crate) async fn a_challenge_ends_with_the_password_it_was_for<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let enrolled = enrol(&backend, &cast.owner).await;
    let (by_code, by_recovery) =
        (challenged(&backend, &enrolled.email, "here").await, challenged(&backend, &enrolled.email, "here").await);
    let me = signed(&backend, &cast.owner.tokens).await;
    let new = SecretString::from("vier Tassen auf dem Dach");
    me.change_password(&password(), &new, Origin::from("here")).await.expect("changed");
    let late = answer(&backend, &by_code, &enrolled.app.code(&backend, 0)).await;
    assert!(matches!(late, Err(Error::ChallengeOver)), "{late:?}");
    let late = recover(&backend, &by_recovery, enrolled.recovery_codes[0].expose_secret()).await;
    // A provider that asks for the password again does so here, and then the old one is wrong.
    assert!(matches!(late, Err(Error::ChallengeOver) | Ok(Answered::PasswordAgain)), "{late:?}");
    let old = backend.app().sign_in(&enrolled.email, &password(), "here").await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
}

pub(crate) async fn guessing_codes_is_slowed_down<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let enrolled = enrol(&backend, &cast.owner).await;
    // The attacker knows the password and comes from ever new addresses.
    let mut guesses = 0;
    'attack: for address in 0..100 {
        let address = format!("10.0.{address}.1");
        let SignIn::Challenge(challenge) =
            backend.app().sign_in(&enrolled.email, &password(), address.as_str()).await.expect("a right password")
        else {
            unreachable!("a second factor is asked for")
        };
        for _ in 0..5 {
            let wrong = SecondFactor::Code("000000".to_owned());
            let challenge = challenge.challenge.expose_secret();
            match backend.app().answer_challenge(challenge, &wrong, address.as_str(), None).await {
                Err(Error::WrongCode { .. } | Error::ChallengeOver) => guesses += 1,
                Err(Error::Throttled { .. }) => break 'attack,
                other => unreachable!("{other:?}"),
            }
        }
    }
    println!("{guesses} codes were guessed from anywhere, then a pause");
    assert!(guesses <= 20, "{guesses}");
    // A device that the owner has used before is not held up by it.
    let challenge = challenged(&backend, &enrolled.email, &enrolled.email).await;
    let code = SecondFactor::Code(enrolled.app.code(&backend, 0));
    backend.app().answer_challenge(&challenge, &code, enrolled.email.as_str(), None).await.expect("the owner");
    // And a new one only for a while.
    backend.clock().advance(SignedDuration::from_mins(10));
    let challenge = challenged(&backend, &enrolled.email, "new").await;
    let code = SecondFactor::Code(enrolled.app.code(&backend, 0));
    backend.app().answer_challenge(&challenge, &code, "new", None).await.expect("after a pause");
}

pub(crate) async fn a_recovery_code_signs_in_once_and_the_factor_stays<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let enrolled = enrol(&backend, &cast.owner).await;
    let me = signed(&backend, &cast.owner.tokens).await;
    let renewed = me.renew_recovery_codes(&password(), Origin::from("here")).await.expect("new codes");
    let challenge = challenged(&backend, &enrolled.email, "here").await;
    let void = recover(&backend, &challenge, enrolled.recovery_codes[0].expose_secret()).await;
    assert!(matches!(void, Err(Error::WrongCode { .. })), "the old ones are void: {void:?}");
    // Typed as people type.
    let typed = renewed[3].expose_secret().to_uppercase().replace('-', " ");
    let challenges = [challenge, challenged(&backend, &enrolled.email, "here").await];
    let recovering = challenges.iter().map(|challenge| {
        let (app, challenge, code) = (backend.app().clone(), challenge.clone(), SecondFactor::Recovery(typed.clone()));
        async move { app.answer_challenge(&challenge, &code, "here", None).await }
    });
    let recovered = at_once(recovering).await;
    assert_eq!(recovered.iter().filter(|answer| answer.is_ok()).count(), 1, "{recovered:?}");
    let tokens = match recovered.into_iter().find_map(Result::ok).expect("one") {
        Answered::Done(tokens) => tokens,
        // Where the provider takes nothing but its own code, the password is enough once.
        Answered::PasswordAgain => {
            let again = backend.app().sign_in(&enrolled.email, &password(), "here").await.expect("a sign-in");
            again.tokens().expect("no code, once")
        }
    };
    let state = signed(&backend, &tokens).await.mfa().await.expect("a state");
    assert_eq!((state.totp_since.is_some(), state.recovery_codes_left), (true, 9));
    // From now on it is as before: a code is asked for, the used one is void, and the others serve.
    let challenge = challenged(&backend, &enrolled.email, "here").await;
    let twice = recover(&backend, &challenge, renewed[3].expose_secret()).await;
    assert!(matches!(twice, Err(Error::WrongCode { .. })), "{twice:?}");
    answer(&backend, &challenge, &enrolled.app.code(&backend, 0)).await.expect("the app is as good as ever");
    let challenge = challenged(&backend, &enrolled.email, "here").await;
    recover(&backend, &challenge, renewed[4].expose_secret()).await.expect("another code");
    backend.settle().await;
    let notified = backend.mails(&enrolled.email).await;
    for subject in ["You have new recovery codes", "A recovery code was used"] {
        assert!(notified.iter().any(|mail| mail.subject == subject), "{subject}");
    }
}

pub(crate) async fn a_demanded_factor_is_set_up_before_anything_else<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    let admin = cast.owner.admin(&backend).await;
    let demand = async |require_mfa: bool| {
        let revise = |tenant: &tenantry_core::domain::tenant::TenantRecord| {
            let profile = TenantProfile::new(&tenant.company_name, &tenant.admin_email, &tenant.time_zone)?;
            Ok(profile.requiring_mfa(require_mfa))
        };
        admin.update_company(&Precondition::Any, &Attempt::default(), revise, record_answer).await.expect("a policy");
    };
    demand(true).await;
    // At once, also for those who are signed in.
    let refused = cast.owner.try_enter(&backend).await.err();
    assert!(matches!(refused, Some(Error::MfaRequired)), "{refused:?}");
    let fresh = Person::sign_in(&backend, &cast.owner.email).await;
    let refused = fresh.try_enter(&backend).await.err();
    assert!(matches!(refused, Some(Error::MfaRequired)), "{refused:?}");
    let next = backend.app().refresh(&fresh.tokens.refresh, "here").await.expect("a refresh");
    let refused = backend.app().authenticate(next.access.expose_secret(), None).await.err();
    assert!(matches!(refused, Some(Error::MfaRequired)), "{refused:?}");
    other.owner.enter(&backend).await;
    let me = signed(&backend, &fresh.tokens).await;
    assert!(me.must_enrol() && me.mfa().await.expect("a state").required);

    enrol(&backend, &fresh).await;
    fresh.enter(&backend).await;
    cast.owner.enter(&backend).await;
    demand(false).await;
    cast.owner.enter(&backend).await;
}

pub(crate) async fn operators_have_second_factors_of_their_own<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    operator(&backend).await;
    let email = "olga@operators.example";
    // The same person's address as a member's is another account.
    let cast = Cast::found(&backend, "acme").await;
    let tokens = backend.app().sign_in_operator(email, &password(), "here").await.expect("a sign-in");
    let person = Person { email: email.to_owned(), tokens: tokens.tokens().expect("none yet") };
    let enrolled = enrol(&backend, &person).await;
    let SignIn::Challenge(challenge) =
        backend.app().sign_in_operator(email, &password(), "here").await.expect("a right password")
    else {
        unreachable!("a second factor is asked for")
    };
    let code = enrolled.app.code(&backend, 0);
    answer(&backend, challenge.challenge.expose_secret(), &code).await.expect("an operator");
    assert_eq!(signed(&backend, &person.tokens).await.realm(), Realm::Operator);
    assert!(signed(&backend, &person.tokens).await.totp_since().is_some());
    assert!(signed(&backend, &cast.owner.tokens).await.totp_since().is_none());
}
