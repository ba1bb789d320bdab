//! All of a company's data, one thing at a time.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenantry_core::domain::{
    export::{Export, Exported},
    ids::{ExportId, ProductId},
    insights::{Movement, OrderMail},
    order::{Order, StatusChange},
    usage::{Activity, UsageRow},
};
use utoipa::ToSchema;

use super::{
    api_key::ApiKeyResponse,
    audit::{ActorResponse, EntryResponse},
    invitation::InvitationResponse,
    member::MemberResponse,
    names::ExportedKindName,
    order::OrderResponse,
    product::{MovementResponse, ProductResponse},
    scalar::{Day, Time},
    tenant::TenantResponse,
};

/// Why an operator takes a company's data; members need not say it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExportRequest, example = json!({"reason": "The owner asked for it by letter."}))]
pub struct ExportRequest {
    #[schema(min_length = 1, max_length = 500, pattern = r"\S", nullable = false)]
    pub reason: Option<String>,
}

/// An export that was begun; its pages can be read by the caller who began it.
#[derive(Serialize, ToSchema)]
#[schema(as = Export, example = json!({
    "id": "019ab5d2-9c00-7a11-8e22-5b4c3d2e1f00", "expires_at": "2026-11-24T12:00:00.000Z"
}))]
pub struct ExportResponse {
    #[schema(value_type = Uuid)]
    id: ExportId,
    expires_at: Time,
}

impl ExportResponse {
    pub fn of(export: &Export) -> Self {
        Self { id: export.id, expires_at: Time(export.expires_at) }
    }
}

/// A record in an export of a company's data.
#[derive(Serialize, ToSchema)]
#[schema(as = Exported, example = json!({
    "kind": "member",
    "data": {"user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f", "email": "grete@holzundform.example",
             "name": "Grete Holz", "role": "owner", "mfa_enabled": true, "version": 1,
             "created_at": "2026-11-24T09:00:00.000Z", "updated_at": "2026-11-24T09:00:00.000Z"}
}))]
pub struct ExportedResponse {
    #[schema(value_type = ExportedKindName)]
    kind: Cow<'static, str>,
    /// As the API shows a thing of this kind; an order with its steps and mails.
    #[schema(value_type = Object)]
    data: Value,
}

/// The kinds in the order in which they come.
pub const KINDS: [&str; 13] = [
    "tenant",
    "member",
    "invitation",
    "api_key",
    "product",
    "movement",
    "order",
    "webhook_endpoint_health",
    "webhook_endpoint",
    "webhook_delivery",
    "view",
    "audit",
    "usage",
];

impl ExportedResponse {
    pub fn of(exported: &Exported, now: Timestamp) -> serde_json::Result<Self> {
        let (kind, data) = match exported {
            Exported::Tenant(tenant) => ("tenant", serde_json::to_value(TenantResponse::of(tenant, now))?),
            Exported::Member(member) => ("member", serde_json::to_value(MemberResponse::of(member))?),
            Exported::Invitation(invitation) => {
                ("invitation", serde_json::to_value(InvitationResponse::of(invitation))?)
            }
            Exported::ApiKey(key) => ("api_key", serde_json::to_value(ApiKeyResponse::of(key, now))?),
            Exported::Product(product, currency) => {
                ("product", serde_json::to_value(ProductResponse::of(product, *currency))?)
            }
            Exported::Movement(movement) => ("movement", serde_json::to_value(LedgerLine::of(movement))?),
            Exported::Order(order, mails) => ("order", serde_json::to_value(WholeOrder::of(order, mails))?),
            Exported::Resource(resource) => {
                return Ok(Self { kind: resource.kind.clone(), data: serde_json::to_value(&*resource.shown()?)? });
            }
            Exported::Audit(entry) => ("audit", serde_json::to_value(EntryResponse::of(entry))?),
            Exported::Usage(row) => ("usage", serde_json::to_value(UsageLine::of(row))?),
        };
        Ok(Self { kind: kind.into(), data })
    }
}

/// The same as a line of a file, and its kind.
pub fn line(exported: &Exported, now: Timestamp) -> serde_json::Result<(Cow<'static, str>, String)> {
    let view = ExportedResponse::of(exported, now)?;
    let line = serde_json::to_string(&view)?;
    Ok((view.kind, line))
}

#[derive(Serialize)]
struct LedgerLine {
    product_id: ProductId,
    #[serde(flatten)]
    movement: MovementResponse,
}

impl LedgerLine {
    fn of(movement: &Movement) -> Self {
        Self { product_id: movement.product, movement: MovementResponse::of(movement) }
    }
}

#[derive(Serialize)]
struct WholeOrder<'a> {
    #[serde(flatten)]
    order: OrderResponse<'a>,
    steps: Vec<StepLine>,
    mails: Vec<MailLine<'a>>,
}

#[derive(Serialize)]
struct StepLine {
    status: &'static str,
    at: Time,
    by: ActorResponse,
}

#[derive(Serialize)]
struct MailLine<'a> {
    subject: &'a str,
    at: Time,
}

impl<'a> WholeOrder<'a> {
    fn of(order: &'a Order, mails: &'a [OrderMail]) -> Self {
        let step = |StatusChange { status, at, by }: &StatusChange| StepLine {
            status: status.name(),
            at: Time(*at),
            by: ActorResponse::of(*by),
        };
        Self {
            order: OrderResponse::of(order),
            steps: order.history.iter().map(step).collect(),
            mails: mails.iter().map(|mail| MailLine { subject: &mail.subject, at: Time(mail.at) }).collect(),
        }
    }
}

#[derive(Serialize)]
struct UsageLine {
    day: Day,
    requests: u64,
    errors: u64,
    client_errors: u64,
    duration_ms: u64,
    reads: u64,
    writes: u64,
    mails: u64,
    orders: u64,
    bytes_stored: Option<u64>,
}

impl UsageLine {
    fn of(row: &UsageRow) -> Self {
        let UsageRow {
            day,
            activity: Activity { requests, errors, client_errors, micros, reads, writes },
            bytes_stored,
            mails,
            orders,
            // Differences to the day before; products and members are exported themselves.
            products: _,
            members: _,
        } = *row;
        let duration_ms = micros / 1_000;
        let day = Day(day);
        Self { day, requests, errors, client_errors, duration_ms, reads, writes, mails, orders, bytes_stored }
    }
}
