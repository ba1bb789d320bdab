//! Records of declared kinds as items: one for the record, and one for each of its places in a sorted list, which holds
//! nothing but its key.

use std::collections::HashMap;

use tenantry_core::{
    TenantKey,
    domain::{
        ids::ResourceId,
        page::{Position, Slice},
        resource::{IndexKey, ResourceOrder, ResourceQuery, StoredResource},
    },
};

use super::{DynamoStore, lists::Narrow};
use crate::{
    dynamo::{Fault, Item, Reading, Span, before, json, number, text},
    partition::{self, Partition, Table},
};

fn malformed(k: &str) -> Fault {
    Fault::Malformed(format!("{k} is no record's key"))
}

pub(super) fn item(key: &TenantKey, resource: &StoredResource) -> Result<Item, Fault> {
    let StoredResource { kind, id, version, body, keys } = resource;
    let attributes =
        [("version".to_owned(), number(version)), ("body".to_owned(), text(body)), ("keys".to_owned(), json(keys)?)];
    Ok(Partition::item(key, Table::Aux, partition::resource(kind, *id), attributes))
}

fn read(item: &Item) -> Result<StoredResource, Fault> {
    let k = item.text(Table::Aux.id())?;
    let (kind, id) = partition::resource_of(k).ok_or_else(|| malformed(k))?;
    Ok(StoredResource {
        kind: kind.to_owned().into(),
        id,
        version: item.number("version")?,
        body: item.text("body")?.to_owned(),
        keys: item.json("keys")?,
    })
}

impl DynamoStore {
    pub(super) async fn find_resource(
        &self,
        key: &TenantKey,
        kind: &str,
        id: ResourceId,
    ) -> Result<Option<StoredResource>, Fault> {
        let found = self.get(key, Table::Aux, &partition::resource(kind, id)).await?;
        found.as_ref().map(read).transpose()
    }

    pub(super) async fn list_resources(
        &self,
        key: &TenantKey,
        query: &ResourceQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Result<Slice<StoredResource>, Fault> {
        match &query.order {
            ResourceOrder::Newest => {
                let last = match from {
                    Some(Position::Before(id) | Position::After(_, id)) => before(*id),
                    None => Some(uuid::Uuid::max()),
                };
                let Some(last) = last else { return Ok(Slice::empty()) };
                let id = |id| partition::resource(&query.kind, ResourceId(id));
                let span = Span::backward(id(uuid::Uuid::nil()), id(last));
                self.walk_resources(key, &span, limit, |found| Position::Before(found.id.0)).await
            }
            ResourceOrder::By { index, descending, from: first, until } => {
                let list = partition::index(&query.kind, index);
                let (mut first, mut last) = (
                    format!("{list}{}", first.as_deref().unwrap_or_default()),
                    until
                        .as_ref()
                        .map_or_else(|| format!("{list}{}", partition::LAST), |until| format!("{list}{until}")),
                );
                match from {
                    Some(Position::After(at, id)) if *descending => {
                        last = before(*id).map_or_else(|| format!("{list}{at}"), |id| partition::place(&list, at, id));
                    }
                    // Nothing lies between an id and itself with a sign behind it.
                    Some(Position::After(at, id)) => {
                        first = format!("{}{}", partition::place(&list, at, *id), partition::SEPARATOR);
                    }
                    Some(Position::Before(_)) | None => {}
                }
                let span = Span { newest_first: *descending, ..Span::forward(first, last) };
                self.by_index(key, query, index, &span, limit).await
            }
        }
    }

    /// All kinds, in descending order of kind and id.
    pub(super) async fn walk_all_resources(
        &self,
        key: &TenantKey,
        from: Option<&Position>,
        limit: usize,
    ) -> Result<Slice<StoredResource>, Fault> {
        let last = match from {
            Some(Position::After(kind, id)) => match before(*id) {
                Some(id) => partition::resource(kind, ResourceId(id)),
                None => partition::resources(kind),
            },
            Some(Position::Before(_)) | None => format!("{}{}", partition::RESOURCES, partition::LAST),
        };
        let span = Span::backward(partition::RESOURCES, last);
        let place = |found: &StoredResource| Position::After(found.kind.clone().into_owned(), found.id.0);
        self.walk_resources(key, &span, limit, place).await
    }

    async fn walk_resources(
        &self,
        key: &TenantKey,
        span: &Span,
        limit: usize,
        position: impl Fn(&StoredResource) -> Position,
    ) -> Result<Slice<StoredResource>, Fault> {
        let listing = &self.partition.by_id(key, Table::Aux);
        let fetch = |reach, after| async move { self.page(key, listing, span, Some(reach), after).await };
        let narrow = Narrow { fetch, matches: |_: &StoredResource| true, position, is_wide: false };
        self.narrowed(limit, read, narrow).await
    }

    /// Reads the keys, and then the records as they are now: one whose key has moved on is listed where that is.
    async fn by_index(
        &self,
        key: &TenantKey,
        query: &ResourceQuery,
        index: &str,
        span: &Span,
        limit: usize,
    ) -> Result<Slice<StoredResource>, Fault> {
        let listing = &self.partition.by_id(key, Table::Aux);
        let list = &partition::index(&query.kind, index);
        let place = |item: &Item| {
            let k = item.text(Table::Aux.id())?;
            partition::place_of(list, k).ok_or_else(|| malformed(k))
        };
        let fetch = |reach, after| async move { self.page(key, listing, span, Some(reach), after).await };
        let position = |(at, id): &(String, ResourceId)| Position::After(at.clone(), id.0);
        let narrow = Narrow { fetch, matches: |_: &(String, ResourceId)| true, position, is_wide: false };
        let Slice { items: places, next } = self.narrowed(limit, place, narrow).await?;
        let wanted = places.iter().map(|(_, id)| (Table::Aux, partition::resource(&query.kind, *id)));
        let found = self.get_many(key, wanted, true).await?;
        let found = found.iter().map(|(_, item)| read(item)).collect::<Result<Vec<_>, _>>()?;
        let mut found: HashMap<ResourceId, StoredResource> = found.into_iter().map(|found| (found.id, found)).collect();
        let stands = |found: &StoredResource, at: &str| {
            found.keys.iter().any(|IndexKey { index: known, key }| known == index && key == at)
        };
        let items = places.iter().filter_map(|(at, id)| found.remove(id).filter(|found| stands(found, at)));
        Ok(Slice { items: items.collect(), next })
    }
}
