#!/usr/bin/env bash
# Holds the engine to Hugging Face transformers on a full checkpoint: 50 prompts, every prompt position and 16 cached
# decode steps of each (of a T5, the target's 17 positions), logits within 1e-4 in float32 and the same greedy tokens.
#
#   parity.sh [MODEL [PROMPTS]]     MODEL: a GGUF file or a Hugging Face directory; default: the embedded model
#
# Needs python3 with: torch==2.7.1 'transformers<5' gguf accelerate tokenizers safetensors (PYTHON names another one).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
model=$(realpath "${1:-$root/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf}")
goldens=$(mktemp -d)
trap 'rm -rf "$goldens"' EXIT
family=
grep -qs T5ForConditionalGeneration "$model/config.json" && family=t5
"${PYTHON:-python3}" "$here/${family:+${family}_}goldens.py" checkpoint "$model" "$goldens" --prompts "${2:-50}"
cd "$root"
mvn -B -ntp -pl aligner-engine -am test -Dtest="${family^}ParityTest" -Dsurefire.failIfNoSpecifiedTests=false \
    -Daligner.parity."${family:-model}"="$model" -Daligner.parity.goldens="$goldens"
