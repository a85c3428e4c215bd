#!/usr/bin/env bash
# Load and faults: what the built service promised, what was sent, what was lost. Makes the table of docs/reliability.md anew.
# Needs: Linux, a JDK 17, Maven. Better with: root (a small file system for the full disk), libfaketime (Debian: apt-get install
# faketime), jemalloc, as in the image (Debian: apt-get install libjemalloc2), Go (builds Toxiproxy, once). About two hours on 2
# cores that have nothing else to do; some ten minutes with --quick.
#   benchmarks/reliability/run.sh [--quick] [--soak 60m] [--only double-load,sigterm] [--peers]
# Exit code 1 where a promise was not kept. Logs and results: target/results beside this script; rows of cases that are not
# run now stay as they were.
# PEER=python of an environment with llama-cpp-python[server], for --peers; TOXIPROXY=its server, in place of building it;
# ALLOCATOR= for the C library's own, though jemalloc is there
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$here/target/tools
mkdir -p "$tools"

options=()
peers=
for argument in "$@"; do
  if [[ $argument == --peers ]]; then peers=yes; else options+=("$argument"); fi
done

toxiproxy=${TOXIPROXY:-$tools/server}
if [[ ! -x $toxiproxy ]] && command -v go >/dev/null; then
  GOBIN=$tools go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0 || echo "Toxiproxy cannot be built here" >&2
fi
[[ -x $toxiproxy ]] && options+=(--toxiproxy "$toxiproxy")
faketime=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -1)
[[ -n $faketime ]] && options+=(--faketime "$faketime")
allocator=${ALLOCATOR-$(find /usr/lib -name libjemalloc.so.2 2>/dev/null | head -1)}
[[ -n $allocator ]] && options+=(--allocator "$allocator")
if [[ -n $peers ]]; then
  peer=${PEER:-$tools/peer/bin/python}
  if [[ ! -x $peer ]]; then
    python3 -m venv "$tools/peer"
    "$tools/peer/bin/pip" -q install 'llama-cpp-python[server]==0.3.16'
  fi
  options+=(--peer "$peer")
fi

mvn -q -B -ntp -f "$root/pom.xml" -pl aligner-service,benchmarks/reliability -am package -DskipTests
mvn -q -B -ntp -f "$root/pom.xml" -pl benchmarks/reliability dependency:build-classpath -Dmdep.outputFile="$here/target/libraries"
exec java -Xmx512m -cp "$here/target/classes:$(cat "$here/target/libraries")" dev.aligner.reliability.ReliabilityApplication \
  --root "$root" --out "$here/target/results" --document "$root/docs/reliability.md" "${options[@]}"
