#!/usr/bin/env bash
# Compares this proxy with no proxy, nginx and a bare Spring Cloud Gateway: all run at once, measured in turns.
# Needs: Linux, a JDK 17, Maven, nginx; compiles what it needs. Five to six minutes after that.
#   benchmarks/proxy/compare.sh [directory for results.json and results.md; otherwise target/ beside this script]
# ROUNDS=5, SCALE=1 (of every duration), STREAMS=1000 (slow ones at once), PORT=18100 (the first of five),
# MODEL=no leaves the embedded corrector out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
results=${1:-$here/target}
port=${PORT:-18100}
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || {
  echo "nginx is missing (Debian: apt-get install nginx-light)" >&2
  exit 1
}
for tool in java mvn; do
  command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done
ulimit -n "$(ulimit -Hn)"
if [[ $(ulimit -n) != unlimited && $(ulimit -n) -lt 4096 ]]; then
  echo "open files: at most $(ulimit -n) (expected: 4096 or more, see ulimit -n)" >&2
  exit 1
fi

work=$(mktemp -d)
servers=()
stop() {
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap stop EXIT

# with the phase: a module that is only built here has no artifact to resolve, and one of another's tests must be packed
built() { # file, options
  mvn -q -B -ntp -f "$root/pom.xml" -pl aligner-service -am package -DskipTests dependency:build-classpath -Dmdep.outputFile="$@"
}
built "$work/tests"
built "$work/service" -DincludeScope=runtime
mvn -q -B -ntp -f "$here/gateway/pom.xml" compile dependency:build-classpath -Dmdep.outputFile="$work/gateway"
service=$root/aligner-service/target/classes:$(cat "$work/service")
# what is measured has no test's libraries, but for the one that the stub is configured with
stub=$root/aligner-service/target/test-classes:$service:$(tr : '\n' <"$work/tests" | grep '/spring-boot-test-[0-9]')

# every Java server gets what docs/running.md gives ours
export MALLOC_ARENA_MAX=2 GOMP_SPINCOUNT=1000 DJL_OFFLINE=true OPT_OUT_TRACKING=true
server() { # name, then options and class
  local name=$1
  shift
  (cd "$root" && exec java -Xmx320m -XX:+UseSerialGC "$@") >"$work/$name.log" 2>&1 &
  servers+=($!)
}
# no heartbeats: what arrives is compared with the upstream's bytes
routes=(--aligner.stream.heartbeat=5m --aligner.routes.upstream.upstream="http://127.0.0.1:$port"
  --aligner.routes.upstream.streams=window,off)

server upstream -cp "$stub" dev.aligner.service.benchmark.MockUpstream "$port"
cat >"$work/nginx.conf" <<CONF
daemon off;
pid $work/nginx.pid;
error_log stderr error;
worker_processes auto;
worker_rlimit_nofile 4096;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  upstream mock {
    server 127.0.0.1:$port;
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:$((port + 1));
    keepalive_requests 1000000000;
    location / {
      proxy_pass http://mock;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
CONF
chmod 755 "$work"
"$nginx" -p "$work" -c "$work/nginx.conf" >"$work/nginx.log" 2>&1 &
servers+=($!)
server gateway -cp "$here/gateway/target/classes:$(cat "$work/gateway")" dev.aligner.benchmark.BareGateway \
  --server.port=$((port + 2)) --upstream.port="$port"
server ours -cp "$stub" dev.aligner.service.FakeService --server.port=$((port + 3)) --fake.places=8192 "${routes[@]}"
places=(upstream="$port:${servers[0]}" nginx="$((port + 1)):${servers[1]}" gateway="$((port + 2)):${servers[2]}"
  ours="$((port + 3)):${servers[3]}")
if [[ ${MODEL:-yes} != no ]]; then
  server model -cp "$service" dev.aligner.service.AlignerApplication --server.port=$((port + 4)) "${routes[@]}"
  places+=(model="$((port + 4)):${servers[4]}")
fi

java -Xmx512m -XX:+UseSerialGC -cp "$stub" dev.aligner.service.benchmark.ProxyBenchmark "${places[@]}" \
  results="$results" rounds="${ROUNDS:-5}" scale="${SCALE:-1}" streams="${STREAMS:-1000}" \
  version.nginx="$("$nginx" -v 2>&1 | sed 's/.*nginx\///')" \
  version.spring-cloud-gateway="$(tr : '\n' <"$work/gateway" | sed -n 's/.*gateway-server-webflux-\([0-9.]*\)\.jar$/\1/p' | tail -1)" \
  version.aligner="$(git -C "$root" rev-parse --short HEAD)" || {
  tail -n 5 "$work"/*.log >&2
  exit 1
}
