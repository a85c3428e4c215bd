#!/usr/bin/env bash
# How much faster two workers are than one: the same rows, corrected by the embedded model on a standalone cluster of one core
# a worker, on this machine, in turns. Needs: Linux with at least two cores and nothing else to do, a JDK 17, xz, and `mvn
# package`'s aligner-spark/target. Some twenty minutes.
#   benchmarks/spark/scale.sh [directory for results.md; otherwise target/ beside this script]
# ROWS=300, ROUNDS=1, WORKERS="1 2", MODEL=models/smollm2-135m-instruct, PORT=8170 (of the master)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
results=${1:-$here/target}
rows=${ROWS:-300}
rounds=${ROUNDS:-1}
counts=${WORKERS:-1 2}
model=${MODEL:-$root/models/smollm2-135m-instruct}
port=${PORT:-8170}
jar=$root/aligner-spark/target/aligner-spark.jar
for file in "$jar" "$root/aligner-spark/target/spark.classpath"; do
  [[ -f $file ]] || { echo "$file is missing (mvn package makes it)" >&2; exit 1; }
done
command -v xz >/dev/null || { echo "xz is missing (Debian: apt-get install xz-utils)" >&2; exit 1; }

work=$(mktemp -d)
running=()
stop() {
  kill "${running[@]}" 2>/dev/null || true
  wait
  running=()
}
trap 'stop; rm -rf "$work"' EXIT

# a Spark of Maven's artifacts: its scripts look for nothing but this folder
mkdir -p "$work/spark/jars" "$results"
SPARK_DIST_CLASSPATH=$(cat "$root/aligner-spark/target/spark.classpath")
export SPARK_DIST_CLASSPATH SPARK_HOME=$work/spark SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
export GOMP_SPINCOUNT=1000 MALLOC_ARENA_MAX=2 DJL_OFFLINE=true OPT_OUT_TRACKING=true
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
  java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
spark() { # log, then class and arguments
  local log=$1
  shift
  exec java -Xmx512m -XX:+UseSerialGC "${opens[@]}" -cp "$SPARK_DIST_CLASSPATH" "$@" >"$log" 2>&1
}
says() { # log, text
  for _ in $(seq 240); do
    grep -q "$2" "$1" 2>/dev/null && return
    sleep 0.5
  done
  echo "no \"$2\" in:" >&2
  tail -20 "$1" >&2
  return 1
}

# (not through head: a reader that leaves early fails the one before it)
xz -dc "$root/data/corrections.jsonl.xz" | awk -v rows="$rows" 'NR <= rows' >"$work/in.jsonl"

once() { # workers, round
  local workers=$1 run=$work/$1-$2
  mkdir -p "$run"
  (spark "$run/master.log" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0) &
  running+=($!)
  says "$run/master.log" "Starting Spark master"
  for worker in $(seq "$workers"); do
    # each on a core of its own, and what it starts too
    (taskset -pc $((worker - 1)) "$BASHPID" >/dev/null
      spark "$run/worker-$worker.log" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 \
        --cores 1 --memory 2g --work-dir "$run/work-$worker" "spark://127.0.0.1:$port") &
    running+=($!)
    says "$run/worker-$worker.log" "Successfully registered"
  done
  java -Xmx1g -XX:+UseSerialGC "${opens[@]}" -cp "$SPARK_DIST_CLASSPATH" org.apache.spark.deploy.SparkSubmit \
    --master "spark://127.0.0.1:$port" --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    --conf spark.ui.enabled=false --conf spark.executor.cores=1 --conf spark.executor.memory=1g \
    --conf spark.scheduler.minRegisteredResourcesRatio=1.0 --conf spark.cores.max="$workers" \
    "$jar" correct --in "$work/in.jsonl" --out "$run/out" --prefix spark_ --model "$model" --partition-tokens 3000 \
    2>"$run/driver.log" | while read -r line; do echo "$(date +%s.%N) $line"; done >"$run/lines" || true
  grep -q ' rows: ' "$run/lines" || { tail -20 "$run/driver.log" "$run/lines" >&2; return 1; }
  awk -v workers="$workers" '/planned:/ { from = $1 } / rows: / { printf "%d %.1f\n", workers, $1 - from }' "$run/lines" |
    tee -a "$work/seconds"
  stop
}
for round in $(seq "$rounds"); do
  for workers in $counts; do
    once "$workers" "$round"
  done
done

{
  echo "$(date +%F), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $rows rows, the fastest of $rounds"
  echo
  echo "| workers of one core | seconds from plan to end | rows a second | efficiency |"
  echo "|---|---|---|---|"
  sort -n "$work/seconds" | awk -v rows="$rows" '
    !($1 in best) || $2 < best[$1] { if (!($1 in best)) order[++n] = $1; best[$1] = $2 }
    END { for (i = 1; i <= n; i++) { w = order[i]; if (i == 1) base = best[w] * w
          printf "| %d | %.1f | %.2f | %.0f %% |\n", w, best[w], rows / best[w], 100 * base / (w * best[w]) } }'
} | tee "$results/results.md"
