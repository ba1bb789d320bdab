//! Reading orders. The filters say the same as `OrderQuery::matches`.

use rusqlite::{Connection, OptionalExtension, params, params_from_iter, types::Value};
use tenantry_core::{
    domain::{
        ids::{OrderId, TenantId},
        order::{Order, OrderQuery},
        order_number::OrderNumber,
        page::{Position, Slice},
        text::fold_email,
    },
    ports::commit::UniqueName,
};

use crate::sqlite::{first_id, first_id_of, from_json, id_leads, millis};

pub(super) fn find(conn: &Connection, tenant: TenantId, id: OrderId) -> rusqlite::Result<Option<Order>> {
    conn.prepare_cached("SELECT doc FROM orders WHERE tenant_id = ?1 AND order_id = ?2")?
        .query_row(params![tenant.as_bytes(), id.as_bytes()], |row| row.get::<_, String>(0))
        .optional()?
        .map(|doc| from_json(&doc))
        .transpose()
}

/// Returns whether a page is read from one place: with a second condition orders are picked from among those of the first.
pub(super) fn is_quick(query: &OrderQuery) -> bool {
    let OrderQuery { status, customer_email, from, to, external_ref: _, number: _, email_prefix } = query;
    let conditions =
        [status.is_some(), customer_email.is_some(), from.is_some() || to.is_some(), email_prefix.is_some()];
    conditions.into_iter().filter(|is_set| *is_set).count() <= 1
}

pub(super) fn list(
    conn: &Connection,
    tenant: TenantId,
    query: &OrderQuery,
    from: Option<&Position>,
    limit: usize,
) -> rusqlite::Result<Slice<Order>> {
    let mut filter = Filter::new(tenant);
    filter.fields(query);
    let order = match &query.email_prefix {
        Some(prefix) => {
            filter.addresses(prefix, from);
            "o.email_fold DESC, o.order_id DESC"
        }
        None => {
            let lead = if query.to.is_some() { id_leads::longest(conn, tenant)? } else { 0 };
            filter.ids(query, from, lead);
            "o.order_id DESC"
        }
    };
    let Filter { conditions, values, index } = filter;
    let sql = format!("SELECT o.doc FROM orders o {index} WHERE {conditions} ORDER BY {order} LIMIT {}", limit + 1);
    let mut statement = conn.prepare_cached(&sql)?;
    let docs = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(0))?;
    let orders = docs.map(|doc| from_json(&doc?)).collect::<rusqlite::Result<Vec<Order>>>()?;
    Ok(Slice::cut(orders, limit, |order| match &query.email_prefix {
        Some(_) => Position::After(fold_email(&order.customer_email), order.id.0),
        None => Position::Before(order.id.0),
    }))
}

/// Conditions that always begin with the tenant.
struct Filter {
    conditions: String,
    values: Vec<Value>,
    /// `INDEXED BY`, where SQLite would not find the way by itself.
    index: &'static str,
}

impl Filter {
    fn new(tenant: TenantId) -> Self {
        let values = vec![Value::Blob(tenant.as_bytes().to_vec())];
        Self { conditions: "o.tenant_id = ?".to_owned(), values, index: "" }
    }

    fn filter(&mut self, condition: &str, value: impl Into<Value>) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
        self.values.push(value.into());
    }

    fn fields(&mut self, query: &OrderQuery) {
        if let Some(status) = query.status {
            self.filter("o.status = ?", status.name().to_owned());
        }
        if let Some(email) = &query.customer_email {
            self.filter("o.email_fold = ?", fold_email(email));
        }
        if let Some(from) = query.from {
            self.filter("o.created_at >= ?", millis(from));
        }
        if let Some(to) = query.to {
            self.filter("o.created_at < ?", millis(to));
        }
        if let Some(reference) = &query.external_ref {
            self.filter(
                "o.order_id = (SELECT owner FROM names n WHERE n.tenant_id = o.tenant_id AND n.name = ?)",
                UniqueName::ExternalRef(reference.clone()).key(),
            );
        }
        if let Some(number) = &query.number {
            self.number(number);
        } else if query.external_ref.is_none() && query.email_prefix.is_none() {
            // A range of days is one of ids in each index, and SQLite can't know which of the others is narrow.
            self.index = match (&query.customer_email, query.status) {
                (Some(_), _) => "INDEXED BY orders_by_email",
                (None, Some(_)) => "INDEXED BY orders_by_status",
                (None, None) => "",
            };
        }
    }

    /// By the parts of the id that the number names, in the index of them: however many orders came on the day.
    fn number(&mut self, number: &OrderNumber) {
        let (first, last) = number.ids();
        if let Some(starts) = starts(first, last) {
            let marks = vec!["?"; starts.len()].join(", ");
            self.conditions.push_str(&format!(" AND substr(o.order_id, 1, 3) IN ({marks})"));
            self.values.extend(starts.into_iter().map(Value::Blob));
            self.index = "INDEXED BY orders_by_number";
        }
        self.filter("substr(o.order_id, 12) = ?", number.tail().to_vec());
        self.filter("o.order_id >= ?", first.as_bytes().to_vec());
        self.filter("o.order_id <= ?", last.as_bytes().to_vec());
        if let Some(prefix) = number.prefix() {
            let condition = "replace(coalesce(json_extract(o.doc, '$.number_prefix'), ''), '-', '') = ?";
            self.filter(condition, prefix.to_owned());
        }
    }

    fn addresses(&mut self, prefix: &str, from: Option<&Position>) {
        self.filter("o.email_fold >= ?", prefix.to_owned());
        // One bound only: of two SQLite may seek by the wider one and read all that lies before the page.
        match from {
            Some(Position::After(email, id)) => {
                self.filter("(o.email_fold, o.order_id) < (?, ?)", email.clone());
                self.values.push(Value::Blob(id.as_bytes().to_vec()));
            }
            // The last code point sorts behind whatever can follow the prefix.
            _ => self.filter("o.email_fold < ?", format!("{prefix}\u{10FFFF}")),
        }
    }

    /// An id begins with the time at which the order was placed, or one that is ahead of it by up to `lead` milliseconds: a
    /// range of time is one of ids, in whichever index.
    fn ids(&mut self, query: &OrderQuery, from: Option<&Position>, lead: i64) {
        if let Some(from) = query.from {
            self.filter("o.order_id >= ?", first_id(from).to_vec());
        }
        let position = from.map(|(Position::Before(id) | Position::After(_, id))| *id.as_bytes());
        let to = query.to.map(|to| first_id_of(millis(to).saturating_add(lead)));
        // One bound only, as above.
        if let Some(below) = position.into_iter().chain(to).min() {
            self.filter("o.order_id < ?", below.to_vec());
        }
    }
}

/// A day is 5.2 times 2^24 ms.
const MAX_STARTS: u32 = 8;

/// Returns what the ids of a day begin with; `None` where that is too much to look for, as before 2020.
fn starts(first: OrderId, last: OrderId) -> Option<Vec<Vec<u8>>> {
    let start = |id: OrderId| {
        let [a, b, c, ..] = *id.as_bytes();
        u32::from_be_bytes([0, a, b, c])
    };
    let (first, last) = (start(first), start(last));
    let few = last - first < MAX_STARTS;
    few.then(|| (first..=last).map(|start| start.to_be_bytes()[1..].to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::order_status::Status;

    use super::*;
    use crate::sqlite::migrate::DATA;

    /// The plan of a query, without its sorting.
    fn plan(sql: &str) -> Vec<String> {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a plan");
        let steps = plan.query_map([], |row| row.get::<_, String>(3)).expect("steps");
        steps.collect::<rusqlite::Result<_>>().expect("steps")
    }

    fn sql(query: &OrderQuery) -> String {
        let mut filter = Filter::new(TenantId(uuid::Uuid::nil()));
        filter.fields(query);
        filter.ids(query, None, 0);
        format!(
            "SELECT doc FROM orders o {} WHERE {} ORDER BY o.order_id DESC LIMIT 21",
            filter.index, filter.conditions
        )
        .replace('?', "x'00'")
    }

    #[test]
    fn a_number_is_sought_by_its_parts() {
        let number = OrderNumber::parse("23A-KH5Q-WAK6");
        assert!(number.is_some());
        let query = OrderQuery { number, ..OrderQuery::default() };
        let sought = "SEARCH o USING INDEX orders_by_number (tenant_id=? AND <expr>=? AND <expr>=?)";
        assert_eq!(plan(&sql(&query))[0], sought);
    }

    #[test]
    fn a_range_of_days_is_a_range_of_ids_in_every_index() {
        let (from, to) = ("2026-11-01T00:00:00Z".parse().ok(), "2026-11-02T00:00:00Z".parse().ok());
        let days = OrderQuery { from, to, ..OrderQuery::default() };
        let by_status = OrderQuery { status: Some(Status::Pending), ..days.clone() };
        let by_email = OrderQuery { customer_email: Some("a@b.example".to_owned()), ..days.clone() };
        for (query, index) in [
            (days, "orders_by_id (tenant_id=?"),
            (by_status, "orders_by_status (tenant_id=? AND status=?"),
            (by_email, "orders_by_email (tenant_id=? AND email_fold=?"),
        ] {
            let sought = format!("SEARCH o USING INDEX {index} AND order_id>? AND order_id<?)");
            assert_eq!(plan(&sql(&query)), [sought]);
        }
    }

    #[test]
    fn the_ids_of_any_day_begin_in_few_ways() {
        for day in (18_262_u64..50_000).map(|day| day * 86_400_000) {
            let id = |millis: u64, rest: u8| {
                OrderId(uuid::Builder::from_unix_timestamp_millis(millis, &[rest; 10]).into_uuid())
            };
            let (first, last) = (id(day, 0), id(day + 86_399_999, 0xff));
            let starts = starts(first, last).expect("few");
            for at in [first, last, id(day + 43_200_000, 7)] {
                assert!(starts.iter().any(|start| at.as_bytes().starts_with(start)), "{at}");
            }
        }
        let of_all_time = (OrderId(uuid::Uuid::nil()), OrderId(uuid::Uuid::max()));
        assert_eq!(starts(of_all_time.0, of_all_time.1), None);
    }
}
