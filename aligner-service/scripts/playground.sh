#!/usr/bin/env bash
# The playground in a real browser, against the service that `mvn verify` built: its modules by Node's own tests, then Chromium on
# the page. What needs Node, npm's packages or Chromium and cannot have them is skipped, and says so; what runs and fails ends
# this with 1.
#   aligner-service/scripts/playground.sh [PORT]      (and the one after it)
#   PICTURES=1 aligner-service/scripts/playground.sh  writes docs/images anew, besides
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/service.sh"
tests=$root/aligner-service/src/test
model=$root/models/smollm2-135m-instruct
port=${1:-18300}

if ! command -v node >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
  skipped "playground (no node of version 20 or later)"
  exit 0
fi
(cd "$tests/playground" && node --test)

if ! chromium=$(tool chromium); then
  skipped "the playground's browser tests (no chromium, and none to be had)"
  exit 0
fi
if ! playwright=$(tool playwright); then
  skipped "the playground's browser tests (no npm, or no packages)"
  exit 0
fi

# two more correctors: the same adapter without a reference, so that it serves the two ends alone; and the copier, which repeats
mkdir "$work/ends"
cp "$model"/adapter/* "$work/ends/"
cat >"$work/ends/aligner.json" <<'END'
{"template": "chat", "system_prompt": "Correct the text."}
END
node "$tests/browser/upstream.mjs" "$((port + 1))" &
running+=($!)
start service "$port" --aligner.model.path="$model" --aligner.model.correctors.ends="$work/ends" \
  --aligner.model.correctors.copier="$model/copier" \
  --aligner.routes.mock.upstream="http://127.0.0.1:$((port + 1))" --aligner.routes.mock.path=/v1/ \
  --aligner.routes.mock.streams=off,window,buffer,post-hoc --aligner.routes.mock.deadline=60s
ready service "$port" "${running[1]}"

export CHROMIUM=$chromium/chromium PLAYGROUND_MODULES=$playwright PLAYGROUND_URL=http://127.0.0.1:$port
timeout 600 node --test --test-concurrency=1 "$tests/browser/playground.test.mjs"
if [[ -n ${PICTURES:-} ]]; then
  node --test "$tests/browser/pictures.mjs"
fi
