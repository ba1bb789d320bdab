//! What a tenant used, day by day.

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{
        error::Result,
        figures::{day_range, days},
        limit::Limit,
        tenant::TenantRecord,
        usage::{DayUsage, LimitUse, Usage},
    },
    ports::{commit::Counter, store::Read, tenant_key::TenantKey},
    runtime::inner::Inner,
};

impl Inner {
    pub(super) async fn usage(
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
            // What was measured last stands until it is measured again, which reads all that there is.
            if day == today && bytes.is_none() {
                bytes = self.store.bytes_to_show(key).await?;
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
