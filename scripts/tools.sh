#!/usr/bin/env bash
# Fetches what the check scripts run and Maven does not bring, each into a folder of its own, once, and prints where it is. What cannot
# be had here ends it with 1, and the script that asked says that it skips. Two may ask at once: the second waits.
#   scripts/tools.sh NAME    sdk-python, sdk-js, litellm, portkey, schemathesis, generator-python, generator-js,
#                            playwright, chromium or gitleaks
#   scripts/tools.sh NAMES   those that can be had, for who will need them later
# The folders are in $TOOLS (~/.cache/aligner-tools).
set -euo pipefail
tools=${TOOLS:-$HOME/.cache/aligner-tools}
mkdir -p "$tools"

of_python() { # folder, packages
  local folder=$1
  shift
  command -v python3 >/dev/null && python3 -m venv "$folder" \
    && timeout 240 "$folder/bin/pip" install -q --disable-pip-version-check "$@"
}
of_node() { # folder, packages
  command -v node >/dev/null && command -v npm >/dev/null && timeout 240 npm install --silent --no-audit --no-fund --prefix "$@"
}
of_go() { # folder, module
  command -v go >/dev/null && GOBIN=$1/bin CGO_ENABLED=0 GOFLAGS=-modcacherw timeout 300 go install "$2"
}
of_debian() { # folder, package with a program of its name
  # CI runs as root on a bare Debian
  command -v "$2" >/dev/null || {
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null \
      && apt-get -qq update && timeout 240 apt-get -qq install -y --no-install-recommends "$2"
  } && ln -s "$(command -v "$2")" "$1/$2"
}

fetch() { # name
  local -a what
  case $1 in
    litellm) what=(of_python "litellm[proxy]==1.108.7" openai==3.57.0) ;;
    sdk-python) what=(of_python openai==3.57.0 anthropic==2.14.0) ;;
    sdk-js) what=(of_node openai@6.49.0 @anthropic-ai/sdk@1.14.0) ;;
    portkey) what=(of_node @portkey-ai/gateway@1.15.2) ;;
    generator-python) what=(of_python openapi-python-client==0.29.1) ;;
    generator-js) what=(of_node @hey-api/openapi-ts@0.95.0 typescript@5.9.3) ;;
    schemathesis) what=(of_python schemathesis==4.32.5) ;;
    playwright) what=(of_node playwright-core@1.65.1 axe-core@4.14.1) ;;
    chromium) what=(of_debian chromium) ;;
    gitleaks) what=(of_go github.com/zricethezav/gitleaks/v8@v8.30.1) ;;
    *) echo "tools.sh: $1: unknown" >&2 && return 2 ;;
  esac
  local folder
  folder=$tools/$1-$(cksum <<<"${what[*]}" | cut -d' ' -f1)
  exec 9>"$folder.lock"
  flock 9
  if [[ ! -e $folder/complete ]]; then
    rm -rf "$folder"
    mkdir "$folder"
    "${what[0]}" "$folder" "${what[@]:1}" >"$folder.log" 2>&1 || return 1
    touch "$folder/complete"
  fi
  echo "$folder"
}

if [[ $# == 0 ]]; then
  sed -n '2,7p' "$0" >&2
  exit 2
elif [[ $# == 1 ]]; then
  fetch "$1"
else
  for name in "$@"; do
    fetch "$name" || echo "no $name"
  done
fi
