#!/usr/bin/env bash
# Clients in Python and TypeScript, generated from the document of the service that `mvn verify` built, and called: a correction with
# its action, edits and margin, a list, an error; the TypeScript also has to pass the compiler's strictest checks. What needs Python, Node
# or a package that cannot be had here is skipped, and says so; what runs and fails ends this with 1.
#   aligner-service/scripts/generated.sh [PORT]
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
port=${1:-18210}
service=http://127.0.0.1:$port
work=$(mktemp -d)
running=()
stop() {
  kill "${running[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT
skipped() { echo "skipped: $1"; }

GOMP_SPINCOUNT=1000 MALLOC_ARENA_MAX=2 java -Xmx320m -XX:+UseSerialGC -jar "$root/aligner-service/target/aligner-service.jar" \
  --server.port="$port" --aligner.model.path="$root/models/smollm2-135m-instruct" >"$work/service.log" 2>&1 &
running+=($!)

# while it starts
python=
if command -v python3 >/dev/null && python3 -m venv "$work/venv" >/dev/null 2>&1 \
    && timeout 120 "$work/venv/bin/pip" install -q --disable-pip-version-check openapi-python-client==0.29.1 >"$work/pip.log" 2>&1; then
  python=$work/venv/bin
fi
node=
if command -v node >/dev/null && command -v npm >/dev/null && mkdir "$work/js" \
    && timeout 120 npm install --silent --no-audit --no-fund --prefix "$work/js" @hey-api/openapi-ts@0.95.0 typescript@5.9.3 \
      >"$work/npm.log" 2>&1 && (cd "$work/js" && npm pkg set type=module); then
  node=$work/js/node_modules/.bin
fi

for _ in $(seq 240); do
  if curl -fs "$service/readyz" >/dev/null; then break; fi
  kill -0 "${running[0]}" || { cat "$work/service.log"; exit 1; }
  sleep 0.5
done
curl -fs "$service/v3/api-docs" >"$work/openapi.json"

failed=0
run() {
  echo "== $1"
  shift
  timeout 100 "$@" || failed=1
}
cd "$work"
if [[ -n $python ]]; then
  run "Python: generate" "$python/openapi-python-client" generate --path openapi.json --output-path aligner_sidecar_client \
    --meta none >"$work/generate.log" 2>&1
  [[ -d aligner_sidecar_client ]] || cat "$work/generate.log"
  cp "$here/generated.py" .
  run "Python: call" "$python/python" generated.py "$service"
else
  skipped "Python (no python3 with venv, or no packages)"
fi
if [[ -n $node ]]; then
  cp "$here/generated.ts" js/
  cp "$here/generated.tsconfig.json" js/tsconfig.json
  cd js
  run "TypeScript: generate" "$node/openapi-ts" -i ../openapi.json -o client -s
  run "TypeScript: compile" "$node/tsc" -p .
  run "TypeScript: call" node built/generated.js "$service"
else
  skipped "TypeScript (no node and npm, or no packages)"
fi
exit "$failed"
