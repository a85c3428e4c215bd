#!/usr/bin/env bash
# The real clients and gateways against the service that `mvn verify` built: the SDKs of OpenAI and Anthropic (Python, JavaScript),
# LiteLLM's proxy, Portkey's gateway. What needs Python, Node or a package that cannot be had here is skipped, and says so; what
# runs and fails ends this with 1.
#   aligner-service/scripts/clients.sh [PORT]      (and the six ports after it)
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/service.sh"
port=${1:-18200}

start service "$port" --aligner.model.path="$root/models/smollm2-135m-instruct" \
  --aligner.routes.mock.upstream="http://127.0.0.1:$((port + 1))" --aligner.routes.mock.path=/v1/ \
  --aligner.routes.mock.streams=window,buffer,off --aligner.routes.mock.deadline=60s \
  --aligner.plugs.enabled=litellm,portkey --aligner.plugs.stream-holdback=list \
  --aligner.plugs.deadline.litellm=60s --aligner.plugs.deadline.portkey=60s
ready service "$port" "${running[0]}"

failed=0
run() {
  echo "== $1"
  shift
  timeout 300 "$@" || failed=1
}
service=http://127.0.0.1:$port
sdk=$(tool sdk-python) || sdk=
if [[ $sdk ]]; then
  run "Python SDKs" "$sdk/bin/python" "$here/sdk.py" "$((port + 1))" "$service"
else
  skipped "Python SDKs (no python3 with venv, or no packages)"
fi
if [[ $sdk ]] && js=$(tool sdk-js); then
  cp "$here/sdk.mjs" "$work/"
  ln -s "$js/node_modules" "$work/node_modules"
  "$sdk/bin/python" "$here/sdk.py" "$((port + 1))" serve &
  running+=($!)
  run "JavaScript SDKs" node "$work/sdk.mjs" "$service"
else
  skipped "JavaScript SDKs (no node and npm, or no packages)"
fi
if litellm=$(tool litellm); then
  run "LiteLLM" "$litellm/bin/python" "$here/litellm_plug.py" "$service" "$((port + 2))" "$((port + 3))"
else
  skipped "LiteLLM (no python3 with venv, or no packages)"
fi
if portkey=$(tool portkey); then
  (cd "$portkey" && run "Portkey" node "$here/portkey_plug.mjs" "$service" "$((port + 4))"; exit "$failed") || failed=1
else
  skipped "Portkey (no node and npm, or no packages)"
fi
exit "$failed"
