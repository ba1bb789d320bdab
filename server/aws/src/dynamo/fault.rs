//! What can go wrong with DynamoDB, for the operator's eyes.

use aws_sdk_dynamodb::error::DisplayErrorContext;
use tenantry_core::{commit::CommitError, error::Cause, store::StoreError};

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing that a retry would mend, or one that was retried in vain.
    #[error("DynamoDB failed after {tries} tries: {detail}")]
    Service { tries: u32, detail: String },
    #[error("an item can't be read: {0}")]
    Malformed(String),
    #[error("credentials for the tenant can't be had: {0}")]
    Credentials(#[source] Cause),
    #[error("a transaction of {0} actions is more than DynamoDB takes")]
    TooLarge(usize),
}

impl Fault {
    pub(crate) fn service(tries: u32, error: impl std::error::Error) -> Self {
        Fault::Service { tries, detail: DisplayErrorContext(error).to_string() }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        StoreError(Box::new(fault))
    }
}

impl From<Fault> for CommitError {
    fn from(fault: Fault) -> Self {
        CommitError::Unavailable(Box::new(fault))
    }
}
