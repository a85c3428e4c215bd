#!/usr/bin/env bash
# Measures what steps cost here, watches a real service serve random arrivals, simulates the same arrivals and compares,
# then simulates fleets: the tables of docs/scaling.md. Needs: Linux, a JDK 17, Maven, curl. About six minutes on 2 cores,
# which must be quiet.
#   benchmarks/scaling/scale.sh [directory for results.md and what it is made from; otherwise target/results beside this script]
# RATES="1 3" (requests a second), REQUESTS=120 (at each), PORT=8391
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
results=${1:-$here/target/results}
model=$root/models/smollm2-135m-instruct
port=${PORT:-8391}
mkdir -p "$results"
work=$(mktemp -d)
service=
trap '[[ -z $service ]] || kill "$service" 2>/dev/null; rm -rf "$work"' EXIT

mvn -q -B -ntp -f "$root/pom.xml" -pl aligner-service,benchmarks/scaling -am package -DskipTests
mvn -q -B -ntp -f "$root/pom.xml" -pl benchmarks/scaling -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$work/libraries"
classes=$here/target/classes:$root/aligner-engine/target/classes:$root/aligner-core/target/classes:$(cat "$work/libraries")
export MALLOC_ARENA_MAX=2 GOMP_SPINCOUNT=1000 DJL_OFFLINE=true OPT_OUT_TRACKING=true
scaling() { java -Xmx1g -cp "$classes" dev.aligner.scaling.ScalingApplication "$@"; }

scaling prices --model "$model" --adapter "$model/adapter" --out "$results/prices.json" | tail -1 | tee "$results/prices.txt"

# the corrector's own tokens are what a simulation must know: with a margin some would not be delivered
mkdir "$work/model"
find "$model" -mindepth 1 -maxdepth 1 ! -name aligner.json -exec ln -s -t "$work/model" {} +
sed '/"margin"/d' "$model/aligner.json" > "$work/model/aligner.json"
java -Xmx320m -XX:+UseSerialGC -jar "$root/aligner-service/target/aligner-service.jar" --server.port="$port" \
  --aligner.model.path="$work/model" --aligner.policy.longest-cut=1000000 > "$results/service.log" 2>&1 &
service=$!
for _ in $(seq 120); do
  curl -fs -o "$work/ready" "http://127.0.0.1:$port/readyz" && break
  kill -0 "$service"
  sleep 1
done
seen=()
for rate in ${RATES:-1 3}; do
  file=$results/seen-$rate-per-second.jsonl
  scaling drive --url "http://127.0.0.1:$port" --rate "$rate" --requests "${REQUESTS:-120}" --out "$file" \
    --texts "$root/data/out-of-origin-a.jsonl" --texts "$root/data/out-of-origin-b.jsonl"
  seen+=(--seen "$file")
done
kill "$service"
wait "$service" || true
service=

{
  echo "# Scaling: the simulator beside the service, and fleets"
  echo
  echo "processor: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(nproc) cores  "
  echo "date: $(date +%F)  "
  echo "prices: $(cat "$results/prices.txt")"
  echo
  echo "## The service and its simulation"
  echo
} > "$results/results.md"
checked=0
scaling check --prices "$results/prices.json" --model "$model" "${seen[@]}" >> "$results/results.md" || checked=$?
{
  echo
  echo "## Fleets"
  echo
  scaling tables --prices "$results/prices.json"
} >> "$results/results.md"
cat "$results/results.md"
exit "$checked"
