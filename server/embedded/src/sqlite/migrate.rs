//! Schemas of files that live longer than a version: numbered steps, each one
//! transaction, counted by SQLite's `user_version`.
//!
//! To change a schema, append a [`Migration`] to the list of the file's kind below
//! (`DATA`, `CONTROL` or `MAIL`) with the next number, and never touch a step
//! that has landed:
//!
//! - `Change::Sql` takes a script: `ALTER TABLE orders ADD COLUMN note TEXT`.
//! - `Change::Code` takes a function over the connection, for what SQL can't
//!   compute, as names that are folded anew. It runs within the step's
//!   transaction, so it neither begins nor commits one, and it must be right for
//!   the pool with millions of rows: read in pages, by a key that seeks.
//!
//! A new file runs all steps from the first, so there is one way to each schema.
//! `baseline` is the schema of the releases before steps were numbered.

use rusqlite::{Connection, TransactionBehavior};

/// A migration from one version of a schema to the next.
pub(crate) struct Migration {
    /// `user_version` once it is done; each is one more than the one before.
    pub to: i32,
    /// What it does, for the log.
    pub name: &'static str,
    pub change: Change,
}

pub(crate) enum Change {
    Sql(&'static str),
    Code(fn(&Connection) -> rusqlite::Result<()>),
}

/// The schema of one kind of file.
pub(crate) struct Schema {
    /// A table that every file of the kind has had since the first release.
    pub oldest_table: &'static str,
    baseline: &'static str,
    steps: &'static [Migration],
}

/// Tenants' data: the pool and each silo.
pub(crate) static DATA: Schema = Schema {
    oldest_table: "products",
    baseline: concat!(include_str!("../data.sql"), include_str!("../outbox.sql")),
    steps: &[
        INSTALLATION,
        Migration {
            to: 4,
            name: "sums of money that outgrow 64 bits",
            // See `store/wide.rs`; 2305843009213693951 is 2^61 - 1.
            change: Change::Sql(
                "ALTER TABLE sales_by_day ADD COLUMN revenue_high INTEGER NOT NULL DEFAULT 0;
                 ALTER TABLE sales_by_product ADD COLUMN revenue_high INTEGER NOT NULL DEFAULT 0;
                 ALTER TABLE sales_by_hour ADD COLUMN revenue_high INTEGER NOT NULL DEFAULT 0;
                 UPDATE sales_by_day SET revenue_high = revenue >> 61, revenue = revenue & 2305843009213693951
                     WHERE revenue NOT BETWEEN 0 AND 2305843009213693951;
                 UPDATE sales_by_product SET revenue_high = revenue >> 61, revenue = revenue & 2305843009213693951
                     WHERE revenue NOT BETWEEN 0 AND 2305843009213693951;
                 UPDATE sales_by_hour SET revenue_high = revenue >> 61, revenue = revenue & 2305843009213693951
                     WHERE revenue NOT BETWEEN 0 AND 2305843009213693951;",
            ),
        },
        Migration {
            to: 5,
            name: "one fold of names, categories and SKUs",
            change: Change::Code(super::refold::refold),
        },
        Migration {
            to: 6,
            name: "kept answers as the API renders them",
            // Until then status, tag, address and body had columns; the names of the members are those that the API reads.
            change: Change::Sql(
                "CREATE TABLE opaque_answers (
                     slot INTEGER PRIMARY KEY,
                     tenant_id BLOB NOT NULL, key BLOB NOT NULL, fingerprint BLOB NOT NULL, expires_at INTEGER NOT NULL,
                     answer TEXT NOT NULL, version INTEGER
                 ) STRICT;
                 INSERT INTO opaque_answers
                     SELECT slot, tenant_id, key, fingerprint, expires_at,
                         json_object('status', status, 'etag', etag, 'location', location, 'body', body),
                         CAST(trim(etag, '\"') AS INTEGER)
                     FROM answers;
                 DROP TABLE answers;
                 ALTER TABLE opaque_answers RENAME TO answers;
                 CREATE UNIQUE INDEX answers_by_key ON answers (tenant_id, key);",
            ),
        },
        Migration {
            to: 7,
            name: "barcodes of products",
            change: Change::Sql(
                "ALTER TABLE products ADD COLUMN barcode TEXT;
                 ALTER TABLE products ADD COLUMN barcode_fold TEXT;
                 CREATE INDEX products_by_barcode ON products (tenant_id, barcode_fold, product_id)
                     WHERE barcode_fold IS NOT NULL;",
            ),
        },
        Migration {
            to: 8,
            name: "order numbers, expiry and low stock by indexes, kept counts of orders",
            change: Change::Sql(include_str!("steps/8.sql")),
        },
        Migration {
            to: 9,
            name: "customers by the days on which they ordered",
            change: Change::Sql(include_str!("steps/9.sql")),
        },
        Migration {
            to: 10,
            name: "how far ids of orders are ahead of their times",
            change: Change::Code(super::id_leads::fill),
        },
        Migration { to: 11, name: "places of journal entries in the event feed", change: Change::Sql(PLACES_IN_FEED) },
        Migration { to: 12, name: "records of declared kinds", change: Change::Sql(include_str!("steps/12.sql")) },
    ],
};

/// Tenants, people, credentials.
pub(crate) static CONTROL: Schema = Schema {
    oldest_table: "tenants",
    baseline: concat!(include_str!("../control.sql"), include_str!("../outbox.sql")),
    steps: &[
        INSTALLATION,
        Migration {
            to: 4,
            name: "the last known time",
            change: Change::Sql(
                "CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), known_at INTEGER NOT NULL, \
                 excused_at INTEGER) STRICT",
            ),
        },
        Migration {
            to: 5,
            name: "API keys",
            change: Change::Sql(
                "CREATE TABLE api_keys (
                     key_id BLOB PRIMARY KEY, tenant_id BLOB NOT NULL, version INTEGER NOT NULL, used_at INTEGER,
                     doc TEXT NOT NULL
                 ) STRICT, WITHOUT ROWID;
                 CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, key_id);",
            ),
        },
        Migration { to: 6, name: "places of journal entries in the event feed", change: Change::Sql(PLACES_IN_FEED) },
    ],
};

/// The mailbox.
pub(crate) static MAIL: Schema =
    Schema { oldest_table: "mails", baseline: include_str!("../mail.sql"), steps: &[INSTALLATION] };

/// The migration that adds the installation's id to every kind of file; see `identity`.
const INSTALLATION: Migration = Migration {
    to: 3,
    name: "whose file it is",
    // No column is named tenant_id: what has one is moved and erased with the tenant.
    change: Change::Sql(
        "CREATE TABLE installation (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL, kind TEXT NOT NULL, \
         owner BLOB, tenantry TEXT NOT NULL) STRICT",
    ),
};

/// Entries from before have none, and are not in the feed.
const PLACES_IN_FEED: &str = "ALTER TABLE journal ADD COLUMN feed INTEGER;
     CREATE UNIQUE INDEX journal_by_feed ON journal (tenant_id, feed) WHERE feed IS NOT NULL;";

/// The version after the baseline. Releases before it wrote 0, or 1 once deleted rows were overwritten.
const BASELINE: i32 = 2;
/// The first version of those releases whose files hold no rests of deleted rows.
const LEAVES_NOTHING: i32 = 1;
/// A table that is there while a file may hold rests of rows from before that.
const RESTS: &str = "rests_of_rows";

/// Columns that tables of releases before the baseline may not have yet.
const ADDED: &[(&str, &str, &str)] = &[
    ("mails", "from_name", "TEXT"),
    ("mails", "reply_to", "TEXT"),
    ("outbox", "trace", "TEXT"),
    ("outbox", "postponed", "INTEGER NOT NULL DEFAULT 0"),
    ("outbox", "since", "INTEGER"),
    ("outbox", "done", "TEXT"),
    ("idempotency", "tenant_id", "BLOB"),
];

/// The reason why a file can't be migrated to the present schema.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MigrateError {
    #[error("its schema is version {found}, and this Tenantry knows only up to {known}: {}", needed(.tenantry.as_deref()))]
    TooNew { found: i32, known: i32, tenantry: Option<String> },
    #[error("step {to} ({name}) failed: {error}")]
    Step { to: i32, name: &'static str, error: rusqlite::Error },
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

fn needed(tenantry: Option<&str>) -> String {
    match tenantry {
        Some(version) => format!("run Tenantry {version} or newer on it"),
        None => "run the newer Tenantry that wrote it".to_owned(),
    }
}

pub(crate) fn version(conn: &Connection) -> rusqlite::Result<i32> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0))
}

impl Schema {
    /// Returns the version that this binary writes.
    pub fn newest(&self) -> i32 {
        self.steps.last().map_or(BASELINE, |step| step.to)
    }

    /// Refuses a file of a newer binary; nothing is written.
    pub fn check(&self, conn: &Connection) -> Result<(), MigrateError> {
        let found = version(conn)?;
        if found > self.newest() {
            let tenantry = conn.query_row("SELECT tenantry FROM installation", [], |row| row.get(0)).ok();
            return Err(MigrateError::TooNew { found, known: self.newest(), tenantry });
        }
        Ok(())
    }

    /// Brings a file to the present schema, from whatever version it has.
    pub fn migrate(&self, conn: &mut Connection) -> Result<(), MigrateError> {
        self.check(conn)?;
        let from = version(conn)?;
        if from < BASELINE {
            one(conn, BASELINE, "baseline", |conn| self.lay_baseline(conn, from))?;
        }
        for step in self.steps.iter().filter(|step| step.to > from) {
            one(conn, step.to, step.name, |conn| match step.change {
                Change::Sql(sql) => conn.execute_batch(sql),
                Change::Code(code) => code(conn),
            })?;
            if from >= BASELINE {
                tracing::info!(step = step.to, name = step.name, "schema step {} is done: {}", step.to, step.name);
            }
        }
        if from < self.newest() {
            // An older binary that meets the file says which version it takes.
            conn.execute("UPDATE installation SET tenantry = ?1", [env!("CARGO_PKG_VERSION")])?;
        }
        Ok(())
    }

    /// Whatever of it is there already stays.
    fn lay_baseline(&self, conn: &Connection, from: i32) -> rusqlite::Result<()> {
        let had_tables: bool =
            conn.query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table'", [], |row| row.get(0))?;
        conn.execute_batch(self.baseline)?;
        for (table, column, kind) in ADDED {
            add_column(conn, table, column, kind)?;
        }
        if had_tables && from < LEAVES_NOTHING {
            conn.execute_batch(&format!("CREATE TABLE IF NOT EXISTS {RESTS} (none INTEGER) STRICT"))?;
        }
        Ok(())
    }
}

/// Applies a migration and writes its number in one transaction.
fn one(
    conn: &mut Connection,
    to: i32,
    name: &'static str,
    change: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), MigrateError> {
    let done = || -> rusqlite::Result<()> {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change(&transaction)?;
        transaction.pragma_update(None, "user_version", to)?;
        transaction.commit()
    };
    done().map_err(|error| MigrateError::Step { to, name, error })
}

fn add_column(conn: &Connection, table: &str, column: &str, kind: &str) -> rusqlite::Result<()> {
    let columns: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if !columns.is_empty() && !columns.iter().any(|known| known == column) {
        conn.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}"))?;
    }
    Ok(())
}

/// Returns whether pages may still hold rests of rows from before deleted ones were overwritten.
pub(crate) fn may_hold_rests(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?1", [RESTS], |row| row.get(0))
}

/// To be called when all of the file was written anew.
pub(crate) fn holds_no_rests(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(&format!("DROP TABLE IF EXISTS {RESTS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    static TOY: Schema = Schema {
        oldest_table: "mails",
        baseline: include_str!("../mail.sql"),
        steps: &[
            INSTALLATION,
            Migration { to: 4, name: "a column", change: Change::Sql("ALTER TABLE mails ADD COLUMN size INTEGER") },
            Migration { to: 5, name: "computed", change: Change::Code(measure) },
        ],
    };
    static BROKEN: Schema = Schema {
        oldest_table: "mails",
        baseline: include_str!("../mail.sql"),
        steps: &[
            INSTALLATION,
            Migration { to: 4, name: "half", change: Change::Sql("CREATE TABLE half (a); CREATE TABLE half (a)") },
        ],
    };

    fn measure(conn: &Connection) -> rusqlite::Result<()> {
        conn.execute("UPDATE mails SET size = length(body)", []).map(drop)
    }

    /// As a release before the baseline left it: without two columns.
    fn old(version: i32) -> Connection {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(
            "CREATE TABLE mails (mail_id TEXT PRIMARY KEY, tenant_id BLOB, to_fold TEXT NOT NULL, \
             recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT, \
             WITHOUT ROWID; INSERT INTO mails VALUES ('m', NULL, 'a', 'A', 's', 'body', 0)",
        )
        .expect("tables");
        conn.pragma_update(None, "user_version", version).expect("a version");
        conn
    }

    fn shape(conn: &Connection) -> Vec<String> {
        let mut columns = conn.prepare("SELECT name FROM pragma_table_info('mails') ORDER BY name").expect("SQL");
        columns.query_map([], |row| row.get(0)).expect("rows").collect::<rusqlite::Result<_>>().expect("names")
    }

    #[test]
    fn every_way_to_a_schema_ends_alike_and_keeps_the_rows() {
        let mut new = Connection::open_in_memory().expect("a database");
        TOY.migrate(&mut new).expect("migrated");
        assert!(!may_hold_rests(&new).expect("read"));
        for from in [0, 1] {
            let mut conn = old(from);
            TOY.migrate(&mut conn).expect("migrated");
            assert_eq!((version(&conn).expect("a version"), shape(&conn)), (5, shape(&new)));
            let size: i64 = conn.query_row("SELECT size FROM mails", [], |row| row.get(0)).expect("the row");
            assert_eq!(size, 4);
            assert_eq!(may_hold_rests(&conn).expect("read"), from == 0, "rests are possible only in the oldest");
            TOY.migrate(&mut conn).expect("nothing is left to do");
        }
    }

    #[test]
    fn a_step_that_fails_leaves_nothing_and_a_newer_file_is_refused() {
        let mut conn = old(1);
        let error = BROKEN.migrate(&mut conn).expect_err("it is broken").to_string();
        assert!(error.contains("step 4 (half) failed"), "{error}");
        assert_eq!(version(&conn).expect("a version"), INSTALLATION.to);
        let half: i64 = conn
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'half'", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(half, 0);

        conn.execute("INSERT INTO installation VALUES (1, x'01', 'mail', NULL, '7.8.9')", []).expect("a row");
        conn.pragma_update(None, "user_version", 9).expect("a version");
        let error = MAIL.migrate(&mut conn).expect_err("it is newer").to_string();
        assert!(error.contains("version 9") && error.contains("run Tenantry 7.8.9 or newer"), "{error}");
    }

    #[test]
    fn answers_that_earlier_versions_kept_become_one_text_and_their_version() {
        let before = Schema { steps: &DATA.steps[..3], ..DATA };
        let mut conn = Connection::open_in_memory().expect("a database");
        before.migrate(&mut conn).expect("migrated");
        conn.execute_batch(
            r#"INSERT INTO answers VALUES (1, x'01', x'02', x'03', 4, 201, '"5-10"', '/v1/products/7', '{"name":"é"}');
               INSERT INTO answers VALUES (2, x'01', x'04', x'03', 4, 204, NULL, NULL, '')"#,
        )
        .expect("answers");
        DATA.migrate(&mut conn).expect("migrated");
        let mut rows = conn.prepare("SELECT answer, version FROM answers ORDER BY slot").expect("SQL");
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        let rows: Vec<(String, Option<i64>)> = rows.collect::<rusqlite::Result<_>>().expect("rows");
        let product = r#"{"status":201,"etag":"\"5-10\"","location":"/v1/products/7","body":"{\"name\":\"é\"}"}"#;
        let nothing = r#"{"status":204,"etag":null,"location":null,"body":""}"#;
        assert_eq!(rows, [(product.to_owned(), Some(5)), (nothing.to_owned(), None)]);
    }

    #[test]
    fn steps_are_numbered_without_a_gap() {
        for schema in [&DATA, &CONTROL, &MAIL] {
            let numbers: Vec<i32> = schema.steps.iter().map(|step| step.to).collect();
            let wanted: Vec<i32> = (BASELINE + 1..).take(numbers.len()).collect();
            assert_eq!(numbers, wanted);
            let mut conn = Connection::open_in_memory().expect("a database");
            schema.migrate(&mut conn).expect("a new file");
            let has: i64 = conn
                .query_row("SELECT count(*) FROM sqlite_schema WHERE name = ?1", [schema.oldest_table], |row| {
                    row.get(0)
                })
                .expect("a count");
            assert_eq!((version(&conn).expect("a version"), has), (schema.newest(), 1));
        }
    }
}
