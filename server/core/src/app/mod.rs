//! The application as somebody without a token sees it: register, sign in, and
//! turn a token into a handle. Everything else needs that handle.

mod account;
mod hashing;
mod joining;
mod records;
mod registration;
mod reset;
mod session;
mod sign_in;
mod throttle;
mod tries;
mod turns;

use std::{sync::Arc, time::Duration};

use futures_util::future::try_join;
use jiff::Timestamp;
pub use joining::{InvitationPreview, Joining};
use quick_cache::sync::Cache;
pub use registration::NewRegistration;
pub use sign_in::{Answered, Challenged, SecondFactor, SignIn, SignedIn};
pub use throttle::Guessing;
use uuid::Uuid;

pub(crate) use self::{account::Account, sign_in::failed, turns::Thing};
use self::{
    hashing::{Hashing, Place},
    records::Records,
    throttle::Throttle,
    turns::Turns,
};
use crate::{
    commit::{CommitError, ControlCommit, ControlWrite},
    control::ControlStore,
    env::{Clock, Ids, Random, Timer},
    error::{Error, Result},
    event::{Event, EventKind},
    handle::{Caller, Following, Person, Worker},
    idempotency::{Answer, Attempt, Outcome},
    identity::{Identity, IdentityError, Realm},
    ids::TenantId,
    journal::{Actor, Change, Entry},
    quotas::{self, Bucket, Quotas},
    relay::Relay,
    sign_in::SignInStore,
    store::Store,
    tenant::TenantStatus,
    ticket::Seal,
    tier::Tier,
    usage::Meter,
};

/// How often a use case starts anew when the data moves under it.
pub(crate) const TRIES: usize = 5;
/// One more is only measured more often.
const MEASURED_TENANTS: usize = 10_000;

/// The adapters of a home.
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
    pub sign_ins: Arc<dyn SignInStore>,
    pub identity: Arc<dyn Identity>,
    pub relay: Arc<dyn Relay>,
    pub clock: Arc<dyn Clock>,
    pub timer: Arc<dyn Timer>,
    pub random: Arc<dyn Random>,
    /// Counts what is done in a tenant's name; the store counts its calls in it too.
    pub meter: Arc<Meter>,
}

/// What an installation decides for itself.
#[derive(Clone)]
pub struct Settings {
    /// Signs mailed links and cursors.
    pub seal: Seal,
    /// Tiers that a company gets at sign-up without being asked about.
    pub self_service_tiers: Vec<Tier>,
    /// Where people reach the web app, without a slash at the end.
    pub public_url: String,
    /// Operators can do nothing before they have set up a second factor.
    pub operators_need_mfa: bool,
    pub quotas: Quotas,
    /// How long a change goes on trying while others change the same thing. Shorter than a request may take.
    pub change_budget: Duration,
}

/// How long a change goes on trying unless the installation says otherwise.
pub const CHANGE_BUDGET: Duration = Duration::from_secs(5);

impl Settings {
    pub fn new(seal: Seal, public_url: &str) -> Self {
        Self {
            seal,
            self_service_tiers: vec![Tier::Basic],
            public_url: public_url.trim_end_matches('/').to_owned(),
            operators_need_mfa: false,
            quotas: Quotas::default(),
            change_budget: CHANGE_BUDGET,
        }
    }
}

#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
    pub sign_ins: Arc<dyn SignInStore>,
    pub identity: Arc<dyn Identity>,
    pub relay: Arc<dyn Relay>,
    pub seal: Seal,
    pub settings: Settings,
    pub records: Records,
    pub throttle: Throttle,
    pub hashing: Hashing,
    pub meter: Arc<Meter>,
    /// When it was last measured what a tenant stores.
    pub measured: Cache<TenantId, Timestamp>,
    pub turns: Turns,
    clock: Arc<dyn Clock>,
    timer: Arc<dyn Timer>,
    pub random: Arc<dyn Random>,
    ids: Ids,
}

/// Plugs the adapters in. The app serves callers; the worker is for the
/// installation's own work and is made nowhere else.
pub fn open(ports: Ports, settings: Settings) -> (App, Worker) {
    let inner = Arc::new(Inner {
        store: Arc::new(Following { store: ports.store, control: ports.control.clone() }),
        control: ports.control,
        sign_ins: ports.sign_ins,
        identity: ports.identity,
        relay: ports.relay,
        seal: settings.seal.clone(),
        settings,
        records: Records::default(),
        meter: ports.meter,
        measured: Cache::new(MEASURED_TENANTS),
        throttle: Throttle::default(),
        hashing: Hashing::default(),
        turns: Turns::default(),
        clock: ports.clock,
        timer: ports.timer,
        random: ports.random,
        ids: Ids::default(),
    });
    (App { inner: inner.clone() }, Worker::new(inner))
}

impl App {
    /// Turns a bearer token into a handle. Suspended and deleted tenants end
    /// here, before anything is looked up, and so does whoever must set up a
    /// second factor first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn authenticate(&self, token: &str, request_id: Option<Arc<str>>) -> Result<Caller> {
        self.identify(token, request_id).await?.enter()
    }

    /// Turns a bearer token into the person that it speaks for.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn identify(&self, token: &str, request_id: Option<Arc<str>>) -> Result<Person> {
        let claims = self.inner.identity.authenticate(token).await.map_err(signed_out)?;
        let now = self.inner.now();
        if claims.realm == Realm::Operator {
            let operator = self.inner.control.operator(claims.user).await?.ok_or(GONE)?;
            return Ok(Person::operator(self.inner.clone(), operator, claims.session, request_id));
        }
        let (records, control) = (&self.inner.records, &*self.inner.control);
        let claimed = claims.tenant.ok_or(GONE)?;
        let member = records.member(control, claims.user, now);
        let (member, tenant) = try_join(member, records.tenant(control, claimed, now)).await?;
        let (member, tenant) = (member.ok_or(GONE)?, tenant.ok_or(GONE)?);
        if tenant.id != member.tenant {
            return Err(GONE);
        }
        match tenant.status {
            TenantStatus::Active => {}
            TenantStatus::Suspended => return Err(suspended(tenant.status_reason.as_deref())),
            TenantStatus::Deleted | TenantStatus::Erased => return Err(GONE),
        }
        Ok(Person::member(self.inner.clone(), tenant, member, claims.session, request_id))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn key_set(&self) -> Result<String> {
        self.inner.identity.key_set().await.map_err(signed_out)
    }

    /// Counts a call of an open operation for the address that it comes from, before anything costly is done
    /// for it. An operation that the table does not name counts as a try to sign in.
    pub fn admit(&self, operation: &str, address: &str) -> Result<()> {
        let bucket = quotas::open_operation(operation).map_or(Bucket::SignIn, |operation| operation.bucket);
        let inner = &self.inner;
        inner.throttle.check(bucket.name(), address, inner.settings.quotas.per_address(bucket), inner.monotonic())
    }

    pub fn quotas(&self) -> &Quotas {
        &self.inner.settings.quotas
    }

    pub fn now(&self) -> Timestamp {
        self.inner.now()
    }

    /// Counts what is done in a tenant's name.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.inner.meter
    }
}

pub(crate) const GONE: Error = Error::Unauthenticated("the account is gone");

pub(crate) fn suspended(reason: Option<&str>) -> Error {
    Error::TenantSuspended { reason: reason.unwrap_or("no reason was given").to_owned() }
}

pub(crate) fn signed_out(error: IdentityError) -> Error {
    match error {
        IdentityError::Refused | IdentityError::Reused(_) => {
            Error::Unauthenticated("the token is wrong, has expired or was signed out")
        }
        IdentityError::Busy => Error::Throttled { retry_after_s: 1 },
        IdentityError::Unavailable(cause) => Error::Unavailable(cause),
    }
}

/// Commit errors that a use case does not expect: either the data moved, so
/// trying again helps, or the store is unwell.
pub(crate) fn unexpected(refused: CommitError) -> Error {
    match refused {
        CommitError::Unavailable(cause) => Error::Unavailable(cause),
        other => Error::Unavailable(Box::new(other)),
    }
}

impl Inner {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// For what counts how much time has passed.
    pub fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    /// A place in the queue of slow work on passwords.
    pub fn hashing(&self, address: &str) -> Result<Place<'_>> {
        self.hashing.enter(address, self.settings.quotas.hashes_per_address)
    }

    pub fn id<T: From<Uuid>>(&self, now: Timestamp) -> T {
        self.ids.next(now, &*self.random)
    }

    pub fn entry(
        &self,
        tenant: Option<TenantId>,
        actor: Actor,
        request_id: Option<&str>,
        event: EventKind,
        changes: Vec<Change>,
    ) -> Entry {
        let at = self.now();
        Entry {
            id: self.id(at),
            tenant,
            actor,
            at,
            action: event.name().to_owned(),
            subject: event.subject(),
            reason: None,
            changes,
            request_id: request_id.map(str::to_owned),
            events: vec![self.event(tenant, at, event)],
        }
    }

    pub fn event(&self, tenant: Option<TenantId>, at: Timestamp, kind: EventKind) -> Event {
        Event { id: self.id(at), tenant, at, kind }
    }

    /// The answer that an earlier try of a control operation got.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn kept(&self, attempt: &Attempt) -> Result<Option<Result<Outcome>>> {
        let Some(key) = attempt.key() else { return Ok(None) };
        let kept = self.control.kept_answer(key, self.now()).await?;
        Ok(kept.map(|kept| attempt.replay(kept)))
    }

    /// Whether this very request, sent without a key, made the present version.
    pub async fn made_by(&self, attempt: &Attempt, version: u64) -> Result<bool> {
        let Some(key) = attempt.repeat() else { return Ok(false) };
        let kept = self.control.kept_answer(key, self.now()).await?;
        Ok(kept.is_some_and(|kept| attempt.made(&kept, version)))
    }

    pub fn control<'a>(&'a self, actor: Actor, request_id: Option<&'a str>) -> Control<'a> {
        Control { inner: self, actor, request_id }
    }
}

/// Commits control data in somebody's name.
pub(crate) struct Control<'a> {
    pub inner: &'a Inner,
    actor: Actor,
    request_id: Option<&'a str>,
}

impl Control<'_> {
    #[expect(clippy::too_many_arguments, reason = "each is one part of the journal entry")]
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn commit(
        &self,
        tenant: Option<TenantId>,
        writes: Vec<ControlWrite>,
        event: EventKind,
        reason: Option<String>,
        changes: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Result<Outcome>, CommitError> {
        self.commit_with(tenant, writes, vec![event], reason, changes, attempt, answer).await
    }

    /// The first event names the entry.
    #[expect(clippy::too_many_arguments, reason = "each is one part of the journal entry")]
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn commit_with(
        &self,
        tenant: Option<TenantId>,
        writes: Vec<ControlWrite>,
        events: Vec<EventKind>,
        reason: Option<String>,
        changes: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Result<Outcome>, CommitError> {
        let mut events = events.into_iter();
        let Some(first) = events.next() else { return Ok(Ok(Outcome::fresh(answer))) };
        let mut entry = self.inner.entry(tenant, self.actor, self.request_id, first, changes);
        entry.reason = reason;
        entry.events.extend(events.map(|event| self.inner.event(tenant, entry.at, event)));
        let idempotency = attempt.record(&answer, entry.at);
        match self.inner.control.commit(ControlCommit { writes, entry, idempotency }).await {
            Ok(()) => Ok(Ok(Outcome::fresh(answer))),
            Err(CommitError::Replay(kept)) if attempt.key().is_some() => Ok(attempt.replay(*kept)),
            Err(refused) => Err(refused),
        }
    }

    /// For operations that give or take a credential: never replayed.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn record(
        &self,
        tenant: Option<TenantId>,
        writes: Vec<ControlWrite>,
        events: Vec<EventKind>,
    ) -> Result<(), CommitError> {
        let nothing = Answer { status: 204, etag: None, location: None, body: String::new() };
        self.commit_with(tenant, writes, events, None, Vec::new(), &Attempt::default(), nothing).await.map(drop)
    }
}
