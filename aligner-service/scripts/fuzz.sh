#!/usr/bin/env bash
# Sends the service that `mvn verify` built whatever its OpenAPI document allows and does not allow, with schemathesis: no
# answer may be a 5xx, or one that the document does not describe. The corrector is a tiny one of random weights, so that most time goes
# into requests. Skips, and says so, where there is no Python or no package.
#   aligner-service/scripts/fuzz.sh [PORT] [SECONDS]
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/service.sh"
port=${1:-18400}
seconds=${2:-25}

if ! schemathesis=$(tool schemathesis); then
  skipped "fuzzing (no python3 with venv, or no schemathesis)"
  exit 0
fi

start service "$port" --server.address=127.0.0.1 --aligner.model.path="$root/aligner-engine/src/test/resources/models/llama-f32-tied" \
  --aligner.engine.context-tokens=256
service=http://127.0.0.1:$port
ready service "$port" "${running[0]}"
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
