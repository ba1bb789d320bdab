//! Operations on tenants, as the provisioning function does it. Nobody is on
//! his way with an old key for longer than a test wants.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use tenantry_aws::{
    control::DynamoControl,
    dynamo::OneClient,
    erasing::Erasures,
    moving::{Moves, Pace},
    partition::Partition,
    silo::Tables,
    tenant_mover::DynamoTenantMover,
};

/// Silos are protected where the server knows of that.
pub fn tenant_mover(client: Client, partition: &Partition, protected: bool) -> DynamoTenantMover {
    let (now, clients) = (Duration::ZERO, Arc::new(OneClient(client.clone())));
    let control = DynamoControl::new(client.clone(), partition.prefix(), Arc::default());
    DynamoTenantMover {
        moves: Moves::new(clients.clone(), partition.clone(), Pace { fresh: now, ended: now }),
        erasures: Erasures::new(clients, partition.clone(), control, None, Arc::default()),
        tables: Tables::new(client, partition.clone(), protected),
    }
}
