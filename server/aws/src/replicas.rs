//! Replicas of a silo's tables in the second region. DynamoDB adds one to a table
//! that is active, streams both images and builds no index, and takes minutes for
//! it; so a look at the table says what is next, and every look can be the first.

use std::{collections::BTreeSet, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{
        CreateReplicationGroupMemberAction, DeleteReplicationGroupMemberAction, IndexStatus, ReplicaDescription,
        ReplicaStatus, ReplicationGroupUpdate, StreamSpecification, StreamViewType, TableDescription, TableStatus, Tag,
    },
};
use tenantry_core::domain::ids::TenantId;

use crate::{
    dynamo::{Clients, Deadline, Fault},
    silo,
};

/// How DynamoDB says that another change of the table is not done yet.
const BUSY: &str = "ResourceInUseException";

/// Where silos are replicated to. DynamoDB demands of the caller that adds a replica the rights on all items of the table, since
/// it copies them in the caller's name; so the clients have those of one tenant, here and there.
#[derive(Clone)]
pub struct SecondRegion {
    pub name: String,
    pub here: Arc<dyn Clients>,
    pub there: Arc<dyn Clients>,
}

/// One table, and who may copy it.
pub(crate) struct Replicated<'a> {
    pub name: &'a str,
    pub tenant: TenantId,
    /// Looks at the table, without a right on its items.
    pub client: &'a Client,
    /// Whether it is kept from deletion, and has point-in-time recovery.
    pub protected: bool,
    pub deadline: &'a Deadline,
}

#[derive(Debug, PartialEq)]
enum Next {
    Wait(String),
    Stream,
    Create,
    Done,
}

impl SecondRegion {
    /// Adds the replica that is missing, with what DynamoDB does not replicate: protection, recovery, tags.
    pub(crate) async fn add(&self, table: &Replicated<'_>, tags: &[Tag]) -> Result<(), Fault> {
        let mut pauses = table.deadline.pauses();
        loop {
            // A tenant that is being erased has none.
            let Some(seen) = table.look().await? else { return Ok(()) };
            let why = match next(&seen, &self.name)? {
                Next::Done => break,
                Next::Wait(why) => why,
                Next::Stream => {
                    let stream = stream().map_err(unbuilt)?;
                    let request = table.client.update_table().table_name(table.name).stream_specification(stream);
                    table.deadline.call(BUSY, || request.clone().send()).await?;
                    "gets its stream".to_owned()
                }
                Next::Create => {
                    let create = CreateReplicationGroupMemberAction::builder().region_name(&self.name);
                    let create = ReplicationGroupUpdate::builder().create(create.build().map_err(unbuilt)?).build();
                    let client = self.here.of(table.tenant).await?;
                    let request = client.update_table().table_name(table.name).replica_updates(create);
                    table.deadline.call(BUSY, || request.clone().send()).await?;
                    format!("gets its replica in {}", self.name)
                }
            };
            if !pauses.pause().await {
                return Err(Fault::Passing(format!("the table {} {why}", table.name)));
            }
        }
        let there = self.there.of(table.tenant).await?;
        self.protect(table, &there, tags).await
    }

    async fn protect(&self, table: &Replicated<'_>, there: &Client, tags: &[Tag]) -> Result<(), Fault> {
        if table.protected {
            self.set_protection(table, there, true).await?;
            silo::turn_on_recovery(there, table.name, table.deadline).await?;
        }
        let Some(replica) = look(there, table.name, table.deadline).await?.filter(|_| !tags.is_empty()) else {
            return Ok(());
        };
        let arn = replica.table_arn.unwrap_or_default();
        let request = there.tag_resource().resource_arn(arn).set_tags(Some(tags.to_vec()));
        table.deadline.call("", || request.clone().send()).await.map(drop)
    }

    /// Each region has a protection of its own.
    async fn set_protection(&self, table: &Replicated<'_>, there: &Client, on: bool) -> Result<(), Fault> {
        let mut pauses = table.deadline.pauses();
        loop {
            let Some(seen) = look(there, table.name, table.deadline).await? else { return Ok(()) };
            if seen.deletion_protection_enabled == Some(on) {
                return Ok(());
            }
            let request = there.update_table().table_name(table.name).deletion_protection_enabled(on);
            table.deadline.call(BUSY, || request.clone().send()).await?;
            if !pauses.pause().await {
                let region = &self.name;
                return Err(Fault::Passing(format!("the protection of {} in {region} does not change", table.name)));
            }
        }
    }

    async fn remove(&self, table: &Replicated<'_>) -> Result<(), Fault> {
        if table.protected {
            self.set_protection(table, &self.there.of(table.tenant).await?, false).await?;
        }
        let delete = DeleteReplicationGroupMemberAction::builder().region_name(&self.name).build().map_err(unbuilt)?;
        let delete = ReplicationGroupUpdate::builder().delete(delete).build();
        let client = self.here.of(table.tenant).await?;
        let request = client.update_table().table_name(table.name).replica_updates(delete);
        table.deadline.call(BUSY, || request.clone().send()).await.map(drop)
    }
}

/// Takes away the replicas of a table, as must be done before it is deleted; waits until they are gone. One in a region
/// that this installation does not know any more is an error: what it holds would outlive the tenant.
pub(crate) async fn withdraw(table: &Replicated<'_>, second: Option<&SecondRegion>) -> Result<(), Fault> {
    let own = table.client.config().region().map(ToString::to_string).unwrap_or_default();
    let mut pauses = table.deadline.pauses();
    loop {
        let Some(seen) = table.look().await? else { return Ok(()) };
        let others: BTreeSet<&str> = seen
            .replicas()
            .iter()
            .filter_map(ReplicaDescription::region_name)
            .filter(|region| *region != own)
            .collect();
        let Some(region) = others.first() else { return Ok(()) };
        let second = second.filter(|second| second.name == *region).ok_or_else(|| Fault::Service {
            tries: 1,
            detail: format!("{} has a replica in {region}, which is not the ReplicaRegion of this one", table.name),
        })?;
        let leaving = [Some(ReplicaStatus::Deleting), Some(ReplicaStatus::Creating)];
        let replica = seen.replicas().iter().find(|replica| replica.region_name() == Some(second.name.as_str()));
        if !replica.is_some_and(|replica| leaving.contains(&replica.replica_status)) {
            second.remove(table).await?;
        }
        if !pauses.pause().await {
            return Err(Fault::Passing(format!("the table {} has its replica in {} still", table.name, second.name)));
        }
    }
}

impl Replicated<'_> {
    async fn look(&self) -> Result<Option<TableDescription>, Fault> {
        look(self.client, self.name, self.deadline).await
    }
}

async fn look(client: &Client, name: &str, deadline: &Deadline) -> Result<Option<TableDescription>, Fault> {
    let look = client.describe_table().table_name(name);
    let seen = deadline.call("ResourceNotFoundException", || look.clone().send()).await?;
    Ok(seen.and_then(|seen| seen.table))
}

/// What a global table needs: old and new images.
pub(crate) fn stream() -> Result<StreamSpecification, BuildError> {
    StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewAndOldImages).build()
}

fn unbuilt(error: BuildError) -> Fault {
    Fault::Malformed(error.to_string())
}

fn next(table: &TableDescription, region: &str) -> Result<Next, Fault> {
    let replica = table.replicas().iter().find(|replica| replica.region_name() == Some(region));
    if let Some(replica) = replica {
        return match &replica.replica_status {
            Some(ReplicaStatus::Active) => Ok(Next::Done),
            Some(ReplicaStatus::Creating | ReplicaStatus::Updating | ReplicaStatus::Deleting) | None => {
                Ok(Next::Wait(format!("gets its replica in {region}")))
            }
            Some(other) => Err(Fault::Service {
                tries: 1,
                detail: format!("the replica in {region} is {other}: {}", replica_cause(replica)),
            }),
        };
    }
    if table.table_status.as_ref().is_some_and(|status| *status != TableStatus::Active) {
        return Ok(Next::Wait("is being changed".to_owned()));
    }
    let indexes = table.global_secondary_indexes();
    if indexes.iter().any(|index| index.index_status().is_some_and(|status| *status != IndexStatus::Active)) {
        return Ok(Next::Wait("builds an index".to_owned()));
    }
    match &table.stream_specification {
        Some(stream) if stream.stream_enabled && stream.stream_view_type != Some(StreamViewType::NewAndOldImages) => {
            Err(Fault::Service {
                tries: 1,
                detail: "its stream has one image only, so it can have no replica".to_owned(),
            })
        }
        Some(stream) if stream.stream_enabled => Ok(Next::Create),
        _ => Ok(Next::Stream),
    }
}

fn replica_cause(replica: &ReplicaDescription) -> &str {
    replica.replica_status_description().unwrap_or("no reason is given")
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::{GlobalSecondaryIndexDescription, builders::TableDescriptionBuilder};

    use super::*;

    const THERE: &str = "eu-west-1";

    fn table() -> TableDescriptionBuilder {
        TableDescription::builder().table_status(TableStatus::Active)
    }

    fn replica(status: ReplicaStatus) -> ReplicaDescription {
        ReplicaDescription::builder().region_name(THERE).replica_status(status).build()
    }

    #[test]
    fn a_replica_comes_after_the_stream_and_the_indexes() {
        let step = |table: TableDescriptionBuilder| next(&table.build(), THERE).expect("a step");
        assert_eq!(step(table()), Next::Stream);
        let streams = || table().stream_specification(stream().expect("a stream"));
        let index = GlobalSecondaryIndexDescription::builder().index_status(IndexStatus::Creating).build();
        assert!(matches!(step(streams().global_secondary_indexes(index)), Next::Wait(_)));
        assert!(matches!(step(streams().table_status(TableStatus::Updating)), Next::Wait(_)));
        assert_eq!(step(streams()), Next::Create);
        assert!(matches!(step(streams().replicas(replica(ReplicaStatus::Creating))), Next::Wait(_)));
        assert_eq!(step(streams().replicas(replica(ReplicaStatus::Active))), Next::Done);
        let elsewhere = ReplicaDescription::builder().region_name("us-east-1").replica_status(ReplicaStatus::Active);
        assert_eq!(step(streams().replicas(elsewhere.build())), Next::Create);
    }

    #[test]
    fn what_does_not_pass_is_an_error() {
        let failed = table().replicas(replica(ReplicaStatus::CreationFailed)).build();
        assert!(matches!(next(&failed, THERE), Err(Fault::Service { .. })));
        let one_image = StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewImage);
        let one_image = table().stream_specification(one_image.build().expect("a stream")).build();
        assert!(matches!(next(&one_image, THERE), Err(Fault::Service { .. })));
    }
}
