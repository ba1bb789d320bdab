//! Reading products. The filters say the same as `ProductQuery::matches`.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};
use tenantry_core::{
    ids::{ProductId, TenantId},
    money::Money,
    page::{Position, Slice},
    product::{Prefix, Product, ProductQuery, StockLevel},
    store::Wanted,
    text::fold,
};

use crate::sqlite::{time, uuid};

const COLUMNS: &str = "p.product_id, p.version, p.archived, p.name, p.description, p.price, p.category, p.sku, \
                       p.created_at, p.updated_at, s.quantity";
const TABLES: &str = "products p JOIN stock s ON s.tenant_id = p.tenant_id AND s.product_id = p.product_id";

pub(super) fn find(conn: &Connection, tenant: TenantId, id: ProductId) -> rusqlite::Result<Option<Product>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE p.tenant_id = ?1 AND p.product_id = ?2"))?
        .query_row(params![tenant.as_bytes(), id.as_bytes()], read)
        .optional()
}

/// Indexes, each with its column.
const BY_SKU: (&str, &str) = ("products_by_sku", "sku_fold");
const BY_NAME: (&str, &str) = ("products_by_name", "name_fold");

/// One text in one index. Left to choose, SQLite reads all products of the tenant,
/// since it takes a tenant for a handful of rows.
fn seek(index: &str, column: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM products p INDEXED BY {index} \
         JOIN stock s ON s.tenant_id = p.tenant_id AND s.product_id = p.product_id \
         WHERE p.tenant_id = ?1 AND p.{column} = ?2 AND p.archived = ?3 LIMIT 2"
    )
}

/// Each is one seek in an index; two of a name are enough to see that it is not unique.
pub(super) fn find_wanted(conn: &Connection, tenant: TenantId, wanted: &Wanted) -> rusqlite::Result<Vec<Arc<Product>>> {
    let mut found: HashMap<ProductId, Arc<Product>> = HashMap::new();
    for ((index, column), values) in [(BY_SKU, &wanted.skus), (BY_NAME, &wanted.names)] {
        let mut statement = conn.prepare_cached(&seek(index, column))?;
        for value in values {
            let mut rows = statement.query(params![tenant.as_bytes(), value, wanted.archived])?;
            while let Some(row) = rows.next()? {
                if let Entry::Vacant(place) = found.entry(ProductId(uuid(row.get(0)?))) {
                    place.insert(Arc::new(read(row)?));
                }
            }
        }
    }
    Ok(found.into_values().collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Product> {
    Ok(Product {
        id: ProductId(uuid(row.get(0)?)),
        version: row.get::<_, i64>(1)? as u64,
        archived: row.get(2)?,
        name: row.get(3)?,
        description: row.get(4)?,
        price: Money::from_minor(row.get(5)?),
        category: row.get(6)?,
        sku: row.get(7)?,
        created_at: time(row.get(8)?)?,
        updated_at: time(row.get(9)?)?,
        inventory: row.get::<_, i64>(10)? as u64,
    })
}

pub(super) fn list(
    conn: &Connection,
    tenant: TenantId,
    query: &ProductQuery,
    from: Option<&Position>,
    limit: usize,
) -> rusqlite::Result<Slice<Arc<Product>>> {
    let mut filter = Filter::new(tenant);
    if let Some(archived) = query.archived {
        filter.filter("p.archived = ?", archived);
    }
    if let Some(category) = &query.category {
        filter.filter("p.category_fold = ?", fold(category));
    }
    if let Some(min) = query.price_min {
        filter.filter("p.price >= ?", min.minor());
    }
    if let Some(max) = query.price_max {
        filter.filter("p.price <= ?", max.minor());
    }
    match query.stock {
        Some(StockLevel::Out) => filter.filter("s.quantity = ?", 0i64),
        Some(StockLevel::Low) => filter.filter("s.quantity BETWEEN 1 AND ?", query.low_stock as i64),
        Some(StockLevel::In) => filter.filter("s.quantity > ?", query.low_stock as i64),
        None => {}
    }
    // A prefix is alphabetical; everything else is newest first.
    let order = match &query.search {
        Some(Prefix::Name(prefix)) => filter.prefix("p.name_fold", prefix, from),
        Some(Prefix::Sku(prefix)) => filter.prefix("p.sku_fold", prefix, from),
        None => {
            if let Some(Position::Before(id) | Position::After(_, id)) = from {
                filter.filter("p.product_id < ?", id.as_bytes().to_vec());
            }
            "p.product_id DESC"
        }
    };
    let sql =
        format!("SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY {order} LIMIT {}", filter.conditions, limit + 1);
    let mut statement = conn.prepare_cached(&sql)?;
    let read = |row: &Row<'_>| read(row).map(Arc::new);
    let rows = statement.query_map(params_from_iter(filter.values), read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Slice::cut(rows, limit, |product| match &query.search {
        Some(Prefix::Name(_)) => Position::After(product.name_fold(), product.id.0),
        Some(Prefix::Sku(_)) => Position::After(product.sku_fold().unwrap_or_default(), product.id.0),
        None => Position::Before(product.id.0),
    }))
}

pub(super) fn count_low(conn: &Connection, tenant: TenantId, threshold: u64) -> rusqlite::Result<u64> {
    conn.prepare_cached(
        "SELECT count(*) FROM stock s WHERE s.tenant_id = ?1 AND s.quantity <= ?2 AND EXISTS (SELECT 1 FROM products p \
         WHERE p.tenant_id = s.tenant_id AND p.product_id = s.product_id AND p.archived = 0)",
    )?
    .query_row(params![tenant.as_bytes(), threshold as i64], |row| row.get::<_, i64>(0))
    .map(|count| count as u64)
}

/// Conditions that always begin with the tenant.
pub(super) struct Filter {
    pub conditions: String,
    pub values: Vec<Value>,
}

impl Filter {
    fn new(tenant: TenantId) -> Self {
        Self { conditions: "p.tenant_id = ?".to_owned(), values: vec![Value::Blob(tenant.as_bytes().to_vec())] }
    }

    fn filter(&mut self, condition: &str, value: impl Into<Value>) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
        self.values.push(value.into());
    }

    fn prefix(&mut self, column: &'static str, prefix: &str, from: Option<&Position>) -> &'static str {
        // One bound on each side: of two SQLite may seek by the wider one and read all that lies before the page.
        match from {
            Some(Position::After(name, id)) => {
                self.filter(&format!("({column}, p.product_id) > (?, ?)"), name.clone());
                self.values.push(Value::Blob(id.as_bytes().to_vec()));
            }
            _ => self.filter(&format!("{column} >= ?"), prefix.to_owned()),
        }
        // The last code point sorts behind whatever can follow the prefix.
        self.filter(&format!("{column} < ?"), format!("{prefix}\u{10FFFF}"));
        if column == "p.name_fold" { "p.name_fold, p.product_id" } else { "p.sku_fold, p.product_id" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_names_is_sought_and_not_walked() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(include_str!("../data.sql")).expect("a schema");
        for (index, column) in [BY_SKU, BY_NAME] {
            let sql = format!("EXPLAIN QUERY PLAN {}", seek(index, column));
            let mut plan = conn.prepare(&sql).expect("a plan");
            let steps = plan.query_map(params![[0_u8; 16], "a", false], |row| row.get::<_, String>(3));
            let steps: Vec<String> = steps.and_then(Iterator::collect).expect("steps");
            let sought = format!("SEARCH p USING INDEX {index} (tenant_id=? AND {column}=?)");
            assert_eq!(steps, [&sought, "SEARCH s USING PRIMARY KEY (tenant_id=? AND product_id=?)"]);
        }
    }
}
