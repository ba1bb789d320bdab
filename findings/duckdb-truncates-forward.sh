#!/usr/bin/env bash
# DuckDB 2.0.1 truncates a time to one that is later.
#
# In an hour or a day that the clocks run through twice, date_trunc on a timestamp
# with time zone goes to the wall clock's beginning and back to an instant, and
# chooses the second of the two: 00:30 UTC in the Azores on 25 October 2026 is
# truncated to 01:00 UTC, half an hour after it, by day and by hour.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1 pytz==2026.6

cat > truncate.py <<'PY'
import duckdb

print("duckdb", duckdb.__version__)
base = duckdb.connect()
for time, zone in [("2026-10-25 00:30", "Atlantic/Azores"), ("2026-10-25 00:30", "Europe/Berlin")]:
    base.execute(f"SET TimeZone = '{zone}'")
    for unit in ["day", "hour"]:
        query = f"SELECT (epoch(date_trunc('{unit}', t)) - epoch(t))::INT // 60 FROM (SELECT '{time}+00'::TIMESTAMPTZ AS t)"
        print(zone, unit, base.execute(query).fetchone()[0], "minutes from it")
PY
tools/bin/python truncate.py | tee seen
cat > expected <<'TXT'
duckdb 2.0.1
Atlantic/Azores day 30 minutes from it
Atlantic/Azores hour 30 minutes from it
Europe/Berlin day -150 minutes from it
Europe/Berlin hour 30 minutes from it
TXT
diff expected seen || { echo "CHANGED"; exit 1; }
