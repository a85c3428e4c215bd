# syntax=docker/dockerfile:1
# The service as an image: `docker build -t aligner-sidecar:0.1.0 .` for processors, `--target cuda` with libraries for GPUs,
# which the engine uses where `aligner.model.device` says so: written, never run on one.
# docs/deploy.md says what of this has been run, and where.

# by digest in production: --build-arg JRE=eclipse-temurin:17-jre-noble@sha256:…
ARG MAVEN=maven:3.9-eclipse-temurin-17
ARG JRE=eclipse-temurin:17-jre-noble
ARG PYTHON=python:3.12-slim

FROM ${MAVEN} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests -Dspotless.check.skip -Dcheckstyle.skip -pl aligner-service -am package

# layers of the jar, and native libraries that need not be unpacked at each start
FROM ${JRE} AS content
COPY docker/prepare.sh /docker/
COPY models /models
COPY --from=build /src/aligner-service/target/aligner-service.jar /docker/
RUN /docker/prepare.sh /docker/aligner-service.jar /models/smollm2-135m-instruct /content

# libtorch for GPUs is no artifact of Maven's. Its libraries find those of NVIDIA by their place beside them
FROM ${PYTHON} AS libtorch
ARG TORCH_INDEX=https://download.pytorch.org/whl/cu128
RUN pip install --no-cache-dir --only-binary :all: --target /libtorch --index-url "${TORCH_INDEX}" torch==2.7.1 \
    && find /libtorch -mindepth 1 -maxdepth 1 ! -name torch ! -name nvidia -exec rm -rf {} + \
    && find /libtorch/torch -mindepth 1 -maxdepth 1 ! -name lib -exec rm -rf {} +
# and our side of its interface, where it is looked for
COPY --from=content /content/layers/dependencies/lib/pytorch-jni-*.jar /jni/pytorch-jni.jar
RUN python -m zipfile -e /jni/pytorch-jni.jar /jni \
    && cp /jni/jnilib/linux-x86_64/cu128/libdjl_torch.so /libtorch/torch/lib/

FROM ${JRE} AS runtime
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libjemalloc2 \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s /usr/lib/*-linux-gnu/libjemalloc.so.2 /usr/lib/libjemalloc.so.2
# memory that nobody needs goes back; threads that wait for each other do not spin for long; nothing is downloaded. What the
# engine would set itself is here, because nothing in /tmp may be executed
ENV LD_PRELOAD=/usr/lib/libjemalloc.so.2 \
    MALLOC_ARENA_MAX=2 \
    GOMP_SPINCOUNT=1000 \
    LRU_CACHE_CAPACITY=32 \
    ONEDNN_PRIMITIVE_CACHE_CAPACITY=64 \
    DJL_OFFLINE=true \
    DJL_CACHE_DIR=/app/natives \
    OPT_OUT_TRACKING=true \
    RUST_FLAVOR=cpu \
    PYTORCH_VERSION=2.7.1 \
    JDK_JAVA_OPTIONS=-XX:MaxRAMPercentage=20
WORKDIR /app
COPY --from=content /content/natives/tokenizers /app/natives/tokenizers
COPY --from=content /content/layers/dependencies/ /app/
COPY models /app/models
EXPOSE 8080 8081 50051
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["java", "-XX:SharedArchiveFile=/app/app.jsa", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-jar", "/app/aligner-service.jar", "health"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/app/app.jsa", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-jar", "/app/aligner-service.jar"]

FROM runtime AS cuda
ENV PYTORCH_FLAVOR=cu128 \
    PYTORCH_LIBRARY_PATH=/app/natives/libtorch/torch/lib \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=libtorch /libtorch /app/natives/libtorch
COPY --from=content /content/layers/application/ /app/
RUN --mount=type=bind,source=docker/archive.sh,target=/docker/archive.sh /docker/archive.sh /app
USER 65532:65532

FROM runtime AS cpu
ENV PYTORCH_FLAVOR=cpu \
    PYTORCH_LIBRARY_PATH=/app/natives/libtorch
COPY --from=content /content/natives/libtorch /app/natives/libtorch
COPY --from=content /content/layers/application/ /app/
RUN --mount=type=bind,source=docker/archive.sh,target=/docker/archive.sh /docker/archive.sh /app
USER 65532:65532
