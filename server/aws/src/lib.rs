//! The AWS home: adapters for the ports of [`tenantry_core`] on DynamoDB and
//! its neighbours. It mirrors the standalone's adapters; the two never meet.

pub mod partition;
