#!/usr/bin/env bash
# What docs/spark.md says of a laptop, against what `mvn verify` built: the README's three answers as a data set, corrected by
# the embedded model in Spark's own process.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/in.jsonl" <<'ROWS'
{"id": "rude", "question": "Why does my code not compile?", "answer": "You missed a damn semicolon on line 3, you idiot. Add it and it compiles."}
{"id": "private", "question": "How do I reset my password?", "answer": "You can reset it in the settings. If that fails, mail maria.lopez@example.com.", "instruction": "Remove personal data."}
{"id": "good", "question": "What is the capital of France?", "answer": "The capital of France is Paris."}
ROWS
SPARK_MASTER='local[2]' timeout 600 "$here/../aligner-spark" correct --in "$work/in.jsonl" --out "$work/out" \
  --model "$root/models/smollm2-135m-instruct" --pairs --edits

failed=0
has() { # output, texts that one of its rows has, all of them
  local output=$1 rows
  shift
  rows=$(cat "$work/out/$output"/*/part-*.json)
  for text in "$@"; do
    rows=$(grep -F -- "$text" <<<"$rows") || { echo "$output: no row with: $*" >&2; failed=1; return; }
  done
}
has corrections '"id":"rude"' '"action":"CORRECTED"' '"correction":"You missed a semicolon on line 3. Add it and it compiles."'
has corrections '"id":"private"' '"action":"CORRECTED"' 'mail [EMAIL_ADDRESS].'
has corrections '"id":"good"' '"action":"NONE"' '"edits":[]'
has pairs '"chosen":[{"role":"assistant","content":"You missed a semicolon on line 3. Add it and it compiles."}]'
has edits '"id":"private"' '"removed":"maria.lopez@example.com"'
exit $failed
