//! A change is a value, committed whole: a store applies all of a commit or
//! none of it, so data, stock, limits, audit, events and retries can never get
//! out of step.

use crate::domain::{
    api_key::ApiKey,
    error::Cause,
    idempotency::IdemRecord,
    ids::{
        ApiKeyId, InvitationId, OperationId, OrderId, ProductId, RegistrationId, ResetId, ResourceId, TenantId, UserId,
    },
    invitation::Invitation,
    journal::Entry,
    member::Member,
    operation::Operation,
    operator::OperatorRecord,
    order::Order,
    order_status::Status,
    product::Product,
    registration::{Registration, Reset},
    resource::StoredResource,
    tenant::TenantRecord,
};

/// The state that a write expects (optimistic concurrency control). A store compares it within the transaction and
/// rejects the whole commit with [`CommitError::Unexpected`] if it differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    /// No record with this id exists.
    Absent,
    /// The record exists and is at this version.
    Version(u64),
}

/// A change of one tenant's data, applied whole or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Commit {
    /// The writes. A record is written by at most one of them.
    pub writes: Vec<Write>,
    /// The journal entry. Its events go to the outbox in the same transaction. A backend hands them on and decides nothing
    /// by them: what a commit means stands in its writes.
    pub entry: Entry,
    /// The answer to replay when a request comes again with its `Idempotency-Key`; `None` without a key. It is kept to the
    /// byte, and its shape is the API's matter.
    pub idempotency: Option<IdemRecord>,
}

impl Commit {
    /// Counts the items that the commit adds to a batch: records, names, the entry and the kept answer. A product is two,
    /// since a store may keep its stock apart. Counters and events are not counted, since all commits of a batch share
    /// them. The unit of
    /// [`batch_weight`](crate::ports::store::Store::batch_weight).
    pub fn weight(&self) -> usize {
        let Self { writes, entry: _, idempotency } = self;
        let own = writes.iter().map(|write| match write {
            Write::Count { .. } => 0,
            Write::Product { .. } | Write::RemoveProduct { .. } => 2,
            Write::Resource { resource, before } => {
                1 + resource.keys.len() + before.as_ref().map_or(0, |before| before.keys.len())
            }
            Write::RemoveResource { before } => 1 + before.keys.len(),
            Write::Order { .. }
            | Write::Stock { .. }
            | Write::Claim { .. }
            | Write::Release { .. }
            | Write::RemoveOrder { .. }
            | Write::Document { .. } => 1,
        });
        own.sum::<usize>() + 1 + usize::from(idempotency.is_some())
    }
}

/// One write to a tenant's data.
#[derive(Clone, PartialEq, Debug)]
pub enum Write {
    /// Writes the catalogue fields. The stock of a new product is written
    /// with it; that of a known one only moves by [`Write::Stock`].
    Product {
        /// The product as it is to be.
        product: Product,
        /// Its version before.
        expect: Expect,
    },
    /// Writes an order whole, and moves it among the orders that are counted by status.
    Order {
        /// The order as it is to be.
        order: Order,
        /// What it was before.
        transition: OrderTransition,
    },
    /// Moves stock, never below zero. With a version, only while the product
    /// is still at it and not archived: the price sold is the price shown.
    Stock {
        /// The product, which must exist.
        product: ProductId,
        /// Units to add; negative takes them.
        delta: i64,
        /// The version that the product must be at; `None` accepts any.
        at_version: Option<u64>,
    },
    /// Moves a counter, never above `max`.
    Count {
        /// The counter; one that was never written is zero.
        counter: Counter,
        /// What to add; negative takes away.
        delta: i64,
        /// The plan's limit, compared after the addition; beyond it the commit fails with [`CommitError::OverLimit`].
        /// `None` is unlimited.
        max: Option<u64>,
    },
    /// Gives a name to a record; fails with [`CommitError::Taken`] if another one bears it.
    Claim {
        /// The name.
        name: UniqueName,
        /// The id of the record that bears it from now on.
        owner: uuid::Uuid,
    },
    /// Frees a name, whichever record bears it. A commit may free and claim the same name.
    Release {
        /// The name.
        name: UniqueName,
    },
    /// Deletes a product. Only sample data is deleted; products that members created are archived.
    RemoveProduct {
        /// The product.
        product: ProductId,
        /// Its version before.
        expect: u64,
    },
    /// Deletes an order, and takes it from the orders that are counted by status. Only sample data is deleted.
    RemoveOrder {
        /// The order.
        order: OrderId,
        /// Its version before.
        expect: u64,
        /// Its status before; a store compares it as it does the version.
        status: Status,
    },
    /// Writes a document whole.
    Document {
        /// The document as it is to be.
        document: Document,
        /// Its version before.
        expect: Expect,
    },
    /// Writes a record of a declared kind whole, with its places in the lists of the kind.
    Resource {
        /// The record as it is to be.
        resource: StoredResource,
        /// The record as it was read, which must still be at that version; nothing for a new one.
        before: Option<StoredResource>,
    },
    /// Deletes a record of a declared kind.
    RemoveResource {
        /// The record as it was read, which must still be at that version.
        before: StoredResource,
    },
}

/// A change of one record that the installation keeps for itself ([`Store::keep`](crate::ports::store::Store::keep)).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResourceChange {
    /// The record as it was read, which must still be at that version; nothing for a new one.
    pub before: Option<StoredResource>,
    /// The record as it is to be; nothing removes it.
    pub after: Option<StoredResource>,
}

/// How an order comes to the state that a write gives it. Whatever a backend derives from it, as the numbers of orders by
/// status, it derives from this alone: the events of a commit are only handed on, so one that is missing or wrong changes
/// no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderTransition {
    /// No order with this id exists.
    Placed,
    /// The order exists, at this version and in this status. A store compares both within the transaction, and rejects the
    /// whole commit with [`CommitError::Unexpected`] if one differs. The status may stay as it is.
    From {
        /// Its version before.
        version: u64,
        /// Its status before; the one after is the order's own.
        status: Status,
    },
}

impl OrderTransition {
    /// Returns the transition of an order that is written again.
    pub const fn of(before: &Order) -> Self {
        OrderTransition::From { version: before.version, status: before.status }
    }

    /// Returns the status that the order leaves.
    pub const fn left(self) -> Option<Status> {
        match self {
            OrderTransition::Placed => None,
            OrderTransition::From { version: _, status } => Some(status),
        }
    }
}

/// A small record of which a tenant has one of each kind. It is read and written whole, so rules over all of its
/// content are checked in one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Which of the tenant's documents it is.
    pub kind: DocumentKind,
    /// Counts its writes, from 1.
    pub version: u64,
    /// JSON in the format of its kind.
    pub body: String,
}

/// The kinds of documents of a tenant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DocumentKind {
    /// The members' saved views.
    SavedViews,
    /// Which products and orders are sample data.
    SampleData,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [DocumentKind; 2] = [DocumentKind::SavedViews, DocumentKind::SampleData];

    /// Returns the name that the document is stored under. It never changes.
    pub const fn key(self) -> &'static str {
        match self {
            DocumentKind::SavedViews => "saved_views",
            DocumentKind::SampleData => "sample_data",
        }
    }
}

/// A counter of a tenant's records that a limit of its plan is compared with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Counter {
    /// Products that are not archived.
    Products,
    /// Orders placed in a month, as `2026-11`.
    Orders(String),
    /// Records of a declared kind.
    Resources {
        /// The name of the kind.
        kind: &'static str,
        /// Whose records of it, as those of one member; empty for all.
        scope: String,
    },
}

impl Counter {
    /// Returns the name that the counter is stored under. It never changes.
    pub fn key(&self) -> String {
        match self {
            Counter::Products => "products".to_owned(),
            Counter::Orders(month) => format!("orders#{month}"),
            Counter::Resources { kind, scope } => format!("resources#{kind}#{scope}"),
        }
    }
}

/// A name that only one record of a tenant can bear.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum UniqueName {
    /// A product's SKU, folded.
    Sku(String),
    /// An order's external reference, as it was given.
    ExternalRef(String),
    /// What only one record of a declared kind can have.
    Resource {
        /// The name of the kind.
        kind: &'static str,
        /// The text that is compared, to the byte.
        text: String,
    },
}

impl UniqueName {
    /// Returns the name that the claim is stored under. It never changes.
    pub fn key(&self) -> String {
        match self {
            UniqueName::Sku(sku) => format!("sku#{sku}"),
            UniqueName::ExternalRef(reference) => format!("ref#{reference}"),
            UniqueName::Resource { kind, text } => format!("only#{kind}#{text}"),
        }
    }
}

/// A change of control data (tenants, members, invitations), applied whole or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct ControlCommit {
    /// The writes.
    pub writes: Vec<ControlWrite>,
    /// The journal entry. Its events go to the outbox in the same transaction. A backend hands them on and decides nothing
    /// by them: what a commit means stands in its writes.
    pub entry: Entry,
    /// The answer to replay when a request comes again with its `Idempotency-Key`; `None` without a key. It is kept to the
    /// byte, and its shape is the API's matter.
    pub idempotency: Option<IdemRecord>,
}

/// One write to control data.
#[derive(Clone, PartialEq, Debug)]
pub enum ControlWrite {
    /// Writes a tenant's record whole.
    Tenant {
        /// The record as it is to be.
        tenant: TenantRecord,
        /// Its version before.
        expect: Expect,
    },
    /// Writes a member whole. A new member also claims the email address in the installation; the commit fails with
    /// [`CommitError::EmailTaken`] if another one has it.
    Member {
        /// The member as they are to be.
        member: Member,
        /// Their version before.
        expect: Expect,
    },
    /// Deletes a member and frees the email address.
    RemoveMember {
        /// The member.
        user: UserId,
        /// Their version before.
        expect: u64,
    },
    /// Moves the number of a tenant's users (members and open invitations).
    CountUsers {
        /// The tenant.
        tenant: TenantId,
        /// What to add; negative takes away.
        delta: i64,
        /// The plan's limit, compared after the addition; beyond it the commit fails with [`CommitError::OverLimit`].
        /// `None` is unlimited.
        max: Option<u64>,
    },
    /// Moves the number of a tenant's owners; below one the commit fails with [`CommitError::LastOwner`].
    CountOwners {
        /// The tenant.
        tenant: TenantId,
        /// What to add; negative takes away.
        delta: i64,
    },
    /// Writes an invitation whole, and claims its email address within the tenant.
    Invitation {
        /// The invitation as it is to be.
        invitation: Invitation,
        /// Its version before.
        expect: Expect,
    },
    /// Deletes an invitation. Fails with [`CommitError::Unexpected`] if it does not exist: an invitation is accepted once.
    RemoveInvitation {
        /// The invitation.
        id: InvitationId,
    },
    /// Writes an API key whole.
    ApiKey {
        /// The key as it is to be.
        key: ApiKey,
        /// Its version before.
        expect: Expect,
        /// The plan's limit of a tenant's keys, compared after a new one is counted; beyond it the commit fails with
        /// [`CommitError::OverLimit`].
        max: u64,
    },
    /// Deletes an API key, and takes it from the number of the tenant's keys. Fails with [`CommitError::Unexpected`] if the
    /// tenant has no such key.
    RemoveApiKey {
        /// The key.
        id: ApiKeyId,
        /// The tenant.
        tenant: TenantId,
    },
    /// Adds the registration of a company that is still to be confirmed.
    Registration {
        /// The registration.
        registration: Registration,
    },
    /// Deletes a registration. Fails with [`CommitError::Unexpected`] if it does not exist: a registration is confirmed
    /// once.
    RemoveRegistration {
        /// The registration.
        id: RegistrationId,
    },
    /// Adds the request for a new password.
    Reset {
        /// The request.
        reset: Reset,
    },
    /// Deletes a password reset and all others of the same member. Fails with [`CommitError::Unexpected`] if it does not
    /// exist: a reset is used once.
    RemoveReset {
        /// The request.
        id: ResetId,
    },
    /// Adds an operator and claims the email address among operators.
    Operator {
        /// The operator.
        operator: OperatorRecord,
    },
    /// Writes an operation whole. A running one takes the tenant's lock; the commit fails with
    /// [`CommitError::OperationRunning`] while another operation of the tenant holds it.
    Operation {
        /// The operation as it is to be.
        operation: Operation,
        /// Its version before.
        expect: Expect,
    },
    /// Writes since when an operator has two-factor authentication on.
    OperatorTotp {
        /// The operator, who must exist.
        user: UserId,
        /// `None` turns it off.
        since: Option<jiff::Timestamp>,
    },
}

/// The reason why a commit was not applied. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The idempotency key was used before; holds the kept answer. Compared ahead of everything else, so that a retry is
    /// answered as the first request was.
    #[error("the idempotency key was used before")]
    Replay(Box<IdemRecord>),
    /// A record is not as [`Expect`] says. The use case reads anew and tries again, or reports a conflict.
    #[error("{0:?} is not as expected")]
    Unexpected(Subject),
    /// A [`Write::Stock`] would move stock below zero.
    #[error("not enough stock of {product}: {available} left")]
    OutOfStock {
        /// The first product that is short.
        product: ProductId,
        /// Its units in stock.
        available: u64,
    },
    /// A counter would move above its limit.
    #[error("the limit {max} is reached")]
    OverLimit {
        /// The limit.
        max: u64,
        /// The counter before the commit.
        used: u64,
    },
    /// Another record of the tenant bears the name.
    #[error("the name is taken")]
    Taken(UniqueName),
    /// Another member, invitation or operator has the email address.
    #[error("the email address is taken")]
    EmailTaken,
    /// [`ControlWrite::CountOwners`] would leave the tenant without an owner.
    #[error("a tenant keeps at least one owner")]
    LastOwner,
    /// The tenant's lock for operations is taken.
    #[error("another operation of the tenant is running")]
    OperationRunning,
    /// The tenant was moved since the key was made. Holds the commit, to be repeated with a newer key.
    #[error("the tenant is being moved")]
    Moved(Box<Commit>),
    /// There is no data at the key's placement. Holds the commit: a newer key may lead to the data.
    #[error("the tenant's data is not there")]
    DataMissing(Box<Commit>, #[source] Cause),
    /// Other commits were at the same records at each try, for as long as the store waits for them. Nothing was written;
    /// the same commit may succeed later.
    #[error("other commits were at the same records at each of {tries} tries")]
    Contended {
        /// Tries of the store, the first included.
        tries: u32,
    },
    /// The store can't be reached or is overloaded; the same commit may succeed later.
    #[error("the store can't commit just now")]
    Unavailable(#[source] Cause),
}

impl CommitError {
    /// Returns whether others have changed what the commit was made of, or are changing it, or this very request was
    /// carried out in between. One that is made of what is there now may succeed.
    pub fn is_conflict(&self) -> bool {
        match self {
            CommitError::Unexpected(_) | CommitError::Replay(_) | CommitError::Contended { .. } => true,
            CommitError::OutOfStock { .. }
            | CommitError::OverLimit { .. }
            | CommitError::Taken(_)
            | CommitError::EmailTaken
            | CommitError::LastOwner
            | CommitError::OperationRunning
            | CommitError::Moved(_)
            | CommitError::DataMissing(..)
            | CommitError::Unavailable(_) => false,
        }
    }
}

/// The record that was not as expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A product.
    Product(ProductId),
    /// An order.
    Order(OrderId),
    /// A document.
    Document(DocumentKind),
    /// A record of a declared kind.
    Resource(ResourceId),
    /// A tenant's record.
    Tenant(TenantId),
    /// A member.
    Member(UserId),
    /// An invitation.
    Invitation(InvitationId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// A registration.
    Registration(RegistrationId),
    /// A password reset.
    Reset(ResetId),
    /// An operator.
    Operator(UserId),
    /// An operation.
    Operation(OperationId),
}
