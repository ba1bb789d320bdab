#!/usr/bin/env bash
# swagger-typescript-api 13.13.0 uses the name of a path's parameter as a variable.
#
# `/reports/{export}` is a valid path, but `export` names no variable in TypeScript.
# @hey-api/openapi-ts 0.95.0 and orval 7.13.2 keep the parameter in an object or
# rename it; this generator writes it down as it stands, and what it made does not compile.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  swagger-typescript-api@13.13.0 @hey-api/openapi-ts@0.95.0 orval@7.13.2 typescript@5.9.3

cat > document.json <<'JSON'
{"openapi": "3.0.3", "info": {"title": "Reports", "version": "1"},
 "paths": {"/reports/{export}": {"get": {"operationId": "readReport",
   "parameters": [{"name": "export", "in": "path", "required": true, "schema": {"type": "string"}}],
   "responses": {"200": {"description": "The report.",
     "content": {"application/json": {"schema": {"type": "string"}}}}}}}}}
JSON
npx swagger-typescript-api generate -p document.json -o swagger -n client.ts > swagger.log 2>&1
npx openapi-ts -i document.json -o hey > hey.log 2>&1
npx orval --input document.json --output orval/client.ts --client fetch > orval.log 2>&1

errors() {
  npx tsc --noEmit --strict --skipLibCheck --target es2022 --lib es2022,dom,dom.iterable --module esnext \
    --moduleResolution bundler "$1" | grep -c 'error TS' || true
}
swagger=$(errors swagger/client.ts) hey=$(errors hey/index.ts) orval=$(errors orval/client.ts)
grep -n '(export:' swagger/client.ts | head -2
echo "errors of the compiler: swagger-typescript-api $swagger, openapi-ts $hey, orval $orval"
[ "$swagger" -gt 0 ] && [ "$hey" = 0 ] && [ "$orval" = 0 ] || { echo "CHANGED"; exit 1; }
