//! The second factor: turned on, asked for, used once, lost and found again.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    Error, Person as Signed,
    app::{Answered, SecondFactor, SignIn, SignedIn},
    device::Origin,
    env::Clock,
    handle::Precondition,
    idempotency::Attempt,
    identity::Realm,
    tenant::TenantProfile,
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

    /// The code of the step that lies so many steps from now.
    pub fn code<F: Fixture>(&self, home: &F, steps: i64) -> String {
        let second = home.clock().now().as_second() + 30 * steps;
        self.0.generate(second.unsigned_abs()).to_string()
    }
}

/// Somebody with a second factor.
struct Enrolled {
    email: String,
    app: Authenticator,
    recovery_codes: Vec<SecretString>,
}

async fn signed<F: Fixture>(home: &F, tokens: &SignedIn) -> Signed {
    home.app().identify(tokens.access.expose_secret(), None).await.expect("a person")
}

async fn enrol<F: Fixture>(home: &F, person: &Person) -> Enrolled {
    let me = signed(home, &person.tokens).await;
    let access = person.tokens.access.expose_secret();
    let enrolment = me.begin_totp(access).await.expect("an enrolment");
    let app = Authenticator::scan(&enrolment.secret);
    let recovery_codes = me.confirm_totp(access, &app.code(home, 0), Origin::from("here")).await.expect("confirmed");
    // The step that confirmed is used up.
    home.clock().advance(SignedDuration::from_secs(30));
    Enrolled { email: person.email.clone(), app, recovery_codes }
}

async fn challenged<F: Fixture>(home: &F, email: &str, address: &str) -> String {
    match home.app().sign_in(email, &password(), address).await.expect("a right password") {
        SignIn::Challenge(challenged) => challenged.challenge.expose_secret().to_owned(),
        SignIn::Done(_) => unreachable!("{email} has a second factor"),
    }
}

async fn answer<F: Fixture>(home: &F, challenge: &str, code: &str) -> tenantry_core::Result<Answered> {
    home.app().answer_challenge(challenge, &SecondFactor::Code(code.to_owned()), "here", None).await
}

async fn recover<F: Fixture>(home: &F, challenge: &str, code: &str) -> tenantry_core::Result<Answered> {
    home.app().answer_challenge(challenge, &SecondFactor::Recovery(code.to_owned()), "here", None).await
}

pub(crate) async fn a_code_is_asked_for_once_it_is_on<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let me = signed(&home, &cast.owner.tokens).await;
    let access = cast.owner.tokens.access.expose_secret();
    let begun = me.begin_totp(access).await.expect("an enrolment");
    assert!(begun.uri.expose_secret().starts_with("otpauth://totp/Tenantry:owner%40acme.example?secret="));
    // What is only begun changes nothing; beginning again makes the first void.
    Person::sign_in(&home, &cast.owner.email).await;
    let first = Authenticator::scan(&begun.secret);
    let begun = me.begin_totp(access).await.expect("another");
    let void = me.confirm_totp(access, &first.code(&home, 0), Origin::from("here")).await;
    assert!(matches!(void, Err(Error::Invalid(_))), "{void:?}");
    let app = Authenticator::scan(&begun.secret);
    let codes = me.confirm_totp(access, &app.code(&home, -1), Origin::from("here")).await.expect("confirmed");
    assert_eq!(codes.len(), 10);
    assert!(matches!(me.begin_totp(access).await.err(), Some(Error::Conflict { code: "totp_on", .. })));

    let state = me.mfa().await.expect("a state");
    assert_eq!((state.totp_since.is_some(), state.recovery_codes_left, state.required), (true, 10, false));
    let challenge = challenged(&home, &cast.owner.email, "here").await;
    let answered = answer(&home, &challenge, &app.code(&home, 0)).await.expect("a right code");
    let Answered::Done(tokens) = answered else { unreachable!("a code of the app signs in") };
    home.app().authenticate(tokens.access.expose_secret(), None).await.expect("a member");
    let twice = answer(&home, &challenge, &app.code(&home, 1)).await;
    assert!(matches!(twice, Err(Error::ChallengeOver)), "{twice:?}");

    let wrong = me.end_totp(&"a wrong password!".to_owned().into(), Origin::from("here")).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    me.end_totp(&password(), Origin::from("here")).await.expect("off");
    Person::sign_in(&home, &cast.owner.email).await;
    let state = me.mfa().await.expect("a state");
    assert_eq!((state.totp_since, state.recovery_codes_left), (None, 0));
    home.settle().await;
    let subjects: Vec<String> = home.mails(&cast.owner.email).await.into_iter().map(|mail| mail.subject).collect();
    for subject in ["Your second factor is on", "Your second factor is off"] {
        assert_eq!(subjects.iter().filter(|told| *told == subject).count(), 1, "{subjects:?}");
    }
}

pub(crate) async fn each_step_is_used_once_also_at_once<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let enrolled = enrol(&home, &cast.owner).await;
    for steps in [-2, 2, 40] {
        let challenge = challenged(&home, &enrolled.email, "here").await;
        let far = answer(&home, &challenge, &enrolled.app.code(&home, steps)).await;
        assert!(matches!(far, Err(Error::WrongCode { tries_left: 4 })), "{steps}: {far:?}");
    }
    let mut challenges = Vec::new();
    for _ in 0..8 {
        challenges.push(challenged(&home, &enrolled.email, "here").await);
    }
    let code = enrolled.app.code(&home, 0);
    let answers = challenges.iter().map(|challenge| {
        let (app, challenge, factor) = (home.app().clone(), challenge.clone(), SecondFactor::Code(code.clone()));
        // From eight places, so that none is told to wait.
        let address = format!("place {}", challenge.len() + challenge.as_bytes()[20] as usize);
        async move { app.answer_challenge(&challenge, &factor, address.as_str(), None).await }
    });
    let answers = at_once(answers).await;
    let done = answers.iter().filter(|answer| answer.is_ok()).count();
    println!("one code for 8 challenges at once: {done} got in");
    assert_eq!(done, 1, "{answers:?}");
    // The steps before it are used up with it, the next one is not.
    let challenge = challenged(&home, &enrolled.email, "there").await;
    let older = answer(&home, &challenge, &enrolled.app.code(&home, -1)).await;
    assert!(matches!(older, Err(Error::WrongCode { .. })), "{older:?}");
    answer(&home, &challenge, &enrolled.app.code(&home, 1)).await.expect("the next step");
}

pub(crate) async fn a_challenge_is_short_and_takes_few_tries<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let enrolled = enrol(&home, &cast.owner).await;
    let challenge = challenged(&home, &enrolled.email, "here").await;
    for left in [4, 3, 2, 1] {
        let wrong = answer(&home, &challenge, "000000").await;
        assert!(matches!(wrong, Err(Error::WrongCode { tries_left }) if tries_left == left), "{left}: {wrong:?}");
    }
    let fifth = answer(&home, &challenge, "not even a code").await;
    assert!(matches!(fifth, Err(Error::ChallengeOver)), "{fifth:?}");
    let dead = answer(&home, &challenge, &enrolled.app.code(&home, 0)).await;
    assert!(matches!(dead, Err(Error::ChallengeOver)), "a right code comes too late: {dead:?}");

    let late = challenged(&home, &enrolled.email, "here").await;
    home.clock().advance(SignedDuration::from_mins(5));
    let expired = answer(&home, &late, &enrolled.app.code(&home, 0)).await;
    assert!(matches!(expired, Err(Error::ChallengeOver)), "{expired:?}");
    for nonsense in ["", "x", &"A".repeat(10_000)] {
        let refused = answer(&home, nonsense, &enrolled.app.code(&home, 0)).await;
        assert!(matches!(refused, Err(Error::ChallengeOver)), "{refused:?}");
    }
    // Bound to the device that gave the password.
    let challenge = challenged(&home, &enrolled.email, "here").await;
    let code = SecondFactor::Code(enrolled.app.code(&home, 0));
    let elsewhere = Origin { address: "here", agent: Some("curl/8.0") };
    let stolen = home.app().answer_challenge(&challenge, &code, elsewhere, None).await;
    assert!(matches!(stolen, Err(Error::ChallengeOver)), "{stolen:?}");
    answer(&home, &challenge, &enrolled.app.code(&home, 0)).await.expect("its own device");
}

pub(crate) async fn guessing_codes_is_slowed_down<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let enrolled = enrol(&home, &cast.owner).await;
    // The attacker knows the password and comes from ever new addresses.
    let mut guesses = 0;
    'attack: for address in 0..100 {
        let address = format!("10.0.{address}.1");
        let SignIn::Challenge(challenge) =
            home.app().sign_in(&enrolled.email, &password(), address.as_str()).await.expect("a right password")
        else {
            unreachable!("a second factor is asked for")
        };
        for _ in 0..5 {
            let wrong = SecondFactor::Code("000000".to_owned());
            let challenge = challenge.challenge.expose_secret();
            match home.app().answer_challenge(challenge, &wrong, address.as_str(), None).await {
                Err(Error::WrongCode { .. } | Error::ChallengeOver) => guesses += 1,
                Err(Error::Throttled { .. }) => break 'attack,
                other => unreachable!("{other:?}"),
            }
        }
    }
    println!("{guesses} codes were guessed from anywhere, then a pause");
    assert!(guesses <= 20, "{guesses}");
    // A device that the owner has used before is not held up by it.
    let challenge = challenged(&home, &enrolled.email, &enrolled.email).await;
    let code = SecondFactor::Code(enrolled.app.code(&home, 0));
    home.app().answer_challenge(&challenge, &code, enrolled.email.as_str(), None).await.expect("the owner");
    // And a new one only for a while.
    home.clock().advance(SignedDuration::from_mins(10));
    let challenge = challenged(&home, &enrolled.email, "new").await;
    let code = SecondFactor::Code(enrolled.app.code(&home, 0));
    home.app().answer_challenge(&challenge, &code, "new", None).await.expect("after a pause");
}

pub(crate) async fn a_recovery_code_signs_in_once_and_the_factor_stays<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let enrolled = enrol(&home, &cast.owner).await;
    let me = signed(&home, &cast.owner.tokens).await;
    let renewed = me.renew_recovery_codes(&password(), Origin::from("here")).await.expect("new codes");
    let challenge = challenged(&home, &enrolled.email, "here").await;
    let void = recover(&home, &challenge, enrolled.recovery_codes[0].expose_secret()).await;
    assert!(matches!(void, Err(Error::WrongCode { .. })), "the old ones are void: {void:?}");
    // Typed as people type.
    let typed = renewed[3].expose_secret().to_uppercase().replace('-', " ");
    let challenges = [challenge, challenged(&home, &enrolled.email, "here").await];
    let recovering = challenges.iter().map(|challenge| {
        let (app, challenge, code) = (home.app().clone(), challenge.clone(), SecondFactor::Recovery(typed.clone()));
        async move { app.answer_challenge(&challenge, &code, "here", None).await }
    });
    let recovered = at_once(recovering).await;
    assert_eq!(recovered.iter().filter(|answer| answer.is_ok()).count(), 1, "{recovered:?}");
    let tokens = match recovered.into_iter().find_map(Result::ok).expect("one") {
        Answered::Done(tokens) => tokens,
        // Where the provider takes nothing but its own code, the password is enough once.
        Answered::PasswordAgain => {
            let again = home.app().sign_in(&enrolled.email, &password(), "here").await.expect("a sign-in");
            again.tokens().expect("no code, once")
        }
    };
    let state = signed(&home, &tokens).await.mfa().await.expect("a state");
    assert_eq!((state.totp_since.is_some(), state.recovery_codes_left), (true, 9));
    // From now on it is as before: a code is asked for, the used one is void, and the others serve.
    let challenge = challenged(&home, &enrolled.email, "here").await;
    let twice = recover(&home, &challenge, renewed[3].expose_secret()).await;
    assert!(matches!(twice, Err(Error::WrongCode { .. })), "{twice:?}");
    answer(&home, &challenge, &enrolled.app.code(&home, 0)).await.expect("the app is as good as ever");
    let challenge = challenged(&home, &enrolled.email, "here").await;
    recover(&home, &challenge, renewed[4].expose_secret()).await.expect("another code");
    home.settle().await;
    let told = home.mails(&enrolled.email).await;
    for subject in ["You have new recovery codes", "A recovery code was used"] {
        assert!(told.iter().any(|mail| mail.subject == subject), "{subject}");
    }
}

pub(crate) async fn a_demanded_factor_is_set_up_before_anything_else<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let other = Cast::found(&home, "other").await;
    let admin = cast.owner.admin(&home).await;
    let demand = async |require_mfa: bool| {
        let revise = |tenant: &tenantry_core::tenant::TenantRecord| {
            let profile = TenantProfile::new(&tenant.company_name, &tenant.admin_email, &tenant.time_zone)?;
            Ok(profile.requiring_mfa(require_mfa))
        };
        admin.update_company(&Precondition::Any, &Attempt::default(), revise, record_answer).await.expect("a policy");
    };
    demand(true).await;
    // At once, also for those who are signed in.
    let refused = cast.owner.try_enter(&home).await.err();
    assert!(matches!(refused, Some(Error::MfaRequired)), "{refused:?}");
    let fresh = Person::sign_in(&home, &cast.owner.email).await;
    let refused = fresh.try_enter(&home).await.err();
    assert!(matches!(refused, Some(Error::MfaRequired)), "{refused:?}");
    let next = home.app().refresh(&fresh.tokens.refresh, "here").await.expect("a refresh");
    let refused = home.app().authenticate(next.access.expose_secret(), None).await.err();
    assert!(matches!(refused, Some(Error::MfaRequired)), "{refused:?}");
    other.owner.enter(&home).await;
    let me = signed(&home, &fresh.tokens).await;
    assert!(me.must_enrol() && me.mfa().await.expect("a state").required);

    enrol(&home, &fresh).await;
    fresh.enter(&home).await;
    cast.owner.enter(&home).await;
    demand(false).await;
    cast.owner.enter(&home).await;
}

pub(crate) async fn operators_have_second_factors_of_their_own<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    operator(&home).await;
    let email = "olga@operators.example";
    // The same person's address as a member's is another account.
    let cast = Cast::found(&home, "acme").await;
    let tokens = home.app().sign_in_operator(email, &password(), "here").await.expect("a sign-in");
    let person = Person { email: email.to_owned(), tokens: tokens.tokens().expect("none yet") };
    let enrolled = enrol(&home, &person).await;
    let SignIn::Challenge(challenge) =
        home.app().sign_in_operator(email, &password(), "here").await.expect("a right password")
    else {
        unreachable!("a second factor is asked for")
    };
    let code = enrolled.app.code(&home, 0);
    answer(&home, challenge.challenge.expose_secret(), &code).await.expect("an operator");
    assert_eq!(signed(&home, &person.tokens).await.realm(), Realm::Operator);
    assert!(signed(&home, &person.tokens).await.totp_since().is_some());
    assert!(signed(&home, &cast.owner.tokens).await.totp_since().is_none());
}
