#!/usr/bin/env bash
# openapi-python-client 0.29.1 makes three classes of one enum that may be null.
#
# OpenAPI 3.1 says 'one of these words, or null' by `type: [string, null]` with null
# among the enum's values. The generator takes the list of types for a union and
# puts the enum, itself nullable, into each branch: one field, three classes with
# the same members, and a field typed as any of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1
tools/bin/openapi-python-client --version

cat > document.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Plans", "version": "1"},
 "paths": {"/account": {"get": {"operationId": "read_account", "responses": {"200": {"description": "The account.",
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Account"}}}}}}}},
 "components": {"schemas": {"Account": {"type": "object", "required": ["plan"], "properties": {
   "plan": {"type": ["string", "null"], "enum": ["free", "paid", null]}}}}}}
JSON
PATH="$work/tools/bin:$PATH" tools/bin/openapi-python-client generate --path document.json --meta none \
  --output-path made > generated.log 2>&1 || { cat generated.log; exit 1; }

classes=$(grep -hoE '^class [A-Za-z0-9]+\(.*Enum\)' made/models/*.py | sort)
echo "$classes"
grep -hE '^ +plan: Account' made/models/account.py
count=$(echo "$classes" | wc -l)
echo "classes for one enum: $count"
[ "$count" = 3 ] || { echo "CHANGED: expected 3"; exit 1; }
