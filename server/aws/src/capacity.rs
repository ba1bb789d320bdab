//! The capacity of tables that this code makes: those of silos. Pools get theirs from the templates.

use aws_sdk_dynamodb::types::{BillingMode, ProvisionedThroughput, WarmThroughput};

use crate::dynamo::Fault;

/// Read and write units per second. 0 leaves one of them to DynamoDB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Units {
    pub read: u32,
    pub write: u32,
}

/// The capacity of a table and of each of its indexes. The default is on demand, with what DynamoDB warms by itself.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Capacity {
    /// On demand if there is none. It does not scale: nothing but the operator changes it.
    pub provisioned: Option<Units>,
    /// What the table serves from its first moment. DynamoDB never lowers it, and charges it once; on demand at least
    /// 12,000 reads and 4,000 writes, which every table has.
    pub warm: Option<Units>,
}

impl Capacity {
    pub(crate) fn billing_mode(self) -> BillingMode {
        self.provisioned.map_or(BillingMode::PayPerRequest, |_| BillingMode::Provisioned)
    }

    pub(crate) fn provisioned(self) -> Result<Option<ProvisionedThroughput>, Fault> {
        // DynamoDB takes no less than one of each.
        let build = |Units { read, write }: Units| {
            let units = ProvisionedThroughput::builder().read_capacity_units(i64::from(read.max(1)));
            units.write_capacity_units(i64::from(write.max(1))).build()
        };
        self.provisioned.map(build).transpose().map_err(|error| Fault::Malformed(error.to_string()))
    }

    pub(crate) fn warm(self) -> Option<WarmThroughput> {
        let said = |units: u32| (units > 0).then_some(i64::from(units));
        let build = |Units { read, write }: Units| {
            let units = WarmThroughput::builder().set_read_units_per_second(said(read));
            units.set_write_units_per_second(said(write)).build()
        };
        self.warm.map(build)
    }
}
