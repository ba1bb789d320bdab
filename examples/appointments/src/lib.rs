//! Appointments of a company's customers: a kind of record that Tenantry does not have.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_api::{Kinds, Rest};
use tenantry_core::{
    Result,
    domain::{
        api_key::Scope,
        resource::{Context, Index, IndexKey, Kind, KindLimit, KindScopes, Name, Record, Resource},
        text::{Check, fold},
        tier::Tier,
    },
};
use utoipa::ToSchema;

/// An appointment, as it is kept and shown.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"customer": "Ada Byron", "room": "Studio 1", "starts_at": "2036-01-02T09:00:00Z", "note": null}))]
pub struct Appointment {
    customer: String,
    room: String,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(required)]
    note: Option<String>,
}

/// The fields of an appointment that callers write.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"customer": "Ada Byron", "room": "Studio 1", "starts_at": "2036-01-02T09:00:00Z"}))]
pub struct AppointmentDraft {
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    customer: String,
    #[schema(min_length = 1, max_length = 40, pattern = r"\S")]
    room: String,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(max_length = 1000)]
    note: Option<String>,
}

impl Resource for Appointment {
    const KIND: &'static Kind = &Kind {
        fields: &["customer", "room", "starts_at", "note"],
        personal: &["customer", "note"],
        indexes: &[
            Index::time("starts_at", "When the appointment begins."),
            Index::text("customer", "Whose appointment it is."),
        ],
        scopes: Some(KindScopes { read: Scope::OrdersRead, write: Scope::OrdersWrite }),
        limit: Some(KindLimit { name: "max_appointments", of: max_appointments }),
        events: &["appointment.created", "appointment.updated", "appointment.removed"],
        ..Kind::new(
            "appointment",
            "appointments",
            [
                ("appointment.created", "An appointment was made."),
                ("appointment.updated", "An appointment was changed."),
                ("appointment.removed", "An appointment was canceled."),
            ],
        )
    };
    type Draft = AppointmentDraft;
    type Secret = ();

    fn judge(draft: AppointmentDraft, before: Option<&Record<Self>>, at: &Context<'_>) -> Result<Self> {
        let mut check = Check::default();
        let customer = check.required("/customer", &draft.customer, 100);
        let room = check.required("/room", &draft.room, 40);
        let note = check.optional("/note", draft.note.as_deref(), 1_000);
        let is_kept = before.is_some_and(|before| before.value.starts_at == draft.starts_at);
        if draft.starts_at < at.now && !is_kept {
            check.refuse("/starts_at", "in_past", "must not be in the past");
        }
        check.done(Self { customer, room, starts_at: draft.starts_at, note })
    }

    fn keys(&self) -> Vec<IndexKey> {
        vec![IndexKey::time("starts_at", self.starts_at), IndexKey::text("customer", &self.customer)]
    }

    /// A room has one appointment at a time.
    fn names(&self) -> Vec<Name> {
        vec![Name::new("/starts_at", format!("{}#{}", fold(&self.room), self.starts_at))]
    }
}

impl Rest for Appointment {
    const ABOUT: &'static str = "Appointments of your customers. A room has one at a time.";
}

const fn max_appointments(tier: Tier) -> Option<u64> {
    match tier {
        Tier::Basic => Some(50),
        Tier::Premium => Some(5_000),
        Tier::Enterprise => None,
    }
}

/// The kinds of this program: those of Tenantry, and one more.
pub fn kinds() -> Kinds {
    Kinds::built_in().with::<Appointment>()
}
