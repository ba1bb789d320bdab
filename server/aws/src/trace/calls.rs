//! Each call to AWS is a part of the trace in force. All clients have this
//! interceptor; where nothing is sampled, or nobody listens, it does nothing.

use std::{collections::BTreeSet, time::SystemTime};

use aws_sdk_dynamodb::{
    config::{ConfigBag, Intercept, Region, RuntimeComponents},
    operation::{
        batch_get_item::BatchGetItemInput, batch_write_item::BatchWriteItemInput, delete_item::DeleteItemInput,
        get_item::GetItemInput, put_item::PutItemInput, query::QueryInput, scan::ScanInput,
        transact_write_items::TransactWriteItemsInput, update_item::UpdateItemInput,
    },
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::context::{
            BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
            FinalizerInterceptorContextRef, Input,
        },
        orchestrator::{HttpResponse, Metadata},
    },
};
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde_json::{Value, json};

use super::{Document, Place, daemon, id};

const HEADER: &str = "x-amzn-trace-id";

#[derive(Debug)]
pub struct Calls;

/// A call under way.
#[derive(Debug)]
struct Begun {
    place: Place,
    id: String,
    at: SystemTime,
    tables: BTreeSet<String>,
}

impl Storable for Begun {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "Calls"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if daemon::listens()
            && let Some(place) = Place::here()
        {
            let tables = tables(context.input());
            cfg.interceptor_state().store_put(Begun { place, id: id(), at: SystemTime::now(), tables });
        }
        Ok(())
    }

    /// What the service does for the call belongs to the call; where it is not
    /// told, to the work that made it.
    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let header = cfg.load::<Begun>().map(|begun| begun.place.within(&begun.id)).or_else(super::header);
        if let Some(header) = header {
            // A header that can't be sent is no reason to fail.
            let _ = context.request_mut().headers_mut().try_insert(HEADER, header);
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let (Some(begun), Some(call)) = (cfg.load::<Begun>(), cfg.load::<Metadata>()) {
            let ended = SystemTime::now();
            let mut document = Document::subsegment(call.service(), &begun.id, &begun.place, begun.at, ended);
            let region = cfg.load::<Region>().map(Region::as_ref);
            describe(&mut document.0, call.name(), region, &begun.tables, context.response());
            daemon::send(&document.0);
        }
        Ok(())
    }
}

fn describe(
    document: &mut Value,
    operation: &str,
    region: Option<&str>,
    tables: &BTreeSet<String>,
    response: Option<&HttpResponse>,
) {
    document["namespace"] = "aws".into();
    let mut aws = json!({ "operation": operation });
    if let Some(region) = region {
        aws["region"] = region.into();
    }
    match tables.len() {
        0 => {}
        1 => aws["table_name"] = json!(tables.first()),
        _ => aws["table_names"] = json!(tables),
    }
    match response {
        Some(response) => {
            let id = ["x-amzn-requestid", "x-amz-request-id"].iter().find_map(|name| response.headers().get(name));
            if let Some(id) = id {
                aws["request_id"] = id.into();
            }
            let status = response.status().as_u16();
            document["http"] = json!({ "response": { "status": status } });
            match status {
                400..500 => document["error"] = true.into(),
                500.. => document["fault"] = true.into(),
                _ => {}
            }
            if status >= 400 && is_throttled(status, response) {
                document["throttle"] = true.into();
            }
        }
        // It was never answered.
        None => document["fault"] = true.into(),
    }
    document["aws"] = aws;
}

/// DynamoDB says it with 400 and the name of the error.
fn is_throttled(status: u16, response: &HttpResponse) -> bool {
    let in_body = || {
        let body: Value = serde_json::from_slice(response.body().bytes()?).ok()?;
        body["__type"].as_str().map(str::to_owned)
    };
    let code = response.headers().get("x-amzn-errortype").map(str::to_owned).or_else(in_body).unwrap_or_default();
    let throttles = ["Throttl", "ThroughputExceeded", "RequestLimitExceeded", "TooManyRequests"];
    status == 429 || throttles.iter().any(|word| code.contains(word))
}

/// The tables that a request is about.
fn tables(input: &Input) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    macro_rules! of_one {
        ($($kind:ty),+) => {$(
            if let Some(input) = input.downcast_ref::<$kind>() {
                tables.extend(input.table_name().map(str::to_owned));
            }
        )+};
    }
    of_one!(GetItemInput, PutItemInput, UpdateItemInput, DeleteItemInput, QueryInput, ScanInput);
    if let Some(input) = input.downcast_ref::<BatchGetItemInput>() {
        tables.extend(input.request_items().into_iter().flat_map(|all| all.keys().cloned()));
    }
    if let Some(input) = input.downcast_ref::<BatchWriteItemInput>() {
        tables.extend(input.request_items().into_iter().flat_map(|all| all.keys().cloned()));
    }
    if let Some(input) = input.downcast_ref::<TransactWriteItemsInput>() {
        for action in input.transact_items() {
            tables.extend(action.put().map(|put| put.table_name().to_owned()));
            tables.extend(action.update().map(|update| update.table_name().to_owned()));
            tables.extend(action.delete().map(|delete| delete.table_name().to_owned()));
            tables.extend(action.condition_check().map(|check| check.table_name().to_owned()));
        }
    }
    tables
}
