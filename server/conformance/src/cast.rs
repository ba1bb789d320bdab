//! The people of a test: made and signed in by the use cases that real people
//! go through.

use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    Caller, Operator, Tenant, TenantAdmin, TenantKey,
    app::{Joining, NewRegistration, SignedIn},
    handle::{NewInvitation, NewTenant},
    idempotency::{Answer, Attempt},
    ids::{InvitationId, TenantId, UserId},
    member::Role,
    tenant::{Placement, TenantProfile, TenantRecord},
    text::fold_email,
    ticket::Purpose,
    tier::Tier,
};

use crate::Fixture;

pub const PASSWORD: &str = "a long enough password";

pub fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

/// Somebody who signed in.
pub struct Person {
    pub email: String,
    pub tokens: SignedIn,
}

impl Person {
    pub async fn sign_in<F: Fixture>(home: &F, email: &str) -> Self {
        let tokens = home.app().sign_in(email, &password(), email).await.expect("a sign-in");
        let tokens = tokens.tokens().expect("no second factor");
        Self { email: email.to_owned(), tokens }
    }

    pub async fn enter<F: Fixture>(&self, home: &F) -> Tenant {
        self.try_enter(home).await.expect("a member")
    }

    pub async fn try_enter<F: Fixture>(&self, home: &F) -> tenantry_core::Result<Tenant> {
        match home.app().authenticate(self.tokens.access.expose_secret(), None).await? {
            Caller::Member(tenant) => Ok(tenant),
            Caller::Operator(_) => unreachable!("a member's token made an operator"),
        }
    }

    pub async fn admin<F: Fixture>(&self, home: &F) -> TenantAdmin {
        self.enter(home).await.admin().expect("an admin")
    }
}

/// A company with its owner. Further people join when a case needs them.
pub struct Cast {
    pub id: TenantId,
    pub owner: Person,
    name: String,
}

impl Cast {
    /// A basic company: in the pool it registers itself, a silo is the operator's to give.
    pub async fn found<F: Fixture>(home: &F, name: &str) -> Self {
        match F::PLACEMENT {
            Placement::Pool => Self::register(home, name, "UTC").await,
            Placement::Silo => Self::create(home, name, Tier::Basic, "UTC").await,
        }
    }

    pub async fn register<F: Fixture>(home: &F, name: &str, time_zone: &str) -> Self {
        let email = format!("owner@{name}.example");
        let new = registration(name, &email, time_zone);
        home.app().register(new, email.as_str(), None).await.expect("a registration");
        let waiting = home.control().registration_by_email(&fold_email(&email)).await.expect("a look-up");
        let ticket = home.seal().ticket(Purpose::Confirm, waiting.expect("a registration").id.0);
        let tenant = home.app().confirm(&ticket, None).await.expect("a confirmation");
        Self { id: tenant.id, owner: Person::sign_in(home, &email).await, name: name.to_owned() }
    }

    /// Any tier, in the placement of the fixture.
    pub async fn create<F: Fixture>(home: &F, name: &str, tier: Tier, time_zone: &str) -> Self {
        Self::create_in(home, name, tier, time_zone, "EUR").await
    }

    pub async fn create_in<F: Fixture>(home: &F, name: &str, tier: Tier, time_zone: &str, currency: &str) -> Self {
        let operator = operator(home).await;
        let email = format!("owner@{name}.example");
        let profile = TenantProfile::new(name, &email, time_zone).expect("a profile");
        let new = NewTenant::new(profile, currency, tier, F::PLACEMENT).expect("a tenant");
        let made = operator.create_tenant(&new, &Attempt::default(), record_answer).await.expect("a tenant");
        let id = read::<TenantRecord>(&made.answer).id;
        home.provision(id).await;
        let open = home.control().invitations(id, None, 1).await.expect("a look-up").items;
        let owner = join(home, open[0].id, "Olivia Owner").await.expect("an owner");
        assert_eq!(owner.0, email);
        Self { id, owner: Person::sign_in(home, &email).await, name: name.to_owned() }
    }

    /// Invites somebody, who joins and signs in.
    pub async fn with<F: Fixture>(&self, home: &F, role: Role) -> Person {
        let email = format!("{role}-{}@{}.example", uuid::Uuid::now_v7().simple(), self.name);
        let id = invite(&self.owner.admin(home).await, &email, role).await.expect("an invitation");
        join(home, id, "Jo Joiner").await.expect("a member");
        Person::sign_in(home, &email).await
    }

    pub async fn key<F: Fixture>(&self, home: &F) -> TenantKey {
        home.worker().tenant(self.id).await.expect("a look-up").expect("a tenant").0
    }
}

pub fn registration(company: &str, email: &str, time_zone: &str) -> NewRegistration {
    NewRegistration::new(company, email, "Olivia Owner", password(), Tier::Basic, "EUR", time_zone)
        .expect("a registration")
}

/// Takes an invitation as its mailed link would.
pub async fn join<F: Fixture>(
    home: &F,
    invitation: InvitationId,
    name: &str,
) -> tenantry_core::Result<(String, UserId)> {
    let ticket = home.seal().ticket(Purpose::Invitation, invitation.0);
    let joining = Joining::new(name, password()).expect("a joining");
    home.app().join(&ticket, joining, ticket.as_str(), None).await.map(|member| (member.email, member.user))
}

pub async fn invite(admin: &TenantAdmin, email: &str, role: Role) -> tenantry_core::Result<InvitationId> {
    let new = NewInvitation::new(email, role)?;
    let outcome = admin.invite(&new, &Attempt::default(), |invitation| json(201, None, &invitation.id)).await?;
    Ok(read(&outcome.answer))
}

/// The operator of the home, made when first asked for.
pub async fn operator<F: Fixture>(home: &F) -> Operator {
    let email = "olga@operators.example";
    let known = home.control().operator_by_email(email).await.expect("a look-up");
    if known.is_none() {
        // Two casts may be made at once: whoever comes second finds the operator.
        let _ = home.worker().create_operator(email, "Olga Operator", &password()).await;
    }
    let address = uuid::Uuid::now_v7().to_string();
    let tokens = home.app().sign_in_operator(email, &password(), address.as_str()).await.expect("a sign-in");
    let tokens = tokens.tokens().expect("no second factor");
    match home.app().authenticate(tokens.access.expose_secret(), None).await.expect("an operator") {
        Caller::Operator(operator) => operator,
        Caller::Member(_) => unreachable!("an operator's token made a member"),
    }
}

/// An answer as an API would make it.
pub fn json(status: u16, etag: Option<String>, body: &impl serde::Serialize) -> Answer {
    Answer { status, etag, location: None, body: serde_json::to_string(body).expect("JSON") }
}

pub fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> T {
    serde_json::from_str(&answer.body).expect("what was answered")
}

pub fn record_answer(record: &TenantRecord) -> Answer {
    json(201, None, record)
}
