//! Reading orders. The filters say the same as `OrderQuery::matches`.

use rusqlite::{Connection, OptionalExtension, params, params_from_iter, types::Value};
use tenantry_core::{
    commit::UniqueName,
    ids::{OrderId, TenantId},
    order::{Order, OrderQuery},
    page::{Position, Slice},
    text::fold_email,
};

use crate::sqlite::{from_json, millis};

pub(super) fn find(conn: &Connection, tenant: TenantId, id: OrderId) -> rusqlite::Result<Option<Order>> {
    conn.prepare_cached("SELECT doc FROM orders WHERE tenant_id = ?1 AND order_id = ?2")?
        .query_row(params![tenant.as_bytes(), id.as_bytes()], |row| row.get::<_, String>(0))
        .optional()?
        .map(|doc| from_json(&doc))
        .transpose()
}

pub(super) fn list(
    conn: &Connection,
    tenant: TenantId,
    query: &OrderQuery,
    from: Option<&Position>,
    limit: usize,
) -> rusqlite::Result<Slice<Order>> {
    let mut conditions = "o.tenant_id = ?".to_owned();
    let mut values = vec![Value::Blob(tenant.as_bytes().to_vec())];
    let mut filter = |condition: &str, value: Value| {
        conditions.push_str(" AND ");
        conditions.push_str(condition);
        values.push(value);
    };
    if let Some(status) = query.status {
        filter("o.status = ?", Value::Text(status.name().to_owned()));
    }
    if let Some(email) = &query.customer_email {
        filter("o.email_fold = ?", Value::Text(fold_email(email)));
    }
    if let Some(from) = query.from {
        filter("o.created_at >= ?", Value::Integer(millis(from)));
    }
    if let Some(to) = query.to {
        filter("o.created_at < ?", Value::Integer(millis(to)));
    }
    if let Some(reference) = &query.external_ref {
        let name = UniqueName::ExternalRef(reference.clone()).key();
        filter(
            "o.order_id = (SELECT owner FROM names n WHERE n.tenant_id = o.tenant_id AND n.name = ?)",
            Value::Text(name),
        );
    }
    if let Some(number) = &query.number {
        let (first, last) = number.ids();
        filter("o.order_id >= ?", Value::Blob(first.as_bytes().to_vec()));
        filter("o.order_id <= ?", Value::Blob(last.as_bytes().to_vec()));
        filter("substr(o.order_id, 12) = ?", Value::Blob(number.tail().to_vec()));
        if let Some(prefix) = number.prefix() {
            let condition = "replace(coalesce(json_extract(o.doc, '$.number_prefix'), ''), '-', '') = ?";
            filter(condition, Value::Text(prefix.to_owned()));
        }
    }
    let order = match &query.email_prefix {
        Some(prefix) => {
            filter("o.email_fold >= ?", Value::Text(prefix.clone()));
            // One bound only: of two SQLite may seek by the wider one and read all that lies before the page.
            match from {
                Some(Position::After(email, id)) => {
                    filter("(o.email_fold, o.order_id) < (?, ?)", Value::Text(email.clone()));
                    values.push(Value::Blob(id.as_bytes().to_vec()));
                }
                // The last code point sorts behind whatever can follow the prefix.
                _ => filter("o.email_fold < ?", Value::Text(format!("{prefix}\u{10FFFF}"))),
            }
            "o.email_fold DESC, o.order_id DESC"
        }
        None => {
            if let Some(Position::Before(id) | Position::After(_, id)) = from {
                filter("o.order_id < ?", Value::Blob(id.as_bytes().to_vec()));
            }
            "o.order_id DESC"
        }
    };
    let sql = format!("SELECT o.doc FROM orders o WHERE {conditions} ORDER BY {order} LIMIT {}", limit + 1);
    let mut statement = conn.prepare_cached(&sql)?;
    let docs = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(0))?;
    let orders = docs.map(|doc| from_json(&doc?)).collect::<rusqlite::Result<Vec<Order>>>()?;
    Ok(Slice::cut(orders, limit, |order| match &query.email_prefix {
        Some(_) => Position::After(fold_email(&order.customer_email), order.id.0),
        None => Position::Before(order.id.0),
    }))
}
