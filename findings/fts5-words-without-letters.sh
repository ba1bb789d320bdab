#!/usr/bin/env bash
# SQLite's FTS5: `a b` and `a AND b` differ for a word that has no letter.
#
# The documentation calls the blank an implicit AND. A word that the tokenizer
# leaves nothing of is dropped from `"shirt" "-"`, which then finds what `"shirt"`
# finds; with an explicit AND the same word matches nothing, and so does the whole.
# A search box that joins its words by AND finds nothing for `shirt - blue`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check apsw==3.54.1.0

cat > search.py <<'PY'
import apsw

base = apsw.Connection(":memory:")
print("SQLite", apsw.sqlitelibversion())
base.execute("CREATE VIRTUAL TABLE goods USING fts5(name)")
base.execute("INSERT INTO goods VALUES ('blue shirt')")
for query in ['"shirt" "-"', '"shirt" AND "-"', '"shirt" "-" "blue"', '"shirt" AND "-" AND "blue"', '"shirt" NOT "-"']:
    found = base.execute("SELECT count(*) FROM goods WHERE goods MATCH ?", (query,)).fetchall()[0][0]
    print(f"{query:28} {found}")
PY
tools/bin/python search.py | tee seen
cat > expected <<'TXT'
SQLite 3.54.1
"shirt" "-"                  1
"shirt" AND "-"              0
"shirt" "-" "blue"           1
"shirt" AND "-" AND "blue"   0
"shirt" NOT "-"              1
TXT
diff expected seen || { echo "CHANGED"; exit 1; }
