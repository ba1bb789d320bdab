#!/usr/bin/env bash
# utoipa 6.0.0 describes an inlined enum with a default as something that nothing can be.
#
# A query parameter of an enum, `inline` and with a `default`, is written as allOf of two
# schemas: the enum, which is text, and one that carries the default and says that it is
# an object. No value is both, so that a validator refuses every right one, while the
# same parameter without the default is described rightly. redocly's rules do not see
# it; spectral's do, by the default.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "parameters"
version = "0.0.0"
edition = "2024"
[dependencies]
serde_json = "1"
utoipa = "=6.0.0"
[workspace]
TOML
cat > src/main.rs <<'RS'
use utoipa::{IntoParams, ToSchema, openapi::path::ParameterIn};

#[derive(ToSchema)]
#[allow(dead_code)]
#[schema(rename_all = "lowercase")]
enum Order {
    Newest,
    Oldest,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
struct Listing {
    #[param(value_type = Option<Order>, inline)]
    plain: Option<String>,
    #[param(value_type = Option<Order>, inline, default = "newest")]
    with_default: Option<String>,
}

fn main() {
    for parameter in Listing::into_params(|| Some(ParameterIn::Query)) {
        println!("{}\t{}", parameter.name, serde_json::to_string(&parameter.schema).expect("JSON"));
    }
}
RS
cargo run --quiet --target-dir target > schemas

python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0
cat > judge.py <<'PY'
import json
import sys

from jsonschema import Draft202012Validator

for line in sys.stdin:
    name, schema = line.rstrip("\n").split("\t")
    validator = Draft202012Validator(json.loads(schema))
    print(name, schema)
    print(name, *(f"{value!r} {'fits' if validator.is_valid(value) else 'fits not'}" for value in ["newest", None, {}]), sep="  ")
PY
tools/bin/python judge.py < schemas | tee seen
grep -q "^plain .*'newest' fits  " seen && grep -q "^with_default  'newest' fits not  None fits not  {} fits not$" seen || { echo "CHANGED"; exit 1; }
