#!/usr/bin/env bash
# Holds the engine to Hugging Face transformers on a full checkpoint: 50 prompts, every prompt position and 16 cached
# decode steps of each, logits within 1e-4 in float32 and the same greedy tokens.
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
"${PYTHON:-python3}" "$here/goldens.py" checkpoint "$model" "$goldens" --prompts "${2:-50}"
cd "$root"
mvn -B -ntp -pl aligner-engine -am test -Dtest=ParityTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Daligner.parity.model="$model" -Daligner.parity.goldens="$goldens"
