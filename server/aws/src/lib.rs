//! The AWS backend: adapters for the ports of [`tenantry_core`] on DynamoDB and
//! its neighbours. It mirrors the standalone's adapters; the two never meet.

pub mod capacity;
pub mod control;
pub mod dependency;
pub mod dynamo;
pub mod erasing;
pub mod events;
mod fence;
pub mod gateway_keys;
mod hash_keys;
pub mod https;
pub mod identity;
pub mod moving;
pub mod outbox;
pub mod partition;
pub mod replicas;
pub mod sign_ins;
pub mod silo;
pub mod store;
pub mod takeover;
pub mod tenant_mover;
pub mod throttles;
pub mod timer;
pub mod trace;
pub mod webhooks;
