#!/usr/bin/env bash
# Trains the corrector that the project ships, both stages, into runs/default-1 and runs/default-2: three hours on
# two processor cores. A stage that was stopped goes on where it was.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

for stage in default-1 default-2; do
  if [[ -f runs/$stage/training.json ]]; then
    echo "$stage: done before"
  elif [[ -d runs/$stage/checkpoints ]]; then
    aligner-trainer/aligner-trainer resume "runs/$stage"
  else
    aligner-trainer/aligner-trainer train "aligner-trainer/recipes/$stage.yaml"
  fi
done
