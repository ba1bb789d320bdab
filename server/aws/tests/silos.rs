//! The tables of a silo: tagged with whose they are, replicated where there is a
//! second region, and taken back when not all of them can be made.

use std::{collections::HashMap, process::ExitCode, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    config::{HttpClient, Region, RuntimeComponents},
    types::AttributeValue,
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use jiff::SignedDuration;
use tenantry_aws::{
    dynamo::OneClient,
    partition::{Partition, Table},
    replicas::SecondRegion,
    silo::Tables,
};
use tenantry_aws_testing::{
    backend::Dynamo,
    cloud::ON,
    items::tables as tables_of,
    run::{self, Test},
    server::{self, Which},
    tenant_mover::tenant_mover,
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop, json, operator, read, record_answer};
use tenantry_core::{
    domain::{
        idempotency::Attempt,
        ids::TenantId,
        operation::{Operation, OperationStatus},
        page::PageRequest,
        tenant::{Placement, TenantProfile, TenantRecord},
        tier::Tier,
    },
    usecases::NewTenant,
};

const THERE: &str = "eu-west-1";

fn main() -> ExitCode {
    run::all(vec![
        Test {
            name: "a_silo_is_whole_or_not_there".to_owned(),
            on: ON,
            run: || Box::pin(a_silo_is_whole_or_not_there()),
        },
        Test {
            name: "a_silo_is_in_both_regions_and_goes_from_both".to_owned(),
            on: ON,
            run: || Box::pin(a_silo_is_in_both_regions_and_goes_from_both()),
        },
        Test {
            name: "a_silo_that_lost_its_tables_is_never_empty".to_owned(),
            on: Which::Dynoxide,
            run: || Box::pin(a_silo_that_lost_its_tables_is_never_empty()),
        },
    ])
}

/// The emulator replicates as a global table does, if at once.
async fn a_silo_is_in_both_regions_and_goes_from_both() {
    let partition = Partition::new(format!("test-silos-{}-", uuid::Uuid::new_v4().simple()));
    let there = Client::from_conf(server::config(ON).region(Region::new(THERE)).build());
    let here = server::client(ON);
    let second = |name: &str| SecondRegion {
        name: name.to_owned(),
        here: Arc::new(OneClient(here.clone())),
        there: Arc::new(OneClient(there.clone())),
    };
    let tables = |second: Option<SecondRegion>| Tables::new(here.clone(), partition.clone(), true).replicated(second);
    let tenant = TenantId(uuid::Uuid::now_v7());
    tables(Some(second(THERE))).create_silo(tenant).await.expect("a silo");
    assert_eq!(tables_of(&there, &partition).await.len(), Table::ALL.len());
    for name in tables_of(&there, &partition).await {
        let replica = there.describe_table().table_name(&name).send().await.expect("a table").table.expect("a table");
        assert_eq!(replica.deletion_protection_enabled, Some(true), "{name}");
    }

    let orders = partition.silo(Table::Orders, tenant);
    let item = |name: &str, value: &str| (name.to_owned(), AttributeValue::S(value.to_owned()));
    let order = HashMap::from([item("order_id", "1"), item("tenant_id", &tenant.to_string())]);
    here.put_item().table_name(&orders).set_item(Some(order)).send().await.expect("written");
    let copy = there.get_item().table_name(&orders).key("order_id", AttributeValue::S("1".to_owned())).send().await;
    assert!(copy.expect("a look").item.is_some(), "what is written here is there");

    for unknown in [None, Some(second("us-east-1"))] {
        tables(unknown).delete_silo(tenant).await.expect_err("a copy would stay");
    }
    assert_eq!(tables_of(&here, &partition).await.len(), Table::ALL.len());
    tables(Some(second(THERE))).delete_silo(tenant).await.expect("gone");
    for region in [&here, &there] {
        assert_eq!(tables_of(region, &partition).await, Vec::<String>::new());
    }
}

/// Tables come and go by operations alone, so one that is not there is a loss, and no empty company.
async fn a_silo_that_lost_its_tables_is_never_empty() {
    let backend = Dynamo::<false, true>::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "1.00", 5).await;
    backend.settle().await;
    let mover = backend.tenant_mover();
    mover.tables.delete_silo(cast.id).await.expect("gone");
    let early = shop.0.product(lamp.id).await.expect_err("it has no tables");
    assert!(!early.is_data_missing(), "a place that is still being made is no loss: {early:?}");
    backend.worker().run_operations_of(cast.id, &mover, SignedDuration::ZERO).await.expect("a run");
    mover.tables.delete_silo(cast.id).await.expect("gone");
    let answers = [
        shop.0.product(lamp.id).await.map(drop),
        shop.0.order_counts().await.map(drop),
        shop.create_sku("Chair", "CHAIR").await.map(drop),
    ];
    for answer in answers {
        let refused = answer.expect_err("it lost its tables");
        assert!(refused.is_data_missing(), "{refused:?}");
    }
}

/// An account whose quota has room for one more table.
#[derive(Clone, Debug)]
struct Crowded(Arc<Connector>);

impl HttpClient for Crowded {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Crowded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let creates = request.headers().get("x-amz-target").is_some_and(|target| target.ends_with(".CreateTable"));
        let body = request.body().bytes().map(|body| String::from_utf8_lossy(body).into_owned()).unwrap_or_default();
        if creates && body.contains("orders-") {
            let refused = r#"{"__type": "com.amazonaws.dynamodb.v20120810#LimitExceededException", "message": "full"}"#;
            let status = StatusCode::try_from(400).expect("a status");
            return HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(refused))));
        }
        self.0.call(request)
    }
}

async fn a_silo_is_whole_or_not_there() {
    let backend = Dynamo::<true, false>::open(Setup::default()).await;
    let operator = operator(&backend).await;
    let profile = TenantProfile::new("Acme", "owner@acme.example", "UTC").expect("a profile");
    let new = NewTenant::new(profile, "EUR", Tier::Enterprise, Placement::Silo).expect("a tenant");
    let made = operator.create_tenant(&new, &Attempt::default(), record_answer).await.expect("a tenant");
    let tenant = read::<TenantRecord>(&made.answer).id;
    // Until then the API answers 503 with Retry-After, as to whatever can't be read just now.
    let (key, _) = backend.worker().tenant(tenant).await.expect("a look-up").expect("a tenant");
    backend.store().order_counts(&key).await.expect_err("no tables yet");

    let partition = Partition::new(format!("test-silos-{}-", uuid::Uuid::new_v4().simple()));
    let crowded = Crowded(Arc::new(Connector::builder().build_http()));
    let crowded = Client::from_conf(server::config(ON).http_client(crowded).build());
    let crowded = tenant_mover(crowded, &partition, true);
    backend.worker().run_operations(&crowded, SignedDuration::ZERO).await.expect("a run");
    let failed = operator.operations(tenant, &PageRequest::default()).await.expect("a list").items.remove(0);
    assert_eq!(failed.status, OperationStatus::Failed);
    assert!(failed.steps[0].detail.as_deref().is_some_and(|cause| cause.contains("LimitExceeded")), "{failed:?}");
    assert_eq!(tables_of(&server::client(ON), &partition).await, Vec::<String>::new(), "the first went again");

    let answer = json::<Operation>;
    operator.retry_operation(tenant, failed.id, &Attempt::default(), answer).await.expect("again");
    let roomy = tenant_mover(server::client(ON), &partition, true);
    backend.worker().run_operations(&roomy, SignedDuration::ZERO).await.expect("a run");
    let done = operator.operation(tenant, failed.id).await.expect("an operation");
    assert_eq!((done.status, done.tries), (OperationStatus::Done, 2), "{done:?}");
    let names = tables_of(&server::client(ON), &partition).await;
    assert_eq!(names.len(), 3, "{names:?}");
    let client = server::client(ON);
    for name in names {
        let table = client.describe_table().table_name(&name).send().await.expect("a table").table.expect("a table");
        let arn = table.table_arn.expect("its name");
        let tags =
            client.list_tags_of_resource().resource_arn(arn).send().await.expect("tags").tags.unwrap_or_default();
        let mut tags: Vec<(String, String)> = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
        tags.sort();
        let expected = [
            ("installation", partition.prefix().to_owned()),
            ("tenant_id", tenant.to_string()),
            ("tier", "enterprise".to_owned()),
        ];
        assert_eq!(tags, expected.map(|(key, value)| (key.to_owned(), value)), "{name}");
    }
}
