//! Tenants' data: what is counted against what is there, and the ledger
//! against the stock.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{Report, said_of};

const PRODUCTS: &str = "\
    SELECT c.tenant_id, c.value || ' products are counted, and there are ' || \
           count(p.product_id) \
    FROM counters c LEFT JOIN products p ON p.tenant_id = c.tenant_id AND p.archived = 0 \
    WHERE c.name = 'products' GROUP BY c.tenant_id, c.value HAVING count(p.product_id) <> c.value";

const ORDERS: &str = "\
    SELECT c.tenant_id, c.value || ' orders are counted in ' || substr(c.name, 8) || \
           ', and there are ' || coalesce(o.n, 0) \
    FROM counters c LEFT JOIN (SELECT tenant_id, substr(json_extract(doc, '$.placed_on'), 1, 7) AS month, count(*) AS n \
                               FROM orders GROUP BY 1, 2) o \
         ON o.tenant_id = c.tenant_id AND o.month = substr(c.name, 8) \
    WHERE c.name LIKE 'orders#%' AND c.value <> coalesce(o.n, 0)";

const RESOURCES: &str = "\
    SELECT c.tenant_id, c.value || ' records are counted as ' || substr(c.name, 11) || ', and there are ' || \
           coalesce(r.n, 0) \
    FROM counters c LEFT JOIN (SELECT tenant_id, 'resources#' || kind || '#' AS name, count(*) AS n \
                               FROM resources GROUP BY 1, 2) r USING (tenant_id, name) \
    WHERE c.name LIKE 'resources#%#' AND c.value <> coalesce(r.n, 0)";

const KEYS: &str = "\
    SELECT k.tenant_id, 'a list of the kind ' || k.kind || ' has a key of no record' FROM resource_keys k \
    WHERE NOT EXISTS (SELECT 1 FROM resources r WHERE r.tenant_id = k.tenant_id AND r.kind = k.kind AND \
                                                     r.resource_id = k.resource_id) \
    GROUP BY k.tenant_id, k.kind";

const STATUSES: &str = "\
    SELECT c.tenant_id, c.orders || ' orders are counted as ' || c.status || ', and there are ' || coalesce(o.n, 0) \
    FROM order_counts c LEFT JOIN (SELECT tenant_id, status, count(*) AS n FROM orders GROUP BY 1, 2) o \
         USING (tenant_id, status) \
    WHERE c.orders <> coalesce(o.n, 0) \
    UNION ALL \
    SELECT o.tenant_id, 'no order is counted as ' || o.status || ', and there are ' || count(*) FROM orders o \
    WHERE NOT EXISTS (SELECT 1 FROM order_counts c WHERE c.tenant_id = o.tenant_id AND c.status = o.status) \
    GROUP BY o.tenant_id, o.status";

const STOCK: &str = "\
    SELECT s.tenant_id, s.product_id, s.quantity, coalesce(m.moved, 0) \
    FROM stock s LEFT JOIN (SELECT tenant_id, product_id, sum(json_extract(doc, '$.delta')) AS moved FROM movements \
                            GROUP BY 1, 2) m USING (tenant_id, product_id) \
    WHERE s.quantity <> coalesce(m.moved, 0)";

const STOCKLESS: &str = "\
    SELECT product_id, 'it has no stock row' \
    FROM products p WHERE NOT EXISTS (SELECT 1 FROM stock s WHERE s.tenant_id = p.tenant_id AND \
                                      s.product_id = p.product_id)";

const WAITING: &str = "\
    SELECT tenant_id, count(*) FROM outbox WHERE consumers IS NULL OR consumers = 'inventory' GROUP BY 1";

/// A queue that is longer than this is not worked off.
const LONG: i64 = 10_000;

pub(super) fn examine(name: &str, file: &Connection, control: &Connection, report: &mut Report) {
    let fine = |what: &str| format!("{what} of {name} are right");
    report.take("counters", said_of(file, "tenant", PRODUCTS), &fine("the counts of products"));
    report.take("counters", said_of(file, "tenant", ORDERS), &fine("the counts of orders"));
    if has_table(file, "order_counts") {
        report.take("counters", said_of(file, "tenant", STATUSES), &fine("the counts of orders by status"));
    }
    if has_table(file, "resources") {
        report.take("counters", said_of(file, "tenant", RESOURCES), &fine("the counts of records by kind"));
        report.take("counters", said_of(file, "tenant", KEYS), &fine("the lists of records by kind"));
    }
    report.take("stock", said_of(file, "product", STOCKLESS), &format!("every product of {name} has a stock"));
    match waiting(file, control) {
        Ok(waiting) => {
            let queue: i64 = waiting.values().sum();
            if queue > LONG {
                report.warn("events", format!("{queue} events of {name} wait to be delivered"));
            }
            let behind: BTreeSet<_> = waiting.into_keys().collect();
            report.take("stock", ledger(file, &behind), &format!("the ledger of {name} adds up to its stock"));
        }
        Err(error) => report.problem("events", format!("{name} can't be read: {error}")),
    }
}

/// A file of an earlier version gets its newer tables when the server opens it.
fn has_table(file: &Connection, name: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
    file.query_row(sql, [name], |row| row.get(0)).unwrap_or(false)
}

/// Tenants whose ledger is still behind their stock, with the events they wait for.
fn waiting(file: &Connection, control: &Connection) -> rusqlite::Result<BTreeMap<[u8; 16], i64>> {
    let read = |conn: &Connection, sql: &str| -> rusqlite::Result<Vec<([u8; 16], i64)>> {
        conn.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let mut waiting: BTreeMap<_, _> = read(file, WAITING)?.into_iter().collect();
    waiting
        .extend(read(control, "SELECT tenant_id, count(*) FROM dead_letters WHERE consumer = 'inventory' GROUP BY 1")?);
    // Those that are redriven wait beside control data.
    waiting.extend(read(control, "SELECT tenant_id, count(*) FROM outbox WHERE consumers = 'inventory' GROUP BY 1")?);
    Ok(waiting)
}

fn ledger(file: &Connection, behind: &BTreeSet<[u8; 16]>) -> rusqlite::Result<Vec<String>> {
    type Row = ([u8; 16], [u8; 16], i64, i64);
    let mut statement = file.prepare(STOCK)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let rows: Vec<Row> = rows.collect::<rusqlite::Result<_>>()?;
    let hex = |id: &[u8; 16]| uuid::Uuid::from_bytes(*id).to_string();
    Ok(rows
        .iter()
        .filter(|(tenant, ..)| !behind.contains(tenant))
        .map(|(tenant, product, stock, moved)| {
            format!(
                "tenant {}: product {} has {stock} in stock, and its ledger adds up to {moved}",
                hex(tenant),
                hex(product)
            )
        })
        .collect())
}
