//! API keys: an item for each, found by its id, and one that counts those of a tenant. When they were used stands in items
//! of their own.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use jiff::Timestamp;
use tenantry_core::{
    domain::{
        api_key::ApiKey,
        ids::{ApiKeyId, TenantId},
    },
    ports::commit::{Expect, Subject},
};
use uuid::Uuid;

use super::{
    DynamoControl,
    commit::{Building, Built, CancellationReason, expected, there},
    keys,
    table::{List, NOBODY},
};
use crate::dynamo::{Condition, Fault, Item, Reading, json, number, text};

/// The attribute that counts.
pub(super) const COUNT: &str = "count";
/// The attribute that says when a key was used last.
const USED_AT: &str = "used_at";

impl DynamoControl {
    pub(super) async fn uses(&self, tenant: TenantId) -> Result<BTreeMap<ApiKeyId, Timestamp>, Fault> {
        let prefix = keys::api_key_uses(tenant);
        let items = self.table.list(&List::of(keys::API_KEY_USES, &prefix), usize::MAX, None).await?;
        let malformed = |error: &dyn std::fmt::Display| Fault::Malformed(format!("the use of an API key: {error}"));
        let read = |item: &Item| {
            let id = item.text("sk")?.trim_start_matches(prefix.as_str());
            let id: Uuid = id.parse().map_err(|error: uuid::Error| malformed(&error))?;
            let at = Timestamp::from_millisecond(item.number(USED_AT)?).map_err(|error| malformed(&error))?;
            Ok((ApiKeyId(id), at))
        };
        items.iter().map(read).collect()
    }

    /// Notes that a key was used, unless a later use is noted.
    pub async fn note_use(&self, tenant: TenantId, id: ApiKeyId, at: Timestamp) -> Result<(), Fault> {
        let change = Condition::new("SET #used = :at").name("#used", USED_AT).value(":at", number(at.as_millisecond()));
        let later = Condition::new("attribute_not_exists(pk) OR #used < :at");
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(keys::api_key_use(tenant, id).item()))
            .update_expression(change.expression)
            .condition_expression(later.expression)
            .set_expression_attribute_names(Some(change.names))
            .set_expression_attribute_values(Some(change.values))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        // Tried once: it is noted again at the next use, and nobody waits for it.
        match request.send().await {
            Ok(done) => {
                self.table.used.write(NOBODY, done.consumed_capacity.as_slice());
                Ok(())
            }
            Err(error) if error.as_service_error().is_some_and(|it| it.is_conditional_check_failed_exception()) => {
                Ok(())
            }
            Err(error) => Err(Fault::service(1, error)),
        }
    }
}

impl Building<'_> {
    pub(super) fn put_api_key(&mut self, key: &ApiKey, expect: Expect, max: u64) -> Built {
        let mut item = keys::api_key(key.id).listed(keys::api_keys(key.tenant), key.id.to_string());
        item.extend([
            ("doc".to_owned(), json(key)?),
            ("version".to_owned(), number(key.version)),
            ("tenant".to_owned(), text(key.tenant.to_string())),
        ]);
        self.put(CancellationReason::Unexpected(Subject::ApiKey(key.id)), item, Some(expected(expect)))?;
        if expect != Expect::Absent {
            return Ok(());
        }
        let more = Condition::new("ADD #count :one").name("#count", COUNT).value(":one", number(1));
        let room =
            Condition::new(if max == 0 { "#count < :max" } else { "attribute_not_exists(#count) OR #count < :max" });
        let room = room.value(":max", number(max));
        self.update(CancellationReason::ApiKeys { max }, &keys::api_key_count(key.tenant), more, Some(room))
    }

    pub(super) fn remove_api_key(&mut self, id: ApiKeyId, tenant: TenantId) -> Built {
        let own =
            Condition::new("#tenant = :tenant").name("#tenant", "tenant").value(":tenant", text(tenant.to_string()));
        self.remove(CancellationReason::Unexpected(Subject::ApiKey(id)), &keys::api_key(id), own)?;
        let fewer = Condition::new("ADD #count :less").name("#count", COUNT).value(":less", number(-1));
        self.update(CancellationReason::Free, &keys::api_key_count(tenant), fewer, Some(there()))?;
        self.transaction.delete(
            CancellationReason::Free,
            &self.control.table.name,
            keys::api_key_use(tenant, id).item(),
            None,
        )
    }
}
