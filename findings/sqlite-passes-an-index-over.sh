#!/usr/bin/env bash
# SQLite 3.54.1 walks a tenant's whole primary key though an index has the row.
#
# In a table WITHOUT ROWID whose primary key begins with the tenant, an index on
# (tenant, sku) fits `tenant = ? AND sku = ?` on both columns. Without statistics the
# planner holds one equality on the primary key for ten rows and the index for a
# further look-up, and takes the primary key: each look-up reads all rows of the
# tenant. An ordinary table, INDEXED BY and ANALYZE each get the index.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check apsw==3.54.1.0

cat > lookups.py <<'PY'
import apsw

ROWS = 10_000
base = apsw.Connection(":memory:")
print("SQLite", apsw.sqlitelibversion())
for table, kind in [("goods", "WITHOUT ROWID"), ("ordinary", "")]:
    base.execute(f"CREATE TABLE {table} (tenant INTEGER, id INTEGER, sku TEXT, name TEXT, PRIMARY KEY (tenant, id)) {kind}")
    base.execute(f"CREATE INDEX {table}_by_sku ON {table} (tenant, sku, id)")
    with base:
        base.executemany(f"INSERT INTO {table} VALUES (1, ?, ?, 'x')", ((n, f"S{n}") for n in range(ROWS)))


def look_up(said, source):
    query, steps = f"SELECT name FROM {source} WHERE tenant = ? AND sku = ?", 0

    def step():
        nonlocal steps
        steps += 1
        return False

    base.set_progress_handler(step, 1)
    found = base.execute(query, (1, f"S{ROWS - 1}")).fetchall()
    base.set_progress_handler(None)
    plan = base.execute(f"EXPLAIN QUERY PLAN {query}", (1, "")).fetchall()[0][3]
    assert len(found) == 1
    print(f"{said}: {plan}; {'reads all rows' if steps > ROWS else 'looks up'}")


look_up("without rowid", "goods")
look_up("ordinary", "ordinary")
look_up("INDEXED BY", "goods INDEXED BY goods_by_sku")
base.execute("ANALYZE")
look_up("after ANALYZE", "goods")
PY
tools/bin/python lookups.py | tee seen
cat > expected <<'TXT'
SQLite 3.54.1
without rowid: SEARCH goods USING PRIMARY KEY (tenant=?); reads all rows
ordinary: SEARCH ordinary USING INDEX ordinary_by_sku (tenant=? AND sku=?); looks up
INDEXED BY: SEARCH goods USING INDEX goods_by_sku (tenant=? AND sku=?); looks up
after ANALYZE: SEARCH goods USING INDEX goods_by_sku (tenant=? AND sku=?); looks up
TXT
diff expected seen || { echo "CHANGED"; exit 1; }
