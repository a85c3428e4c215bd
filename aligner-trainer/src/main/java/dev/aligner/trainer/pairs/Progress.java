package dev.aligner.trainer.pairs;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Says now and then how far a run is. */
final class Progress<T> implements Consumer<T> {
    private static final int LINES = 20;

    private final PrintWriter out;
    private final String things;
    private final int all;
    private int done;

    private Progress(PrintWriter out, String things, int all, int done) {
        this.out = out;
        this.things = things;
        this.all = all;
        this.done = done;
    }

    /** Of the entries with these keys, some of which the journal may hold already. */
    static <T> Progress<T> of(PrintWriter out, String things, Stream<String> keys, Journal<T> journal) {
        List<String> wanted = keys.distinct().toList();
        int done = Math.toIntExact(wanted.stream().filter(journal::holds).count());
        out.printf("%d %s, %d of them done before%n", wanted.size(), things, done);
        out.flush();
        return new Progress<>(out, things, wanted.size(), done);
    }

    @Override
    public void accept(T entry) {
        done++;
        if (done % Math.max(1, all / LINES) == 0 || done == all) {
            out.printf("%d of %d %s%n", done, all, things);
            out.flush();
        }
    }
}
