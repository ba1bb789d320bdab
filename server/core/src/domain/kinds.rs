//! The kinds of records that every installation keeps beside products and orders.

use crate::domain::{
    resource::{Kinds, Resource},
    saved_view::SavedView,
    webhook::WebhookEndpoint,
};

/// Returns the kinds that are not a builder's own.
pub fn built_in() -> Kinds {
    Kinds::default().with(SavedView::KIND).with(WebhookEndpoint::KIND)
}
