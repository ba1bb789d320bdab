//! The people of a test: made and signed in by the use cases that real people
//! go through.

use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    App, Caller, Operator, Tenant, TenantAdmin, TenantKey,
    domain::{
        idempotency::{Answer, Attempt},
        ids::{InvitationId, TenantId, UserId},
        invitation::NewInvitation,
        member::Role,
        signing::Purpose,
        tenant::{Placement, TenantProfile, TenantRecord},
        text::fold_email,
        tier::Tier,
    },
    usecases::{Joining, NewRegistration, NewTenant, SignedIn},
};

use crate::Fixture;

pub const PASSWORD: &str = "a long enough password";

pub fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

/// A signed-in user.
pub struct Person {
    pub email: String,
    pub tokens: SignedIn,
}

impl Person {
    pub async fn sign_in<F: Fixture>(backend: &F, email: &str) -> Self {
        let tokens = backend.app().sign_in(email, &password(), email).await.expect("a sign-in");
        let tokens = tokens.tokens().expect("no second factor");
        Self { email: email.to_owned(), tokens }
    }

    pub async fn enter<F: Fixture>(&self, backend: &F) -> Tenant {
        self.try_enter(backend).await.expect("a member")
    }

    pub async fn try_enter<F: Fixture>(&self, backend: &F) -> tenantry_core::Result<Tenant> {
        self.enter_by(backend.app()).await
    }

    /// Enters by an application of the same installation.
    pub async fn enter_by(&self, app: &App) -> tenantry_core::Result<Tenant> {
        match app.authenticate(self.tokens.access.expose_secret(), None).await? {
            Caller::Member(tenant) => Ok(tenant),
            Caller::Operator(_) => unreachable!("a member's token made an operator"),
        }
    }

    pub async fn admin<F: Fixture>(&self, backend: &F) -> TenantAdmin {
        self.enter(backend).await.admin().expect("an admin")
    }
}

/// A company with its owner. Further people join when a case needs them.
pub struct Cast {
    pub id: TenantId,
    pub owner: Person,
    name: String,
}

impl Cast {
    /// Returns a basic company: in the pool it registers itself, any other placement is the operator's to give.
    pub async fn found<F: Fixture>(backend: &F, name: &str) -> Self {
        match F::PLACEMENT {
            Placement::Pool => Self::register(backend, name, "UTC").await,
            Placement::ProvisionedPool | Placement::Silo => Self::create(backend, name, Tier::Basic, "UTC").await,
        }
    }

    pub async fn register<F: Fixture>(backend: &F, name: &str, time_zone: &str) -> Self {
        let email = format!("owner@{name}.example");
        let new = registration(name, &email, time_zone);
        backend.app().register(new, email.as_str(), None).await.expect("a registration");
        let waiting = backend.control().registration_by_email(&fold_email(&email)).await.expect("a look-up");
        let token = backend.signer().signed_token(Purpose::Confirm, waiting.expect("a registration").id.0);
        let tenant = backend.app().confirm(&token, None).await.expect("a confirmation");
        Self { id: tenant.id, owner: Person::sign_in(backend, &email).await, name: name.to_owned() }
    }

    /// Any tier, in the placement of the fixture.
    pub async fn create<F: Fixture>(backend: &F, name: &str, tier: Tier, time_zone: &str) -> Self {
        Self::create_in(backend, name, tier, time_zone, "EUR").await
    }

    pub async fn create_in<F: Fixture>(backend: &F, name: &str, tier: Tier, time_zone: &str, currency: &str) -> Self {
        let operator = operator(backend).await;
        let email = format!("owner@{name}.example");
        let profile = TenantProfile::new(name, &email, time_zone).expect("a profile");
        let new = NewTenant::new(profile, currency, tier, F::PLACEMENT).expect("a tenant");
        let made = operator.create_tenant(&new, &Attempt::default(), record_answer).await.expect("a tenant");
        let id = read::<TenantRecord>(&made.answer).id;
        backend.provision(id).await;
        let open = backend.control().invitations(id, None, 1).await.expect("a look-up").items;
        let owner = join(backend, open[0].id, "Olivia Owner").await.expect("an owner");
        assert_eq!(owner.0, email);
        Self { id, owner: Person::sign_in(backend, &email).await, name: name.to_owned() }
    }

    /// Invites a member, who joins and signs in.
    pub async fn with<F: Fixture>(&self, backend: &F, role: Role) -> Person {
        let email = format!("{role}-{}@{}.example", uuid::Uuid::now_v7().simple(), self.name);
        let id = invite(&self.owner.admin(backend).await, &email, role).await.expect("an invitation");
        join(backend, id, "Jo Joiner").await.expect("a member");
        Person::sign_in(backend, &email).await
    }

    pub async fn key<F: Fixture>(&self, backend: &F) -> TenantKey {
        backend.worker().tenant(self.id).await.expect("a look-up").expect("a tenant").0
    }
}

pub fn registration(company: &str, email: &str, time_zone: &str) -> NewRegistration {
    NewRegistration::new(company, email, "Olivia Owner", password(), Tier::Basic, "EUR", time_zone)
        .expect("a registration")
}

/// Takes an invitation as its mailed link would.
pub async fn join<F: Fixture>(
    backend: &F,
    invitation: InvitationId,
    name: &str,
) -> tenantry_core::Result<(String, UserId)> {
    let token = backend.signer().signed_token(Purpose::Invitation, invitation.0);
    let joining = Joining::new(name, password()).expect("a joining");
    backend.app().join(&token, joining, token.as_str(), None).await.map(|member| (member.email, member.user))
}

pub async fn invite(admin: &TenantAdmin, email: &str, role: Role) -> tenantry_core::Result<InvitationId> {
    let new = NewInvitation::new(email, role)?;
    let outcome = admin.invite(&new, &Attempt::default(), |invitation| json(&invitation.id)).await?;
    Ok(read(&outcome.answer))
}

/// The operator of the backend, made when first asked for.
pub async fn operator<F: Fixture>(backend: &F) -> Operator {
    let email = "olga@operators.example";
    let known = backend.control().operator_by_email(email).await.expect("a look-up");
    if known.is_none() {
        // Two casts may be made at once: the second one finds the operator.
        let _ = backend.worker().create_operator(email, "Olga Operator", &password()).await;
    }
    let address = uuid::Uuid::now_v7().to_string();
    let tokens = backend.app().sign_in_operator(email, &password(), address.as_str()).await.expect("a sign-in");
    let tokens = tokens.tokens().expect("no second factor");
    match backend.app().authenticate(tokens.access.expose_secret(), None).await.expect("an operator") {
        Caller::Operator(operator) => operator,
        Caller::Member(_) => unreachable!("an operator's token made a member"),
    }
}

/// Returns an answer that shows a thing as it is.
pub fn json<T: serde::Serialize>(shown: &T) -> Answer {
    Answer::new(shown)
}

pub fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> T {
    answer.read().expect("what was answered")
}

pub fn record_answer(record: &TenantRecord) -> Answer {
    json(record)
}
