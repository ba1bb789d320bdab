//! The port to what is kept about signing in, on DynamoDB, beside the control
//! data. Devices and recovery codes lie with their person; sessions and
//! challenges are found by their own ids and listed by their person's.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    primitives::Blob,
    types::{AttributeValue, ReturnConsumedCapacity, ReturnValue},
};
use jiff::Timestamp;
use tenantry_core::{
    domain::ids::{ChallengeId, SessionId, UserId},
    policy::{device, tries::CHALLENGE_TRIES},
    ports::{
        identity::Realm,
        sign_in::{Challenge, CodeDigest, DeviceKey, SESSIONS_LISTED, Seen, SessionRecord, SignInStore},
        store::Read,
    },
};

use crate::{
    control::{
        keys::{self, Key, expires},
        table::{ControlTable, List, NOBODY},
    },
    dynamo::{Condition, Consumption, Fault, Item, Reading, Transaction, json, number},
    partition::hex,
};

const DEVICES: &str = "device#";
/// Stands among the devices of a user for the newest of them, and stays when all have expired.
const NEWEST: &str = "newest";
const CODES: &str = "codes";

#[derive(Clone)]
pub struct DynamoSignIns {
    table: ControlTable,
}

impl DynamoSignIns {
    pub fn new(client: Client, prefix: &str, used: Arc<Consumption>) -> Self {
        Self { table: ControlTable::new(client, prefix, used) }
    }

    async fn last_seen(&self, user: UserId, realm: Realm, device: &DeviceKey) -> Result<Option<Timestamp>, Fault> {
        let item = self.table.get(&device_key(user, realm, device)).await?;
        let seen_at = item.as_ref().map(|item| item.number("seen_at")).transpose()?;
        Ok(seen_at.and_then(|seen_at| Timestamp::from_millisecond(seen_at).ok()))
    }

    async fn delete_all(&self, items: &[Item]) -> Result<(), Fault> {
        for item in items {
            let key = Key { pk: item.text("pk")?.to_owned(), sk: item.text("sk")?.to_owned() };
            self.table.delete(&key).await?;
        }
        Ok(())
    }

    async fn listed(&self, list: &str) -> Result<Vec<Item>, Fault> {
        self.table.list(&List::newest(list), usize::MAX, None).await
    }

    /// Changes what is there already; nothing if the condition does not hold.
    async fn change(&self, key: &Key, change: Condition, condition: Condition) -> Result<Option<Item>, Fault> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key.item()))
            .update_expression(change.expression)
            .condition_expression(condition.expression)
            .set_expression_attribute_names(
                Some(change.names.into_iter().chain(condition.names).collect::<std::collections::HashMap<_, _>>())
                    .filter(|names| !names.is_empty()),
            )
            .set_expression_attribute_values(Some(change.values.into_iter().chain(condition.values).collect::<Item>()))
            .return_values(ReturnValue::AllNew)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        // Not repeated after a time-out: a try that was taken stays taken, so it may cost one too many.
        let sent = request.send().await;
        self.table.used.write(NOBODY, sent.as_ref().map_or(&[], |changed| changed.consumed_capacity.as_slice()));
        match sent {
            Ok(changed) => Ok(changed.attributes),
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(None)
            }
            Err(error) => Err(Fault::service(1, error)),
        }
    }
}

fn device_key(user: UserId, realm: Realm, device: &DeviceKey) -> Key {
    keys::of_person(user, realm, format!("{DEVICES}{}", hex(device)))
}

fn newest_device_key(user: UserId, realm: Realm) -> Key {
    keys::of_person(user, realm, format!("{DEVICES}{NEWEST}"))
}

fn codes_key(user: UserId, realm: Realm) -> Key {
    keys::of_person(user, realm, CODES)
}

fn read_session(item: &Item) -> Result<SessionRecord, Fault> {
    let record: SessionRecord = item.json("doc")?;
    let last_used_at = Timestamp::from_millisecond(item.number("last_used_at")?);
    Ok(SessionRecord { last_used_at: last_used_at.map_err(|error| Fault::Malformed(error.to_string()))?, ..record })
}

/// The order in which sessions began, as text.
fn began(session: &SessionRecord) -> String {
    format!("{:015}#{}", session.created_at.as_millisecond(), session.id)
}

#[async_trait]
impl SignInStore for DynamoSignIns {
    async fn put_challenge(&self, challenge: &Challenge) -> Read<()> {
        let list = keys::challenges(challenge.user, challenge.realm);
        let mut item = keys::challenge(challenge.id).listed(list, challenge.id.to_string());
        item.extend([
            ("doc".to_owned(), json(challenge)?),
            ("tries_left".to_owned(), number(CHALLENGE_TRIES)),
            expires(challenge.expires_at),
        ]);
        Ok(self.table.put(item).await?)
    }

    async fn challenge(&self, id: ChallengeId) -> Read<Option<Challenge>> {
        Ok(self.table.get(&keys::challenge(id)).await?.map(|item| item.json("doc")).transpose()?)
    }

    async fn take_try(&self, id: ChallengeId) -> Read<Option<u32>> {
        let change = Condition::new("ADD tries_left :less").value(":less", number(-1));
        let some_left = Condition::new("tries_left > :none").value(":none", number(0));
        let taken = self.change(&keys::challenge(id), change, some_left).await?;
        Ok(taken.map(|item| item.number("tries_left")).transpose()?)
    }

    async fn end_challenge(&self, id: ChallengeId) -> Read<bool> {
        Ok(self.table.delete(&keys::challenge(id)).await?)
    }

    async fn begin_session(&self, session: &SessionRecord, device: DeviceKey) -> Read<Seen> {
        let (user, realm, now) = (session.user, session.realm, session.created_at);
        let last_seen = self.last_seen(user, realm, &device).await?;
        let has_devices = last_seen.is_some() || {
            let any = self.table.list(&List::of(&keys::person(user, realm), DEVICES), 1, None).await?;
            !any.is_empty()
        };
        let seen = device::seen(last_seen, has_devices, now);
        let mut known = device_key(user, realm, &device).item();
        known.extend([("seen_at".to_owned(), number(now.as_millisecond())), expires(device::known_until(now))]);
        let mut newest = newest_device_key(user, realm).item();
        newest.insert("seen_at".to_owned(), number(now.as_millisecond()));
        let mut item = keys::session(session.id).listed(keys::sessions(user, realm), began(session));
        item.extend([
            ("doc".to_owned(), json(session)?),
            ("last_used_at".to_owned(), number(session.last_used_at.as_millisecond())),
            ("until".to_owned(), number(session.expires_at.as_millisecond())),
            expires(session.expires_at),
        ]);
        let mut all = Transaction::new();
        all.put((), &self.table.name, known, None)?;
        all.put((), &self.table.name, newest, None)?;
        all.put((), &self.table.name, item, None)?;
        self.table.send(all, uuid::Uuid::new_v4().to_string()).await?;
        Ok(seen)
    }

    async fn touch_session(&self, id: SessionId, now: Timestamp) -> Read<()> {
        let change = Condition::new("SET last_used_at = :now").value(":now", number(now.as_millisecond()));
        self.change(&keys::session(id), change, Condition::new("attribute_exists(pk)")).await?;
        Ok(())
    }

    async fn session(&self, id: SessionId) -> Read<Option<SessionRecord>> {
        Ok(self.table.get(&keys::session(id)).await?.as_ref().map(read_session).transpose()?)
    }

    async fn sessions(&self, user: UserId, realm: Realm, now: Timestamp) -> Read<Vec<SessionRecord>> {
        let live = Condition::new("#until > :now").name("#until", "until").value(":now", number(now.as_millisecond()));
        let items = self.table.list(&List::newest(&keys::sessions(user, realm)), SESSIONS_LISTED, Some(live)).await?;
        Ok(items.iter().map(read_session).collect::<Result<_, _>>()?)
    }

    async fn end_session(&self, id: SessionId) -> Read<()> {
        self.table.delete(&keys::session(id)).await?;
        Ok(())
    }

    async fn end_sessions(&self, user: UserId, realm: Realm, keep: Option<SessionId>) -> Read<()> {
        let kept = keep.map(keys::session);
        let mut items = self.listed(&keys::sessions(user, realm)).await?;
        items.retain(|item| kept.as_ref().is_none_or(|kept| item.maybe_text("pk") != Some(&kept.pk)));
        Ok(self.delete_all(&items).await?)
    }

    async fn knows_device(&self, user: UserId, realm: Realm, device: DeviceKey, now: Timestamp) -> Read<bool> {
        Ok(device::is_known(self.last_seen(user, realm, &device).await?, now))
    }

    async fn set_recovery_codes(&self, user: UserId, realm: Realm, codes: &[CodeDigest]) -> Read<()> {
        let key = codes_key(user, realm);
        // A set can't be empty.
        if codes.is_empty() {
            self.table.delete(&key).await?;
            return Ok(());
        }
        let mut item = key.item();
        let digests = codes.iter().map(|code| Blob::new(code.to_vec())).collect();
        item.insert(CODES.to_owned(), AttributeValue::Bs(digests));
        Ok(self.table.put(item).await?)
    }

    async fn use_recovery_code(&self, user: UserId, realm: Realm, code: CodeDigest) -> Read<bool> {
        let one = AttributeValue::Bs(vec![Blob::new(code.to_vec())]);
        let change = Condition::new("DELETE #codes :one").name("#codes", CODES).value(":one", one);
        let there =
            Condition::new("contains(#codes, :code)").value(":code", AttributeValue::B(Blob::new(code.to_vec())));
        Ok(self.change(&codes_key(user, realm), change, there).await?.is_some())
    }

    async fn recovery_codes_left(&self, user: UserId, realm: Realm) -> Read<u64> {
        let item = self.table.get(&codes_key(user, realm)).await?;
        let codes = item.as_ref().and_then(|item| item.get(CODES)).and_then(|codes| codes.as_bs().ok());
        Ok(codes.map_or(0, |codes| codes.len() as u64))
    }

    async fn forget(&self, user: UserId, realm: Realm) -> Read<()> {
        for list in [keys::sessions(user, realm), keys::challenges(user, realm)] {
            let items = self.listed(&list).await?;
            self.delete_all(&items).await?;
        }
        let person = keys::person(user, realm);
        for prefix in [DEVICES, CODES] {
            let items = self.table.list(&List::of(&person, prefix), usize::MAX, None).await?;
            self.delete_all(&items).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_sort_as_they_began() {
        let of = |ms: i64, id: u128| {
            began(&SessionRecord {
                id: SessionId(uuid::Uuid::from_u128(id)),
                user: UserId(uuid::Uuid::nil()),
                realm: Realm::Member,
                device: String::new(),
                address: String::new(),
                created_at: Timestamp::from_millisecond(ms).expect("a time"),
                last_used_at: Timestamp::UNIX_EPOCH,
                expires_at: Timestamp::UNIX_EPOCH,
            })
        };
        assert!(of(999, 9) < of(1_000, 1) && of(1_000, 1) < of(1_000_000_000_000, 0));
    }
}
