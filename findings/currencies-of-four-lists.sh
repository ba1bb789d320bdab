#!/usr/bin/env bash
# Four lists of currencies give four answers about what is current and how it is written.
#
# ISO 4217 has two decimals for HUF, COP and MGA, three for IQD, XCG in the place of ANG
# since 2025, and HRK withdrawn in 2023. npm's currency-codes 2.2.0 (list of June 2024),
# the crates iso_currency 0.7.1 and rusty-money 0.5.1, and CLDR in Babel 2.19.0, whose
# digits say how people write amounts, agree on none of these seven.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "currencies"
version = "0.0.0"
edition = "2024"
[dependencies]
iso_currency = "=0.7.1"
rusty-money = { version = "=0.5.1", features = ["iso"] }
[workspace]
TOML
cat > src/main.rs <<'RS'
use rusty_money::FormattableCurrency;

fn main() {
    for code in std::env::args().skip(1) {
        let iso = iso_currency::Currency::from_code(&code).and_then(|currency| currency.exponent());
        let rusty = rusty_money::iso::find(&code).map(|currency| currency.exponent());
        let shown = |digits: Option<String>| digits.unwrap_or("absent".to_owned());
        println!("{code}\t{}\t{}", shown(iso.map(|n| n.to_string())), shown(rusty.map(|n| n.to_string())));
    }
}
RS
codes="HUF COP MGA IQD XCG ANG HRK"
cargo run --quiet --target-dir target -- $codes > crates

echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts currency-codes@2.2.0
node -e 'for (const code of process.argv.slice(1)) console.log(require("currency-codes").code(code)?.digits ?? "absent")' $codes > npm

python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check babel==2.19.0
tools/bin/python - $codes > cldr <<'PY'
import sys

from babel import Locale
from babel.numbers import get_currency_precision

for code in sys.argv[1:]:
    print(get_currency_precision(code) if code in Locale("en").currencies else "absent")
PY

{ printf 'code\tiso_currency\trusty-money\tcurrency-codes\tCLDR\n'; paste crates npm cldr; } | tee seen
cat > expected <<'TXT'
HUF	2	0	2	0
COP	2	2	2	0
MGA	2	1	2	0
IQD	3	3	3	0
XCG	2	2	absent	2
ANG	absent	2	2	2
HRK	2	2	absent	2
TXT
tail -n +2 seen | diff expected - || { echo "CHANGED"; exit 1; }
