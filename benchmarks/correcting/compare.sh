#!/usr/bin/env bash
# Compares this corrector's speed with llama.cpp's and transformers': same weights, same prompts, same threads, in turns.
# Needs: Linux, a JDK 17, Maven, Python with torch 2.7.1, transformers<5, peft, gguf (PYTHON); a C++ compiler for
# llama-cpp-python and llama.cpp's server, unless LLAMA_PYTHON is a Python that has the one and LLAMA_SERVER the other
# (empty: it is not compared). About ten minutes after building.
#   benchmarks/correcting/compare.sh [directory for results.jsonl, results.md, results.png; otherwise target/ beside this script]
# SPIN=20000 (GOMP_SPINCOUNT of ours; docs/running.md has it for a machine of its own), ROUNDS=3, THREADS=2, PROMPTS=2 (of each mix and size), SIZES=50,200 (tokens of the answers; add 800),
# PRECISIONS=int8 (add float32,bfloat16), MIXES=unchanged,light,rewrite, RATE=100 (tokens a second of an answer that is
# read ahead), PEERS as measure.py's --peers, "" for none; WEIGHTS is where the merged weights are kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
results=${1:-$here/target}
model=$root/models/smollm2-135m-instruct
python=${PYTHON:-python3}
weights=${WEIGHTS:-$here/target/weights}
threads=${THREADS:-2}
for tool in java mvn "$python"; do
  command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done
mkdir -p "$results"

# what this processor has, but no AMX: the kernels that serve a corrector everywhere
has() { grep -qw "$1" /proc/cpuinfo && echo ON || echo OFF; }
kernels() {
  echo "-DGGML_NATIVE=OFF -DGGML_AVX2=$(has avx2) -DGGML_FMA=$(has fma) -DGGML_F16C=$(has f16c)" \
    "-DGGML_AVX512=$(has avx512f) -DGGML_AVX512_VBMI=$(has avx512_vbmi) -DGGML_AVX512_VNNI=$(has avx512_vnni)" \
    "-DGGML_AVX512_BF16=$(has avx512_bf16) -DGGML_AMX_TILE=OFF -DGGML_AMX_INT8=OFF -DGGML_AMX_BF16=OFF"
}
if [[ -z ${LLAMA_PYTHON:-} ]]; then
  LLAMA_PYTHON=$here/target/llama/bin/python
  if [[ ! -e $here/target/llama/built ]]; then
    "$python" -m venv "$here/target/llama"
    CMAKE_ARGS=$(kernels) \
      "$LLAMA_PYTHON" -m pip install -q --no-binary llama-cpp-python llama-cpp-python==0.3.16
    touch "$here/target/llama/built"
  fi
fi
if [[ -z ${LLAMA_SERVER+set} ]]; then
  LLAMA_SERVER=$here/target/server/llama-server
  if [[ ! -x $LLAMA_SERVER ]]; then
    # llama-cpp-python's own sources of llama.cpp: the same code that its rows run
    mkdir -p "$here/target/server"
    "$LLAMA_PYTHON" -m pip download -q --no-deps --no-binary llama-cpp-python -d "$here/target/server" llama-cpp-python==0.3.16
    tar xzf "$here"/target/server/llama_cpp_python-0.3.16.tar.gz -C "$here/target/server"
    # shellcheck disable=SC2086 # several options
    cmake -S "$here/target/server/llama_cpp_python-0.3.16/vendor/llama.cpp" -B "$here/target/server/build" $(kernels) \
      -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DLLAMA_CURL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
      -DLLAMA_BUILD_SERVER=ON
    cmake --build "$here/target/server/build" --target llama-server -j "$(nproc)"
    cp "$here/target/server/build/bin/llama-server" "$LLAMA_SERVER"
  fi
fi
[[ -e $weights/done ]] || "$python" "$here/weights.py" "$model"/*.gguf "$model/adapter" "$weights"

libraries=$(mktemp)
trap 'rm -f "$libraries"' EXIT
# with the phase: a module that is only built here has no artifact to resolve
mvn -q -B -ntp -f "$root/pom.xml" -pl aligner-engine -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$libraries"
classes=$root/aligner-engine/target/test-classes:$root/aligner-engine/target/classes:$root/aligner-core/target/classes
# ours gets what docs/running.md gives the service; the peers keep the defaults that they were made for
java="env MALLOC_ARENA_MAX=2 GOMP_SPINCOUNT=${SPIN:-20000} DJL_OFFLINE=true OPT_OUT_TRACKING=true java -Xmx320m -XX:+UseSerialGC -cp '$classes:$(cat "$libraries")' dev.aligner.engine.corrector.CorrectingBenchmark"
sizes=${SIZES:-50,200}
peers=()
[[ -z ${PEERS+set} ]] || peers=(--peers "$PEERS")
"$python" "$here/measure.py" --java "$java" --model "$model" --data "$root/data" --weights "$weights" --out "$results" \
  --python "$python" --llama-python "$LLAMA_PYTHON" --precisions "${PRECISIONS:-int8}" --mixes "${MIXES:-unchanged,light,rewrite}" \
  --sizes "$sizes" --prompts "${PROMPTS:-2}" --rounds "${ROUNDS:-3}" --threads "$threads" --rate "${RATE:-100}" "${peers[@]}" ${LLAMA_SERVER:+--llama-server "$LLAMA_SERVER"} \
  --about "processor=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)" --about "cores=$(nproc)" \
  --about "llama-cpp-python=$([[ ${PEERS-llama} == *llama* ]] && "$LLAMA_PYTHON" -c 'import llama_cpp; print(llama_cpp.__version__)' || echo none)" \
  --about "transformers=$("$python" -c 'from importlib.metadata import version as v; print(v("transformers"), "with torch", v("torch"))')" \
  --about "aligner=$(git -C "$root" rev-parse --short HEAD)"
