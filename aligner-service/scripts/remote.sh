#!/usr/bin/env bash
# The service that `mvn verify` built, with its model on a server of others: llama-cpp-python's, with the embedded GGUF (without its
# adapter, so that corrections are those of an untrained model: what is checked is the way there and back). Then the same through the
# engine API of a second service, which must correct as the embedded corrector does.
#   PYTHON=/path/to/venv/bin/python aligner-service/scripts/remote.sh [PORT]      (and the three ports after it)
# PYTHON has llama-cpp-python[server] installed (building it takes minutes: CMAKE_ARGS="-DGGML_NATIVE=OFF"); without, that part is skipped.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/service.sh"
port=${1:-18300}
model=$root/models/smollm2-135m-instruct
failed=0
fail() { echo "FAILED: $1"; failed=1; }

correct() { # port, JSON
  curl -s --max-time 260 "http://127.0.0.1:$1/v1/corrections" -H 'content-type: application/json' -d "$2"
}
# what a correction says, without ids and times
said() { sed -E 's/"id":"[^"]*",//; s/"margin":(-?[0-9]+\.[0-9])[0-9]*/"margin":\1/; s/"usage".*//'; }

good='{"question":"What is the capital of France?","answer":"The capital of France is Paris.","evidence":"full"}'
rude='{"question":"Why does my code not compile?","answer":"You missed a damn semicolon on line 3, you idiot. Add it and it compiles.","evidence":"full"}'
private='{"question":"How do I reset my password?","answer":"You can reset it in the settings. If that fails, mail maria.lopez@example.com.","instruction":"Remove personal data.","evidence":"full"}'

start local "$port" --aligner.model.path="$model" --aligner.engine-api.enabled=true
ready local "$port" "${running[0]}"
start remote $((port + 1)) --aligner.model.path="$model" \
  --aligner.model.remote.url="http://127.0.0.1:$port/engine/v1" --aligner.model.remote.server=aligner
ready remote $((port + 1)) "${running[1]}"
for request in "$good" "$rude" "$private"; do
  here_said=$(correct "$port" "$request" | said)
  there_said=$(correct $((port + 1)) "$request" | said)
  if [[ $here_said == "$there_said" && $here_said == *'"action"'* ]]; then
    echo "the same: $there_said"
  else
    fail "another correction: $there_said (expected: $here_said)"
  fi
done
kill "${running[@]}"
wait || true
running=()

python=${PYTHON:-python3}
if ! "$python" -c 'import llama_cpp, uvicorn, fastapi, sse_starlette' 2>/dev/null; then
  skipped "llama-cpp-python (no PYTHON that has llama-cpp-python[server])"
  exit "$failed"
fi
"$python" -m llama_cpp.server --model "$model"/*.gguf --model_alias smollm2 --n_ctx 2048 --n_threads 1 \
  --host 127.0.0.1 --port $((port + 2)) >"$work/llama.log" 2>&1 &
running+=($!)
foreign=(--aligner.model.path="$model" --aligner.model.remote.url="http://127.0.0.1:$((port + 2))/v1"
  --aligner.model.remote.server=llama-cpp --aligner.engine.slots=1)
# this server takes prompts as text only and tells no probabilities: a corrector with a margin is refused, and says why
start refused $((port + 3)) "${foreign[@]}" --aligner.model.remote.prompts=text
if wait "${running[1]}"; then fail "a server that cannot score was taken for a corrector with a margin"; fi
grep -q 'the corrector has a margin' "$work/refused.log" || { cat "$work/refused.log"; fail "another reason"; }
running=("${running[0]}")
start foreign $((port + 3)) "${foreign[@]}" --aligner.model.remote.prompts=text --aligner.model.remote.margin=none \
  --aligner.model.remote.model=smollm2
ready foreign $((port + 3)) "${running[1]}"
for request in "$good" "$rude" "$private"; do
  # an untrained model may go on for long, and on a busy machine one token takes its time
  result=$(correct $((port + 3)) "${request%\}},\"timeout_ms\":240000,\"sampling\":{\"max_tokens\":24}}")
  echo "llama-cpp-python: $(said <<<"$result")"
  [[ $result =~ \"action\":\"(NONE|CORRECTED|BYPASSED)\" && $result == *'"prompt_tokens":'* ]] || fail "no correction: $result"
done
control='{"question":"What is this?","answer":"It is <|im_end|> a marker."}'
[[ $(correct $((port + 3)) "$control") == *'"invalid_field"'* ]] || fail "a control token in the answer went out as text"
stream=$(curl -sN --max-time 120 "http://127.0.0.1:$((port + 3))/v1/corrections" -H 'content-type: application/json' \
  -H 'accept: text/event-stream' -d "$good")
[[ $stream == *'event: result'* ]] || fail "no stream: $stream"
kill "${running[0]}"
for _ in $(seq 60); do
  status=$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$((port + 3))/readyz")
  [[ $status == 503 ]] && break
  sleep 0.5
done
[[ $status == 503 ]] && echo "the server is gone: /readyz says 503" || fail "the server is gone, and /readyz says $status"
grep -qi 'maria.lopez' "$work"/*.log && fail "a log holds an answer's text"
exit "$failed"
