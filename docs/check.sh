#!/usr/bin/env bash
# Runs what the documentation says, word by word, in a copy of this repository and on ports of its own, against what `mvn verify` built.
# docs/checked.md says how a page tells what is run, and lists what is not.
#   docs/check.sh                 what takes seconds
#   docs/check.sh --all           also what takes minutes: trainings, other services, Maven itself
#   docs/check.sh --all --built   the same without Maven itself
#   docs/check.sh --page NAME     of pages with this in their name only
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
options=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --all) options+=(-Daligner.docs.all=true) ;;
    --built) options+=(-Daligner.docs.built=true) ;;
    --page)
      options+=("-Daligner.docs.page=$2")
      shift
      ;;
    *)
      sed -n '2,7p' "$0" >&2
      exit 2
      ;;
  esac
  shift
done
for tool in curl git; do
  command -v "$tool" >/dev/null || { echo "skipped: the commands of the documentation need $tool"; exit 0; }
done
# its other tests, and its style, were `mvn verify`'s
mvn -B -ntp -q -pl docs-tests verify -DskipITs=false -Dspotless.check.skip -Dcheckstyle.skip \
  -Dtest='!*' -Dsurefire.failIfNoSpecifiedTests=false "${options[@]}"
echo "the pages do what they say"
