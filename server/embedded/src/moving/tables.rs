//! The tables of tenants' data, read from the file itself, so that a new table
//! is moved without anybody thinking of it.

use rusqlite::{Connection, params, params_from_iter, types::Value};
use tenantry_core::domain::ids::TenantId;

/// Events are delivered from where they were written: moved, those that are
/// being handed out at this moment would be handed out twice.
pub(crate) const OUTBOX: &str = "outbox";

/// The column that distinguishes tenants in all tables.
const TENANT: &str = "tenant_id";

pub(crate) type Row = Vec<Value>;

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub name: String,
    /// Without a number that only keeps rows in the order in which they came.
    columns: Vec<String>,
    /// What a row is found by, the tenant among it.
    key: Vec<String>,
}

impl Table {
    /// Lists the tables that hold data of tenants and are moved.
    pub fn all(conn: &Connection) -> rusqlite::Result<Vec<Table>> {
        let mut statement = conn.prepare(
            "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND m.name <> ?1 \
             AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'tenant_id') ORDER BY m.name",
        )?;
        let names: Vec<String> = statement.query_map([OUTBOX], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        names.into_iter().map(|name| Self::of(conn, name)).collect()
    }

    fn of(conn: &Connection, name: String) -> rusqlite::Result<Self> {
        let names = |sql: &str| -> rusqlite::Result<Vec<String>> {
            conn.prepare(sql)?.query_map([&name], |row| row.get(0))?.collect()
        };
        // A primary key is an index of its own only where it is not the number of the row.
        let key = names(
            "SELECT i.name FROM pragma_index_info((SELECT name FROM pragma_index_list(?1) \
             WHERE \"unique\" = 1 AND partial = 0 ORDER BY origin = 'pk' DESC, name LIMIT 1)) i ORDER BY i.seqno",
        )?;
        if !key.iter().any(|column| column == TENANT) {
            let what = format!("the table {name} has no unique key with a tenant in it, so it can't be moved");
            return Err(rusqlite::Error::ToSqlConversionFailure(what.into()));
        }
        let slot = "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 AND type = 'INTEGER'";
        let slots: Vec<String> = names(slot)?.into_iter().filter(|slot| !key.contains(slot)).collect();
        let columns = names("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns = columns.into_iter().filter(|column| !slots.contains(column)).collect();
        Ok(Self { name, columns, key })
    }

    fn quoted(&self) -> String {
        format!("\"{}\"", self.name)
    }

    fn keys(&self) -> String {
        list(&self.key)
    }

    /// Up to `limit` rows of a tenant past a key, in the order of the keys.
    pub fn page(
        &self,
        conn: &Connection,
        tenant: TenantId,
        after: Option<&Row>,
        limit: usize,
    ) -> rusqlite::Result<Vec<Row>> {
        let found = list(&self.columns);
        self.seek(conn, tenant, after, limit, &found, self.columns.len())
    }

    /// Returns the bytes of all values in up to `limit` rows of a tenant past a key, and the key of the last one; nothing
    /// once there is none. Indexes and free space are not counted, so that a tenant costs the same in the pool and in a silo.
    pub fn measure(
        &self,
        conn: &Connection,
        tenant: TenantId,
        after: Option<&Row>,
        limit: usize,
    ) -> rusqlite::Result<Option<(u64, Row)>> {
        let sizes = self.columns.iter().map(|column| format!("coalesce(octet_length(\"{column}\"), 0)"));
        let found = format!("{}, {}", self.keys(), sizes.collect::<Vec<_>>().join(" + "));
        let mut rows = self.seek(conn, tenant, after, limit, &found, self.key.len() + 1)?;
        let sizes = rows.iter().map(|row| match row.last() {
            Some(Value::Integer(bytes)) => bytes.unsigned_abs(),
            _ => 0,
        });
        let bytes: u64 = sizes.sum();
        let Some(mut last) = rows.pop() else { return Ok(None) };
        last.truncate(self.key.len());
        Ok(Some((bytes, last)))
    }

    /// Finds rows past a key by a seek.
    fn seek(
        &self,
        conn: &Connection,
        tenant: TenantId,
        after: Option<&Row>,
        limit: usize,
        found: &str,
        width: usize,
    ) -> rusqlite::Result<Vec<Row>> {
        // Without the tenant, which is the same in all: given twice, SQLite would take the index for it alone and
        // read everything before the page anew.
        let rest: Vec<String> = self.key.iter().filter(|column| *column != TENANT).cloned().collect();
        let after = after.map(|after| {
            let parts = self.key.iter().zip(after).filter(|(column, _)| *column != TENANT);
            parts.map(|(_, value)| value.clone()).collect::<Row>()
        });
        let past = match &after {
            Some(after) if !after.is_empty() => format!("AND ({}) > ({})", list(&rest), marks(2, after.len())),
            // There is one row of each tenant, and that was it.
            Some(_) => return Ok(Vec::new()),
            None => String::new(),
        };
        let sql = format!(
            "SELECT {found} FROM {} WHERE tenant_id = ?1 {past} ORDER BY {} LIMIT {limit}",
            self.quoted(),
            self.keys()
        );
        let values = std::iter::once(Value::Blob(tenant.as_bytes().to_vec())).chain(after.into_iter().flatten());
        self.rows(conn, &sql, values, width)
    }

    fn rows(
        &self,
        conn: &Connection,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
        width: usize,
    ) -> rusqlite::Result<Vec<Row>> {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| (0..width).map(|at| row.get(at)).collect())?;
        rows.collect()
    }

    pub fn key_of(&self, row: &Row) -> Row {
        let at = |column: &String| self.columns.iter().position(|known| known == column);
        self.key.iter().filter_map(at).filter_map(|at| row.get(at).cloned()).collect()
    }

    pub fn find(&self, conn: &Connection, key: &Row) -> rusqlite::Result<Option<Row>> {
        let sql = format!("SELECT {} FROM {} WHERE {}", list(&self.columns), self.quoted(), self.by_key());
        Ok(self.rows(conn, &sql, key.iter().cloned(), self.columns.len())?.pop())
    }

    pub fn insert<'a>(&self, conn: &Connection, rows: impl IntoIterator<Item = &'a Row>) -> rusqlite::Result<()> {
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.quoted(),
            list(&self.columns),
            marks(1, self.columns.len())
        );
        let mut statement = conn.prepare_cached(&sql)?;
        rows.into_iter().try_for_each(|row| statement.execute(params_from_iter(row)).map(drop))
    }

    pub fn delete(&self, conn: &Connection, key: &Row) -> rusqlite::Result<()> {
        let sql = format!("DELETE FROM {} WHERE {}", self.quoted(), self.by_key());
        conn.prepare_cached(&sql)?.execute(params_from_iter(key)).map(drop)
    }

    /// Deletes at most `limit` rows of a tenant; returns how many. In the order of their keys, so that those that lie
    /// together go together: in that of another index each would take a page of its own.
    pub fn delete_some(&self, conn: &Connection, tenant: TenantId, limit: usize) -> rusqlite::Result<usize> {
        let (keys, table) = (self.keys(), self.quoted());
        let sql = format!(
            "DELETE FROM {table} WHERE ({keys}) IN \
             (SELECT {keys} FROM {table} WHERE tenant_id = ?1 ORDER BY {keys} LIMIT ?2)"
        );
        conn.prepare_cached(&sql)?.execute(params![tenant.as_bytes(), limit as i64])
    }

    fn by_key(&self) -> String {
        let each = self.key.iter().enumerate().map(|(at, column)| format!("\"{column}\" IS ?{}", at + 1));
        each.collect::<Vec<_>>().join(" AND ")
    }

    /// From now on the connection notes the keys of all rows of a tenant that
    /// it changes. Triggers of a connection go with it, and so do their notes.
    pub fn track(&self, conn: &Connection, tenant: TenantId) -> rusqlite::Result<()> {
        self.untrack(conn, tenant)?;
        let (notes, table, id) = (self.notes(tenant), self.quoted(), hex(tenant));
        // A row that is changed often is noted once, and each note is crossed off by a seek.
        let mut sql = format!("CREATE TEMP TABLE {notes} ({keys}, UNIQUE ({keys}));", keys = self.keys());
        for (event, rows) in [("INSERT", &["NEW"][..]), ("DELETE", &["OLD"]), ("UPDATE", &["OLD", "NEW"])] {
            for row in rows {
                let values: Vec<String> = self.key.iter().map(|column| format!("{row}.\"{column}\"")).collect();
                let trigger = self.trigger(tenant, event, row);
                sql += &format!(
                    "CREATE TEMP TRIGGER {trigger} AFTER {event} ON main.{table} WHEN {row}.tenant_id = x'{id}' \
                     BEGIN INSERT INTO {notes} VALUES ({}) ON CONFLICT DO NOTHING; END;",
                    values.join(", ")
                );
            }
        }
        conn.execute_batch(&sql)
    }

    pub fn untrack(&self, conn: &Connection, tenant: TenantId) -> rusqlite::Result<()> {
        let mut sql = String::new();
        for (event, row) in [("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "OLD"), ("UPDATE", "NEW")] {
            sql += &format!("DROP TRIGGER IF EXISTS temp.{};", self.trigger(tenant, event, row));
        }
        sql += &format!("DROP TABLE IF EXISTS temp.{};", self.notes(tenant));
        conn.execute_batch(&sql)
    }

    /// Takes up to `limit` noted keys, each with its row as it is now, if it still is.
    pub fn take_notes(
        &self,
        conn: &Connection,
        tenant: TenantId,
        limit: usize,
    ) -> rusqlite::Result<Vec<(Row, Option<Row>)>> {
        let (notes, keys, width) = (self.notes(tenant), self.keys(), self.key.len());
        let sql = format!("SELECT {keys} FROM temp.{notes} LIMIT {limit}");
        let found: Vec<Row> = conn
            .prepare_cached(&sql)?
            .query_map([], |row| (0..width).map(|at| row.get(at)).collect())?
            .collect::<rusqlite::Result<_>>()?;
        let crossed_off = format!("DELETE FROM temp.{notes} WHERE {}", self.by_key());
        found
            .into_iter()
            .map(|key| {
                conn.prepare_cached(&crossed_off)?.execute(params_from_iter(&key))?;
                let row = self.find(conn, &key)?;
                Ok((key, row))
            })
            .collect()
    }

    fn notes(&self, tenant: TenantId) -> String {
        format!("\"moved-{}-{}\"", self.name, hex(tenant))
    }

    fn trigger(&self, tenant: TenantId, event: &str, row: &str) -> String {
        format!("\"moves-{}-{}-{event}-{row}\"", self.name, hex(tenant))
    }
}

fn hex(tenant: TenantId) -> String {
    tenant.0.simple().to_string()
}

fn list(columns: &[String]) -> String {
    columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
}

fn marks(first: usize, count: usize) -> String {
    (first..first + count).map(|at| format!("?{at}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_table_joins_by_itself_or_is_refused() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(concat!(include_str!("../data.sql"), include_str!("../outbox.sql"))).expect("the schema");
        let names = || Table::all(&conn).map(|tables| tables.into_iter().map(|table| table.name).collect::<Vec<_>>());
        let known = names().expect("tables");
        assert!(known.len() >= 18 && known.iter().any(|name| name == "limits_told"), "{known:?}");
        assert!(!known.iter().any(|name| name == OUTBOX), "{known:?}");

        conn.execute_batch("CREATE TABLE notes (tenant_id BLOB, note_id BLOB, PRIMARY KEY (tenant_id, note_id))")
            .expect("a table");
        assert_eq!(names().expect("tables").len(), known.len() + 1);
        conn.execute_batch("CREATE TABLE marks (mark_id INTEGER PRIMARY KEY, tenant_id BLOB)").expect("a table");
        let refused = names().expect_err("no row of it could be found again").to_string();
        assert!(refused.contains("marks"), "{refused}");
    }
}
