#!/usr/bin/env bash
# A day that begins twice falls apart in luxon, moment-timezone and polars.
#
# On 25 October 2026 the Azores turn their clocks back from 01:00 to 00:00: midnight
# comes twice, an hour apart, and the day has 25 hours. Asked for the start of the day,
# all three answer with the midnight nearest before, so that orders of one day are
# grouped under two: 00:00 UTC for those of its first hour, 01:00 UTC for the rest.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check polars==2.1.0
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts luxon@3.7.2 moment-timezone@0.6.6

cat > days.cjs <<'JS'
const { DateTime, VERSION } = require("luxon");
const moment = require("moment-timezone");
const zone = "Atlantic/Azores";
const times = [0.5, 1.5, 2.5].map((hours) => Date.UTC(2026, 9, 25) + hours * 3_600_000);
const hour = (iso) => iso.slice(11, 16);
const starts = (name, of) => console.log(name, times.map(of).map(hour).join(" "));
starts(`luxon ${VERSION}`, (time) => DateTime.fromMillis(time, { zone }).startOf("day").toUTC().toISO());
starts(`moment-timezone ${moment.tz.version}`, (time) => moment.tz(time, zone).startOf("day").toISOString());
JS
cat > days.py <<'PY'
from datetime import datetime, timedelta, timezone

import polars

first = datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc)
times = polars.Series([first + timedelta(hours=hours) for hours in range(3)])
days = times.dt.convert_time_zone("Atlantic/Azores").dt.truncate("1d").dt.convert_time_zone("UTC")
print("polars", polars.__version__, " ".join(day.strftime("%H:%M") for day in days))
PY
echo "starts of the day in UTC, of 00:30, 01:30 and 02:30 UTC, which are one day in the Azores"
{ node days.cjs; tools/bin/python days.py; } | tee seen
cat > expected <<'TXT'
luxon 3.7.2 00:00 01:00 01:00
moment-timezone 0.6.6 00:00 01:00 01:00
polars 2.1.0 00:00 01:00 01:00
TXT
diff expected seen || { echo "CHANGED"; exit 1; }
