#!/usr/bin/env bash
# Sends the service that `mvn verify` built whatever its OpenAPI document allows and does not allow, with schemathesis: no
# answer may be a 5xx, or one that the document does not describe. The corrector is a tiny one of random weights, so that most time goes
# into requests. Skips, and says so, where there is no Python or no package.
#   aligner-service/scripts/fuzz.sh [PORT] [SECONDS]
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
port=${1:-18400}
seconds=${2:-25}
work=$(mktemp -d)
running=()
stop() {
  kill "${running[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT

if ! schemathesis=$("$root/scripts/tools.sh" schemathesis); then
  echo "skipped: fuzzing (no python3 with venv, or no schemathesis)"
  exit 0
fi

GOMP_SPINCOUNT=1000 MALLOC_ARENA_MAX=2 java -Xmx320m -XX:+UseSerialGC -jar "$root/aligner-service/target/aligner-service.jar" \
  --server.address=127.0.0.1 --server.port="$port" --aligner.model.path="$root/aligner-engine/src/test/resources/models/llama-f32-tied" \
  --aligner.engine.context-tokens=256 >"$work/service.log" 2>&1 &
running+=($!)
service=http://127.0.0.1:$port
until curl -fs "$service/readyz" >/dev/null; do
  kill -0 "${running[0]}" || { cat "$work/service.log"; exit 1; }
  sleep 0.5
done
curl -fs --max-time 120 "$service/v3/api-docs" -o "$work/openapi.json"

failed=0
# what a schema cannot say (one of two fields, a text that is not empty) may be refused, so those two checks are left out
(cd "$work" && SCHEMATHESIS_HOOKS="$here/fuzz.py" timeout $((seconds + 120)) "$schemathesis/bin/st" run openapi.json --url "$service" \
  --max-time "$seconds" --max-examples 100000 --workers 2 --request-timeout 30 --continue-on-failure --no-color \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
  ) || failed=1
if grep -E ' (ERROR|WARN) ' "$work/service.log"; then
  echo "FAILED: the service's log has errors or warnings"
  failed=1
fi
kill -0 "${running[0]}" || { echo "FAILED: the service is gone"; failed=1; }
exit "$failed"
