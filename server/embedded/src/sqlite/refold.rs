//! A step of the schema of tenants' data: the keys that products are searched
//! and distinguished by, folded by the rules of this version.

use rusqlite::{Connection, Row, params};
use tenantry_core::{domain::text::fold, ports::commit::UniqueName};

/// Rows that are read at once; the pool may have millions.
const PAGE: usize = 1_000;

/// The folded keys of a product, and their source.
struct Folded {
    tenant: [u8; 16],
    product: [u8; 16],
    archived: bool,
    name: String,
    category: Option<String>,
    sku: Option<String>,
    name_fold: String,
    sku_fold: Option<String>,
}

/// Folds all of a file anew. Two SKUs of one tenant that are the same from now
/// on both stay; the name stays with the product that bears it, or comes to the
/// older one. The other one keeps its SKU and is named in the log.
pub(super) fn refold(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "ALTER TABLE products ADD COLUMN category_fold TEXT; \
         DROP INDEX products_by_category; \
         CREATE INDEX products_by_category ON products (tenant_id, category_fold, product_id)",
    )?;
    let mut after = ([0; 16], [0; 16]);
    loop {
        let page = page(conn, after)?;
        for product in &page {
            product.write(conn)?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = (last.tenant, last.product),
            _ => return Ok(()),
        }
    }
}

fn page(conn: &Connection, (tenant, product): ([u8; 16], [u8; 16])) -> rusqlite::Result<Vec<Folded>> {
    conn.prepare_cached(
        "SELECT tenant_id, product_id, archived, name, category, sku, name_fold, sku_fold FROM products \
         WHERE (tenant_id, product_id) > (?1, ?2) ORDER BY tenant_id, product_id LIMIT ?3",
    )?
    .query_map(params![tenant, product, PAGE as i64], Folded::read)?
    .collect()
}

impl Folded {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            tenant: row.get(0)?,
            product: row.get(1)?,
            archived: row.get(2)?,
            name: row.get(3)?,
            category: row.get(4)?,
            sku: row.get(5)?,
            name_fold: row.get(6)?,
            sku_fold: row.get(7)?,
        })
    }

    fn write(&self, conn: &Connection) -> rusqlite::Result<()> {
        let (name, category) = (fold(&self.name), self.category.as_deref().map(fold));
        let sku = self.sku.as_deref().map(fold);
        if category.is_none() && name == self.name_fold && sku == self.sku_fold {
            return Ok(());
        }
        conn.prepare_cached(
            "UPDATE products SET name_fold = ?3, category_fold = ?4, sku_fold = ?5 \
             WHERE tenant_id = ?1 AND product_id = ?2",
        )?
        .execute(params![self.tenant, self.product, name, category, sku])?;
        match (&self.sku_fold, sku) {
            (Some(old), Some(new)) if *old != new && !self.archived => self.rename(conn, old, new),
            _ => Ok(()),
        }
    }

    fn rename(&self, conn: &Connection, old: &str, new: String) -> rusqlite::Result<()> {
        let (old, new) = (UniqueName::Sku(old.to_owned()), UniqueName::Sku(new));
        let renamed = conn
            .prepare_cached("UPDATE OR IGNORE names SET name = ?3 WHERE tenant_id = ?1 AND name = ?2 AND owner = ?4")?
            .execute(params![self.tenant, old.key(), new.key(), self.product])?;
        if renamed == 0 {
            let (tenant, product) = (uuid::Uuid::from_bytes(self.tenant), uuid::Uuid::from_bytes(self.product));
            tracing::warn!(%tenant, %product, "another product of the tenant has the SKU of product {product} by now");
            // Nobody can ask for the old name any more.
            conn.prepare_cached("DELETE FROM names WHERE tenant_id = ?1 AND name = ?2 AND owner = ?3")?
                .execute(params![self.tenant, old.key(), self.product])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old() -> Connection {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(include_str!("../data.sql")).expect("tables");
        conn
    }

    fn add(conn: &Connection, n: u8, name: &str, category: Option<&str>, sku: &str, archived: bool) {
        let (tenant, product) = ([1u8; 16], [n; 16]);
        let fold = tenantry_core::domain::fold::fold_of_version_1;
        conn.execute(
            "INSERT INTO products (tenant_id, product_id, version, archived, name, name_fold, price, category, sku, \
             sku_fold, created_at, updated_at) VALUES (?1, ?2, 1, ?3, ?4, ?5, 0, ?6, ?7, ?8, 0, 0)",
            params![tenant, product, archived, name, fold(name), category, sku, fold(sku)],
        )
        .expect("a product");
        if !archived {
            let key = UniqueName::Sku(fold(sku)).key();
            conn.execute("INSERT INTO names VALUES (?1, ?2, ?3)", params![tenant, key, product]).expect("a name");
        }
    }

    fn rows<const N: usize>(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn.prepare(sql).expect("SQL");
        let read = |row: &Row<'_>| {
            let columns = (0..N).map(|at| Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default()));
            Ok(columns.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
        };
        statement.query_map([], read).expect("rows").collect::<rusqlite::Result<_>>().expect("texts")
    }

    #[test]
    fn what_an_earlier_version_folded_is_found_and_nothing_is_lost() {
        let conn = old();
        add(&conn, 1, "Καφές", Some("Für Küche"), "Straße-1", false);
        add(&conn, 2, "Plain", None, "P-1", false);
        add(&conn, 3, "First", None, "Café", false);
        add(&conn, 4, "Second", None, "Cafè", false);
        add(&conn, 5, "Gone", None, "CAFÉ", true);
        add(&conn, 6, "Third", None, "cafe", false);
        refold(&conn).expect("folded");
        assert_eq!(
            rows::<3>(&conn, "SELECT name_fold, category_fold, sku_fold FROM products ORDER BY product_id"),
            ["καφεσ|fur kuche|strasse-1", "plain||p-1", "first||cafe", "second||cafe", "gone||cafe", "third||cafe"]
        );
        // The one that bears the name keeps it, and the others keep what they are called.
        assert_eq!(
            rows::<2>(&conn, "SELECT name, hex(owner) FROM names ORDER BY name"),
            [
                format!("sku#cafe|{}", "06".repeat(16)),
                format!("sku#p-1|{}", "02".repeat(16)),
                format!("sku#strasse-1|{}", "01".repeat(16))
            ]
        );
        assert_eq!(rows::<1>(&conn, "SELECT sku FROM products WHERE sku_fold = 'cafe' ORDER BY product_id").len(), 4);
    }

    #[test]
    fn more_than_one_page_is_folded() {
        let conn = old();
        for n in 0..PAGE as u64 + 5 {
            let mut id = [0u8; 16];
            id[..8].copy_from_slice(&n.to_be_bytes());
            conn.execute(
                "INSERT INTO products (tenant_id, product_id, version, archived, name, name_fold, price, created_at, \
                 updated_at) VALUES (?1, ?2, 1, 0, 'É', 'é', 0, 0, 0)",
                params![[1u8; 16], id],
            )
            .expect("a product");
        }
        refold(&conn).expect("folded");
        let left: i64 = conn
            .query_row("SELECT count(*) FROM products WHERE name_fold <> 'e'", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(left, 0);
    }
}
