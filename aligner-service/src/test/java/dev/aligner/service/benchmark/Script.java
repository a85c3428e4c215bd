package dev.aligner.service.benchmark;

import java.time.Duration;
import java.util.Arrays;

/** Which answer a request's query asks of the upstream. */
enum Script {
    JSON(Duration.ZERO),
    /** All events at once. */
    BURST(Duration.ZERO),
    /** As a fast model writes them. */
    PACED(Duration.ofMillis(1)),
    /** A stream of eight seconds. */
    SLOW(Duration.ofMillis(300));

    private final Duration pace;

    Script(Duration pace) {
        this.pace = pace;
    }

    /** Between two events. */
    Duration pace() {
        return pace;
    }

    String query() {
        return "?answer=" + name();
    }

    static Script of(String uri) {
        return Arrays.stream(values())
                .filter(script -> uri.endsWith(script.query()))
                .findFirst()
                .orElse(JSON);
    }
}
