package dev.aligner.reliability;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way to an upstream, which can be made to fail. */
interface FaultyLink extends Closeable {
    /** Where the upstream is found through it. */
    URI uri();

    /** How it fails from now on, for connections that are made from now on. */
    void fault(Fault fault) throws IOException, InterruptedException;

    /** What does it. */
    String tool();

    @Override
    void close() throws IOException;

    /** What it does to the upstream's answers. */
    sealed interface Fault {
        record None() implements Fault {}

        /** Ends the connection behind so many bytes, in the middle of whatever they are. */
        record CutAfter(int bytes) implements Fault {}

        /** Resets the connection (RST) after so long. */
        record ResetAfter(Duration time) implements Fault {}

        /** Lets nothing through, and closes nothing. */
        record Stall() implements Fault {}
    }

    /** Toxiproxy where there is one, else our own. */
    static FaultyLink to(MockUpstream upstream, Bench bench) throws IOException, InterruptedException {
        @Nullable Path toxiproxy = bench.tools().toxiproxy();
        return bench.own(
                toxiproxy == null
                        ? new OwnLink(bench.port(), upstream.port())
                        : Toxiproxy.start(toxiproxy, bench.port(), bench.port(), upstream.port()));
    }
}
