//! What can go wrong with DynamoDB and its neighbours, for the operator's eyes.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use tenantry_core::{
    domain::error::{Cause, DataMissing},
    ports::{commit::CommitError, store::StoreError},
};

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A failure that a retry would not fix, or whose retries were used up.
    #[error("DynamoDB failed after {tries} tries: {detail}")]
    Service { tries: u32, detail: String },
    /// Other transactions were at the same items at each try, until the time for it was over. Nothing was written.
    #[error("other transactions were at the same items at each of {tries} tries")]
    Contended { tries: u32 },
    /// A failure that passes by itself, and still stood when the time was over.
    #[error("it takes longer than usual: {0}")]
    Passing(String),
    #[error("{service} failed: {detail}")]
    Neighbour { service: &'static str, detail: String },
    #[error("an item can't be read: {0}")]
    Malformed(String),
    #[error("credentials for the tenant can't be had: {0}")]
    Credentials(#[source] Cause),
    #[error("a transaction of {0} actions is more than DynamoDB takes")]
    TooLarge(usize),
    /// Where the key leads to, the tenant's data does not live (any more), or nobody may write at the moment.
    #[error("the tenant is being moved")]
    Moved,
    #[error("a table is not there: {0}")]
    NoTable(String),
}

impl Fault {
    /// Without the answer itself: a rejected transaction returns the items that it met.
    pub(crate) fn service<E, R>(tries: u32, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        let detail = match &error {
            SdkError::ServiceError(refused) if refused.err().code() == Some("ResourceNotFoundException") => {
                return Fault::NoTable(refused.err().message().unwrap_or("no message").to_owned());
            }
            SdkError::ServiceError(refused) => {
                let (code, message) = (refused.err().code(), refused.err().message());
                format!("{}: {}", code.unwrap_or("no code"), message.unwrap_or("no message"))
            }
            SdkError::ResponseError(_) => "the answer can't be read".to_owned(),
            _ => DisplayErrorContext(&error).to_string(),
        };
        Fault::Service { tries, detail }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Moved => StoreError::moved(),
            fault @ (Fault::Malformed(_) | Fault::TooLarge(_)) => StoreError::damaged(fault),
            // Tables are made and removed by operations alone: one that is not there is a loss, never an empty one.
            Fault::NoTable(_) => StoreError::missing(fault),
            fault => StoreError(Box::new(fault)),
        }
    }
}

impl From<Fault> for CommitError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NoTable(_) => CommitError::Unavailable(Box::new(DataMissing::new(fault))),
            Fault::Contended { tries } => CommitError::Contended { tries },
            fault => CommitError::Unavailable(Box::new(fault)),
        }
    }
}
