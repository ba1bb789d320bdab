//! Taking all of a company's data along. Nothing is copied for it: the pages
//! are read as they are asked for. So an export needs no record either, only
//! an id that nobody else can make: a UUIDv7 whose time says until when it is
//! good, and whose random part is a digest of whose it is (compare ADR 4).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::{Builder, Uuid};

use crate::domain::{
    api_key::KeyInUse,
    error::{Error, Result},
    ids::{ExportId, TenantId, UserId},
    insights::{Movement, OrderMail},
    invitation::Invitation,
    journal::Entry,
    member::Member,
    money::Currency,
    order::Order,
    product::Product,
    resource::StoredResource,
    signing::{Purpose, Signer},
    tenant::TenantRecord,
    usage::UsageRow,
};

/// Minutes in which the pages can be read.
pub const EXPORT_MINUTES: i64 = 60;

/// An export that was begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Export {
    pub id: ExportId,
    pub expires_at: Timestamp,
}

/// A record in an export of a company's data.
#[derive(Clone, PartialEq, Debug)]
pub enum Exported {
    Tenant(TenantRecord),
    Member(Member),
    Invitation(Invitation),
    /// Without what a token is recognized by.
    ApiKey(KeyInUse),
    /// Archived or not, with the currency of its price.
    Product(Arc<Product>, Currency),
    /// A line of the stock ledger.
    Movement(Movement),
    /// With what its customer was mailed.
    Order(Order, Vec<OrderMail>),
    /// A record of a declared kind, or of one that this program does not know.
    Resource(StoredResource),
    Audit(Entry),
    /// A day on which something was used.
    Usage(UsageRow),
}

impl Export {
    pub(crate) fn begin(signer: &Signer, tenant: TenantId, by: UserId, now: Timestamp) -> Self {
        let ms = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Self { id: ExportId(id(signer, tenant, by, ms)), expires_at: now + SignedDuration::from_mins(EXPORT_MINUTES) }
    }

    /// Fails with not found for any other caller, and after it expired.
    pub(crate) fn check(signer: &Signer, given: ExportId, tenant: TenantId, by: UserId, now: Timestamp) -> Result<()> {
        let (seconds, nanos) = given.0.get_timestamp().ok_or(Error::NotFound)?.to_unix();
        let ms = seconds * 1_000 + u64::from(nanos / 1_000_000);
        let begun =
            i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or(Error::NotFound)?;
        let age = now.duration_since(begun);
        // Also when the clock stepped back a little.
        let fresh = age < SignedDuration::from_mins(EXPORT_MINUTES) && age > SignedDuration::from_mins(-1);
        if fresh && same(given.0, id(signer, tenant, by, ms)) { Ok(()) } else { Err(Error::NotFound) }
    }
}

fn id(signer: &Signer, tenant: TenantId, by: UserId, ms: u64) -> Uuid {
    let digest = signer.digest(Purpose::Export, &ms.to_be_bytes(), &[*tenant.as_bytes(), *by.as_bytes()].concat());
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
}

/// Compares in constant time.
fn same(a: Uuid, b: Uuid) -> bool {
    a.as_bytes().iter().zip(b.as_bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_found_by_whoever_began_it_for_an_hour() {
        let signer = Signer::new([7; 32]);
        let (tenant, by) = (TenantId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let now = Timestamp::from_millisecond(1_795_514_400_123).expect("a time");
        let export = Export::begin(&signer, tenant, by, now);
        assert_eq!(export.id.0.get_version_num(), 7);
        let check = |id, tenant, by, minutes| {
            Export::check(&signer, id, tenant, by, now + SignedDuration::from_mins(minutes)).is_ok()
        };
        assert!(check(export.id, tenant, by, 0) && check(export.id, tenant, by, 59));
        assert!(!check(export.id, tenant, by, 60), "its hour is over");
        assert!(!check(export.id, TenantId(Uuid::from_u128(3)), by, 0), "another tenant");
        assert!(!check(export.id, tenant, UserId(Uuid::from_u128(3)), 0), "another person");
        for position in 0..16 {
            let mut bent = *export.id.as_bytes();
            bent[position] ^= 1;
            assert!(!check(ExportId(Uuid::from_bytes(bent)), tenant, by, 0), "{position}");
        }
        let other = Export::begin(&Signer::new([8; 32]), tenant, by, now);
        assert!(!check(other.id, tenant, by, 0), "another installation");
    }
}
