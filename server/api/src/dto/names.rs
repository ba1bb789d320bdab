//! The names that the API documents, taken from the rules themselves so that
//! the two can't part.

use std::borrow::Cow;

use tenantry_core::{
    domain::{
        api_key::Scope,
        insights::Unit,
        limit::Limit,
        member::Role,
        operation::{OperationKind, OperationStatus, StepName, StepStatus},
        order_status::Status,
        saved_view::List,
        tenant::{Placement, TenantStatus},
        tier::Tier,
        webhook::{DeliveryStatus, DisabledReason},
    },
    transfer::{Decimal, Drafts, Field, ForeignCurrency, StockUpdate, Template, WordyStock},
    usecases::Matched,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::{alarms::AlarmState, system::Level};

macro_rules! names {
    ($($(#[doc = $doc:literal])+ $schema:ident = $name:literal $values:expr;)+) => {$(
        $(#[doc = $doc])+
        pub struct $schema;

        impl PartialSchema for $schema {
            fn schema() -> RefOr<Schema> {
                let values: Vec<&str> = $values.into_iter().collect();
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($doc),+).trim()))
                    .enum_values(Some(values))
                    .into()
            }
        }

        impl ToSchema for $schema {
            fn name() -> Cow<'static, str> {
                $name.into()
            }
        }
    )+};
}

names! {
    /// The plan of a tenant.
    TierName = "Tier" Tier::ALL.map(Tier::name);
    /// Where the data lives: among others in the pool, or in the one with capacity of its own (provisioned_pool); or in a
    /// place of its own (silo).
    IsolationModel = "IsolationModel" Placement::ALL.map(Placement::name);
    /// All but active ones lock their people out. Of an erased tenant only this is left.
    TenantStatusName = "TenantStatus"
        [TenantStatus::Active, TenantStatus::Suspended, TenantStatus::Deleted, TenantStatus::Erased].map(TenantStatus::name);
    /// What is being done to a tenant.
    OperationKindName = "OperationKind" OperationKind::ALL.iter().map(|kind| kind.name());
    /// Failed operations wait for the operator to try them again.
    OperationStatusName = "OperationStatus" OperationStatus::ALL.iter().map(|status| status.name());
    /// One step of an operation.
    StepNameName = "OperationStepName" StepName::ALL.iter().map(|name| name.name());
    /// How far a step has come.
    StepStatusName = "OperationStepStatus" StepStatus::ALL.iter().map(|status| status.name());
    /// Each role may do what the ones before it may.
    RoleName = "Role" Role::ALL.map(Role::name);
    /// pending, confirmed, shipped, delivered; or cancelled.
    OrderStatus = "OrderStatus" Status::ALL.map(Status::name);
    /// Archived products can't be ordered and do not count against the plan.
    ProductStatus = "ProductStatus" ["active", "archived"];
    /// In: more pieces than the tenant's low_stock_threshold; low: one up to it; out: none.
    StockLevelName = "StockLevel" ["in", "low", "out"];
    /// What a plan bounds.
    LimitName = "LimitName" Limit::ALL.map(Limit::name);
    /// Why stock moved.
    MovementReasonName = "MovementReason" ["opening", "adjusted", "import", "sold", "restocked"];
    /// Whose columns a file has.
    TemplateName = "ImportTemplate" Template::ALL.map(Template::name);
    /// A field of a product that a file can say.
    ImportFieldName = "ImportField" Field::ALL.map(Field::name);
    /// The sign before the decimals of a price: 1,299.00 or 1.299,00.
    DecimalName = "ImportDecimal" Decimal::ALL.iter().map(|choice| choice.name());
    /// What is done with prices that name a currency which is not the company's: the number is taken, unconverted, or the
    /// row rejected.
    ForeignCurrencyName = "ImportForeignCurrency" ForeignCurrency::ALL.iter().map(|choice| choice.name());
    /// What becomes of products that the other shop does not sell.
    DraftsName = "ImportDrafts" Drafts::ALL.iter().map(|choice| choice.name());
    /// What a word in the place of a stock count says: 0, or nothing.
    WordyStockName = "ImportWordyStock" WordyStock::ALL.iter().map(|choice| choice.name());
    /// Whether an update keeps the stock of a product or sets it to what the file says.
    StockUpdateName = "ImportStockUpdate" StockUpdate::ALL.iter().map(|choice| choice.name());
    /// What became of one of many.
    BulkStatusName = "BulkStatus" ["changed", "unchanged", "refused"];
    /// The length of one point of a chart.
    UnitName = "InsightsUnit" Unit::ALL.map(Unit::name);
    /// A list whose filters can be kept.
    ListName = "ListName" List::ALL.map(List::name);
    /// What a search finds.
    FoundKindName = "SearchKind" ["product", "order"];
    /// The field that matched.
    MatchedName = "SearchMatch" Matched::ALL.map(Matched::name);
    /// Pending: beyond its threshold, but not yet for long enough.
    AlarmStateName = "AlarmState" AlarmState::ALL.map(AlarmState::name);
    /// Degraded works, but an operator should look; failing does not work.
    HealthLevelName = "HealthLevel" Level::ALL.map(Level::name);
    /// What is exported, in the order in which it comes.
    ExportedKindName = "ExportedKind" crate::dto::export::KINDS;
    /// Who acted.
    ActorType = "ActorType" ["member", "operator", "api_key", "visitor", "system"];
    /// Failing: every try failed for five days; gone: it answered 410.
    DisabledReasonName = "WebhookDisabledReason" DisabledReason::ALL.map(DisabledReason::name);
    /// Pending ones are tried, or tried again; failed ones were given up and can be replayed.
    DeliveryStatusName = "WebhookDeliveryStatus" DeliveryStatus::ALL.map(DeliveryStatus::name);
    /// What an API key may be used for. Writing does not include reading.
    ScopeName = "Scope" Scope::ALL.map(Scope::name);
}
