//! What happened, in ids and versions only: an event never holds a name, an
//! address or a price. A consumer reads the rest.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{
        ApiKeyId, EventId, InvitationId, OperationId, OrderId, ProductId, RegistrationId, ResetId, ResourceId,
        SessionId, TenantId, UserId,
    },
    limit::Limit,
    order_status::Status,
};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    /// Nothing for what happens outside any tenant, as a sign-up.
    pub tenant: Option<TenantId>,
    pub at: Timestamp,
    pub kind: EventKind,
}

/// The origin of a product's change. Events of earlier versions have none: a member's edit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Cause {
    /// Of one product by itself, or of a bulk change.
    #[default]
    Edit,
    /// A row of an imported file.
    Import,
}

impl Cause {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_edit(&self) -> bool {
        *self == Cause::Edit
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EventKind {
    ProductCreated {
        product: ProductId,
        stock: u64,
        #[serde(default, skip_serializing_if = "Cause::is_edit")]
        cause: Cause,
    },
    ProductUpdated {
        product: ProductId,
        stock_delta: i64,
        #[serde(default, skip_serializing_if = "Cause::is_edit")]
        cause: Cause,
    },
    ProductArchived {
        product: ProductId,
    },
    ProductRestored {
        product: ProductId,
    },
    /// A file was imported, and every product of it has an event of its own.
    ProductsImported {
        created: u64,
        updated: u64,
    },
    OrderPlaced {
        order: OrderId,
    },
    OrderMoved {
        order: OrderId,
        from: Status,
        to: Status,
    },
    OrderUpdated {
        order: OrderId,
    },
    /// An invented order came into being, in this status.
    SampleOrderAdded {
        order: OrderId,
        status: Status,
    },
    /// An invented order, last in this status, is gone.
    SampleOrderRemoved {
        order: OrderId,
        status: Status,
    },
    InventoryLow {
        product: ProductId,
        threshold: u64,
    },
    /// So many percent of a limit are used.
    LimitNear {
        limit: Limit,
        percent: u8,
    },
    RegistrationRequested {
        registration: RegistrationId,
    },
    /// A registration used the address of an existing account.
    AddressKnown {
        user: UserId,
    },
    TenantRegistered,
    TenantUpdated,
    TenantSuspended,
    TenantReactivated,
    TenantTierChanged,
    TenantLimitsChanged,
    TenantDeleted,
    /// An export of all of its data was begun.
    TenantExported,
    InvitationSent {
        invitation: InvitationId,
    },
    InvitationWithdrawn {
        invitation: InvitationId,
    },
    ApiKeyCreated {
        key: ApiKeyId,
    },
    /// Its token was replaced.
    ApiKeyRotated {
        key: ApiKeyId,
    },
    ApiKeyRevoked {
        key: ApiKeyId,
    },
    /// The installation disabled it: every try failed for long, or it wants nothing more.
    WebhookEndpointDisabled {
        endpoint: ResourceId,
    },
    MemberJoined {
        user: UserId,
    },
    MemberUpdated {
        user: UserId,
    },
    MemberRemoved {
        user: UserId,
    },
    ResetRequested {
        reset: ResetId,
    },
    PasswordReset {
        user: UserId,
    },
    PasswordChanged {
        user: UserId,
    },
    TotpEnabled {
        user: UserId,
    },
    TotpDisabled {
        user: UserId,
    },
    /// A recovery code was used to sign in; it is used up.
    TotpRecovered {
        user: UserId,
    },
    RecoveryCodesRenewed {
        user: UserId,
    },
    /// A user signed in from a device that was not seen for long.
    NewDevice {
        user: UserId,
        session: SessionId,
    },
    OperatorCreated {
        user: UserId,
    },
    OperationStarted {
        operation: OperationId,
    },
    OperationRetried {
        operation: OperationId,
    },
    OperationDone {
        operation: OperationId,
    },
    OperationFailed {
        operation: OperationId,
    },
    /// Its data lives at another place from now on.
    TenantMoved,
    /// A record of a declared kind came into being, changed or went.
    Resource {
        /// One of the actions of its kind.
        action: String,
        resource: ResourceId,
        /// The version that it has or, if it is gone, last had.
        version: u64,
    },
}

impl EventKind {
    /// Returns the stable name, as it stands in the audit log and on the wire.
    pub fn name(&self) -> &str {
        match self {
            EventKind::ProductCreated { .. } => "product.created",
            EventKind::ProductUpdated { .. } => "product.updated",
            EventKind::ProductArchived { .. } => "product.archived",
            EventKind::ProductRestored { .. } => "product.restored",
            EventKind::ProductsImported { .. } => "products.imported",
            EventKind::OrderPlaced { .. } => "order.placed",
            EventKind::OrderMoved { to, .. } => match to {
                Status::Pending => "order.pending",
                Status::Confirmed => "order.confirmed",
                Status::Shipped => "order.shipped",
                Status::Delivered => "order.delivered",
                Status::Cancelled => "order.cancelled",
            },
            EventKind::OrderUpdated { .. } => "order.updated",
            EventKind::SampleOrderAdded { .. } => "order.sample_added",
            EventKind::SampleOrderRemoved { .. } => "order.sample_removed",
            EventKind::InventoryLow { .. } => "inventory.low",
            EventKind::LimitNear { .. } => "limit.near",
            EventKind::RegistrationRequested { .. } => "registration.requested",
            EventKind::AddressKnown { .. } => "registration.address_known",
            EventKind::TenantRegistered => "tenant.registered",
            EventKind::TenantUpdated => "tenant.updated",
            EventKind::TenantSuspended => "tenant.suspended",
            EventKind::TenantReactivated => "tenant.reactivated",
            EventKind::TenantTierChanged => "tenant.tier_changed",
            EventKind::TenantLimitsChanged => "tenant.limits_changed",
            EventKind::TenantDeleted => "tenant.deleted",
            EventKind::TenantExported => "tenant.exported",
            EventKind::InvitationSent { .. } => "invitation.sent",
            EventKind::InvitationWithdrawn { .. } => "invitation.withdrawn",
            EventKind::ApiKeyCreated { .. } => "api_key.created",
            EventKind::ApiKeyRotated { .. } => "api_key.rotated",
            EventKind::ApiKeyRevoked { .. } => "api_key.revoked",
            EventKind::WebhookEndpointDisabled { .. } => "webhook_endpoint.disabled",
            EventKind::MemberJoined { .. } => "member.joined",
            EventKind::MemberUpdated { .. } => "member.updated",
            EventKind::MemberRemoved { .. } => "member.removed",
            EventKind::ResetRequested { .. } => "password.reset_requested",
            EventKind::PasswordReset { .. } => "password.reset",
            EventKind::PasswordChanged { .. } => "password.changed",
            EventKind::TotpEnabled { .. } => "totp.enabled",
            EventKind::TotpDisabled { .. } => "totp.disabled",
            EventKind::TotpRecovered { .. } => "totp.recovered",
            EventKind::RecoveryCodesRenewed { .. } => "recovery_codes.renewed",
            EventKind::NewDevice { .. } => "session.new_device",
            EventKind::OperatorCreated { .. } => "operator.created",
            EventKind::OperationStarted { .. } => "operation.started",
            EventKind::OperationRetried { .. } => "operation.retried",
            EventKind::OperationDone { .. } => "operation.done",
            EventKind::OperationFailed { .. } => "operation.failed",
            EventKind::TenantMoved => "tenant.moved",
            EventKind::Resource { action, .. } => action,
        }
    }

    /// Returns what it happened to, as the audit log names it.
    pub fn subject(&self) -> Option<uuid::Uuid> {
        match self {
            EventKind::ProductCreated { product, .. }
            | EventKind::ProductUpdated { product, .. }
            | EventKind::ProductArchived { product }
            | EventKind::ProductRestored { product }
            | EventKind::InventoryLow { product, .. } => Some(product.0),
            EventKind::OrderPlaced { order }
            | EventKind::OrderMoved { order, .. }
            | EventKind::SampleOrderAdded { order, .. }
            | EventKind::SampleOrderRemoved { order, .. }
            | EventKind::OrderUpdated { order } => Some(order.0),
            EventKind::RegistrationRequested { registration } => Some(registration.0),
            EventKind::InvitationSent { invitation } | EventKind::InvitationWithdrawn { invitation } => {
                Some(invitation.0)
            }
            EventKind::ApiKeyCreated { key } | EventKind::ApiKeyRotated { key } | EventKind::ApiKeyRevoked { key } => {
                Some(key.0)
            }
            EventKind::AddressKnown { user }
            | EventKind::MemberJoined { user }
            | EventKind::MemberUpdated { user }
            | EventKind::MemberRemoved { user }
            | EventKind::PasswordReset { user }
            | EventKind::PasswordChanged { user }
            | EventKind::TotpEnabled { user }
            | EventKind::TotpDisabled { user }
            | EventKind::TotpRecovered { user }
            | EventKind::RecoveryCodesRenewed { user }
            | EventKind::NewDevice { user, .. }
            | EventKind::OperatorCreated { user } => Some(user.0),
            EventKind::ResetRequested { reset } => Some(reset.0),
            EventKind::Resource { resource, .. } | EventKind::WebhookEndpointDisabled { endpoint: resource } => {
                Some(resource.0)
            }
            EventKind::OperationStarted { operation }
            | EventKind::OperationRetried { operation }
            | EventKind::OperationDone { operation }
            | EventKind::OperationFailed { operation } => Some(operation.0),
            EventKind::LimitNear { .. }
            | EventKind::ProductsImported { .. }
            | EventKind::TenantRegistered
            | EventKind::TenantUpdated
            | EventKind::TenantSuspended
            | EventKind::TenantReactivated
            | EventKind::TenantTierChanged
            | EventKind::TenantLimitsChanged
            | EventKind::TenantMoved
            | EventKind::TenantDeleted
            | EventKind::TenantExported => None,
        }
    }
}
