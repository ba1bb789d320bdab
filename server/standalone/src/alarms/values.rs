//! The values that rules are held against.

use std::{collections::VecDeque, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Result;
use jiff::Timestamp;
use tenantry_core::{
    Worker,
    domain::{
        page::Position,
        tenant::{TenantQuery, TenantRecord},
    },
    ports::{commit::Counter, control::ControlStore, relay::Relay, store::Store},
};
use tenantry_embedded::{Backend, doctor};

use super::{
    rules::{Kind, Rule},
    totals::Totals,
};

/// Tenants that are read at once.
const PAGE: usize = 100;
/// More dead letters than this are just many.
const MANY: usize = 1_000;
/// The interval at which the limits of all tenants are read.
const LIMITS_EVERY: Duration = Duration::from_secs(60);

pub struct Values {
    pub backend: Arc<Backend>,
    pub worker: Worker,
    pub data: PathBuf,
    samples: VecDeque<(Timestamp, Totals)>,
    limits: Option<(Timestamp, Option<f64>)>,
}

impl Values {
    pub fn new(backend: Arc<Backend>, worker: Worker, data: PathBuf) -> Self {
        Self { backend, worker, data, samples: VecDeque::new(), limits: None }
    }

    /// Keeps what the longest window needs.
    pub fn sample(&mut self, now: Timestamp, totals: Totals, longest: Duration) {
        while self.samples.get(1).is_some_and(|(at, _)| age(now, *at) >= longest) {
            self.samples.pop_front();
        }
        self.samples.push_back((now, totals));
    }

    pub async fn of(&mut self, rule: &Rule, now: Timestamp) -> Result<Option<f64>> {
        let window = self.within(now, rule.window);
        let enough = window.requests >= rule.least as f64;
        Ok(match rule.kind {
            Kind::ErrorRate => (enough && window.requests > 0.0).then(|| window.errors / window.requests),
            Kind::LatencyP99 => {
                let measured = window.took.get(&u64::MAX).copied().unwrap_or_default();
                if measured > 0.0 && measured >= rule.least as f64 { window.p99() } else { None }
            }
            Kind::FailedSignIns => Some(window.failed_sign_ins),
            Kind::BackupHours => window.backup_at.map(|at| (now.as_second() as f64 - at) / 3_600.0),
            Kind::CertificateDays => window.certificate_until.map(|until| (until - now.as_second() as f64) / 86_400.0),
            Kind::DeadLetters => Some(self.backend.relay.dead_letters(None, MANY).await?.items.len() as f64),
            Kind::DiskFree => {
                let (free, all) = doctor::disk_space(&self.data)?;
                (all > 0).then(|| free as f64 / all as f64)
            }
            Kind::LimitUse => self.limit_use(now).await?,
            Kind::ClockHours => Some(self.worker.clock_state().await?.off_by().as_secs_f64() / 3_600.0),
            Kind::DataFiles => Some(self.bad_files().await? as f64),
            Kind::LogMib => Some(self.backend.longest_log().0 as f64 / f64::from(1 << 20)),
        })
    }

    /// What happened within the window, or since the start if that is shorter ago.
    fn within(&self, now: Timestamp, window: Duration) -> Totals {
        let Some((_, newest)) = self.samples.back() else { return Totals::default() };
        let before = self.samples.iter().rev().find(|(at, _)| age(now, *at) >= window);
        newest.since(before.map_or(&Totals::default(), |(_, totals)| totals))
    }

    /// Each is logged when it is found.
    async fn bad_files(&self) -> Result<usize> {
        let backend = self.backend.clone();
        let found = tokio::task::spawn_blocking(move || backend.check_files()).await?;
        Ok(found.map_err(|error| anyhow::anyhow!("the files can't be looked at: {error}"))?.len())
    }

    async fn limit_use(&mut self, now: Timestamp) -> Result<Option<f64>> {
        if let Some((at, known)) = self.limits
            && age(now, at) < LIMITS_EVERY
        {
            return Ok(known);
        }
        let (mut fullest, mut from) = (None::<f64>, None::<Position>);
        loop {
            let page = self.backend.control.tenants(&TenantQuery::default(), from.as_ref(), PAGE).await?;
            for tenant in page.items.iter().filter(|tenant| tenant.is_active()) {
                for share in self.shares(tenant, now).await? {
                    fullest = Some(fullest.map_or(share, |most| most.max(share)));
                }
            }
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        self.limits = Some((now, fullest));
        Ok(fullest)
    }

    /// Returns how much of each of its limits a tenant has used.
    async fn shares(&self, tenant: &TenantRecord, now: Timestamp) -> Result<Vec<f64>> {
        let Some((key, _)) = self.worker.tenant(tenant.id).await? else { return Ok(Vec::new()) };
        let limits = tenant.limits(now);
        let (store, mut shares) = (&self.backend.store, Vec::new());
        let mut add = |used: u64, max: u64| shares.push(used as f64 / max.max(1) as f64);
        if let Some(max) = limits.max_products {
            add(store.counter(&key, &Counter::Products).await?, max);
        }
        if let Some(max) = limits.max_orders {
            add(store.counter(&key, &Counter::Orders(tenant.month(now))).await?, max);
        }
        if let Some(max) = limits.max_users {
            add(self.backend.control.user_count(tenant.id).await?, max);
        }
        Ok(shares)
    }
}

fn age(now: Timestamp, at: Timestamp) -> Duration {
    now.duration_since(at).unsigned_abs()
}
