#!/usr/bin/env bash
# Compares this trainer's step with a plain PyTorch loop's, LoRA and full, in turns within one run.
# Needs: Python with torch 2.7.1 (PYTHON); compiles what it needs.
#   benchmarks/training/compare.sh [options of plain.py]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-python3}
# both programs get the same: temporaries that are kept, threads that do not spin beside others
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-2} GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000}
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456
export DJL_OFFLINE=true OPT_OUT_TRACKING=true
libraries=$(mktemp)
trap 'rm -f "$libraries"' EXIT
# with the phase: a module that is only built here has no artifact to resolve
mvn -q -B -ntp -f "$root/pom.xml" -pl aligner-trainer -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$libraries"
classes=$root/aligner-trainer/target/test-classes
for module in trainer engine core; do
  classes+=:$root/aligner-$module/target/classes
done
for rank in ${RANKS:-32 0}; do
  java="exec java -Xmx2g -cp '$classes:$(cat "$libraries")' dev.aligner.trainer.model.StepBenchmark"
  java+=" '$root/models/smollm2-135m-instruct' $rank $*"
  "$python" "$root/benchmarks/training/plain.py" --java "$java" --rank "$rank" "$@"
done
