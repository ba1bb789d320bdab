//! Reading products. The filters say the same as `ProductQuery::matches`.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, LazyLock},
};

use rusqlite::{Connection, OptionalExtension, Row, named_params, params, params_from_iter, types::Value};
use tenantry_core::{
    domain::{
        ids::{ProductId, TenantId},
        money::Money,
        page::{Position, Slice},
        product::{Prefix, Product, ProductQuery, StockLevel},
        text::fold,
    },
    ports::{
        commit::{CommitError, Expect, Subject},
        store::Wanted,
    },
};

use super::commit::{Applied, refuse};
use crate::sqlite::{millis, time, uuid};

const COLUMNS: &str = "p.product_id, p.version, p.archived, p.name, p.description, p.price, p.category, p.sku, \
                       p.created_at, p.updated_at, s.quantity, p.barcode";
const TABLES: &str = "products p JOIN stock s ON s.tenant_id = p.tenant_id AND s.product_id = p.product_id";
/// Few rows have a barcode that begins so. Left to choose, SQLite reads all rows of the tenant in the order of the page.
const BY_BARCODE: &str = "products p INDEXED BY products_by_barcode \
                          JOIN stock s ON s.tenant_id = p.tenant_id AND s.product_id = p.product_id";
/// What is sold out or low is few among many. By the index of low stock, which lists what is sold out in the order of a page.
const BY_LOW_STOCK: &str = "stock s INDEXED BY stock_low CROSS JOIN products p \
                            ON p.tenant_id = s.tenant_id AND p.product_id = s.product_id";
/// The largest stock that the index of low stock has, as its definition says.
const INDEXED_LOW: u64 = 100;
/// To be said by a query that uses it.
const IS_INDEXED_LOW: &str = "s.quantity <= 100";

pub(super) fn find(conn: &Connection, tenant: TenantId, id: ProductId) -> rusqlite::Result<Option<Product>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE p.tenant_id = ?1 AND p.product_id = ?2"))?
        .query_row(params![tenant.as_bytes(), id.as_bytes()], read)
        .optional()
}

/// The indexes, each with its column.
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

/// The columns of a product's row besides its keys, each as a parameter of the same name.
const WRITTEN: [&str; 14] = [
    "version",
    "archived",
    "name",
    "name_fold",
    "description",
    "price",
    "category",
    "category_fold",
    "sku",
    "sku_fold",
    "barcode",
    "barcode_fold",
    "created_at",
    "updated_at",
];

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let (columns, values) = (WRITTEN.join(", "), WRITTEN.join(", :"));
    format!("INSERT OR IGNORE INTO products (tenant_id, product_id, {columns}) VALUES (:tenant, :product, :{values})")
});
static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let set = WRITTEN.map(|column| format!("{column} = :{column}")).join(", ");
    format!("UPDATE products SET {set} WHERE tenant_id = :tenant AND product_id = :product AND version = :version - 1")
});

pub(super) fn put(conn: &Connection, tenant: TenantId, product: &Product, expect: Expect) -> Applied {
    let sql = match expect {
        Expect::Absent => &*INSERT,
        Expect::Version(_) => &*UPDATE,
    };
    if let Expect::Version(seen) = expect
        && seen + 1 != product.version
    {
        return refuse(CommitError::Unexpected(Subject::Product(product.id)));
    }
    let Product {
        id,
        name,
        description,
        price,
        category,
        sku,
        barcode,
        inventory,
        archived,
        version,
        created_at,
        updated_at,
    } = product;
    let changed = conn.prepare_cached(sql)?.execute(named_params! {
        ":tenant": tenant.as_bytes(),
        ":product": id.as_bytes(),
        ":version": *version as i64,
        ":archived": archived,
        ":name": name,
        ":name_fold": product.name_fold(),
        ":description": description,
        ":price": price.minor(),
        ":category": category,
        ":category_fold": product.category_fold(),
        ":sku": sku,
        ":sku_fold": product.sku_fold(),
        ":barcode": barcode,
        ":barcode_fold": product.barcode_fold(),
        ":created_at": millis(*created_at),
        ":updated_at": millis(*updated_at),
    })?;
    if changed == 0 {
        return refuse(CommitError::Unexpected(Subject::Product(product.id)));
    }
    if expect == Expect::Absent {
        conn.prepare_cached("INSERT INTO stock (tenant_id, product_id, quantity) VALUES (?1, ?2, ?3)")?
            .execute(params![tenant.as_bytes(), id.as_bytes(), *inventory as i64])?;
    }
    Ok(())
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
        barcode: row.get(11)?,
    })
}

/// Returns whether a page is read from one place, and not picked from among all products.
pub(super) fn is_quick(query: &ProductQuery) -> bool {
    let ProductQuery { archived: _, category, search: _, price_min, price_max, stock, low_stock: _, barcode: _ } =
        query;
    category.is_none() && price_min.is_none() && price_max.is_none() && stock.is_none()
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
    if let Some(start) = &query.barcode {
        filter.filter("p.barcode_fold >= ?", fold(start));
        filter.filter("p.barcode_fold < ?", format!("{}\u{10FFFF}", fold(start)));
    }
    let is_low = query.search.is_none() && query.barcode.is_none() && by_low_stock(query);
    if is_low {
        filter.conditions.push_str(" AND ");
        filter.conditions.push_str(IS_INDEXED_LOW);
    }
    // A prefix is alphabetical; everything else is newest first.
    let order = match &query.search {
        Some(Prefix::Name(prefix)) => filter.prefix("p.name_fold", prefix, from),
        Some(Prefix::Sku(prefix)) => filter.prefix("p.sku_fold", prefix, from),
        None => {
            if let Some(Position::Before(id) | Position::After(_, id)) = from {
                let below = if is_low { "s.product_id < ?" } else { "p.product_id < ?" };
                filter.filter(below, id.as_bytes().to_vec());
            }
            if is_low { "s.product_id DESC" } else { "p.product_id DESC" }
        }
    };
    let tables = match query.search {
        None if query.barcode.is_some() => BY_BARCODE,
        None if is_low => BY_LOW_STOCK,
        _ => TABLES,
    };
    let sql =
        format!("SELECT {COLUMNS} FROM {tables} WHERE {} ORDER BY {order} LIMIT {}", filter.conditions, limit + 1);
    let mut statement = conn.prepare_cached(&sql)?;
    let read = |row: &Row<'_>| read(row).map(Arc::new);
    let rows = statement.query_map(params_from_iter(filter.values), read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Slice::cut(rows, limit, |product| match &query.search {
        Some(Prefix::Name(_)) => Position::After(product.name_fold(), product.id.0),
        Some(Prefix::Sku(_)) => Position::After(product.sku_fold().unwrap_or_default(), product.id.0),
        None => Position::Before(product.id.0),
    }))
}

fn by_low_stock(query: &ProductQuery) -> bool {
    match query.stock {
        Some(StockLevel::Out) => true,
        Some(StockLevel::Low) => query.low_stock <= INDEXED_LOW,
        Some(StockLevel::In) | None => false,
    }
}

pub(super) fn count_low(conn: &Connection, tenant: TenantId, threshold: u64) -> rusqlite::Result<u64> {
    // A larger threshold is rare, and reads the stock of all products.
    let (stock, bound) =
        if threshold <= INDEXED_LOW { ("stock s INDEXED BY stock_low", IS_INDEXED_LOW) } else { ("stock s", "TRUE") };
    conn.prepare_cached(&format!(
        "SELECT count(*) FROM {stock} WHERE s.tenant_id = ?1 AND s.quantity <= ?2 AND {bound} AND EXISTS (\
         SELECT 1 FROM products p WHERE p.tenant_id = s.tenant_id AND p.product_id = s.product_id AND p.archived = 0)"
    ))?
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
    use crate::sqlite::migrate::DATA;

    #[test]
    fn a_barcode_is_sought_and_not_walked() {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT {COLUMNS} FROM {BY_BARCODE} WHERE p.tenant_id = ? AND p.archived = ? \
             AND p.barcode_fold >= ? AND p.barcode_fold < ? AND p.product_id < ? ORDER BY p.product_id DESC LIMIT 21"
        );
        let mut plan = conn.prepare(&sql).expect("a plan");
        let steps = plan.query_map(params![[0_u8; 16], false, "00", "01", [9_u8; 16]], |row| row.get::<_, String>(3));
        let steps: Vec<String> = steps.and_then(Iterator::collect).expect("steps");
        let sought = "SEARCH p USING INDEX products_by_barcode (tenant_id=? AND barcode_fold>? AND barcode_fold<?)";
        assert_eq!(steps[..2], [sought, "SEARCH s USING PRIMARY KEY (tenant_id=? AND product_id=?)"]);
    }

    #[test]
    fn what_is_sold_out_is_listed_by_the_index_of_low_stock() {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT {COLUMNS} FROM {BY_LOW_STOCK} WHERE p.tenant_id = ? AND p.archived = ? \
             AND s.quantity = ? AND {IS_INDEXED_LOW} AND s.product_id < ? ORDER BY s.product_id DESC LIMIT 21"
        );
        assert!(IS_INDEXED_LOW.ends_with(&format!(" {INDEXED_LOW}")));
        let mut plan = conn.prepare(&sql).expect("a plan");
        let steps = plan.query_map(params![[0_u8; 16], false, 0, [9_u8; 16]], |row| row.get::<_, String>(3));
        let steps: Vec<String> = steps.and_then(Iterator::collect).expect("steps");
        let sought = "SEARCH s USING COVERING INDEX stock_low (tenant_id=? AND quantity=? AND product_id<?)";
        assert_eq!(steps, [sought, "SEARCH p USING PRIMARY KEY (tenant_id=? AND product_id=?)"]);
    }

    #[test]
    fn what_a_file_names_is_sought_and_not_walked() {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
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
