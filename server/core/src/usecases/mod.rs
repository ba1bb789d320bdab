//! What each handle can do, one file for each subject. What several handles share stands beside them.

mod account;
mod admin;
mod clock;
mod company;
mod erasing;
mod export;
mod handle;
mod operations;
mod operator;
mod person;
mod public;
mod tenant;
mod usage;
mod worker;

pub use self::{
    admin::{
        api_keys::IssuedKey,
        sample::{SampleRemoval, SampleState},
        webhooks::{EndpointInUse, WebhookEndpoints},
    },
    handle::{Caller, Operator, Tenant, TenantAdmin},
    operator::tenants::{NewTenant, TierChange},
    person::{handle::Person, mfa::MfaState, own_sessions::OwnSession},
    public::{
        api_client::ApiClient,
        app::{App, open},
        joining::{InvitationPreview, Joining},
        registration::NewRegistration,
        sign_in::{Answered, Challenged, SecondFactor, SignIn, SignedIn},
    },
    tenant::{
        bulk::{BulkReport, BulkResult, MAX_ORDERS, MAX_PRODUCTS, Percent, ProductBulk, ProductChange, Which},
        events::{FeedPage, FeedQuery},
        pages::{OrderPages, Pages, ProductPages},
        resources::Resources,
        search::{DEFAULT_FOUND, Found, MAX_FOUND, Matched},
        timeline::{Happened, Moment},
    },
    worker::{
        export::WholeExport,
        handle::Worker,
        webhooks::{DueDeliveries, DueDelivery, TakenDelivery},
    },
};
