//! A change is a value, committed whole: a store applies all of a commit or
//! none of it, so data, stock, limits, audit, events and retries can never get
//! out of step.

use crate::{
    error::Cause,
    idempotency::IdemRecord,
    ids::{InvitationId, OperationId, OrderId, ProductId, RegistrationId, ResetId, TenantId, UserId},
    invitation::Invitation,
    journal::Entry,
    member::Member,
    operation::Operation,
    operator::OperatorRecord,
    order::Order,
    product::Product,
    registration::{Registration, Reset},
    tenant::TenantRecord,
};

/// What the writer believes of the present state; the commit fails if it is not so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    Absent,
    Version(u64),
}

/// A change of one tenant's data.
#[derive(Clone, PartialEq, Debug)]
pub struct Commit {
    pub writes: Vec<Write>,
    pub entry: Entry,
    pub idempotency: Option<IdemRecord>,
}

impl Commit {
    /// How many items of a store it writes beside those that all commits of a
    /// batch share, which are counters and the events: the things, their names,
    /// the entry and the kept answer.
    pub fn weight(&self) -> usize {
        let own = self.writes.iter().filter(|write| !matches!(write, Write::Count { .. })).count();
        own + 1 + usize::from(self.idempotency.is_some())
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Write {
    /// Writes the catalogue fields. The stock of a new product is written
    /// with it; that of a known one only moves by [`Write::Stock`].
    Product {
        product: Product,
        expect: Expect,
    },
    Order {
        order: Order,
        expect: Expect,
    },
    /// Moves stock, never below zero. With a version, only while the product
    /// is still at it and not archived: the price sold is the price shown.
    Stock {
        product: ProductId,
        delta: i64,
        at_version: Option<u64>,
    },
    /// Moves a counter, never above `max`.
    Count {
        counter: Counter,
        delta: i64,
        max: Option<u64>,
    },
    Claim {
        name: UniqueName,
        owner: uuid::Uuid,
    },
    Release {
        name: UniqueName,
    },
    /// As if it had never been, which only sample data may become: what
    /// people made is archived.
    RemoveProduct {
        product: ProductId,
        expect: u64,
    },
    RemoveOrder {
        order: OrderId,
        expect: u64,
    },
    Document {
        document: Document,
        expect: Expect,
    },
}

/// A small thing of which a tenant has one of each kind, read and written
/// whole, so that whatever must be true of all of it is judged in one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    pub kind: DocumentKind,
    pub version: u64,
    /// JSON, in words of its kind.
    pub body: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DocumentKind {
    SavedViews,
    SampleData,
}

impl DocumentKind {
    pub const ALL: [DocumentKind; 2] = [DocumentKind::SavedViews, DocumentKind::SampleData];

    /// The stable name that it is stored under.
    pub const fn key(self) -> &'static str {
        match self {
            DocumentKind::SavedViews => "saved_views",
            DocumentKind::SampleData => "sample_data",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Counter {
    Products,
    /// Orders placed in a month, as `2026-11`.
    Orders(String),
}

impl Counter {
    pub fn key(&self) -> String {
        match self {
            Counter::Products => "products".to_owned(),
            Counter::Orders(month) => format!("orders#{month}"),
        }
    }
}

/// A name that only one thing of a tenant can bear.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum UniqueName {
    /// Folded.
    Sku(String),
    ExternalRef(String),
}

impl UniqueName {
    pub fn key(&self) -> String {
        match self {
            UniqueName::Sku(sku) => format!("sku#{sku}"),
            UniqueName::ExternalRef(reference) => format!("ref#{reference}"),
        }
    }
}

/// A change of control data: tenants, people, invitations.
#[derive(Clone, PartialEq, Debug)]
pub struct ControlCommit {
    pub writes: Vec<ControlWrite>,
    pub entry: Entry,
    pub idempotency: Option<IdemRecord>,
}

#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::large_enum_variant, reason = "a commit holds a handful, and none is kept")]
pub enum ControlWrite {
    Tenant {
        tenant: TenantRecord,
        expect: Expect,
    },
    /// A new member also claims the e-mail address for the installation.
    Member {
        member: Member,
        expect: Expect,
    },
    /// Also frees the address.
    RemoveMember {
        user: UserId,
        expect: u64,
    },
    /// Moves the number of a tenant's users, never above `max`.
    CountUsers {
        tenant: TenantId,
        delta: i64,
        max: Option<u64>,
    },
    /// Moves the number of a tenant's owners, never below one.
    CountOwners {
        tenant: TenantId,
        delta: i64,
    },
    Invitation {
        invitation: Invitation,
        expect: Expect,
    },
    /// Fails if it is gone: an invitation is taken once.
    RemoveInvitation {
        id: InvitationId,
    },
    Registration {
        registration: Registration,
    },
    /// Fails if it is gone: a registration is confirmed once.
    RemoveRegistration {
        id: RegistrationId,
    },
    Reset {
        reset: Reset,
    },
    /// Fails if it is gone: a reset is used once. Others of the same person end with it.
    RemoveReset {
        id: ResetId,
    },
    /// Also claims the address among operators.
    Operator {
        operator: OperatorRecord,
    },
    /// One that runs keeps others of its tenant from running.
    Operation {
        operation: Operation,
        expect: Expect,
    },
    /// Since when an operator has a second factor.
    OperatorTotp {
        user: UserId,
        since: Option<jiff::Timestamp>,
    },
}

/// Why a commit was not applied. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The key was used before; this is judged ahead of everything else.
    #[error("the idempotency key was used before")]
    Replay(Box<IdemRecord>),
    #[error("{0:?} is not as expected")]
    Unexpected(Subject),
    #[error("not enough stock of {product}: {available} left")]
    OutOfStock { product: ProductId, available: u64 },
    #[error("the limit {max} is reached")]
    OverLimit { max: u64, used: u64 },
    #[error("the name is taken")]
    Taken(UniqueName),
    #[error("the e-mail address is taken")]
    EmailTaken,
    #[error("a tenant keeps at least one owner")]
    LastOwner,
    #[error("another operation of the tenant is running")]
    OperationRunning,
    /// The tenant's data lives elsewhere since the key was made; a newer key
    /// leads there.
    #[error("the tenant is being moved")]
    Moved(Box<Commit>),
    /// The place that the key leads to is not there: a newer key may lead to where the data is.
    #[error("the tenant's data is not there")]
    DataMissing(Box<Commit>, #[source] Cause),
    /// Nothing was changed; the same commit may succeed later.
    #[error("the store can't commit just now")]
    Unavailable(#[source] Cause),
}

/// What an expectation failed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Product(ProductId),
    Order(OrderId),
    Document(DocumentKind),
    Tenant(TenantId),
    Member(UserId),
    Invitation(InvitationId),
    Registration(RegistrationId),
    Reset(ResetId),
    Operator(UserId),
    Operation(OperationId),
}
