//! The keys of control data. Whatever must be right at once is read by key;
//! addresses that may stand only once have items of their own.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tenantry_core::{
    domain::{
        idempotency::IdemKey,
        ids::{
            ApiKeyId, ChallengeId, EventId, InvitationId, OperationId, RegistrationId, ResetId, SessionId, TenantId,
            UserId,
        },
    },
    ports::{identity::Realm, throttle::BucketKey},
};

use crate::{
    dynamo::{Item, number, text},
    partition::hex,
};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key {
    pub pk: String,
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub fn item(&self) -> Item {
        Item::from([("pk".to_owned(), text(&self.pk)), ("sk".to_owned(), text(&self.sk))])
    }

    /// Returns the key attributes, with those of the list that the item is found in and its place there.
    pub fn listed(&self, list: String, sort: String) -> Item {
        let mut item = self.item();
        item.extend([("gsi1pk".to_owned(), text(list)), ("gsi1sk".to_owned(), text(sort))]);
        item
    }
}

pub(crate) const TENANTS: &str = "tenants";
pub(crate) const RUNNING: &str = "operations-running";
pub(crate) const DEAD_LETTERS: &str = "dead-letters";
/// The partition of when API keys were used: the authorizer writes there, and nowhere else.
pub(crate) const API_KEY_USES: &str = "api-key-uses";
/// The partition of accounts that were made lately, in the order of their ids, and so of time.
pub(crate) const NEW_IDENTITIES: &str = "new-identities";

/// The last time that is known to have been right.
pub(crate) fn clock() -> Key {
    Key::new("clock", "clock")
}

pub(crate) fn tenant(id: TenantId) -> Key {
    Key::new(format!("tenant#{id}"), "tenant")
}

/// The item that counts a tenant's users and owners, and has the percentage of the limit that it was notified of.
pub(crate) fn counts(id: TenantId) -> Key {
    Key::new(format!("tenant#{id}"), "counts")
}

pub(crate) fn member(user: UserId) -> Key {
    Key::new(format!("user#{user}"), "member")
}

pub(crate) fn members(tenant: TenantId) -> String {
    format!("members#{tenant}")
}

pub(crate) fn operator(user: UserId) -> Key {
    Key::new(format!("user#{user}"), "operator")
}

/// An address belongs to one person of a realm. It stands by its digest: keys
/// are bounded, and they appear in more places than items do.
pub(crate) fn address(realm: Realm, folded: &str) -> Key {
    Key::new(format!("address#{}#{}", realm.name(), digest(folded)), "claim")
}

pub(crate) fn invitation(id: InvitationId) -> Key {
    Key::new(format!("invitation#{id}"), "invitation")
}

pub(crate) fn invitations(tenant: TenantId) -> String {
    format!("invitations#{tenant}")
}

/// An address is invited to a tenant once at a time.
pub(crate) fn invited(tenant: TenantId, folded: &str) -> Key {
    Key::new(format!("tenant#{tenant}"), format!("invited#{}", digest(folded)))
}

pub(crate) fn api_key(id: ApiKeyId) -> Key {
    Key::new(format!("api-key#{id}"), "key")
}

pub(crate) fn api_keys(tenant: TenantId) -> String {
    format!("api-keys#{tenant}")
}

/// The item that counts the API keys of a tenant.
pub(crate) fn api_key_count(tenant: TenantId) -> Key {
    Key::new(format!("tenant#{tenant}"), "api-keys")
}

/// The beginning of what says when the API keys of a tenant were used.
pub(crate) fn api_key_uses(tenant: TenantId) -> String {
    format!("{tenant}#")
}

pub(crate) fn api_key_use(tenant: TenantId, id: ApiKeyId) -> Key {
    Key::new(API_KEY_USES, format!("{}{id}", api_key_uses(tenant)))
}

/// Operations are read in their order at once, so they stand under their tenant.
pub(crate) fn operations(tenant: TenantId) -> String {
    format!("operations#{tenant}")
}

pub(crate) fn operation(tenant: TenantId, id: OperationId) -> Key {
    Key::new(operations(tenant), id.to_string())
}

/// The item that exists while an operation of the tenant runs, so that it is the only one.
pub(crate) fn running(tenant: TenantId) -> Key {
    Key::new(format!("tenant#{tenant}"), "operation")
}

pub(crate) fn registration(id: RegistrationId) -> Key {
    Key::new(format!("registration#{id}"), "registration")
}

pub(crate) fn registrations(folded: &str) -> String {
    format!("registrations#{}", digest(folded))
}

pub(crate) fn reset(id: ResetId) -> Key {
    Key::new(format!("reset#{id}"), "reset")
}

/// Resets of a person that are older than this mark have ended.
pub(crate) fn resets_ended(user: UserId) -> Key {
    Key::new(format!("user#{user}"), "resets-ended")
}

/// The attribute by which an entry of the journal says where its answer is kept.
pub(crate) const ANSWER: &str = "answer";

pub(crate) fn idempotency(key: &IdemKey) -> Key {
    answer(&hex(&key.0))
}

pub(crate) fn answer(key: &str) -> Key {
    Key::new(format!("idem#{key}"), "idem")
}

pub(crate) fn challenge(id: ChallengeId) -> Key {
    Key::new(format!("challenge#{id}"), "challenge")
}

pub(crate) fn challenges(user: UserId, realm: Realm) -> String {
    format!("challenges#{}#{user}", realm.name())
}

pub(crate) fn session(id: SessionId) -> Key {
    Key::new(format!("session#{id}"), "session")
}

pub(crate) fn sessions(user: UserId, realm: Realm) -> String {
    format!("sessions#{}#{user}", realm.name())
}

/// The note of an account that was made at the identity provider.
pub(crate) fn new_identity(user: UserId, realm: Realm) -> Key {
    Key::new(NEW_IDENTITIES, format!("{user}#{}", realm.name()))
}

/// The item of a bucket that slows callers down.
pub(crate) fn throttle(key: &BucketKey) -> Key {
    Key::new(format!("throttle#{}", hex(key)), "throttle")
}

/// The item of a session's refresh tokens.
pub(crate) fn family(id: SessionId) -> Key {
    Key::new(format!("session#{id}"), "family")
}

/// Everything that belongs to one person and is read together.
pub(crate) fn person(user: UserId, realm: Realm) -> String {
    format!("person#{}#{user}", realm.name())
}

pub(crate) fn of_person(user: UserId, realm: Realm, what: impl Into<String>) -> Key {
    Key::new(person(user, realm), what)
}

pub(crate) fn dead_letter(event: EventId, consumer: &str) -> Key {
    Key::new(format!("dead-letter#{event}"), consumer)
}

/// The item of a tenant's key at the gateway of a region. It stands apart from the tenant,
/// since it must be found and ended when nothing else of the tenant is left.
pub(crate) fn gateway_key(region: &str, tenant: TenantId) -> Key {
    Key::new(format!("gateway-key#{region}#{tenant}"), "key")
}

/// The item that counts the gateway keys of a region.
pub(crate) fn gateway_keys(region: &str) -> Key {
    Key::new(format!("gateway-keys#{region}"), "count")
}

pub(crate) fn gateway_keys_due(region: &str) -> String {
    format!("gateway-keys-due#{region}")
}

/// When DynamoDB may remove an item; it does so within days, so a reader
/// compares the time as well.
pub(crate) fn expires(at: Timestamp) -> (String, aws_sdk_dynamodb::types::AttributeValue) {
    ("expires_at".to_owned(), number(at.as_second().saturating_add(1)))
}

fn digest(folded: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(folded.as_bytes()).into();
    hex(&digest)
}
