-- What is looked for among all rows of a tenant is found by an index, and what is counted is kept.

-- The parts of an order's id that its number names: within a day the first three bytes take at most seven values
-- (2^24 ms are 4.7 hours), the last five are random. In this order new entries fall close together.
CREATE INDEX orders_by_number ON orders (tenant_id, substr(order_id, 1, 3), substr(order_id, 12));

-- Expired answers are removed without reading the others.
CREATE INDEX answers_by_expiry ON answers (expires_at);

-- Only the products of which there are few, so that most sales do not touch it; `products::INDEXED_LOW` is the bound.
CREATE INDEX stock_low ON stock (tenant_id, quantity) WHERE quantity <= 100;

-- Moved by the commit that moves the order.
CREATE TABLE order_counts (
    tenant_id BLOB NOT NULL, status TEXT NOT NULL, orders INTEGER NOT NULL CHECK (orders >= 0),
    PRIMARY KEY (tenant_id, status)
) STRICT, WITHOUT ROWID;
INSERT INTO order_counts SELECT tenant_id, status, count(*) FROM orders GROUP BY tenant_id, status;
