//! One transaction: every action or none. Rejections are reported in the order
//! of the actions, and conflicts with others are tried again.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        CancellationReason, ConditionCheck, Delete, Put, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem, Update,
    },
};
use tenantry_core::domain::ids::TenantId;

use super::{
    Consumption, Fault, Item, number,
    retry::{Budget, is_conflict, passes, passes_by_code},
};

/// The most that DynamoDB takes.
const MAX_ACTIONS: usize = 100;

/// Collects actions, each with what a refusal of it means.
pub(crate) struct Transaction<M> {
    actions: Vec<TransactWriteItem>,
    tags: Vec<Tag<M>>,
}

/// What it means that an action's condition did not hold.
enum Tag<M> {
    Reason(M),
    /// The place is not open.
    Fence,
    /// The place is not open, or else this reason: the item as it is says which.
    FenceOr(IsOpen, M),
}

/// Returns whether the place is open as it was thought to be, by the item that says so; nothing where there is none.
pub(crate) type IsOpen = fn(Option<&Item>) -> bool;

pub(crate) enum Transacted<M> {
    Done {
        /// Whether it met others on its way, and so was tried again.
        contended: bool,
    },
    /// Conditions that did not hold, in order, each with the item as it is.
    Refused(Vec<(M, Option<Item>)>),
    /// The place is not open as it was thought to be: the item that says so. What else was refused counts for nothing.
    Fenced(Option<Item>),
}

/// Numbers that are added to one item, which need not be there before.
pub(crate) type Adding = BTreeMap<String, i64>;

fn unbuilt(error: BuildError) -> Fault {
    Fault::Malformed(error.to_string())
}

const OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

impl<M: Clone> Transaction<M> {
    pub fn new() -> Self {
        Self { actions: Vec::new(), tags: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Returns whether it meets an item that says if the place is open.
    pub fn is_fenced(&self) -> bool {
        self.tags.iter().any(|tag| matches!(tag, Tag::Fence | Tag::FenceOr(..)))
    }

    /// Returns what it writes: tables, and items or keys of them.
    pub fn touched(&self) -> impl Iterator<Item = (&str, &Item)> {
        self.actions.iter().filter_map(|action| {
            let put = action.put().map(|put| (put.table_name(), put.item()));
            let update = || action.update().map(|update| (update.table_name(), update.key()));
            let delete = || action.delete().map(|delete| (delete.table_name(), delete.key()));
            put.or_else(update).or_else(delete)
        })
    }

    /// Without a reason it can only be refused because the place is not open.
    fn push(&mut self, action: TransactWriteItem, reason: Option<M>) {
        self.actions.push(action);
        self.tags.push(reason.map_or(Tag::Fence, Tag::Reason));
    }

    pub fn put(
        &mut self,
        reason: impl Into<Option<M>>,
        table: &str,
        item: Item,
        condition: Option<Condition>,
    ) -> Result<(), Fault> {
        let Condition { expression, names, values } = condition.unwrap_or_default();
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .set_condition_expression(Some(expression).filter(|expression| !expression.is_empty()))
            .set_expression_attribute_names(some(names))
            .set_expression_attribute_values(some(values))
            .return_values_on_condition_check_failure(OLD)
            .build()
            .map_err(unbuilt)?;
        self.push(TransactWriteItem::builder().put(put).build(), reason.into());
        Ok(())
    }

    pub fn delete(
        &mut self,
        reason: impl Into<Option<M>>,
        table: &str,
        key: Item,
        condition: Option<Condition>,
    ) -> Result<(), Fault> {
        let Condition { expression, names, values } = condition.unwrap_or_default();
        let delete = Delete::builder()
            .table_name(table)
            .set_key(Some(key))
            .set_condition_expression(Some(expression).filter(|expression| !expression.is_empty()))
            .set_expression_attribute_names(some(names))
            .set_expression_attribute_values(some(values))
            .return_values_on_condition_check_failure(OLD)
            .build()
            .map_err(unbuilt)?;
        self.push(TransactWriteItem::builder().delete(delete).build(), reason.into());
        Ok(())
    }

    pub fn check(
        &mut self,
        reason: impl Into<Option<M>>,
        table: &str,
        key: Item,
        condition: Condition,
    ) -> Result<(), Fault> {
        let check = ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(key))
            .condition_expression(condition.expression)
            .set_expression_attribute_names(some(condition.names))
            .set_expression_attribute_values(some(condition.values))
            .return_values_on_condition_check_failure(OLD)
            .build()
            .map_err(unbuilt)?;
        self.push(TransactWriteItem::builder().condition_check(check).build(), reason.into());
        Ok(())
    }

    /// `change` is an update expression; its names and values go with the condition's.
    pub fn update(
        &mut self,
        reason: impl Into<Option<M>>,
        table: &str,
        key: Item,
        change: Condition,
        condition: Option<Condition>,
    ) -> Result<(), Fault> {
        self.push(update(table, key, change, condition)?, reason.into());
        Ok(())
    }

    /// The same for an item that says whether the place is open, where more is asked of it.
    pub fn update_fence(
        &mut self,
        (is_open, reason): (IsOpen, M),
        table: &str,
        key: Item,
        change: Condition,
        condition: Condition,
    ) -> Result<(), Fault> {
        self.actions.push(update(table, key, change, Some(condition))?);
        self.tags.push(Tag::FenceOr(is_open, reason));
        Ok(())
    }

    /// The same `token` counts once, however often it is sent: after a time-out
    /// the transaction is sent again, and done once.
    pub async fn send(
        self,
        client: &Client,
        used: &Consumption,
        tenant: TenantId,
        token: String,
    ) -> Result<Transacted<M>, Fault> {
        if self.len() > MAX_ACTIONS {
            return Err(Fault::TooLarge(self.len()));
        }
        let Self { actions, tags } = self;
        let request = client
            .transact_write_items()
            .set_transact_items(Some(actions))
            .client_request_token(token)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let (mut budget, mut contended, mut only_conflicts) = (Budget::new(), false, true);
        loop {
            budget.begin();
            let error = match request.clone().send().await {
                Ok(done) => {
                    used.write(tenant, done.consumed_capacity());
                    return Ok(Transacted::Done { contended });
                }
                Err(error) => error,
            };
            used.write(tenant, &[]);
            let again = match reasons(&error) {
                Some(reasons) if let Some(fence) = fenced(&tags, reasons) => return Ok(Transacted::Fenced(fence)),
                Some(reasons) if is_judged(reasons) => return Ok(Transacted::Refused(refusals(tags, reasons))),
                Some(reasons) => reasons.iter().filter_map(CancellationReason::code).any(passes_by_code),
                None => passes(&error),
            };
            let conflicts = reasons(&error).unwrap_or_default().iter().filter_map(CancellationReason::code);
            let is_contended = conflicts.clone().any(is_conflict);
            contended |= is_contended;
            only_conflicts &= is_contended;
            let has_time = if is_contended { budget.pause_in_time().await } else { budget.pause().await };
            if again && has_time {
                continue;
            }
            let tries = budget.tries();
            // After another failure it is not known whether that try was done.
            return Err(if only_conflicts { Fault::Contended { tries } } else { Fault::service(tries, error) });
        }
    }
}

fn update(table: &str, key: Item, change: Condition, condition: Option<Condition>) -> Result<TransactWriteItem, Fault> {
    let (mut names, mut values) = (change.names, change.values);
    let condition = condition.map(|condition| {
        names.extend(condition.names);
        values.extend(condition.values);
        condition.expression
    });
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(key))
        .update_expression(change.expression)
        .set_condition_expression(condition)
        .set_expression_attribute_names(some(names))
        .set_expression_attribute_values(some(values))
        .return_values_on_condition_check_failure(OLD)
        .build()
        .map_err(unbuilt)?;
    Ok(TransactWriteItem::builder().update(update).build())
}

/// An expression with its own names and values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Condition {
    pub expression: String,
    pub names: std::collections::HashMap<String, String>,
    pub values: Item,
}

impl Condition {
    pub fn new(expression: impl Into<String>) -> Self {
        Self { expression: expression.into(), ..Self::default() }
    }

    pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.insert(placeholder.into(), name.into());
        self
    }

    pub fn value(mut self, placeholder: impl Into<String>, value: aws_sdk_dynamodb::types::AttributeValue) -> Self {
        self.values.insert(placeholder.into(), value);
        self
    }
}

/// DynamoDB refuses maps that are empty.
fn some<K, V>(map: std::collections::HashMap<K, V>) -> Option<std::collections::HashMap<K, V>> {
    (!map.is_empty()).then_some(map)
}

/// Adds numbers to an item that may not be there yet; `set` is what it must
/// have besides.
pub(crate) fn adding(adding: &Adding, set: &Item) -> Condition {
    let mut change = Condition::default();
    let besides: Vec<String> = set
        .iter()
        .enumerate()
        .map(|(n, (name, value))| {
            change.names.insert(format!("#b{n}"), name.clone());
            change.values.insert(format!(":b{n}"), value.clone());
            format!("#b{n} = :b{n}")
        })
        .collect();
    let parts: Vec<String> = adding
        .iter()
        .enumerate()
        .map(|(n, (name, amount))| {
            change.names.insert(format!("#a{n}"), name.clone());
            change.values.insert(format!(":a{n}"), number(amount));
            format!("#a{n} :a{n}")
        })
        .collect();
    let clause = |word: &str, parts: &[String]| {
        if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
    };
    change.expression = clause("SET", &besides) + &clause("ADD", &parts);
    change
}

fn reasons(
    error: &SdkError<TransactWriteItemsError, aws_sdk_dynamodb::config::http::HttpResponse>,
) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => Some(cancelled.cancellation_reasons()),
        _ => None,
    }
}

const REFUSED: &str = "ConditionalCheckFailed";

/// Returns whether the first thing that went wrong is a condition that did not hold. A
/// conflict before it leaves open what would have been found there.
fn is_judged(reasons: &[CancellationReason]) -> bool {
    let wrong = |code: &&str| *code != "None";
    reasons.iter().filter_map(CancellationReason::code).find(wrong) == Some(REFUSED)
}

fn refusals<M>(tags: Vec<Tag<M>>, reasons: &[CancellationReason]) -> Vec<(M, Option<Item>)> {
    let refused = |(_, reason): &(Tag<M>, &CancellationReason)| reason.code() == Some(REFUSED);
    let rejected = tags.into_iter().zip(reasons).filter(refused);
    let reason = |tag: Tag<M>| match tag {
        Tag::Reason(reason) | Tag::FenceOr(_, reason) => Some(reason),
        Tag::Fence => None,
    };
    rejected.filter_map(|(tag, cancelled)| Some((reason(tag)?, cancelled.item.clone()))).collect()
}

/// The item that says that the place is not open, if one was met.
fn fenced<M>(tags: &[Tag<M>], reasons: &[CancellationReason]) -> Option<Option<Item>> {
    let mut refused = tags.iter().zip(reasons).filter(|(_, cancelled)| cancelled.code() == Some(REFUSED));
    let is_shut = |(tag, cancelled): &(&Tag<M>, &CancellationReason)| match tag {
        Tag::Reason(_) => false,
        Tag::Fence => true,
        Tag::FenceOr(is_open, _) => !is_open(cancelled.item.as_ref()),
    };
    refused.find(is_shut).map(|(_, cancelled)| cancelled.item.clone())
}
