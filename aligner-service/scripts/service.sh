# What the scripts beside this one have in common, which source it: a folder of their own, $work; the service that `mvn verify` built;
# and an end of all that was started, which goes into $running.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
work=$(mktemp -d)
running=()
stop() {
  kill "${running[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT
skipped() { echo "skipped: $1"; }

tool() { "$root/scripts/tools.sh" "$1"; }

start() { # name, port, arguments of the service
  local name=$1 at=$2
  shift 2
  GOMP_SPINCOUNT=1000 MALLOC_ARENA_MAX=2 java -Xmx320m -XX:+UseSerialGC -jar "$root/aligner-service/target/aligner-service.jar" \
    --server.port="$at" "$@" >"$work/$name.log" 2>&1 &
  running+=($!)
}
ready() { # name, port, process
  local name=$1 at=$2 process=$3
  for _ in $(seq 480); do
    curl -fs "http://127.0.0.1:$at/readyz" >/dev/null && return
    kill -0 "$process" 2>/dev/null || break
    sleep 0.5
  done
  cat "$work/$name.log"
  exit 1
}
