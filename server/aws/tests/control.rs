//! Control data on the table itself: what the suite of all homes can't see.

mod support;

use std::{process::ExitCode, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use support::{
    home::partition,
    run::{self, Test},
    server::{self, Which},
};
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Consumption, Used},
    sign_ins::DynamoSignIns,
};
use tenantry_core::{
    control::ControlStore,
    identity::Realm,
    ids::{EntryId, SessionId, TenantId, UserId},
    journal::{Actor, Entry},
    sign_in::SignInStore,
};
use uuid::Uuid;

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: Which::Dynoxide, run };
    run::all(vec![
        test("what_control_data_consumes_is_counted", || Box::pin(what_control_data_consumes_is_counted())),
        test("a_journal_is_read_on_past_a_megabyte", || Box::pin(a_journal_is_read_on_past_a_megabyte())),
    ])
}

const ON: Which = Which::Dynoxide;
const NOBODY: TenantId = TenantId(Uuid::nil());

fn units(used: &Consumption, tenant: TenantId) -> (u64, u64) {
    let used: Used = used.take().remove(&tenant).unwrap_or_default();
    assert_eq!((used.reads > 0, used.writes > 0), (used.read_units > 0.0, used.write_units > 0.0), "{used:?}");
    (used.reads, used.writes)
}

/// Requests of each kind, all of which are told with their units.
async fn what_control_data_consumes_is_counted() {
    let (client, partition) = (server::client(ON), partition(ON).await);
    let used: Arc<Consumption> = Arc::default();
    let control = DynamoControl::new(client.clone(), partition.prefix(), used.clone());
    let sign_ins = DynamoSignIns::new(client, partition.prefix(), used.clone());
    let (user, realm) = (UserId(Uuid::new_v4()), Realm::Member);

    sign_ins.set_recovery_codes(user, realm, &[[1; 32], [2; 32]]).await.expect("a put");
    assert_eq!(units(&used, NOBODY), (0, 1));
    assert!(sign_ins.use_recovery_code(user, realm, [1; 32]).await.expect("a change"));
    assert_eq!(units(&used, NOBODY), (0, 1));
    sign_ins.end_session(SessionId(Uuid::new_v4())).await.expect("a deletion");
    assert_eq!(units(&used, NOBODY), (0, 1));
    assert!(sign_ins.sessions(user, realm, Timestamp::now()).await.expect("a list").is_empty());
    assert_eq!(units(&used, NOBODY), (1, 0));
    let tenant = TenantId(Uuid::new_v4());
    assert!(control.journal(tenant, None, 10).await.expect("a journal").is_empty());
    assert_eq!(units(&used, tenant), (1, 0));
}

/// DynamoDB answers with a megabyte at most, whatever limit was asked for.
async fn a_journal_is_read_on_past_a_megabyte() {
    let (client, partition) = (server::client(ON), partition(ON).await);
    let control = DynamoControl::new(client.clone(), partition.prefix(), Arc::default());
    let tenant = TenantId(Uuid::new_v4());
    let mut ids = Vec::new();
    for _ in 0..5 {
        let entry = Entry {
            id: EntryId(Uuid::now_v7()),
            tenant: Some(tenant),
            actor: Actor::System,
            at: Timestamp::now(),
            action: "tenant.suspended".into(),
            subject: None,
            reason: Some("a long story ".repeat(25_000)),
            changes: Vec::new(),
            request_id: None,
            events: Vec::new(),
        };
        let put = client
            .put_item()
            .table_name(partition.control_journal())
            .item("tenant_id", AttributeValue::S(tenant.to_string()))
            .item("entry_id", AttributeValue::S(entry.id.to_string()))
            .item("doc", AttributeValue::S(serde_json::to_string(&entry).expect("JSON")));
        put.send().await.expect("an entry");
        ids.insert(0, entry.id);
    }
    let read = async |before, limit| {
        let entries = control.journal(tenant, before, limit).await.expect("a journal");
        entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    assert_eq!(read(None, 10).await, ids);
    assert_eq!(read(None, 4).await, ids[..4]);
    assert_eq!(read(Some(ids[0]), 10).await, ids[1..]);
    assert!(read(Some(EntryId(Uuid::nil())), 10).await.is_empty());
}
