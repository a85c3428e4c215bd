#!/usr/bin/env bash
# Runs the experiment and rewrites its page and pictures in docs/experiments. Options go to the program: --seeds 5.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
exec "$root/aligner-trainer/aligner-trainer" experiment steering-vs-chance --out "$root/docs/experiments" "$@"
