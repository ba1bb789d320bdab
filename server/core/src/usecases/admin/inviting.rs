//! How many strangers a company may have mailed. Invitations go to people who did not ask for them, in the name of
//! the installation, so they are bounded by who gets them and by how well the company is known.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        error::{Error, Result},
        invitation::{YOUNG_DAYS, YOUNG_INVITATIONS},
        order_status::Status,
        text::fold_email,
        tier::Tier,
    },
    usecases::handle::TenantAdmin,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Entries of the journal that are read at once.
const PAGE: usize = 100;
/// Entries of one day past which a young company is not looked at more closely: it has done enough for today.
const ENTRIES_MAX: usize = 2_000;
const INVITED: &str = "invitation.sent";

impl TenantAdmin {
    /// Refused with the time after which it may go on.
    pub(in crate::usecases) async fn may_invite(&self, email: &str) -> Result<()> {
        let inner = &self.tenant.inner;
        if self.is_young().await?
            && let Some(again) = self.used_up().await?
        {
            let why = "a new company can send only some invitations a day";
            return Err(Error::EmailLimit { retry_after_s: seconds_until(again, inner.now()), why });
        }
        let quota = inner.settings.quotas.emails_per_recipient;
        match inner.throttle.check("recipient", &fold_email(email), quota).await {
            Err(Error::Throttled { retry_after_s }) => {
                let why = "this address has been sent many emails lately";
                Err(Error::EmailLimit { retry_after_s, why })
            }
            checked => checked,
        }
    }

    async fn is_young(&self) -> Result<bool> {
        let tenant = &self.tenant;
        let age = tenant.inner.now().duration_since(tenant.record.created_at);
        if age < SignedDuration::from_hours(24 * YOUNG_DAYS) {
            return Ok(true);
        }
        if tenant.record.tier != Tier::Basic {
            return Ok(false);
        }
        let counts = tenant.order_counts().await?;
        let sold = counts.into_iter().filter(|(status, _)| !matches!(status, Status::Pending | Status::Cancelled));
        Ok(sold.map(|(_, count)| count).sum::<u64>() == 0)
    }

    /// Returns when one more may be sent, if not now. The journal remembers what was sent over restarts, on each backend.
    /// Many who invite in the same moment may see the same count, but never more than there are seats.
    async fn used_up(&self) -> Result<Option<Timestamp>> {
        let (inner, since) = (&self.tenant.inner, self.tenant.inner.now() - DAY);
        let (mut sent, mut read, mut before) = (Vec::new(), 0, None);
        loop {
            let entries = inner.control.journal(self.tenant.id(), before, PAGE).await?;
            let recent = entries.iter().take_while(|entry| entry.at > since);
            sent.extend(recent.filter(|entry| entry.action == INVITED).map(|entry| entry.at));
            if sent.len() >= YOUNG_INVITATIONS {
                return Ok(Some(sent[YOUNG_INVITATIONS - 1] + DAY));
            }
            read += entries.len();
            match entries.last() {
                Some(last) if last.at > since && entries.len() == PAGE => before = Some(last.id),
                _ => return Ok(None),
            }
            if read >= ENTRIES_MAX {
                return Ok(Some(inner.now() + SignedDuration::from_hours(1)));
            }
        }
    }
}

fn seconds_until(at: Timestamp, now: Timestamp) -> u64 {
    at.duration_since(now).as_secs().clamp(1, DAY.as_secs()).unsigned_abs()
}
