//! The open application: what every handle acts through.

use std::sync::Arc;

use jiff::Timestamp;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::{
    env::Ids,
    hashing::{Hashing, HashingSlot},
    records::Records,
    relocating_store::RelocatingStore,
    settings::{Ports, Settings},
    throttle::Throttle,
    turns::Turns,
};
use crate::{
    domain::{
        error::Result,
        event::{Event, EventKind},
        event_types::EventCatalog,
        idempotency::{Attempt, Outcome},
        ids::TenantId,
        journal::{Actor, Change, Entry},
        signing::Signer,
    },
    ports::{
        control::ControlStore,
        env::{Clock, Random, Timer},
        identity::Identity,
        relay::Relay,
        sign_in::SignInStore,
        store::Store,
    },
    runtime::meter::Meter,
};

/// The number of tenants whose measurements are remembered; one more is only measured more often.
const MEASURED_TENANTS: usize = 10_000;

pub(crate) struct Inner {
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
    pub sign_ins: Arc<dyn SignInStore>,
    pub identity: Arc<dyn Identity>,
    pub relay: Arc<dyn Relay>,
    pub signer: Signer,
    pub settings: Settings,
    /// Tenantry's own types of events, and those of the settings' kinds.
    pub event_types: EventCatalog,
    pub records: Records,
    pub throttle: Throttle,
    pub hashing: Hashing,
    pub meter: Arc<Meter>,
    /// When it was last measured what a tenant stores.
    pub measured: Cache<TenantId, Timestamp>,
    pub turns: Turns,
    clock: Arc<dyn Clock>,
    pub(super) timer: Arc<dyn Timer>,
    pub random: Arc<dyn Random>,
    ids: Ids,
}

impl Inner {
    pub fn new(ports: Ports, settings: Settings) -> Self {
        Self {
            store: Arc::new(RelocatingStore { store: ports.store, control: ports.control.clone() }),
            control: ports.control,
            sign_ins: ports.sign_ins,
            identity: ports.identity,
            relay: ports.relay,
            signer: settings.signer.clone(),
            records: Records::default(),
            meter: ports.meter,
            measured: Cache::new(MEASURED_TENANTS),
            throttle: Throttle::new(settings.signer.clone(), ports.throttles, ports.clock.clone()),
            hashing: Hashing::default(),
            event_types: settings.kinds.event_types(),
            settings,
            turns: Turns::default(),
            clock: ports.clock,
            timer: ports.timer,
            random: ports.random,
            ids: Ids::default(),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns a place in the queue of slow work on passwords.
    pub fn hashing(&self, address: &str) -> Result<HashingSlot<'_>> {
        self.hashing.acquire(address, self.settings.quotas.hashes_per_address)
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

    /// Dates an entry anew that was made a while ago: ids say when a change was begun, and a feed rests on it that this is
    /// not long before it is committed.
    pub fn date_anew(&self, entry: &mut Entry) {
        entry.at = self.now();
        entry.id = self.id(entry.at);
        for event in &mut entry.events {
            (event.id, event.at) = (self.id(entry.at), entry.at);
        }
    }

    pub fn event(&self, tenant: Option<TenantId>, at: Timestamp, kind: EventKind) -> Event {
        Event { id: self.id(at), tenant, at, kind }
    }

    /// The answer that an earlier try of a control operation got.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn kept(&self, attempt: &Attempt) -> Result<Option<Outcome>> {
        let Some(key) = attempt.key() else { return Ok(None) };
        let kept = self.control.kept_answer(key, self.now()).await?;
        kept.map(|kept| attempt.replay(kept)).transpose()
    }

    /// Returns whether this very request, sent without a key, made the present version.
    pub async fn made_by(&self, attempt: &Attempt, version: u64) -> Result<bool> {
        let Some(key) = attempt.repeat() else { return Ok(false) };
        let kept = self.control.kept_answer(key, self.now()).await?;
        Ok(kept.is_some_and(|kept| attempt.made(&kept, version)))
    }
}
