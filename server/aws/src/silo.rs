//! Makes tables. Every step can be taken again, so a saga that was
//! interrupted just starts over.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::ProvideErrorMetadata,
    operation::create_table::builders::CreateTableFluentBuilder,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        PointInTimeRecoverySpecification, Projection, ProjectionType, ScalarAttributeType, StreamSpecification,
        StreamViewType, TableStatus, Tag, TimeToLiveSpecification,
    },
};
use tenantry_core::{error::chain, ids::TenantId, tenant::TenantRecord};

use crate::{
    dynamo::Fault,
    partition::{CONTROL_INDEX, Partition, Table},
};

/// How long a table may take to become active or to go.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(200);

/// Makes tables in an account.
pub struct Tables {
    client: Client,
    partition: Partition,
    /// Point-in-time recovery and deletion protection: on wherever data matters.
    protected: bool,
}

/// The attributes of a key: what it is hashed by and, if any, sorted by.
struct Key(&'static str, Option<&'static str>);

struct Shape {
    name: String,
    key: Key,
    indexes: Vec<(&'static str, Key)>,
    expires: bool,
    streams: bool,
}

impl Tables {
    pub fn new(client: Client, partition: Partition, protected: bool) -> Self {
        Self { client, partition, protected }
    }

    /// The tables of one silo tenant, ready to be used.
    pub async fn create_silo(&self, tenant: TenantId) -> Result<(), Fault> {
        self.create_all(self.silo(tenant), &[]).await
    }

    /// The same, bearing whose they are: bills and people go by it.
    pub async fn create_tagged(&self, tenant: &TenantRecord) -> Result<(), Fault> {
        let of = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
        let tags = [
            of("installation", self.partition.prefix()),
            of("tenant_id", &tenant.id.to_string()),
            of("tier", tenant.tier.name()),
        ];
        let tags = tags.into_iter().collect::<Result<Vec<_>, _>>();
        let tags = tags.map_err(|error| Fault::Malformed(error.to_string()))?;
        self.create_all(self.silo(tenant.id), &tags).await
    }

    /// All tables of one silo tenant, with what is in them.
    pub async fn delete_silo(&self, tenant: TenantId) -> Result<(), Fault> {
        for table in Table::ALL {
            self.remove(&self.partition.silo(table, tenant)).await?;
        }
        Ok(())
    }

    /// Pool, journal, outbox and control data: on AWS the templates make them, on a laptop this does.
    pub async fn create_shared(&self) -> Result<(), Fault> {
        let pool = Table::ALL.map(|table| Shape {
            name: self.partition.pool(table),
            key: Key("tenant_id", Some(table.id())),
            indexes: indexes(table),
            expires: table == Table::Aux,
            streams: false,
        });
        let of_all = |name: String, streams: bool| Shape {
            name,
            key: Key("tenant_id", Some("entry_id")),
            indexes: Vec::new(),
            expires: false,
            streams,
        };
        let control = Shape {
            name: self.partition.control(),
            key: Key("pk", Some("sk")),
            indexes: vec![(CONTROL_INDEX, Key("gsi1pk", Some("gsi1sk")))],
            expires: true,
            streams: false,
        };
        let shared = [
            of_all(self.partition.journal(), false),
            of_all(self.partition.outbox(), true),
            of_all(self.partition.control_journal(), false),
            of_all(self.partition.control_outbox(), true),
            control,
        ];
        self.create_all(pool.into_iter().chain(shared), &[]).await
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
            streams: false,
        })
    }

    /// All are begun before the first is waited for. If one can't be made, those
    /// that were made for it just now go again: nothing is in them yet.
    async fn create_all(&self, shapes: impl IntoIterator<Item = Shape>, tags: &[Tag]) -> Result<(), Fault> {
        let shapes: Vec<Shape> = shapes.into_iter().collect();
        let mut made = Vec::new();
        for shape in &shapes {
            match self.create(shape, tags).await {
                Ok(true) => made.push(shape.name.as_str()),
                Ok(false) => {}
                Err(fault) => {
                    self.take_back(&made).await;
                    return Err(fault);
                }
            }
        }
        for shape in &shapes {
            self.until(&shape.name, |status| status == Some(&TableStatus::Active)).await?;
            self.finish(shape).await?;
        }
        Ok(())
    }

    /// Whether it was not there already, as an earlier try would have made it.
    async fn create(&self, shape: &Shape, tags: &[Tag]) -> Result<bool, Fault> {
        let request = self
            .client
            .create_table()
            .table_name(&shape.name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_tags(Some(tags.to_vec()).filter(|tags| !tags.is_empty()))
            .deletion_protection_enabled(self.protected);
        match describe(request, shape)?.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ResourceInUseException") => Ok(false),
            Err(error) => Err(Fault::service(1, error)),
        }
    }

    async fn take_back(&self, names: &[&str]) {
        for name in names {
            if let Err(fault) = self.remove(name).await {
                tracing::error!(table = name, error = %chain(&fault), "the table {name} has to be deleted by hand: {fault}");
            }
        }
    }

    /// Until it is gone; also if it was not there. A table that is being made can't be
    /// deleted, and a protected one neither.
    async fn remove(&self, name: &str) -> Result<(), Fault> {
        let stands = |status: Option<&TableStatus>| matches!(status, None | Some(TableStatus::Active));
        if self.until(name, stands).await?.is_none() {
            return Ok(());
        }
        if self.protected {
            let request = self.client.update_table().table_name(name).deletion_protection_enabled(false);
            request.send().await.map_err(|error| Fault::service(1, error))?;
            self.until(name, stands).await?;
        }
        match self.client.delete_table().table_name(name).send().await {
            Err(error) if error.code() != Some("ResourceNotFoundException") => Err(Fault::service(1, error)),
            _ => self.until(name, |status| status.is_none()).await.map(drop),
        }
    }

    /// What can only be said of a table that is active.
    async fn finish(&self, shape: &Shape) -> Result<(), Fault> {
        if shape.expires {
            let ttl = TimeToLiveSpecification::builder().attribute_name("expires_at").enabled(true).build();
            let ttl = ttl.map_err(|error| Fault::Malformed(error.to_string()))?;
            let request = self.client.update_time_to_live().table_name(&shape.name).time_to_live_specification(ttl);
            match request.send().await {
                // The one way in which DynamoDB says that it is on already.
                Err(error) if error.code() != Some("ValidationException") => return Err(Fault::service(1, error)),
                _ => {}
            }
        }
        if self.protected {
            let recovery = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(true).build();
            let recovery = recovery.map_err(|error| Fault::Malformed(error.to_string()))?;
            let request = self.client.update_continuous_backups().table_name(&shape.name);
            let request = request.point_in_time_recovery_specification(recovery);
            request.send().await.map_err(|error| Fault::service(1, error))?;
        }
        Ok(())
    }

    /// Nothing is the status of what is not there.
    async fn until(
        &self,
        name: &str,
        wanted: impl Fn(Option<&TableStatus>) -> bool,
    ) -> Result<Option<TableStatus>, Fault> {
        let asking = async {
            loop {
                let status = match self.client.describe_table().table_name(name).send().await {
                    Ok(answer) => answer.table.and_then(|table| table.table_status),
                    Err(error) if error.code() == Some("ResourceNotFoundException") => None,
                    Err(error) => return Err(Fault::service(1, error)),
                };
                if wanted(status.as_ref()) {
                    return Ok(status);
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let late = || Fault::Service { tries: 1, detail: format!("the table {name} took too long") };
        tokio::time::timeout(PATIENCE, asking).await.map_err(|_| late())?
    }
}

fn indexes(table: Table) -> Vec<(&'static str, Key)> {
    table.indexes().iter().map(|(index, sort)| (*index, Key("tenant_id", Some(sort)))).collect()
}

/// Keys, indexes and stream.
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
            .projection(Projection::builder().projection_type(ProjectionType::All).build());
        request = request.global_secondary_indexes(index.build().map_err(unbuilt)?);
    }
    if shape.streams {
        let stream = StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewImage);
        request = request.stream_specification(stream.build().map_err(unbuilt)?);
    }
    Ok(request)
}
