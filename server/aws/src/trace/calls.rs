//! Each call to AWS is counted, and is a part of the trace in force. All clients have this interceptor; where nothing is
//! sampled, or nobody listens, it only counts.

use std::{
    collections::BTreeSet,
    time::{Instant, SystemTime},
};

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
            BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef, Input,
        },
        orchestrator::{HttpResponse, Metadata},
    },
};
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde_json::{Value, json};

use super::{Document, TraceContext, export, id};
use crate::dependency::{self, Outcome};

const HEADER: &str = "x-amzn-trace-id";

#[derive(Debug)]
pub struct Calls;

/// A call under way that is a part of a trace.
#[derive(Debug)]
struct Begun {
    place: TraceContext,
    id: String,
    at: SystemTime,
    tables: BTreeSet<String>,
}

impl Storable for Begun {
    type Storer = StoreReplace<Self>;
}

/// When a try of a call was sent; the SDK repeats those of some clients by itself.
#[derive(Debug)]
struct Tried(Instant);

impl Storable for Tried {
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
        if export::listens()
            && let Some(place) = TraceContext::here()
        {
            let tables = tables(context.input());
            cfg.interceptor_state().store_put(Begun { place, id: id(), at: SystemTime::now(), tables });
        }
        Ok(())
    }

    /// What the service does for the call belongs to the call; where it is not
    /// known, to the work that made it.
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

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Tried(Instant::now()));
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let (Some(Tried(at)), Some(call)) = (cfg.load::<Tried>(), cfg.load::<Metadata>()) {
            dependency::record(call.service(), at.elapsed(), outcome(context.response()));
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
            export::send(&document);
        }
        Ok(())
    }
}

fn outcome(response: Option<&HttpResponse>) -> Outcome {
    let Some(response) = response else { return Outcome::Failed };
    match response.status().as_u16() {
        ..400 => Outcome::Answered,
        500.. => Outcome::Failed,
        _ if is_throttled(response) => Outcome::Throttled,
        // Rights that are missing, keys that are over: no caller's fault.
        _ if says(response, &["AccessDenied", "ExpiredToken", "UnrecognizedClient", "InvalidClientTokenId"]) => {
            Outcome::Failed
        }
        _ => Outcome::Answered,
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
            if status >= 400 && is_throttled(response) {
                document["throttle"] = true.into();
            }
        }
        // It was never answered.
        None => document["fault"] = true.into(),
    }
    document["aws"] = aws;
}

/// DynamoDB says it with 400 and the name of the error.
fn is_throttled(response: &HttpResponse) -> bool {
    let names = ["Throttl", "ThroughputExceeded", "RequestLimitExceeded", "TooManyRequests"];
    response.status().as_u16() == 429 || says(response, &names)
}

/// Returns whether the name of the error has one of these in it: it stands in a header, in JSON, or in the XML of the
/// older services.
fn says(response: &HttpResponse, names: &[&str]) -> bool {
    let code = response.headers().get("x-amzn-errortype").map(str::to_owned).or_else(|| {
        let body = response.body().bytes()?;
        match serde_json::from_slice::<Value>(body) {
            Ok(body) => body["__type"].as_str().map(str::to_owned),
            Err(_) => {
                let (_, rest) = std::str::from_utf8(body).ok()?.split_once("<Code>")?;
                Some(rest.split_once("</Code>")?.0.to_owned())
            }
        }
    });
    code.is_some_and(|code| names.iter().any(|name| code.contains(name)))
}

/// Returns the tables that a request is about.
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

#[cfg(test)]
mod tests {
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn response(status: u16, body: &str) -> HttpResponse {
        HttpResponse::new(status.try_into().expect("a status"), SdkBody::from(body))
    }

    #[test]
    fn a_no_is_an_answer_and_a_throttle_is_none() {
        let of = |status: u16, body: &str| outcome(Some(&response(status, body)));
        let named = |name: &str| format!("{{\"__type\":\"com.amazonaws.dynamodb.v20120810#{name}\"}}");
        assert_eq!(of(200, "{}"), Outcome::Answered);
        assert_eq!(of(400, &named("ConditionalCheckFailedException")), Outcome::Answered);
        assert_eq!(of(400, &named("ThrottlingException")), Outcome::Throttled);
        assert_eq!(of(400, &named("ProvisionedThroughputExceededException")), Outcome::Throttled);
        assert_eq!(of(400, &named("AccessDeniedException")), Outcome::Failed);
        let xml = "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>";
        assert_eq!(of(400, xml), Outcome::Throttled, "STS and SNS answer with XML");
        assert_eq!((of(429, ""), of(503, ""), outcome(None)), (Outcome::Throttled, Outcome::Failed, Outcome::Failed));
    }
}
