-- Tenant data: the same tables in the pool and in each silo. Whatever rows are
-- found by begins with the tenant; a slot only keeps them in the order in which
-- they came.

CREATE TABLE IF NOT EXISTS products (
    tenant_id BLOB NOT NULL, product_id BLOB NOT NULL,
    version INTEGER NOT NULL, archived INTEGER NOT NULL,
    name TEXT NOT NULL, name_fold TEXT NOT NULL, description TEXT,
    price INTEGER NOT NULL, category TEXT, sku TEXT, sku_fold TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS products_by_name ON products (tenant_id, name_fold, product_id);
CREATE INDEX IF NOT EXISTS products_by_sku ON products (tenant_id, sku_fold, product_id) WHERE sku_fold IS NOT NULL;
CREATE INDEX IF NOT EXISTS products_by_category ON products (tenant_id, category, product_id);

-- Apart from the products, so that a sale rewrites a narrow row.
CREATE TABLE IF NOT EXISTS stock (
    tenant_id BLOB NOT NULL, product_id BLOB NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;

-- An integer key keeps inserts at the end of the table; a key of
-- (tenant, UUID) would halve the rate.
CREATE TABLE IF NOT EXISTS orders (
    slot INTEGER PRIMARY KEY,
    tenant_id BLOB NOT NULL, order_id BLOB NOT NULL,
    version INTEGER NOT NULL, status TEXT NOT NULL, email_fold TEXT NOT NULL,
    created_at INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS orders_by_id ON orders (tenant_id, order_id);
CREATE INDEX IF NOT EXISTS orders_by_status ON orders (tenant_id, status, order_id);
CREATE INDEX IF NOT EXISTS orders_by_email ON orders (tenant_id, email_fold, order_id);

CREATE TABLE IF NOT EXISTS names (
    tenant_id BLOB NOT NULL, name TEXT NOT NULL, owner BLOB NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS documents (
    tenant_id BLOB NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS counters (
    tenant_id BLOB NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL CHECK (value >= 0),
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- Answers to give again, and the journal: rows are appended, and only the
-- narrow index is written where the key falls. With the rows in the order of
-- their keys, each order rewrote a whole page for either.
DROP TABLE IF EXISTS idempotency;
CREATE TABLE IF NOT EXISTS answers (
    slot INTEGER PRIMARY KEY,
    tenant_id BLOB NOT NULL, key BLOB NOT NULL, fingerprint BLOB NOT NULL, expires_at INTEGER NOT NULL,
    status INTEGER NOT NULL, etag TEXT, location TEXT, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS answers_by_key ON answers (tenant_id, key);

CREATE TABLE IF NOT EXISTS journal (
    slot INTEGER PRIMARY KEY,
    tenant_id BLOB NOT NULL, entry_id BLOB NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS journal_by_id ON journal (tenant_id, entry_id);

-- Read models, fed by events.
CREATE TABLE IF NOT EXISTS consumed (
    tenant_id BLOB NOT NULL, event_id BLOB NOT NULL, consumer TEXT NOT NULL,
    PRIMARY KEY (tenant_id, event_id, consumer)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sales_by_day (
    tenant_id BLOB NOT NULL, day TEXT NOT NULL, status TEXT NOT NULL,
    orders INTEGER NOT NULL, revenue INTEGER NOT NULL, units INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, status)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sales_by_product (
    tenant_id BLOB NOT NULL, day TEXT NOT NULL, product_id BLOB NOT NULL,
    revenue INTEGER NOT NULL, units INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, product_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sales_by_hour (
    tenant_id BLOB NOT NULL, day TEXT NOT NULL, hour INTEGER NOT NULL,
    orders INTEGER NOT NULL, revenue INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, hour)
) STRICT, WITHOUT ROWID;
-- A customer is a digest: figures need no addresses.
CREATE TABLE IF NOT EXISTS orders_by_customer (
    tenant_id BLOB NOT NULL, customer BLOB NOT NULL, day TEXT NOT NULL, orders INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, customer, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS order_mails (
    tenant_id BLOB NOT NULL, order_id BLOB NOT NULL, event_id BLOB NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (tenant_id, order_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS movements (
    tenant_id BLOB NOT NULL, product_id BLOB NOT NULL, event_id BLOB NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (tenant_id, product_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS low_stock (
    tenant_id BLOB NOT NULL, product_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;
-- Events that wait to be mailed with others of their kind; what one mail is about, by the event that sends it; and until
-- when no other mail of a kind goes out.
CREATE TABLE IF NOT EXISTS notices (
    tenant_id BLOB NOT NULL, kind TEXT NOT NULL, event_id BLOB NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind, event_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS digests (
    tenant_id BLOB NOT NULL, owner BLOB NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (tenant_id, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notice_windows (
    tenant_id BLOB NOT NULL, kind TEXT NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;
-- What was used. Products and members are differences to the day before.
CREATE TABLE IF NOT EXISTS usage_by_day (
    tenant_id BLOB NOT NULL, day TEXT NOT NULL,
    requests INTEGER NOT NULL DEFAULT 0, errors INTEGER NOT NULL DEFAULT 0, client_errors INTEGER NOT NULL DEFAULT 0,
    micros INTEGER NOT NULL DEFAULT 0, reads INTEGER NOT NULL DEFAULT 0, writes INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER, mails INTEGER NOT NULL DEFAULT 0,
    products INTEGER NOT NULL DEFAULT 0, members INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, day)
) STRICT, WITHOUT ROWID;
