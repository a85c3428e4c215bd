#!/usr/bin/env bash
# Looks for keys and passwords in what is committed, with gitleaks and its rules. Skips, and says so,
# where it cannot be had. First it must find a key that is made up here: a search that finds nothing anywhere is none.
#   scripts/secrets.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

gitleaks=$(command -v gitleaks || true)
if [[ -z $gitleaks ]]; then
  if ! folder=$(scripts/tools.sh gitleaks); then
    echo "skipped: the search for secrets (no gitleaks, and no Go or no module to build it)"
    exit 0
  fi
  gitleaks=$folder/bin/gitleaks
fi

found() { ! "$gitleaks" dir "$1" --config config/gitleaks.toml --no-banner --redact --verbose --log-level warn; }

mkdir "$work/planted" "$work/tree"
printf 'aws_key = "AKIA%s"\n' "$(tr -dc 'A-Z2-7' </dev/urandom | head -c 16)" >"$work/planted/settings.py"
if ! found "$work/planted" >/dev/null 2>&1; then
  echo "FAILED: the search for secrets does not find one that is there"
  exit 1
fi
# text that is committed: models and recorded tensors are no place for keys, and large
git ls-files -z -- ':!models' ':!*.safetensors' ':!*.gguf' | xargs -0 cp --parents -t "$work/tree"
if found "$work/tree"; then
  echo "FAILED: what is committed holds what looks like a secret"
  exit 1
fi
echo "no secrets in $(git ls-files | wc -l) committed files"
