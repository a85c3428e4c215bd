#!/usr/bin/env bash
# The image without an engine: runs the Dockerfile's own steps on the jar that `mvn package` built, puts their results where COPY
# would, and starts ENTRYPOINT with the Dockerfile's ENV. As root it does so as the user 65532, on a file system that cannot be
# written but for a /tmp of 64 MB from which nothing can be executed; else it says that it does not.
#   docker/check.sh [PORT]      (and the one after it)
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
port=${1:-18500}
# not in /tmp, which the service gets an empty one of
work=$(mktemp -d -p /var/tmp)
service=
stop() {
  [[ -z $service ]] || kill -KILL "$service" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT
chmod 755 "$work"
app=$work/app

"$root/docker/prepare.sh" "$root/aligner-service/target/aligner-service.jar" "$root/models/smollm2-135m-instruct" "$work/content"
mkdir "$app"
mv "$work/content/natives" "$app/"
cp -r "$work/content/layers/dependencies/." "$work/content/layers/application/." "$app/"
cp -r "$root/models" "$app/models"
rm -rf "$work/content"

# ENV and the words of ENTRYPOINT and HEALTHCHECK, with this folder for /app
cpu() { sed -e '/^FROM .* AS cuda/,/^FROM .* AS cpu/d' -e "s#/app/#$app/#g" "$root/Dockerfile"; }
words() { cpu | sed -n "s/^ *$1 \[\(.*\)\]$/\1/p" | sed -e 's/, /\n/g' | tr -d '"'; }
mapfile -t variables < <(cpu | awk '/^ENV /{on=1; sub("ENV ","")} on{more=/\\$/; gsub(/^ +| *\\$/,""); print; if(!more) on=0}')
mapfile -t entrypoint < <(words ENTRYPOINT)
mapfile -t health < <(words CMD)
preload=$(compgen -G '/usr/lib/*-linux-gnu/libjemalloc.so.2' || true)
[[ -n $preload ]] || echo "skipped: jemalloc (libjemalloc2 is not installed)"
for i in "${!variables[@]}"; do
  [[ ${variables[i]} != LD_PRELOAD=* ]] || variables[i]=LD_PRELOAD=$preload
done
clean=(env -i "PATH=$PATH" "${variables[@]}")

"${clean[@]}" "$root/docker/archive.sh" "$app" "$port"
echo "the image's own layers: $(du -sm "$app" | cut -f1) MB, of those the archive of classes: $(du -sm "$app/app.jsa" | cut -f1) MB"

confined=()
if [[ $(id -u) == 0 ]] && unshare --mount true 2>/dev/null; then
  cat >"$work/confine.sh" <<'EOF'
mount --make-rprivate /
mount -t tmpfs -o mode=1777,noexec,nosuid,nodev,size=64m tmpfs /tmp
mount -o remount,bind,ro /
cd "$1"
shift
exec setpriv --reuid 65532 --regid 65532 --clear-groups --bounding-set -all --no-new-privs "$@"
EOF
  confined=(unshare --mount sh -e "$work/confine.sh" "$app")
else
  echo "skipped: another user and a file system that cannot be written (not root)"
  cd "$app"
fi

# with -Xshare:on a JVM that cannot use the archive does not start
"${confined[@]}" "${clean[@]}" "${entrypoint[0]}" -Xshare:on "${entrypoint[@]:1}" --server.port="$port" \
  --management.server.port="$((port + 1))" >"$work/log" 2>&1 &
service=$!
began=$(date +%s%N)
until curl -fs "http://127.0.0.1:$port/readyz" >/dev/null; do
  kill -0 "$service" || { cat "$work/log"; exit 1; }
  sleep 0.1
done
echo "ready after $((($(date +%s%N) - began) / 1000000)) ms as the user $(stat -c %u "/proc/$service")"
"${clean[@]}" "${health[@]}" "http://127.0.0.1:$port/readyz"
SERVICE=http://127.0.0.1:$port sh -e "$root/helm/aligner/files/test.sh"
curl -fsS "http://127.0.0.1:$((port + 1))/actuator/health" && echo

kill -TERM "$service"
code=0
wait "$service" || code=$?
service=
[[ $code == 143 ]] || { echo "SIGTERM ended it with $code"; cat "$work/log"; exit 1; }
# that it is open to everybody it says itself
if grep -E 'WARN|ERROR|Exception' "$work/log" | grep -v 'everybody who reaches this service'; then
  exit 1
fi
echo "ended by SIGTERM"
