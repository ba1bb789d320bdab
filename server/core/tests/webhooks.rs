//! What an endpoint of webhooks may be, and what it hears.

use jiff::Timestamp;
use tenantry_core::{
    Error, Result,
    domain::{
        ids::{ResourceId, TenantId},
        kinds::built_in,
        member::Role,
        resource::{Context, Kind, Principal, Record, Resource},
        webhook::{DisabledReason, SigningSecrets, WebhookEndpoint, WebhookEndpointDraft},
    },
};
use tenantry_fixtures::tenant;
use uuid::Uuid;

static MOORING: Kind = Kind {
    events: &["mooring.created"],
    ..Kind::new(
        "mooring",
        "moorings",
        [("mooring.created", "It was laid."), ("mooring.updated", "It was moved."), ("mooring.removed", "It is gone.")],
    )
};

fn draft(types: &[&str], enabled: bool) -> WebhookEndpointDraft {
    let event_types = types.iter().map(|name| (*name).to_owned()).collect();
    WebhookEndpointDraft { url: "https://hooks.example/".to_owned(), description: None, event_types, enabled }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn judged(draft: WebhookEndpointDraft, before: Option<&WebhookEndpoint>, now: Timestamp) -> Result<WebhookEndpoint> {
    let tenant = tenant(TenantId(Uuid::nil()));
    let principal = Principal { user: None, role: Role::Admin };
    let record = before.map(|value| Record {
        id: ResourceId(Uuid::nil()),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
        value: value.clone(),
        secret: SigningSecrets::default(),
    });
    let event_types = &built_in().with(&MOORING).event_types();
    WebhookEndpoint::judge(draft, record.as_ref(), &Context { tenant: &tenant, principal, now, event_types })
}

#[test]
fn each_wrong_type_is_named() {
    let wrong = judged(draft(&["order.*", "order.lost", "nothing"], true), None, at(1));
    let Err(Error::Invalid(errors)) = wrong else { unreachable!("two are wrong") };
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/event_types/1", "/event_types/2"]);
}

#[test]
fn an_endpoint_chooses_what_a_kind_declares() {
    let endpoint = judged(draft(&["mooring.created", "order.*"], true), None, at(1)).expect("an endpoint");
    assert!(endpoint.hears("mooring.created", at(1)) && !endpoint.hears("product.created", at(1)));
    assert!(judged(draft(&["mooring.*"], true), None, at(1)).expect("an endpoint").hears("mooring.created", at(1)));
    // Its other actions are no events, and the kinds of every installation have none.
    let names = ["mooring.updated", "boat.created", "view.created", "webhook_endpoint.created", "mooring"];
    let Err(Error::Invalid(errors)) = judged(draft(&names, true), None, at(1)) else { unreachable!("all are wrong") };
    assert!(errors.iter().all(|error| error.code == "unknown_event_type"), "{errors:?}");
    assert_eq!(errors.len(), names.len());
}

#[test]
fn an_endpoint_hears_what_it_chose_since_it_was_enabled() {
    let endpoint = judged(draft(&["order.*"], true), None, at(10)).expect("an endpoint");
    assert!(endpoint.hears("order.placed", at(10)) && !endpoint.hears("order.placed", at(9)));
    assert!(!endpoint.hears("product.created", at(11)));
    let failing = endpoint.disabled(DisabledReason::Failing, at(20));
    assert!(!failing.hears("order.placed", at(21)));
    let kept = judged(draft(&["order.*"], false), Some(&failing), at(25)).expect("an endpoint");
    assert_eq!((kept.disabled_at, kept.disabled_reason), (Some(at(20)), Some(DisabledReason::Failing)));
    let again = judged(draft(&[], true), Some(&failing), at(30)).expect("an endpoint");
    assert_eq!((again.disabled_at, again.disabled_reason, again.enabled_at), (None, None, at(30)));
    assert!(again.hears("product.created", at(30)) && !again.hears("product.created", at(29)));
}
