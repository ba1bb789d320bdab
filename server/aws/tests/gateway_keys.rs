//! Keys of tenants at the gateway, on an emulator of it: made, moved, bounded,
//! taken up again and ended.

use std::{process::ExitCode, sync::Arc};

use aws_sdk_apigateway as gateway;
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tenantry_aws::{
    control::DynamoControl,
    dynamo::OneClient,
    erasing::Erasures,
    gateway_keys::{GatewayKeys, OwnKey, Plans, Settled, usage_key},
    partition::Partition,
};
use tenantry_aws_testing::{
    backend::partition,
    client,
    cloud::{ON, REGION},
    run::{self, Test},
    server,
};
use tenantry_core::domain::{ids::TenantId, overrides::LimitOverrides, tenant::TenantRecord, tier::Tier};
use uuid::Uuid;

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: ON, run };
    run::all(vec![
        test("a_key_follows_its_tenant", || Box::pin(a_key_follows_its_tenant())),
        test("a_rate_that_was_overridden_has_another_plan", || Box::pin(a_rate_that_was_overridden_has_another_plan())),
        test("past_the_bound_tenants_share", || Box::pin(past_the_bound_tenants_share())),
        test("a_key_goes_with_its_tenant", || Box::pin(a_key_goes_with_its_tenant())),
        test("what_was_interrupted_is_taken_up", || Box::pin(what_was_interrupted_is_taken_up())),
    ])
}

/// An installation with its plans.
struct Installation {
    client: gateway::Client,
    control: DynamoControl,
    prefix: String,
    plans: [String; 3],
}

impl Installation {
    async fn new() -> Self {
        let prefix = partition(ON).await.prefix().to_owned();
        let client = client!(gateway);
        let plan = async |name: &str| {
            let made = client.create_usage_plan().name(format!("{prefix}{name}")).send().await.expect("a plan");
            made.id.expect("its id")
        };
        let plans = [plan("basic").await, plan("premium").await, plan("enterprise").await];
        let control = DynamoControl::new(server::client(ON), &prefix, Arc::default());
        Self { client, control, prefix, plans }
    }

    fn keys_in(&self, [basic, premium, enterprise]: [String; 3], bound: u64) -> GatewayKeys {
        let plans = Plans { basic, premium, enterprise };
        GatewayKeys::new(self.client.clone(), self.control.clone(), &self.prefix, REGION, plans, bound)
    }

    fn keys(&self, bound: u64) -> GatewayKeys {
        self.keys_in(self.plans.clone(), bound)
    }

    async fn write(&self, tenant: &TenantRecord) {
        let doc = serde_json::to_string(tenant).expect("JSON");
        let put = server::client(ON)
            .put_item()
            .table_name(format!("{}control", self.prefix))
            .item("pk", AttributeValue::S(format!("tenant#{}", tenant.id)))
            .item("sk", AttributeValue::S("tenant".into()))
            .item("version", AttributeValue::N(tenant.version.to_string()))
            .item("doc", AttributeValue::S(doc));
        put.send().await.expect("written");
    }

    async fn own(&self, tenant: &TenantRecord) -> Option<OwnKey> {
        self.control.tenant_and_key(tenant.id, REGION).await.expect("read").1
    }

    /// The plans that a key is in.
    async fn plans_of(&self, key: &OwnKey) -> Vec<usize> {
        let mut found = Vec::new();
        for (n, plan) in self.plans.iter().enumerate() {
            let keys = self.client.get_usage_plan_keys().usage_plan_id(plan).send().await.expect("keys");
            let keys = keys.items.unwrap_or_default();
            if keys.iter().any(|one| one.id == key.id && one.value.as_deref() == Some(&key.value)) {
                found.push(n);
            }
        }
        found
    }

    /// How many keys the gateway has for a tenant.
    async fn made(&self, tenant: &TenantRecord) -> usize {
        let name = format!("{}{}", self.prefix, tenant.id);
        self.client.get_api_keys().name_query(name).send().await.expect("keys").items.map_or(0, |keys| keys.len())
    }
}

fn tenant(tier: Tier) -> TenantRecord {
    TenantRecord { tier, ..tenantry_conformance::tenant(TenantId(Uuid::now_v7())) }
}

fn with_status(tenant: &TenantRecord, status: &str) -> TenantRecord {
    TenantRecord { status: serde_json::from_value(json!(status)).expect("a status"), ..tenant.clone() }
}

async fn a_key_follows_its_tenant() {
    let (place, now) = (Installation::new().await, Timestamp::now());
    let keys = place.keys(10);
    let basic = tenant(Tier::Basic);
    assert_eq!(keys.settle(basic.id, now).await.expect("settled"), Settled::Gone, "nobody knows it yet");

    place.write(&basic).await;
    assert_eq!(keys.settle(basic.id, now).await.expect("settled"), Settled::Own(Tier::Basic));
    let own = place.own(&basic).await.expect("a key");
    assert_eq!(place.plans_of(&own).await, [0]);
    assert_eq!(keys.due(now).await.expect("due"), [], "nothing is left to do");

    // It is named once the gateway has had time to learn of it.
    let shared = format!("{}shared-basic", place.prefix);
    assert_eq!(usage_key(&place.prefix, &basic, Some(&own), now), shared);
    let later = now + SignedDuration::from_mins(2);
    assert_eq!(usage_key(&place.prefix, &basic, Some(&own), later), own.value);

    // Its tier changes: the shared key of the new one at once, its own when it has moved.
    let premium = TenantRecord { tier: Tier::Premium, ..basic.clone() };
    place.write(&premium).await;
    assert_eq!(usage_key(&place.prefix, &premium, Some(&own), later), format!("{}shared-premium", place.prefix));
    assert_eq!(keys.settle(basic.id, later).await.expect("settled"), Settled::Own(Tier::Premium));
    let moved = place.own(&basic).await.expect("a key");
    assert_eq!((&moved.id, &moved.value), (&own.id, &own.value), "it is the same key");
    assert_eq!(place.plans_of(&moved).await, [1]);
    assert_eq!(keys.settle(basic.id, later).await.expect("settled"), Settled::Own(Tier::Premium), "twice is once");

    place.write(&with_status(&premium, "deleted")).await;
    assert_eq!(keys.settle(basic.id, later).await.expect("settled"), Settled::Gone);
    assert_eq!((place.own(&basic).await.is_some(), place.made(&basic).await), (false, 0));
    place.write(&premium).await;
    assert_eq!(keys.settle(basic.id, later).await.expect("settled"), Settled::Own(Tier::Premium), "reactivated");
    assert_ne!(place.own(&basic).await.expect("a key").value, own.value);
    place.write(&with_status(&premium, "erased")).await;
    assert_eq!(keys.settle(basic.id, later).await.expect("settled"), Settled::Gone);
    assert_eq!((place.own(&basic).await.is_some(), place.made(&basic).await), (false, 0), "its record is a tombstone");
}

async fn a_rate_that_was_overridden_has_another_plan() {
    let (place, now) = (Installation::new().await, Timestamp::now());
    let keys = place.keys(10);
    let ends = (now + SignedDuration::from_hours(1)).as_millisecond();
    let ends = Timestamp::from_millisecond(ends).expect("a time");
    let with = |per_second: u32, burst: u32| {
        let overrides: LimitOverrides = serde_json::from_value(json!({
            "max_products": null, "max_orders": null, "max_users": null, "reason": "asked for",
            "rate": { "per_second": per_second, "burst": burst }, "expires_at": ends,
        }))
        .expect("overrides");
        overrides
    };
    let mut basic = tenant(Tier::Basic);
    basic.limit_overrides = Some(with(150, 300));
    place.write(&basic).await;
    assert_eq!(
        keys.settle(basic.id, now).await.expect("settled"),
        Settled::Own(Tier::Premium),
        "that lets 150 through"
    );
    assert_eq!(keys.due(now).await.expect("due"), []);

    // No event says that it ended; the schedule finds it.
    assert_eq!(keys.due(ends).await.expect("due"), [basic.id]);
    let own = place.own(&basic).await.expect("a key");
    assert_eq!(usage_key(&place.prefix, &basic, Some(&own), ends), format!("{}shared-basic", place.prefix));
    assert_eq!(keys.settle(basic.id, ends).await.expect("settled"), Settled::Own(Tier::Basic));
    let own = place.own(&basic).await.expect("a key");
    assert_eq!(place.plans_of(&own).await, [0]);
    assert_eq!(keys.due(ends).await.expect("due"), []);

    // Above each plan it shares one that only the stage bounds, and its own key waits.
    basic.limit_overrides = Some(with(5_000, 5_000));
    place.write(&basic).await;
    assert_eq!(keys.settle(basic.id, now).await.expect("settled"), Settled::Own(Tier::Basic));
    assert_eq!(usage_key(&place.prefix, &basic, Some(&own), now), format!("{}shared-overridden", place.prefix));
    assert_eq!(keys.due(ends).await.expect("due"), [basic.id]);
}

/// Also where no event announced its end.
async fn a_key_goes_with_its_tenant() {
    let (place, now) = (Installation::new().await, Timestamp::now());
    let keys = Arc::new(place.keys(10));
    let gone = tenant(Tier::Basic);
    place.write(&gone).await;
    keys.settle(gone.id, now).await.expect("settled");
    assert_eq!(place.made(&gone).await, 1);
    let erased = with_status(&gone, "erased");
    place.write(&erased).await;
    let (clients, control) = (Arc::new(OneClient(server::client(ON))), place.control.clone());
    let partition = Partition::new(&place.prefix);
    let erasures = Erasures::new(clients, partition, control, Some(keys), Arc::default());
    let tombstone = TenantRecord { company_name: String::new(), version: 2, ..erased.clone() };
    erasures.records(&erased, &tombstone).await.expect("erased");
    assert!(place.own(&gone).await.is_none());
    assert_eq!(place.made(&gone).await, 0);
}

async fn past_the_bound_tenants_share() {
    let (place, now) = (Installation::new().await, Timestamp::now());
    let keys = &place.keys(3);
    let tenants: Vec<TenantRecord> = (0..8).map(|_| tenant(Tier::Basic)).collect();
    for tenant in &tenants {
        place.write(tenant).await;
    }
    let settle = |id: TenantId| async move { keys.settle(id, now).await.expect("settled") };
    let settled = join_all(tenants.iter().map(|tenant| settle(tenant.id))).await;
    let own = settled.iter().filter(|one| **one == Settled::Own(Tier::Basic)).count();
    assert_eq!((own, settled.len() - own), (3, 5), "{settled:?}");

    let at = |wanted: Settled| settled.iter().position(|one| *one == wanted).expect("one");
    let (owner, sharer) = (&tenants[at(Settled::Own(Tier::Basic))], &tenants[at(Settled::Shared)]);
    assert_eq!(usage_key(&place.prefix, sharer, None, now), format!("{}shared-basic", place.prefix));
    assert_eq!(settle(sharer.id).await, Settled::Shared, "there is still no room");
    for _ in 0..2 {
        place.write(&with_status(owner, "deleted")).await;
        assert_eq!(settle(owner.id).await, Settled::Gone);
    }
    assert_eq!(settle(sharer.id).await, Settled::Own(Tier::Basic), "the one that went made room");
    place.write(owner).await;
    assert_eq!(settle(owner.id).await, Settled::Shared, "and for one only");
}

async fn what_was_interrupted_is_taken_up() {
    let (place, now) = (Installation::new().await, Timestamp::now());
    let keys = place.keys(10);
    let basic = tenant(Tier::Basic);
    place.write(&basic).await;
    // The key is made, and then its plan can't be reached.
    let nowhere = place.keys_in(["no-plan".into(), "no-plan".into(), "no-plan".into()], 10);
    let failed = nowhere.settle(basic.id, now).await.expect_err("no such plan");
    assert!(failed.to_string().contains("NotFoundException"), "{failed}");
    assert_eq!(keys.due(now).await.expect("due"), [basic.id]);
    let left = place.own(&basic).await.expect("a key");
    assert_eq!((left.plan, left.since), (None, None));
    let later = now + SignedDuration::from_mins(5);
    assert_eq!(usage_key(&place.prefix, &basic, Some(&left), later), format!("{}shared-basic", place.prefix));

    // As if it had ended before it wrote down what it made: none is made beside it.
    let forget = server::client(ON)
        .update_item()
        .table_name(format!("{}control", place.prefix))
        .key("pk", AttributeValue::S(format!("gateway-key#{REGION}#{}", basic.id)))
        .key("sk", AttributeValue::S("key".into()))
        .update_expression("REMOVE key_id");
    forget.send().await.expect("forgotten");
    assert_eq!(keys.settle(basic.id, later).await.expect("settled"), Settled::Own(Tier::Basic));
    assert_eq!(place.made(&basic).await, 1);
    let own = place.own(&basic).await.expect("a key");
    assert_eq!((&own.id, &own.value), (&left.id, &left.value));
    assert_eq!(place.plans_of(&own).await, [0]);
    assert_eq!(keys.due(later).await.expect("due"), []);

    // The gateway lost it: no process can see that, so an operator has to say it.
    place.client.delete_api_key().api_key(own.id.expect("its id")).send().await.expect("deleted");
    assert_eq!(keys.settle_anew(basic.id, later).await.expect("settled"), Settled::Own(Tier::Basic));
    let again = place.own(&basic).await.expect("a key");
    assert_eq!((again.value == own.value, place.plans_of(&again).await), (true, vec![0]));
}
