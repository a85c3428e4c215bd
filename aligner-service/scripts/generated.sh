#!/usr/bin/env bash
# Clients in Python and TypeScript, generated from the document of the service that `mvn verify` built, and called: a correction with
# its action, edits and margin, a list, an error, by the commands of docs/client.md; the TypeScript also has to pass the compiler's strictest checks. What needs Python, Node
# or a package that cannot be had here is skipped, and says so; what runs and fails ends this with 1.
#   aligner-service/scripts/generated.sh [PORT]
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/service.sh"
port=${1:-18210}
service=http://127.0.0.1:$port

start service "$port" --aligner.model.path="$root/models/smollm2-135m-instruct"

# while it starts
python=$(tool generator-python) || python=
node=$(tool generator-js) || node=

ready service "$port" "${running[0]}"

failed=0
# the page's line that begins so
shown() {
  grep -m 1 "^$1 " "$root/docs/client.md" || { echo "docs/client.md: no line begins with $1" >&2; return 1; }
}
document=$(shown curl)
(cd "$work" && bash -c "${document//localhost:8080/127.0.0.1:$port}")
# what the page has installed is what was fetched here
for package in $(shown "pip install") $(shown "npm install"); do
  grep -q -- "$package" "$root/scripts/tools.sh" || [[ $package != *[@=]* ]] || { echo "FAILED: docs/client.md: $package"; failed=1; }
done
run() {
  echo "== $1"
  shift
  timeout 100 "$@" || failed=1
}
cd "$work"
if [[ -n $python ]]; then
  run "Python: generate" env PATH="$python/bin:$PATH" bash -c "$(shown "openapi-python-client")" >"$work/generate.log" 2>&1
  [[ -d aligner_sidecar_client ]] || cat "$work/generate.log"
  cp "$here/generated.py" .
  run "Python: call" "$python/bin/python" generated.py "$service"
else
  skipped "Python (no python3 with venv, or no packages)"
fi
if [[ -n $node ]]; then
  mkdir js
  cp "$here/generated.ts" js/
  cp "$here/generated.tsconfig.json" js/tsconfig.json
  cd js
  echo '{"type": "module"}' >package.json
  # not a link: the generator looks for our tsconfig from where it lies itself
  cp -r "$node/node_modules" .
  cp ../openapi.json .
  run "TypeScript: generate" bash -c "$(shown "npx openapi-ts") -s"
  run "TypeScript: compile" node_modules/.bin/tsc -p .
  run "TypeScript: call" node built/generated.js "$service"
else
  skipped "TypeScript (no node and npm, or no packages)"
fi
exit "$failed"
