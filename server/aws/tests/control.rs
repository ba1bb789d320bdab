//! Control data on the table itself: what the suite of all backends can't see.

use std::{process::ExitCode, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Consumption, Used},
    identity::IdentitySweep,
    sign_ins::DynamoSignIns,
    throttles::DynamoThrottles,
};
use tenantry_aws_testing::{
    backend::partition,
    run::{self, Test},
    server::{self, Which},
    whole::{Whole, client_of},
};
use tenantry_conformance::{Cast, Fixture, ManualClock, Setup, entry, operator, password, registration};
use tenantry_core::{
    domain::{
        event::EventKind,
        ids::{EntryId, SessionId, TenantId, UserId},
        journal::Entry,
        quota::Quota,
    },
    ports::{
        control::ControlStore,
        env::Clock,
        identity::Realm,
        sign_in::SignInStore,
        throttle::{Take, ThrottleStore},
    },
};
use uuid::Uuid;

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: Which::Dynoxide, run };
    run::all(vec![
        test("what_control_data_consumes_is_counted", || Box::pin(what_control_data_consumes_is_counted())),
        test("an_attempt_is_one_write", || Box::pin(an_attempt_is_one_write())),
        test("accounts_that_no_record_names_are_removed", || Box::pin(accounts_that_no_record_names_are_removed())),
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

/// Requests of each kind, all of which are reported with their units.
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

/// What the page on DynamoDB says of the cost of an attempt.
async fn an_attempt_is_one_write() {
    let (client, partition) = (server::client(ON), partition(ON).await);
    let used: Arc<Consumption> = Arc::default();
    let (clock, quota, key) = (ManualClock::starting_now(), Quota::per_minute(10, 3), [7; 16]);
    let throttles = DynamoThrottles::new(client, partition.prefix(), used.clone(), Arc::new(clock.clone()));
    for _ in 0..quota.burst {
        assert_eq!(throttles.take(key, quota).await.expect("an answer"), Take::Taken);
        assert_eq!(units(&used, NOBODY), (0, 1));
    }
    let rejected = throttles.take(key, quota).await.expect("an answer");
    assert!(matches!(rejected, Take::Empty { retry_after } if retry_after.as_secs() == 6), "{rejected:?}");
    let asked = used.take().remove(&NOBODY).expect("it was asked");
    assert_eq!(asked.writes, 1, "{asked:?}");
    // Who goes on at once is rejected by the container itself.
    assert_eq!(throttles.take(key, quota).await.expect("an answer"), rejected);
    assert!(used.take().is_empty());
    throttles.give_back(key, quota).await.expect("given back");
    assert_eq!(units(&used, NOBODY), (0, 1));
    assert_eq!(throttles.take(key, quota).await.expect("an answer"), Take::Taken);
    used.take();
    // Full again, it begins anew.
    clock.advance(SignedDuration::from_mins(1));
    assert_eq!(throttles.take(key, quota).await.expect("an answer"), Take::Taken);
    assert_eq!(units(&used, NOBODY), (0, 1));
}

/// What a sign-up that nobody confirmed leaves, and what one leaves that was cut off between Cognito's write and ours.
async fn accounts_that_no_record_names_are_removed() {
    let backend = Whole::<false, false>::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    operator(&backend).await;
    let named = backend.identities().await;
    backend.app().register(registration("Late", "late@example.com", "UTC"), "here", None).await.expect("accepted");
    let now = backend.clock().now();
    let made_at = now.as_millisecond().unsigned_abs();
    let cut_off = UserId(uuid::Builder::from_unix_timestamp_millis(made_at, &[7; 10]).into_uuid());
    for realm in [Realm::Member, Realm::Operator] {
        backend.identity().create(cut_off, realm, &password()).await.expect("made");
    }
    assert_eq!(backend.identities().await, named + 2);

    let control = DynamoControl::new(server::client(ON), backend.partition.prefix(), Arc::default());
    let (members, operators) = (backend.cognito.pool("members"), backend.cognito.pool("operators"));
    let sweep = IdentitySweep::new(client_of(&backend.cognito), members, operators, control);
    let after = |hours: i64| sweep.sweep(now + SignedDuration::from_hours(hours));
    assert_eq!(after(24).await.expect("a run"), 0, "a registration can be confirmed until then");
    assert_eq!(after(26).await.expect("a run"), 3);
    assert_eq!(backend.identities().await, named);
    assert_eq!(after(26).await.expect("a run"), 0, "once");
    assert_eq!(after(24 * 365).await.expect("a run"), 0, "a record outlives its note");
    backend.app().sign_in(&cast.owner.email, &password(), "here").await.expect("the owner is there");
    backend.app().sign_in_operator("olga@operators.example", &password(), "here").await.expect("so is the operator");
}

/// DynamoDB answers with a megabyte at most, whatever limit was asked for.
async fn a_journal_is_read_on_past_a_megabyte() {
    let (client, partition) = (server::client(ON), partition(ON).await);
    let control = DynamoControl::new(client.clone(), partition.prefix(), Arc::default());
    let tenant = TenantId(Uuid::new_v4());
    let mut ids = Vec::new();
    for _ in 0..5 {
        let entry = entry(Some(tenant), EventKind::TenantSuspended, Timestamp::now());
        let entry = Entry { reason: Some("a long story ".repeat(25_000)), events: Vec::new(), ..entry };
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
