//! Makes tables. Every step can be taken again, so a saga that was
//! interrupted just starts over.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    operation::create_table::builders::CreateTableFluentBuilder,
    types::{
        AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, PointInTimeRecoverySpecification,
        PointInTimeRecoveryStatus, Projection, ProjectionType, ScalarAttributeType, SseSpecification, SseType,
        StreamSpecification, StreamViewType, TableStatus, Tag, TimeToLiveSpecification,
    },
};
use futures_util::future::join_all;
use tenantry_core::domain::{error::chain, ids::TenantId, tenant::TenantRecord};

use crate::{
    capacity::Capacity,
    dynamo::{Deadline, Fault},
    partition::{CONTROL_INDEX, Partition, Table},
    replicas::{self, Replicated, SecondRegion},
};

/// How long one piece of work waits for the control plane; the function that does it has 300 seconds.
const TIMEOUT: Duration = Duration::from_secs(180);

/// Makes tables in an account.
pub struct Tables {
    client: Client,
    partition: Partition,
    /// Point-in-time recovery, deletion protection and the key of the pool: on wherever data matters.
    protected: bool,
    /// Of the tables of silos.
    capacity: Capacity,
    timeout: Duration,
    /// Where silos have replicas, if anywhere.
    second: Option<SecondRegion>,
}

/// The attributes of a key: what it is hashed by and, if any, sorted by.
struct Key(&'static str, Option<&'static str>);

struct Shape {
    name: String,
    key: Key,
    indexes: Vec<(&'static str, Key)>,
    expires: bool,
    streams: Streams,
    capacity: Capacity,
}

/// What a table's stream shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Streams {
    Nothing,
    /// What was written, as the relay wants it.
    New,
    /// The item before and after, as a replica wants it. A table that has none yet gets one without another change.
    Both,
}

impl Tables {
    /// Makes tables with capacity on demand.
    pub fn new(client: Client, partition: Partition, protected: bool) -> Self {
        Self { client, partition, protected, capacity: Capacity::default(), timeout: TIMEOUT, second: None }
    }

    /// The same, with that capacity for the tables of silos. Silos that are there keep theirs.
    #[must_use]
    pub fn with_silo_capacity(self, capacity: Capacity) -> Self {
        Self { capacity, ..self }
    }

    /// The same, waiting for no longer than that.
    #[must_use]
    pub fn within(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The same, with replicas of silos in a second region.
    #[must_use]
    pub fn replicated(self, second: Option<SecondRegion>) -> Self {
        Self { second, ..self }
    }

    /// The tables of one silo tenant, ready to be used.
    pub async fn create_silo(&self, tenant: TenantId) -> Result<(), Fault> {
        let deadline = Deadline::new(self.timeout);
        self.create_all(self.silo(tenant), &[], &deadline).await?;
        self.add_replicas(tenant, &[], &deadline).await
    }

    /// The same, bearing whose they are: bills and people go by it.
    pub async fn create_tagged(&self, tenant: &TenantRecord) -> Result<(), Fault> {
        let (tags, deadline) = (self.tags(tenant)?, Deadline::new(self.timeout));
        self.create_all(self.silo(tenant.id), &tags, &deadline).await?;
        self.add_replicas(tenant.id, &tags, &deadline).await
    }

    pub fn has_second_region(&self) -> bool {
        self.second.is_some()
    }

    /// Gives silos that stand already the replicas that they lack, or takes them away; waits for all of them together.
    pub async fn settle_replicas(
        &self,
        silos: &[TenantRecord],
        add: bool,
        wait: Duration,
    ) -> Vec<(TenantId, Result<(), Fault>)> {
        let deadline = &Deadline::new(wait);
        let settled = silos.iter().map(|tenant| async move {
            let done = match self.tags(tenant) {
                Ok(tags) if add => self.add_replicas(tenant.id, &tags, deadline).await,
                Ok(_) => self.withdraw_silo(tenant.id, deadline).await,
                Err(fault) => Err(fault),
            };
            (tenant.id, done)
        });
        join_all(settled).await
    }

    async fn withdraw_silo(&self, tenant: TenantId, deadline: &Deadline) -> Result<(), Fault> {
        let names = Table::ALL.map(|table| self.partition.silo(table, tenant));
        let withdrawn = names.iter().map(|name| self.withdraw(name, tenant, deadline));
        join_all(withdrawn).await.into_iter().collect()
    }

    fn tags(&self, tenant: &TenantRecord) -> Result<Vec<Tag>, Fault> {
        let of = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
        let tags = [
            of("installation", self.partition.prefix()),
            of("tenant_id", &tenant.id.to_string()),
            of("tier", tenant.tier.name()),
        ];
        let tags = tags.into_iter().collect::<Result<Vec<_>, _>>();
        tags.map_err(|error| Fault::Malformed(error.to_string()))
    }

    /// All tables of one silo tenant, with what is in them, wherever they are.
    pub async fn delete_silo(&self, tenant: TenantId) -> Result<(), Fault> {
        let deadline = Deadline::new(self.timeout);
        for table in Table::ALL {
            let name = self.partition.silo(table, tenant);
            self.withdraw(&name, tenant, &deadline).await?;
            self.remove(&name, &deadline).await?;
        }
        Ok(())
    }

    /// All are begun before the first is waited for.
    async fn add_replicas(&self, tenant: TenantId, tags: &[Tag], deadline: &Deadline) -> Result<(), Fault> {
        let Some(second) = &self.second else { return Ok(()) };
        let names = Table::ALL.map(|table| self.partition.silo(table, tenant));
        let added = names.iter().map(|name| {
            let table = self.replica_of(name, tenant, deadline);
            async move { second.add(&table, tags).await }
        });
        join_all(added).await.into_iter().collect()
    }

    async fn withdraw(&self, name: &str, tenant: TenantId, deadline: &Deadline) -> Result<(), Fault> {
        replicas::withdraw(&self.replica_of(name, tenant, deadline), self.second.as_ref()).await
    }

    fn replica_of<'a>(&'a self, name: &'a str, tenant: TenantId, deadline: &'a Deadline) -> Replicated<'a> {
        Replicated { name, tenant, client: &self.client, protected: self.protected, deadline }
    }

    /// Pool, journal, outbox and control data: on AWS the templates make them, on a laptop this does.
    pub async fn create_shared(&self) -> Result<(), Fault> {
        let pool = Table::ALL.map(|table| pooled(table, self.partition.pool(table)));
        let of_all = |name: String, streams: Streams| Shape {
            name,
            key: Key("tenant_id", Some("entry_id")),
            indexes: Vec::new(),
            expires: false,
            streams,
            capacity: Capacity::default(),
        };
        let control = Shape {
            name: self.partition.control(),
            key: Key("pk", Some("sk")),
            indexes: vec![(CONTROL_INDEX, Key("gsi1pk", Some("gsi1sk")))],
            expires: true,
            streams: Streams::Nothing,
            capacity: Capacity::default(),
        };
        let shared = [
            of_all(self.partition.journal(), Streams::Nothing),
            of_all(self.partition.outbox(), Streams::New),
            of_all(self.partition.control_journal(), Streams::Nothing),
            of_all(self.partition.control_outbox(), Streams::New),
            control,
        ];
        self.create_all(pool.into_iter().chain(shared), &[], &Deadline::new(self.timeout)).await
    }

    /// The tables of the provisioned pool, as on a laptop: their capacity is on demand there. On AWS the templates make
    /// them, with capacity that scales.
    pub async fn create_provisioned_pool(&self) -> Result<(), Fault> {
        let tables = Table::ALL.map(|table| pooled(table, self.partition.provisioned_pool(table)));
        self.create_all(tables, &[], &Deadline::new(self.timeout)).await
    }

    fn silo(&self, tenant: TenantId) -> [Shape; 3] {
        Table::ALL.map(|table| Shape {
            name: self.partition.silo(table, tenant),
            key: Key(table.id(), None),
            indexes: indexes(table)
                .into_iter()
                .chain([(table.silo_index(), Key("tenant_id", Some(table.id())))])
                .collect(),
            expires: table == Table::Aux,
            streams: Streams::Both,
            capacity: self.capacity,
        })
    }

    /// All are begun before the first is waited for. If one can't be made, those
    /// that were made for it just now go again: nothing is in them yet. What only
    /// takes longer stays, and is finished by the next try.
    async fn create_all(
        &self,
        shapes: impl IntoIterator<Item = Shape>,
        tags: &[Tag],
        deadline: &Deadline,
    ) -> Result<(), Fault> {
        let shapes: Vec<Shape> = shapes.into_iter().collect();
        let mut made = Vec::new();
        for shape in &shapes {
            match self.create(shape, tags, deadline).await {
                Ok(true) => made.push(shape.name.as_str()),
                Ok(false) => {}
                Err(fault @ Fault::Passing(_)) => return Err(fault),
                Err(fault) => {
                    self.take_back(&made).await;
                    return Err(fault);
                }
            }
        }
        for shape in &shapes {
            self.until(&shape.name, deadline, |status| status == Some(&TableStatus::Active)).await?;
            self.finish(shape, deadline).await?;
        }
        Ok(())
    }

    /// Creates a table; returns `false` if it exists already, as after an earlier try.
    async fn create(&self, shape: &Shape, tags: &[Tag], deadline: &Deadline) -> Result<bool, Fault> {
        let mut request = self
            .client
            .create_table()
            .table_name(&shape.name)
            .billing_mode(shape.capacity.billing_mode())
            .set_provisioned_throughput(shape.capacity.provisioned()?)
            .set_warm_throughput(shape.capacity.warm())
            .set_tags(Some(tags.to_vec()).filter(|tags| !tags.is_empty()))
            .deletion_protection_enabled(self.protected);
        if self.protected {
            // As the templates have it for the pool.
            request =
                request.sse_specification(SseSpecification::builder().enabled(true).sse_type(SseType::Kms).build());
        }
        let request = describe(request, shape)?;
        let made = deadline.call("ResourceInUseException", || request.clone().send()).await?;
        Ok(made.is_some())
    }

    async fn take_back(&self, names: &[&str]) {
        let deadline = Deadline::new(self.timeout);
        for name in names {
            if let Err(fault) = self.remove(name, &deadline).await {
                tracing::error!(table = name, error = %chain(&fault), "the table {name} has to be deleted by hand: {fault}");
            }
        }
    }

    /// Waits until it is gone; also if it was not there. A table that is being made can't be
    /// deleted, and a protected one neither.
    async fn remove(&self, name: &str, deadline: &Deadline) -> Result<(), Fault> {
        let stands = |status: Option<&TableStatus>| matches!(status, None | Some(TableStatus::Active));
        if self.until(name, deadline, stands).await?.is_none() {
            return Ok(());
        }
        if self.protected {
            let request = self.client.update_table().table_name(name).deletion_protection_enabled(false);
            deadline.call("", || request.clone().send()).await?;
            self.until(name, deadline, stands).await?;
        }
        let request = self.client.delete_table().table_name(name);
        deadline.call("ResourceNotFoundException", || request.clone().send()).await?;
        self.until(name, deadline, |status| status.is_none()).await.map(drop)
    }

    /// What can only be said of a table that is active.
    async fn finish(&self, shape: &Shape, deadline: &Deadline) -> Result<(), Fault> {
        if shape.expires {
            let ttl = TimeToLiveSpecification::builder().attribute_name("expires_at").enabled(true).build();
            let ttl = ttl.map_err(|error| Fault::Malformed(error.to_string()))?;
            let request = self.client.update_time_to_live().table_name(&shape.name).time_to_live_specification(ttl);
            // The one way in which DynamoDB says that it is on already.
            deadline.call("ValidationException", || request.clone().send()).await?;
        }
        if self.protected {
            turn_on_recovery(&self.client, &shape.name, deadline).await?;
        }
        Ok(())
    }

    /// Nothing is the status of what is not there.
    async fn until(
        &self,
        name: &str,
        deadline: &Deadline,
        wanted: impl Fn(Option<&TableStatus>) -> bool,
    ) -> Result<Option<TableStatus>, Fault> {
        let look = self.client.describe_table().table_name(name);
        let mut pauses = deadline.pauses();
        loop {
            let seen = deadline.call("ResourceNotFoundException", || look.clone().send()).await?;
            let status = seen.and_then(|seen| seen.table).and_then(|table| table.table_status);
            if wanted(status.as_ref()) {
                return Ok(status);
            }
            if !pauses.pause().await {
                let status = status.as_ref().map_or("not there", TableStatus::as_str);
                return Err(Fault::Passing(format!("the table {name} is {status}")));
            }
        }
    }
}

/// Refused for some minutes after a table became active, so what was accepted is read back.
pub(crate) async fn turn_on_recovery(client: &Client, name: &str, deadline: &Deadline) -> Result<(), Fault> {
    let recovery = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(true).build();
    let recovery = recovery.map_err(|error| Fault::Malformed(error.to_string()))?;
    let request = client.update_continuous_backups().table_name(name);
    let request = request.point_in_time_recovery_specification(recovery);
    deadline.call("", || request.clone().send()).await?;
    let look = client.describe_continuous_backups().table_name(name);
    let mut pauses = deadline.pauses();
    loop {
        let seen = deadline.call("", || look.clone().send()).await?;
        let status = seen
            .and_then(|seen| seen.continuous_backups_description)
            .and_then(|backups| backups.point_in_time_recovery_description)
            .and_then(|recovery| recovery.point_in_time_recovery_status);
        if status == Some(PointInTimeRecoveryStatus::Enabled) {
            return Ok(());
        }
        if !pauses.pause().await {
            return Err(Fault::Passing(format!("the table {name} has no point-in-time recovery yet")));
        }
    }
}

/// A table of one of the pools.
fn pooled(table: Table, name: String) -> Shape {
    Shape {
        name,
        key: Key("tenant_id", Some(table.id())),
        indexes: indexes(table),
        expires: table == Table::Aux,
        streams: Streams::Nothing,
        capacity: Capacity::default(),
    }
}

fn indexes(table: Table) -> Vec<(&'static str, Key)> {
    table.indexes().iter().map(|(index, sort)| (*index, Key("tenant_id", Some(sort)))).collect()
}

/// Keys, indexes and stream. An index has the capacity of its table: each write to a product or an order is one to all of
/// its indexes.
fn describe(request: CreateTableFluentBuilder, shape: &Shape) -> Result<CreateTableFluentBuilder, Fault> {
    let unbuilt = |error: aws_sdk_dynamodb::error::BuildError| Fault::Malformed(error.to_string());
    let element = |name: &str, kind: KeyType| {
        KeySchemaElement::builder().attribute_name(name).key_type(kind).build().map_err(unbuilt)
    };
    let schema = |Key(hash, range): &Key| {
        let range = range.map(|range| element(range, KeyType::Range));
        std::iter::once(element(hash, KeyType::Hash)).chain(range).collect::<Result<Vec<_>, _>>()
    };
    let keys = std::iter::once(&shape.key).chain(shape.indexes.iter().map(|(_, key)| key));
    let attributes: std::collections::BTreeSet<&str> =
        keys.flat_map(|Key(hash, range)| std::iter::once(*hash).chain(*range)).collect();
    let mut request = request.set_key_schema(Some(schema(&shape.key)?));
    for name in attributes {
        let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        request = request.attribute_definitions(definition.build().map_err(unbuilt)?);
    }
    for (name, key) in &shape.indexes {
        let index = GlobalSecondaryIndex::builder()
            .index_name(*name)
            .set_key_schema(Some(schema(key)?))
            .set_provisioned_throughput(shape.capacity.provisioned()?)
            .set_warm_throughput(shape.capacity.warm())
            .projection(Projection::builder().projection_type(ProjectionType::All).build());
        request = request.global_secondary_indexes(index.build().map_err(unbuilt)?);
    }
    let stream = match shape.streams {
        Streams::Nothing => return Ok(request),
        Streams::New => {
            StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewImage).build()
        }
        Streams::Both => replicas::stream(),
    };
    Ok(request.stream_specification(stream.map_err(unbuilt)?))
}
