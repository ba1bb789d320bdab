//! The handlers of a kind, for any kind.

use std::{marker::PhantomData, slice::from_ref};

use axum::{http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tenantry_core::{
    Result as Checked,
    domain::{
        api_key::Scope,
        ids::ResourceId,
        order::version_tag,
        page::PageRequest,
        resource::{Form, Kind, Record, ResourceOrder, ResourceQuery},
        text::Check,
    },
};

use super::Rest;
use crate::{
    dto::page::bounded,
    extract::{
        Edit, Id, IfMatch, IfNoneMatch, RetryKey, Unchecked, UncheckedParams,
        granted::{Granted, Takes},
    },
    problem::Result,
    reply::{self, Done},
};

/// Seeing records of a kind: a kind without scopes is for people, since no program acts with none.
pub struct Reads<K>(PhantomData<fn() -> K>);

impl<K: Rest> Takes for Reads<K> {
    const SCOPES: &'static [Scope] = match &K::KIND.scopes {
        Some(scopes) => from_ref(&scopes.read),
        None => &[],
    };
}

/// Changing records of a kind.
pub struct Writes<K>(PhantomData<fn() -> K>);

impl<K: Rest> Takes for Writes<K> {
    const SCOPES: &'static [Scope] = match &K::KIND.scopes {
        Some(scopes) => from_ref(&scopes.write),
        None => &[],
    };
}

/// Which part of a list, in which order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    limit: Option<usize>,
    cursor: Option<String>,
    sort: Option<String>,
    from: Option<String>,
    to: Option<String>,
    prefix: Option<String>,
}

impl ListParams {
    fn read(self, kind: &'static Kind) -> Checked<(ResourceQuery, PageRequest)> {
        let Self { limit, cursor, sort, from, to, prefix } = self;
        let mut check = Check::default();
        let page = bounded(&mut check, limit, cursor);
        let Some(sort) = sort else {
            for (name, bound) in [("from", from), ("to", to), ("prefix", prefix)] {
                if bound.is_some() {
                    check.refuse(format!("/{name}"), "without_sort", "bounds the list that sort names");
                }
            }
            return check.done((ResourceQuery::newest(kind.name), page));
        };
        let Some(index) = kind.index(sort.strip_prefix('-').unwrap_or(&sort)) else {
            let known: Vec<&str> = kind.indexes.iter().map(|index| index.name).collect();
            let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
            check.refuse("/sort", "unknown_value", format!("is not known; expected one of {known}, or that after a -"));
            return check.done((ResourceQuery::newest(kind.name), page));
        };
        let mut bound = |name: &str, text: Option<String>| {
            let bound = index.bound(text.as_deref()?);
            if bound.is_none() {
                let detail = "must be a date-time with an offset, like 2026-11-30T12:00:00Z";
                check.refuse(format!("/{name}"), "invalid", detail);
            }
            bound
        };
        let bounds = (bound("from", from), bound("to", to));
        let mut query = ResourceQuery::by(kind.name, index.name);
        if let ResourceOrder::By { descending, .. } = &mut query.order {
            *descending = sort.starts_with('-');
        }
        match prefix {
            None => query = query.between(bounds.0, bounds.1),
            Some(_) if index.form == Form::Time => {
                check.refuse("/prefix", "not_a_text", "narrows only lists that are sorted by a text; take from and to");
            }
            Some(_) if bounds.0.is_some() || bounds.1.is_some() => {
                check.refuse("/prefix", "exclusive", "stands alone; take it or from and to");
            }
            Some(prefix) => query = query.beginning_with(&index.bound(&prefix).unwrap_or_default()),
        }
        check.done((query, page))
    }
}

#[derive(Serialize)]
struct Listed {
    items: Vec<Box<RawValue>>,
    next_cursor: Option<String>,
}

/// Values hold nothing that JSON can't, so this does not fail.
fn shown<K: Rest>(record: &Record<K>) -> Box<RawValue> {
    record.shown().unwrap_or_else(|_| RawValue::NULL.to_owned())
}

pub async fn list<K: Rest>(
    Granted(tenant, _): Granted<Reads<K>>,
    params: UncheckedParams<ListParams>,
) -> Result<Response> {
    let (query, page) = params.check(|params| params.read(K::KIND))?;
    let found = tenant.resources::<K>().list(&query, &page).await?;
    let items = found.items.iter().map(shown).collect();
    Ok(reply::json(StatusCode::OK, &Listed { items, next_cursor: found.next_cursor }))
}

pub async fn create<K: Rest>(
    Granted(tenant, _): Granted<Writes<K>>,
    key: RetryKey,
    new: Unchecked<K::Draft>,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &new.raw);
    let records = tenant.resources::<K>();
    let value = new.check(|draft| records.judge(draft, None))?;
    let answer = |record: &Record<K>| {
        let location = format!("/v1/{}/{}", K::KIND.plural, record.id);
        reply::created(version_tag(record.version), location, &shown(record))
    };
    Ok(records.create(value, &attempt, answer).await?.into())
}

pub async fn get<K: Rest>(
    Granted(tenant, _): Granted<Reads<K>>,
    Id(id): Id<ResourceId>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let record = tenant.resources::<K>().get(id).await?;
    Ok(seen.answer(&version_tag(record.version), &shown(&record)))
}

/// PUT and PATCH.
pub async fn change<K: Rest>(
    Granted(tenant, _): Granted<Writes<K>>,
    Id(id): Id<ResourceId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &edit.raw);
    let records = tenant.resources::<K>();
    let revise = |current: &Record<K>| {
        edit.check(&shown(current), K::KIND.fields, |draft: K::Draft| records.judge(draft, Some(current)))
    };
    let answer = |record: &Record<K>| reply::changed(version_tag(record.version), &shown(record));
    Ok(records.update(id, &seen, &attempt, revise, answer).await?.into())
}

pub async fn remove<K: Rest>(
    Granted(tenant, _): Granted<Writes<K>>,
    Id(id): Id<ResourceId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), b"");
    Ok(tenant.resources::<K>().remove(id, &seen, &attempt, reply::gone()).await?.into())
}
