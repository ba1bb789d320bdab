//! The tables of a silo on a control plane as AWS has it: it throttles, shows a new table late, turns backups on
//! only some time after the table became active, and adds a replica only to a table that streams and builds nothing.
//! Nothing is served over it, so no server is needed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, HttpClient, Region, RuntimeComponents},
};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use tenantry_aws::{
    capacity::{Capacity, Units},
    dynamo::{Fault, OneClient, client_config},
    partition::{Partition, Table},
    replicas::SecondRegion,
    silo::Tables,
};
use tenantry_core::domain::{ids::TenantId, tenant::TenantRecord};

const HERE: &str = "eu-central-1";
const THERE: &str = "eu-west-1";

/// What it refuses before it does what it is asked for, for each table.
#[derive(Clone, Copy, Debug, Default)]
struct Habits {
    /// Calls of each kind that are throttled.
    throttled: usize,
    /// Looks at a new table that find nothing, and then that it is being made.
    unseen: usize,
    /// Tries to turn backups on that come too early.
    without_backups: usize,
    /// Looks at backups that were accepted and are not on yet.
    backups_pending: usize,
    /// Looks at a table whose indexes are still built.
    indexing: usize,
    /// Looks at a replica that is still made.
    copying: usize,
}

#[derive(Debug, Default)]
struct State {
    /// What was asked for, by table.
    tables: HashMap<String, Value>,
    with_backups: HashMap<String, usize>,
    expiring: Vec<String>,
    calls: HashMap<(String, String), usize>,
    refused: Vec<String>,
    replicas: HashMap<String, Replica>,
}

/// A table of the other region.
#[derive(Debug, Default)]
struct Replica {
    looks: usize,
    protected: bool,
    with_backups: bool,
    tags: usize,
}

impl State {
    /// `UpdateTable`, with one change at a time as DynamoDB wants it.
    fn update(&mut self, table: &str, request: &Value, habits: Habits) -> Result<Value, &'static str> {
        let looks = self.calls.get(&("DescribeTable".to_owned(), table.to_owned())).copied().unwrap_or_default();
        let known = self.tables.get_mut(table).ok_or("ResourceNotFoundException")?;
        if let Some(stream) = request.get("StreamSpecification") {
            known["StreamSpecification"] = stream.clone();
        }
        if let Some(on) = request.get("DeletionProtectionEnabled") {
            known["DeletionProtectionEnabled"] = on.clone();
        }
        let Some(change) = request.get("ReplicaUpdates") else { return Ok(json!({})) };
        if let Some(created) = change[0].get("Create") {
            let streams = known["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES";
            if created["RegionName"] != THERE || !streams || self.replicas.contains_key(table) {
                return Err("ValidationException");
            }
            if looks <= habits.indexing {
                return Err("ResourceInUseException");
            }
            self.replicas.insert(table.to_owned(), Replica::default());
        } else {
            let replica = self.replicas.get(table).ok_or("ReplicaNotFoundException")?;
            if replica.protected || replica.looks < habits.copying {
                return Err("ValidationException");
            }
            self.replicas.remove(table);
        }
        Ok(json!({}))
    }

    fn described(&mut self, table: &str, status: &str, looks: usize, habits: Habits) -> Value {
        let asked = self.tables[table].clone();
        let built = if looks <= habits.indexing { "CREATING" } else { "ACTIVE" };
        let indexes = asked["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
        let indexes: Vec<Value> =
            indexes.map(|index| json!({ "IndexName": index["IndexName"], "IndexStatus": built })).collect();
        let replicas: Vec<Value> = self
            .replicas
            .get_mut(table)
            .into_iter()
            .map(|replica| {
                replica.looks += 1;
                let status = if replica.looks <= habits.copying { "CREATING" } else { "ACTIVE" };
                json!({ "RegionName": THERE, "ReplicaStatus": status })
            })
            .collect();
        json!({ "Table": {
            "TableStatus": status, "StreamSpecification": asked["StreamSpecification"],
            "GlobalSecondaryIndexes": indexes, "Replicas": replicas,
        } })
    }

    /// What the other region answers: there is nothing but replicas.
    fn there(&mut self, action: &str, table: &str, request: &Value) -> Result<Value, &'static str> {
        let replica = self.replicas.get_mut(table).ok_or("ResourceNotFoundException")?;
        match action {
            "DescribeTable" => Ok(json!({ "Table": {
                "TableStatus": "ACTIVE", "TableArn": format!("arn:aws:dynamodb:{THERE}:1:table/{table}"),
                "DeletionProtectionEnabled": replica.protected,
            } })),
            "UpdateTable" => {
                replica.protected = request["DeletionProtectionEnabled"] == true;
                Ok(json!({}))
            }
            "UpdateContinuousBackups" => {
                replica.with_backups = true;
                Ok(json!({}))
            }
            "DescribeContinuousBackups" => Ok(json!({ "ContinuousBackupsDescription": {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": "ENABLED" },
            } })),
            "TagResource" => {
                replica.tags = request["Tags"].as_array().map_or(0, Vec::len);
                Ok(json!({}))
            }
            _ => Err("UnknownOperationException"),
        }
    }
}

#[derive(Clone, Debug)]
struct ControlPlane {
    region: &'static str,
    habits: Habits,
    state: Arc<Mutex<State>>,
}

impl ControlPlane {
    fn new(habits: Habits) -> Self {
        Self { region: HERE, habits, state: Arc::default() }
    }

    fn client(&self) -> Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region))
            .endpoint_url("http://control-plane.test")
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .http_client(self.clone());
        Client::from_conf(client_config(config).build())
    }

    fn tables(&self) -> Tables {
        Tables::new(self.client(), Partition::new("test-"), true)
    }

    /// With replicas in the other region.
    fn replicated(&self) -> Tables {
        let there = Self { region: THERE, ..self.clone() };
        let (here, there) = (Arc::new(OneClient(self.client())), Arc::new(OneClient(there.client())));
        self.tables().replicated(Some(SecondRegion { name: THERE.to_owned(), here, there }))
    }

    fn answer(&self, action: &str, request: &Value) -> Result<Value, &'static str> {
        let mut state = self.state.lock().expect("a state");
        let arn = request["ResourceArn"].as_str().and_then(|arn| arn.rsplit('/').next());
        let table = request["TableName"].as_str().or(arn).expect("a table").to_owned();
        if self.region != HERE {
            return state.there(action, &table, request);
        }
        let calls = state.calls.entry((action.to_owned(), table.clone())).or_default();
        *calls += 1;
        let calls = *calls;
        if calls <= self.habits.throttled {
            return Err("ThrottlingException");
        }
        let served = calls - self.habits.throttled;
        match action {
            "CreateTable" if state.tables.contains_key(&table) => Err("ResourceInUseException"),
            "CreateTable" => {
                state.tables.insert(table, request.clone());
                Ok(json!({ "TableDescription": { "TableStatus": "CREATING" } }))
            }
            "DescribeTable" if !state.tables.contains_key(&table) || served <= self.habits.unseen => {
                Err("ResourceNotFoundException")
            }
            "DescribeTable" => {
                let status = if served <= 2 * self.habits.unseen { "CREATING" } else { "ACTIVE" };
                Ok(state.described(&table, status, served, self.habits))
            }
            "UpdateTable" => state.update(&table, request, self.habits),
            "UpdateTimeToLive" => {
                state.expiring.push(table);
                Ok(json!({}))
            }
            "UpdateContinuousBackups" if served <= self.habits.without_backups => {
                Err("ContinuousBackupsUnavailableException")
            }
            "UpdateContinuousBackups" => {
                state.with_backups.insert(table, 0);
                Ok(json!({}))
            }
            "DescribeContinuousBackups" => {
                let looks = state.with_backups.entry(table).or_default();
                *looks += 1;
                let status = if *looks <= self.habits.backups_pending { "DISABLED" } else { "ENABLED" };
                Ok(json!({ "ContinuousBackupsDescription": {
                    "ContinuousBackupsStatus": "ENABLED",
                    "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": status },
                } }))
            }
            "DeleteTable" if state.replicas.contains_key(&table) => Err("ValidationException"),
            "DeleteTable" if state.tables.get(&table).is_some_and(|it| it["DeletionProtectionEnabled"] == true) => {
                Err("ValidationException")
            }
            "DeleteTable" => state.tables.remove(&table).map(|_| json!({})).ok_or("ResourceNotFoundException"),
            _ => Err("UnknownOperationException"),
        }
    }
}

impl HttpClient for ControlPlane {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for ControlPlane {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let action = target.rsplit('.').next().unwrap_or_default();
        let body = serde_json::from_slice(request.body().bytes().unwrap_or_default()).expect("JSON");
        let (status, body) = match self.answer(action, &body) {
            Ok(body) => (200, body),
            Err(code) => {
                self.state.lock().expect("a state").refused.push(format!("{action} {code}"));
                (400, json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": code }))
            }
        };
        let status = StatusCode::try_from(status).expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body.to_string()))))
    }
}

fn tenant() -> TenantId {
    "00000000-0000-7000-8000-000000000001".parse().expect("an id")
}

#[tokio::test(start_paused = true)]
async fn a_silo_is_made_on_a_control_plane_that_refuses_at_first() {
    let habits = Habits { throttled: 2, unseen: 2, without_backups: 6, backups_pending: 2, ..Habits::default() };
    let plane = ControlPlane::new(habits);
    plane.tables().create_silo(tenant()).await.expect("a silo");
    let state = plane.state.lock().expect("a state");
    assert_eq!((state.tables.len(), state.with_backups.len()), (3, 3), "{:?}", state.refused);
    assert!(state.refused.iter().any(|refused| refused.ends_with("ContinuousBackupsUnavailableException")));
    assert!(state.with_backups.values().all(|looks| *looks > habits.backups_pending), "it is read back");
    assert_eq!(state.expiring.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_ready_in_time_is_finished_by_the_next_try() {
    let plane = ControlPlane::new(Habits { without_backups: 8, ..Habits::default() });
    let tables = plane.tables().within(Duration::from_secs(10));
    let mut tries = 1;
    while let Err(fault) = tables.create_silo(tenant()).await {
        assert!(matches!(fault, Fault::Passing(_)), "{fault}");
        assert!(fault.to_string().contains("ContinuousBackupsUnavailableException"), "{fault}");
        assert_eq!(plane.state.lock().expect("a state").tables.len(), 3, "nothing that was made is taken back");
        tries += 1;
        assert!(tries < 20, "it is never done");
    }
    assert!(tries > 1, "the first run was not long enough");
    assert_eq!(plane.state.lock().expect("a state").with_backups.len(), 3);
}

/// As `infra/stacks/pool.yaml` has it.
#[tokio::test(start_paused = true)]
async fn a_silo_is_encrypted_and_protected_as_the_pool() {
    let plane = ControlPlane::new(Habits::default());
    plane.tables().create_silo(tenant()).await.expect("a silo");
    let state = plane.state.lock().expect("a state");
    for table in Table::ALL {
        let asked = &state.tables[&format!("test-{}-{}", table.name(), tenant())];
        assert_eq!(asked["SSESpecification"], json!({ "Enabled": true, "SSEType": "KMS" }), "{asked}");
        assert_eq!(asked["DeletionProtectionEnabled"], true);
    }
}

fn record() -> TenantRecord {
    let record = json!({
        "id": tenant(), "company_name": "Acme", "admin_email": "owner@acme.example", "tier": "enterprise",
        "requested_tier": null, "placement": "silo", "epoch": 0, "status": "active", "status_reason": null,
        "currency": "EUR", "time_zone": "UTC", "created_at": "2026-11-30T00:00:00Z",
        "updated_at": "2026-11-30T00:00:00Z", "deleted_at": null, "version": 1,
    });
    serde_json::from_value(record).expect("a tenant")
}

/// Replicas are added to the one silo or taken away.
async fn settled(plane: &ControlPlane, add: bool, seconds: u64) -> Result<(), Fault> {
    let mut all = plane.replicated().settle_replicas(&[record()], add, Duration::from_secs(seconds)).await;
    all.pop().expect("one silo").1
}

/// Every habit at once, and each table with all that DynamoDB does not copy by itself.
#[tokio::test(start_paused = true)]
async fn a_silo_has_replicas_where_there_is_a_second_region() {
    let habits = Habits { throttled: 1, unseen: 1, without_backups: 2, backups_pending: 1, indexing: 4, copying: 5 };
    let plane = ControlPlane::new(habits);
    plane.replicated().create_tagged(&record()).await.expect("a silo");
    let state = plane.state.lock().expect("a state");
    assert_eq!(state.replicas.len(), Table::ALL.len(), "{:?}", state.refused);
    for (table, replica) in &state.replicas {
        assert!(replica.looks > habits.copying, "{table} is waited for");
        assert!(replica.protected && replica.with_backups && replica.tags == 3, "{table}: {replica:?}");
    }
    assert!(!state.refused.iter().any(|refused| refused.contains("Validation")), "{:?}", state.refused);
}

/// As silos were made before there was a second region, and as they were made before they had streams.
#[tokio::test(start_paused = true)]
async fn silos_that_stand_get_their_replicas_later() {
    let plane = ControlPlane::new(Habits { copying: 30, ..Habits::default() });
    plane.tables().create_tagged(&record()).await.expect("a silo");
    for table in plane.state.lock().expect("a state").tables.values_mut() {
        assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
        table["StreamSpecification"] = Value::Null;
    }
    let fault = settled(&plane, true, 10).await.expect_err("it takes longer");
    assert!(matches!(fault, Fault::Passing(_)), "{fault}");
    for _ in 0..2 {
        settled(&plane, true, 180).await.expect("replicas");
    }
    assert_eq!(plane.state.lock().expect("a state").replicas.len(), Table::ALL.len());
}

#[tokio::test(start_paused = true)]
async fn a_silo_goes_with_its_replicas_and_not_without() {
    let plane = ControlPlane::new(Habits { copying: 2, ..Habits::default() });
    plane.replicated().create_tagged(&record()).await.expect("a silo");
    let fault = plane.tables().delete_silo(tenant()).await.expect_err("a copy would stay");
    assert!(matches!(&fault, Fault::Service { detail, .. } if detail.contains(THERE)), "{fault}");
    assert_eq!(plane.state.lock().expect("a state").tables.len(), Table::ALL.len(), "nothing was deleted");

    settled(&plane, false, 180).await.expect("withdrawn");
    assert!(plane.state.lock().expect("a state").replicas.is_empty());
    settled(&plane, true, 180).await.expect("replicas again");
    plane.replicated().delete_silo(tenant()).await.expect("gone");
    let state = plane.state.lock().expect("a state");
    assert!(state.tables.is_empty() && state.replicas.is_empty(), "{:?}", state.refused);
}

#[tokio::test(start_paused = true)]
async fn a_silo_has_capacity_of_its_own_where_the_operator_says_so() {
    let plane = ControlPlane::new(Habits::default());
    let own =
        Capacity { provisioned: Some(Units { read: 50, write: 20 }), warm: Some(Units { read: 12_000, write: 8_000 }) };
    plane.tables().with_silo_capacity(own).create_silo(tenant()).await.expect("a silo");
    let state = plane.state.lock().expect("a state");
    let provisioned = json!({ "ReadCapacityUnits": 50, "WriteCapacityUnits": 20 });
    let warm = json!({ "ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 8_000 });
    let mut indexes = 0;
    for table in Table::ALL {
        let asked = &state.tables[&format!("test-{}-{}", table.name(), tenant())];
        assert_eq!(asked["BillingMode"], "PROVISIONED");
        let own = asked["GlobalSecondaryIndexes"].as_array().expect("indexes");
        for one in own.iter().chain([asked]) {
            assert_eq!((&one["ProvisionedThroughput"], &one["WarmThroughput"]), (&provisioned, &warm), "{asked}");
        }
        indexes += own.len();
    }
    assert_eq!(indexes, 8, "of three tables");
}

#[tokio::test(start_paused = true)]
async fn a_silo_is_on_demand_where_the_operator_says_nothing() {
    let plane = ControlPlane::new(Habits::default());
    plane.tables().create_silo(tenant()).await.expect("a silo");
    let state = plane.state.lock().expect("a state");
    assert_eq!(state.tables.len(), 3);
    for asked in state.tables.values() {
        assert_eq!(asked["BillingMode"], "PAY_PER_REQUEST");
        assert!(!asked.to_string().contains("Throughput"), "{asked}");
    }
}
