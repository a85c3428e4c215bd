package dev.aligner.service.benchmark;

import java.util.Locale;

/** What is measured in each round. */
enum Measure {
    JSON_P50_MS,
    JSON_P95_MS,
    JSON_P99_MS,
    /** With all clients. */
    JSON_PER_SECOND,
    /** From the request to the first byte of a stream's body. */
    FIRST_CHUNK_P50_MS,
    FIRST_CHUNK_P95_MS,
    FIRST_CHUNK_P99_MS,
    /** Between two arrivals of a paced stream. */
    CHUNK_GAP_P50_MS,
    CHUNK_GAP_P99_MS,
    /** Streams without pauses, with all clients. */
    STREAMS_PER_SECOND;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
