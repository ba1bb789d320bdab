#!/usr/bin/env bash
# lettre 0.11.23 and the HTML standard disagree about addresses, in both directions.
#
# HTML's definition of a valid email address, here as jsdom 26.1.0 applies it to
# <input type=email>, lets dots stand anywhere before the @. lettre, which has to send
# to the address, refuses those, and takes others that no browser lets through. A form
# that trusts either passes on what the other turns away: the mail is never sent.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > addresses <<'TXT'
ada@shop.example
ada..b@shop.example
.ada@shop.example
ada.@shop.example
ada@x-.example
jürgen@shop.example
ada@münchen.example
"ada b"@shop.example
ada@[192.0.2.1]
ada@snake_case.example
TXT

mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "addresses"
version = "0.0.0"
edition = "2024"
[dependencies]
lettre = { version = "=0.11.23", default-features = false, features = ["builder"] }
[workspace]
TOML
cat > src/main.rs <<'RS'
fn main() {
    for line in std::io::stdin().lines() {
        let taken = line.expect("text").parse::<lettre::Address>().is_ok();
        println!("{}", if taken { "taken" } else { "refused" });
    }
}
RS
cargo run --quiet --target-dir target < addresses > lettre

echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts jsdom@26.1.0
cat > html.cjs <<'JS'
const { JSDOM } = require("jsdom");
const input = new JSDOM('<input type="email">').window.document.querySelector("input");
for (const line of require("fs").readFileSync("addresses", "utf8").trim().split("\n")) {
  input.value = line;
  console.log(input.validity.typeMismatch ? "refused" : "taken");
}
JS
node html.cjs > html

{ printf 'HTML\tlettre\taddress\n'; paste html lettre addresses; }
cat > expected <<'TXT'
taken	taken
taken	refused
taken	refused
taken	refused
refused	refused
refused	taken
refused	taken
refused	taken
refused	taken
refused	taken
TXT
paste html lettre | diff expected - || { echo "CHANGED"; exit 1; }
