//! Views of lists that people keep.

use axum::{extract::Query, http::Uri};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tenantry_core::{
    Error, Result as Checked,
    domain::{
        ids::{ResourceId, UserId},
        money::Currency,
        resource::Record,
        saved_view::{List, SavedView, SavedViewDraft},
        tenant::TenantRecord,
    },
};
use utoipa::{IntoParams, ToSchema};

use super::{
    filter::{OrderExport, ProductExport},
    names::ListName,
    scalar::Time,
};

/// One's own and the shared ones, by name.
#[derive(Serialize, ToSchema)]
#[schema(as = SavedViewList)]
pub struct SavedViewListResponse<'a> {
    pub items: Vec<SavedViewResponse<'a>>,
}

/// A list with its filters, under a name.
#[derive(Serialize, ToSchema)]
#[schema(as = SavedView, example = json!({
    "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821", "list": "products", "name": "Running low",
    "query": "stock=low&category=Kitchen", "shared": true, "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
    "version": 1, "created_at": "2026-11-24T11:00:00.000Z", "updated_at": "2026-11-24T11:00:00.000Z"
}))]
pub struct SavedViewResponse<'a> {
    #[schema(value_type = Uuid)]
    view_id: ResourceId,
    #[schema(value_type = ListName)]
    list: &'static str,
    name: &'a str,
    /// What GET of the list takes, without limit and cursor.
    query: &'a str,
    /// Everybody in the company sees it.
    shared: bool,
    /// The member who keeps it.
    #[schema(value_type = Uuid)]
    owner: UserId,
    version: u64,
    created_at: Time,
    updated_at: Time,
}

impl<'a> SavedViewResponse<'a> {
    pub fn of(view: &'a Record<SavedView>) -> Self {
        let Record { id, version, created_at, updated_at, value, secret: () } = view;
        let SavedView { list, name, query, shared, owner } = value;
        Self {
            view_id: *id,
            list: list.name(),
            name,
            query,
            shared: *shared,
            owner: *owner,
            version: *version,
            created_at: Time(*created_at),
            updated_at: Time(*updated_at),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SavedViewParams {
    /// Views of this list only.
    #[param(value_type = Option<ListName>, inline)]
    pub list: Option<List>,
}

/// A view to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSavedView, example = json!({
    "list": "products", "name": "Running low", "query": "stock=low&category=Kitchen", "shared": true
}))]
pub struct NewSavedViewRequest {
    #[schema(value_type = ListName)]
    list: List,
    #[schema(min_length = 1, max_length = 60, pattern = r"\S")]
    name: String,
    /// What GET of the list takes, without limit and cursor; empty for the whole list.
    #[schema(max_length = 1000)]
    query: String,
    #[serde(default)]
    shared: bool,
}

impl NewSavedViewRequest {
    /// Returns the new view, not judged yet.
    pub fn read(self) -> SavedViewDraft {
        let Self { list, name, query, shared } = self;
        SavedViewDraft { list, name, query, shared }
    }
}

/// The fields of a view that can be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedViewEdit, example = json!({"name": "Running low", "query": "stock=low", "shared": false}))]
pub struct SavedViewEdit {
    #[schema(min_length = 1, max_length = 60, pattern = r"\S")]
    name: String,
    #[schema(max_length = 1000)]
    query: String,
    #[serde(default)]
    shared: bool,
}

impl SavedViewEdit {
    /// Returns the new state of a view of `list`, not judged yet.
    pub fn draft(self, list: List) -> SavedViewDraft {
        let Self { name, query, shared } = self;
        SavedViewDraft { list, name, query, shared }
    }
}

/// Judges the query of a view, which the rules of views know nothing of; fails with every filter that is not valid.
pub fn judged(view: SavedView, tenant: &TenantRecord) -> Checked<SavedView> {
    check_query(view.list, &view.query, tenant.currency, &tenant.zone())?;
    Ok(view)
}

fn check_query(list: List, query: &str, currency: Currency, zone: &TimeZone) -> Checked<()> {
    let sound = match list {
        List::Products => {
            parse::<ProductExport>(query).and_then(|filter| filter.query(currency).map(drop).map_err(drop))
        }
        List::Orders => parse::<OrderExport>(query).and_then(|filter| filter.query(zone).map(drop).map_err(drop)),
    };
    sound.map_err(|()| {
        let detail = format!("must be what GET /v1/{} takes, without limit and cursor", list.name());
        Error::invalid("/query", "not_a_filter", detail)
    })
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, ()> {
    let uri: Uri = format!("/?{query}").parse().map_err(drop)?;
    // A fragment would be cut off unseen.
    if uri.query() != Some(query) {
        return Err(());
    }
    Query::try_from_uri(&uri).map(|Query(filter)| filter).map_err(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_holds_what_its_list_takes() {
        let sound = |list, query: &str| check_query(list, query, Currency::EUR, &TimeZone::UTC).is_ok();
        for query in ["", "stock=low&category=K%C3%BCche", "name=wal", "price_min=1.00&price_max=2", "archived=true"] {
            assert!(sound(List::Products, query), "{query}");
        }
        for query in ["status=pending", "customer_email=ada%40example.com&from=2026-11-01T00:00:00Z", "to=2026-11-30"] {
            assert!(sound(List::Orders, query), "{query}");
        }
        for query in [
            "stock=lots",
            "limit=5",
            "cursor=x",
            "?stock=low",
            "stock=low#x",
            "name=a&sku=b",
            "price_min=2&price_max=1",
            "stock=low&stock=in",
            "category=a b",
            "status=pending",
            "name=\n",
        ] {
            assert!(!sound(List::Products, query), "{query}");
        }
        assert!(!sound(List::Orders, "stock=low"));
    }
}
