//! Accounts at Cognito that no record of ours names: of a sign-up that nobody confirmed, or that was interrupted between
//! Cognito's write and ours. They can't sign in, and are removed a day later.
//!
//! Each account is noted before it is made, so what is looked at is what was made lately and never the whole pool: after
//! control data was restored from a backup, a sweep of the pool would remove everybody who joined since.

use aws_sdk_cognitoidentityprovider::Client;
use jiff::Timestamp;
use tenantry_core::{
    domain::{error::chain, ids::UserId},
    policy::retention::UNCONFIRMED_IDENTITY,
    ports::{control::ControlStore, identity::Realm},
};
use uuid::Uuid;

use super::cognito::{Pool, PoolConfig};
use crate::{
    control::{
        DynamoControl,
        keys::{self, Key},
        table::{ControlTable, List},
    },
    dynamo::{Fault, Item, Reading, text},
};

/// Notes that one run looks at; the next run goes on with those that are left. Cognito takes 25 removals a second.
const NOTES_AT_ONCE: usize = 200;

/// Notes an account that is about to be made.
pub(super) async fn note(table: &ControlTable, user: UserId, realm: Realm) -> Result<(), Fault> {
    let mut item = keys::new_identity(user, realm).item();
    item.extend([("user".to_owned(), text(user.to_string())), ("realm".to_owned(), text(realm.name()))]);
    table.put(item).await
}

/// Forgets an account that is gone.
pub(super) async fn forget(table: &ControlTable, user: UserId, realm: Realm) -> Result<(), Fault> {
    table.delete(&keys::new_identity(user, realm)).await.map(drop)
}

pub struct IdentitySweep {
    control: DynamoControl,
    members: Pool,
    operators: Pool,
}

impl IdentitySweep {
    pub fn new(client: Client, members: PoolConfig, operators: PoolConfig, control: DynamoControl) -> Self {
        Self { members: Pool::new(client.clone(), members), operators: Pool::new(client, operators), control }
    }

    /// Removes what was made more than a day ago and is named by no record, and returns how many those were. May be cut short
    /// at any point: a note goes after its account. One that fails holds up no other; the first failure is returned at the
    /// end.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = Some(oldest_id(now - UNCONFIRMED_IDENTITY));
        let list = List { pk: keys::NEW_IDENTITIES, below: before, prefix: None, newest_first: false, index: false };
        let (mut removed, mut first) = (0, None);
        for note in self.control.table.list(&list, NOTES_AT_ONCE, None).await? {
            match self.judge(&note).await {
                Ok(was_removed) => removed += u64::from(was_removed),
                Err(fault) => {
                    let user = note.maybe_text("user");
                    tracing::error!(user, error = %chain(&fault), "it can't be judged whether an account is named by a record");
                    metrics::counter!("tenantry_identities_swept_total", "outcome" => "failed").increment(1);
                    first.get_or_insert(fault);
                }
            }
        }
        first.map_or(Ok(removed), Err)
    }

    /// Returns whether the account was removed.
    async fn judge(&self, note: &Item) -> Result<bool, Fault> {
        let malformed = |error: String| Fault::Malformed(error);
        let user: UserId = note.text("user")?.parse().map_err(|error: uuid::Error| malformed(error.to_string()))?;
        let realm: Realm = note.text("realm")?.parse().map_err(|error: &str| malformed(format!("a realm {error}")))?;
        let (pool, is_named) = match realm {
            Realm::Member => (&self.members, self.control.member(user).await.map(|found| found.is_some())),
            Realm::Operator => (&self.operators, self.control.operator(user).await.map(|found| found.is_some())),
        };
        let is_named =
            is_named.map_err(|error| Fault::Neighbour { service: "the records of people", detail: chain(&error) })?;
        if !is_named {
            let gone = pool.remove(user).await;
            gone.map_err(|error| Fault::Neighbour { service: "Cognito", detail: chain(&error) })?;
            tracing::info!(user_id = %user, realm = realm.name(), "the account {user}, which no record names, is removed");
            metrics::counter!("tenantry_identities_swept_total", "outcome" => "removed").increment(1);
        }
        let key = Key { pk: note.text("pk")?.to_owned(), sk: note.text("sk")?.to_owned() };
        self.control.table.delete(&key).await?;
        Ok(!is_named)
    }
}

/// Returns the beginning of all ids of users that were made from then on.
fn oldest_id(at: Timestamp) -> String {
    let millis = u128::from(at.as_millisecond().max(0).unsigned_abs());
    Uuid::from_u128(millis << 80).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_parted_by_the_time_at_which_they_were_made() {
        let made_at = |ms: u64| uuid::Builder::from_unix_timestamp_millis(ms, &[0xff; 10]).into_uuid().to_string();
        let bound = oldest_id(Timestamp::from_millisecond(1_800_000_000_000).expect("a time"));
        assert!(made_at(1_799_999_999_999) < bound && bound < made_at(1_800_000_000_000));
    }
}
