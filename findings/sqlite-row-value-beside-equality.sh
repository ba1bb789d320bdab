#!/usr/bin/env bash
# SQLite: an equality beside a row value takes the seek away, and paging grows quadratic.
#
# `(tenant, id) > (?, ?)` seeks to its place. With `tenant = ? AND` before it, which
# changes nothing about the rows, the planner uses the equality for the index and
# tests the row value on every row before the page: the last page of 100,000 rows
# takes hundreds of times the steps of the first. `tenant = ? AND id > ?` seeks again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check apsw==3.54.1.0

cat > pages.py <<'PY'
import apsw

ROWS, PAGE = 100_000, 100
base = apsw.Connection(":memory:")
base.execute("CREATE TABLE orders (tenant INTEGER, id INTEGER, note TEXT, PRIMARY KEY (tenant, id)) WITHOUT ROWID")
with base:
    base.executemany("INSERT INTO orders VALUES (1, ?, 'x')", ((n,) for n in range(ROWS)))
    base.executemany("INSERT INTO orders VALUES (2, ?, 'x')", ((n,) for n in range(PAGE)))


def steps(where, binding):
    count = 0

    def step():
        nonlocal count
        count += 1
        return False

    base.set_progress_handler(step, 1)
    rows = base.execute(f"SELECT id FROM orders WHERE {where} ORDER BY tenant, id LIMIT {PAGE}", binding).fetchall()
    base.set_progress_handler(None)
    assert len(rows) == PAGE
    return count


for where, binding in [
    ("(tenant, id) > (?, ?)", lambda last: (1, last)),
    ("tenant = ? AND (tenant, id) > (?, ?)", lambda last: (1, 1, last)),
    ("tenant = ? AND id > ?", lambda last: (1, last)),
]:
    first, last = steps(where, binding(-1)), steps(where, binding(ROWS - PAGE - 1))
    print(f"{where:38} first page {first} steps, last page {last}")
    print("seeks" if last < 2 * first else "reads all rows before the page")
PY
tools/bin/python -c 'import apsw; print("SQLite", apsw.sqlitelibversion())'
tools/bin/python pages.py | tee seen
grep -v steps seen | tr '\n' ';' > short
[ "$(cat short)" = "seeks;reads all rows before the page;seeks;" ] || { echo "CHANGED"; exit 1; }
