#!/usr/bin/env bash
# SQLite's FTS5: a contentless table takes a row that it has already, and keeps both.
#
# An ordinary FTS5 table refuses a second INSERT of the same rowid. A contentless one
# (content='', contentless_delete=1) can't know that the row is there: the INSERT
# succeeds, and the row is found by its old words as well, until INSERT OR REPLACE.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check apsw==3.54.1.0

cat > replace.py <<'PY'
import apsw

base = apsw.Connection(":memory:")
base.execute("CREATE VIRTUAL TABLE plain USING fts5(name)")
base.execute("CREATE VIRTUAL TABLE bare USING fts5(name, content='', contentless_delete=1)")


def found(table, word):
    return len(base.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (word,)).fetchall())


for table in ["plain", "bare"]:
    base.execute(f"INSERT INTO {table}(rowid, name) VALUES (1, 'kettle')")
    try:
        base.execute(f"INSERT INTO {table}(rowid, name) VALUES (1, 'teapot')")
        second = "taken"
    except apsw.ConstraintError:
        second = "refused"
    print(f"{table}: second insert {second}, found by the old word {found(table, 'kettle')}, by the new {found(table, 'teapot')}")
base.execute("INSERT OR REPLACE INTO bare(rowid, name) VALUES (1, 'mug')")
print("bare, after OR REPLACE:", *(f"{word} {found('bare', word)}" for word in ["kettle", "teapot", "mug"]))
PY
tools/bin/python replace.py | tee seen
cat > expected <<'TXT'
plain: second insert refused, found by the old word 1, by the new 0
bare: second insert taken, found by the old word 1, by the new 1
bare, after OR REPLACE: kettle 1 teapot 0 mug 1
TXT
diff expected seen || { echo "CHANGED"; exit 1; }
