//! What a tenant used: for its admins, and for the operator, who sees these
//! figures but nothing of what they are about.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Operator, TenantAdmin, TenantKey, Worker,
    insights::{day_range, days},
};
use crate::{
    app::Inner,
    commit::Counter,
    error::{Error, Result},
    ids::TenantId,
    near::Limit,
    store::Read,
    tenant::{TenantRecord, TenantStatus},
    usage::{Activity, DayUsage, LimitUse, Usage},
};

/// Tenants whose figures are written at once; their writes share syncs.
const AT_ONCE: usize = 256;
/// How long what is stored need not be measured again.
const MEASURED: SignedDuration = SignedDuration::from_hours(1);

impl TenantAdmin {
    /// By default the last thirty days up to today.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn usage(&self, from: Option<Date>, to: Option<Date>) -> Result<Usage> {
        let tenant = &self.tenant;
        tenant.inner.usage(&tenant.key, &tenant.record, from, to).await
    }
}

impl Operator {
    /// By default the last thirty days up to today, in the tenant's time zone.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenant_usage(&self, id: TenantId, from: Option<Date>, to: Option<Date>) -> Result<Usage> {
        let record = self.inner.control.tenant(id).await?.ok_or(Error::NotFound)?;
        self.inner.usage(&TenantKey::of(&record), &record, from, to).await
    }
}

impl Worker {
    /// Writes what was counted in memory, each tenant's to its own place. What
    /// fails is kept for the next time; no request learns of it.
    pub async fn flush_usage(&self) {
        let flush = |(tenant, minutes): (TenantId, Vec<(Timestamp, Activity)>)| async move {
            if let Err(error) = self.write_usage(tenant, &minutes).await {
                tracing::warn!(tenant_id = %tenant, %error, "the usage of {tenant} can't be written just now: {error}");
                self.inner.meter.put_back(tenant, minutes);
            }
        };
        stream::iter(self.inner.meter.take()).for_each_concurrent(AT_ONCE, flush).await;
    }

    async fn write_usage(&self, tenant: TenantId, minutes: &[(Timestamp, Activity)]) -> Read<()> {
        let (inner, now) = (&self.inner, self.inner.now());
        let Some(record) = inner.records.tenant(&*inner.control, tenant, now).await? else { return Ok(()) };
        if record.status == TenantStatus::Erased {
            return Ok(());
        }
        let key = TenantKey::of(&record);
        let mut days: BTreeMap<Date, Activity> = BTreeMap::new();
        for (at, activity) in minutes {
            *days.entry(record.local_date(*at)).or_default() += *activity;
        }
        let days: Vec<_> = days.into_iter().collect();
        let measured = match inner.measured.get(&tenant) {
            Some(at) if now.duration_since(at).abs() < MEASURED => None,
            _ => Some((record.local_date(now), inner.store.bytes_stored(&key).await?)),
        };
        inner.store.add_usage(&key, &days, measured).await?;
        if measured.is_some() {
            inner.measured.insert(tenant, now);
        }
        Ok(())
    }
}

impl Inner {
    async fn usage(
        &self,
        key: &TenantKey,
        record: &TenantRecord,
        from: Option<Date>,
        to: Option<Date>,
    ) -> Result<Usage> {
        let now = self.now();
        let today = record.local_date(now);
        let range = day_range(from, to, today)?;
        let rows = self.store.usage(key, range).await?;
        let (mut products, mut members, mut bytes) = (rows.products_before, rows.members_before, rows.bytes_before);
        let mut known = rows.days.into_iter().peekable();
        let mut all = Vec::new();
        for day in days(range) {
            let row = known.next_if(|row| row.day == day);
            products += row.map_or(0, |row| row.products);
            members += row.map_or(0, |row| row.members);
            bytes = row.and_then(|row| row.bytes_stored).or(bytes);
            if day == today {
                bytes = Some(self.store.bytes_stored(key).await?);
            }
            all.push(DayUsage {
                day,
                activity: row.map(|row| row.activity).unwrap_or_default(),
                bytes_stored: bytes.filter(|_| day <= today),
                mails: row.map_or(0, |row| row.mails),
                orders: row.map_or(0, |row| row.orders),
                products: u64::try_from(products).unwrap_or(0),
                users: u64::try_from(members).unwrap_or(0),
            });
        }
        Ok(Usage { range, days: all, limits: self.limit_uses(key, record, now).await? })
    }

    async fn limit_uses(&self, key: &TenantKey, record: &TenantRecord, now: Timestamp) -> Read<Vec<LimitUse>> {
        let limits = record.limits(now);
        let mut uses = Vec::with_capacity(Limit::ALL.len());
        for limit in Limit::ALL {
            let used = match limit {
                Limit::MaxProducts => self.store.counter(key, &Counter::Products).await?,
                Limit::MaxOrders => self.store.counter(key, &Counter::Orders(record.month(now))).await?,
                Limit::MaxUsers => self.control.user_count(record.id).await?,
            };
            uses.push(LimitUse { limit, used, max: limit.max(&limits) });
        }
        Ok(uses)
    }
}
