//! Items that share the first part of their key, read as they are at the moment.

use aws_sdk_dynamodb::{Client, types::ReturnConsumedCapacity};
use tenantry_core::domain::ids::TenantId;

use crate::dynamo::{Consumption, Fault, Item, batch_delete, retried, text};

pub(super) struct Shelf<'a> {
    pub client: &'a Client,
    pub used: &'a Consumption,
    /// Whose capacity it counts as.
    pub tenant: TenantId,
    pub table: &'a str,
    /// The names of both parts of the key.
    pub key: (&'static str, &'static str),
    pub first: &'a str,
    /// Only what sorts before it.
    pub below: Option<&'a str>,
}

impl Shelf<'_> {
    /// Waits until nothing is found from its begin on; how many items there were.
    pub async fn empty(&self) -> Result<usize, Fault> {
        let mut gone = 0;
        loop {
            let found = self.keys().await?;
            if found.is_empty() {
                return Ok(gone);
            }
            gone += found.len();
            batch_delete(self.client, self.used, self.tenant, self.table, found).await?;
        }
    }

    /// As many as one answer holds; none only where there are none.
    async fn keys(&self) -> Result<Vec<Item>, Fault> {
        let (first, second) = self.key;
        let range = self.below.map_or("", |_| " AND #second < :below");
        let request = self
            .client
            .query()
            .table_name(self.table)
            .key_condition_expression(format!("#first = :first{range}"))
            .projection_expression("#first, #second")
            .expression_attribute_names("#first", first)
            .expression_attribute_names("#second", second)
            .expression_attribute_values(":first", text(self.first))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let request = match self.below {
            Some(below) => request.expression_attribute_values(":below", text(below)),
            None => request,
        };
        let mut after = None;
        loop {
            let request = request.clone().set_exclusive_start_key(after.take());
            let page = retried(|| request.clone().send()).await?;
            self.used.read(self.tenant, page.consumed_capacity().map_or(&[], std::slice::from_ref));
            let found = page.items.unwrap_or_default();
            after = page.last_evaluated_key;
            if !found.is_empty() || after.is_none() {
                return Ok(found);
            }
        }
    }
}
