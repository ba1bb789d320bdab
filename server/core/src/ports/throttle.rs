//! The port to the buckets that slow callers down. Which buckets there are, and how large, are rules of
//! [`policy::quotas`](crate::policy::quotas); a store only counts.
//!
//! All processes of an installation that serve requests must take from the same buckets. Where there is one process, its
//! memory will do.

use std::time::Duration;

use async_trait::async_trait;

use crate::{domain::quota::Quota, ports::store::Read};

/// A keyed digest of what is counted, which names neither an address nor an account. Each belongs to one quota.
pub type BucketKey = [u8; 16];

/// The answer to a call that wants to take from a bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Take {
    /// One was taken.
    Taken,
    /// The bucket is empty, and nothing was taken.
    Empty {
        /// The time after which one can be taken, if nobody else takes it. At most the time in which a whole burst
        /// refills.
        retry_after: Duration,
    },
}

/// The store of buckets. A bucket holds the burst of its quota and refills at its rate (GCRA, ITU-T I.371); one that was
/// never taken from is full. How a store measures time is its own: a wall clock that is set may empty no bucket for longer
/// than its refill takes.
#[async_trait]
pub trait ThrottleStore: Send + Sync + 'static {
    /// Takes one from a bucket. Atomic: concurrent calls, of all processes together, take no more than the quota. It may
    /// be rejected a second too late, after others gave back. Fails when the store can't be reached; one may have been
    /// taken then, and the caller must be rejected.
    async fn take(&self, key: BucketKey, quota: Quota) -> Read<Take>;

    /// Gives back what one [`Take::Taken`] took. After an error it may have been given back or not, and the call is not
    /// repeated.
    async fn give_back(&self, key: BucketKey, quota: Quota) -> Read<()>;
}
