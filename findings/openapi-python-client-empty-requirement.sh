#!/usr/bin/env bash
# openapi-python-client 0.29.1 takes 'no requirement' for 'needs a token'.
#
# OpenAPI says that an operation is open either by `security: []` or by a list whose
# only requirement is empty, `security: [{}]`. The generator asks whether the list
# has entries: with the second form its function accepts no client without a token.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1
tools/bin/openapi-python-client --version

cat > document.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Doors", "version": "1"},
 "paths": {
  "/none": {"get": {"operationId": "empty_list", "tags": ["doors"], "security": [],
    "responses": {"204": {"description": "Open."}}}},
  "/empty": {"get": {"operationId": "empty_requirement", "tags": ["doors"], "security": [{}],
    "responses": {"204": {"description": "Open."}}}},
  "/token": {"get": {"operationId": "token", "tags": ["doors"], "security": [{"bearer": []}],
    "responses": {"204": {"description": "Closed."}}}}},
 "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}}
JSON
PATH="$work/tools/bin:$PATH" tools/bin/openapi-python-client generate --path document.json --meta none \
  --output-path made > generated.log 2>&1 || { cat generated.log; exit 1; }

client_of() { sed -n '/^def sync_detailed/,/^)/p' "made/api/doors/$1.py" | sed -n 's/^ *client: *//p' | tr -d ','; }
seen="[] $(client_of empty_list); [{}] $(client_of empty_requirement); [{bearer}] $(client_of token)"
echo "$seen"
[ "$seen" = "[] AuthenticatedClient | Client; [{}] AuthenticatedClient; [{bearer}] AuthenticatedClient" ] ||
  { echo "CHANGED"; exit 1; }
