//! The AWS home: adapters for the ports of [`tenantry_core`] on DynamoDB and
//! its neighbours. It mirrors the standalone's adapters; the two never meet.

pub mod control;
pub mod dynamo;
pub mod erasing;
pub mod events;
mod fence;
pub mod gateway_keys;
pub mod https;
pub mod identity;
pub mod moving;
pub mod outbox;
pub mod partition;
pub mod places;
pub mod sign_ins;
pub mod silo;
pub mod store;
pub mod timer;
pub mod trace;
