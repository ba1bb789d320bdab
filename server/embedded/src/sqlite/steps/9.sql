-- The days of each customer are a list in the order of time: the day before and the day after on which they ordered,
-- empty where there is none. Days without an order that stands are not in it. So the customers of a range are those days
-- in it whose day before lies outside, and are counted without bringing each customer's days together.
ALTER TABLE orders_by_customer ADD COLUMN day_before TEXT NOT NULL DEFAULT '';
ALTER TABLE orders_by_customer ADD COLUMN day_after TEXT NOT NULL DEFAULT '';
UPDATE orders_by_customer AS c SET day_before = l.day_before, day_after = l.day_after
    FROM (SELECT tenant_id, customer, day, lag(day, 1, '') OVER days AS day_before, lead(day, 1, '') OVER days AS day_after
          FROM orders_by_customer WHERE orders > 0 WINDOW days AS (PARTITION BY tenant_id, customer ORDER BY day)) AS l
    WHERE c.tenant_id = l.tenant_id AND c.customer = l.customer AND c.day = l.day;
CREATE INDEX customers_by_day ON orders_by_customer (tenant_id, day, day_before, day_after, orders) WHERE orders > 0;
