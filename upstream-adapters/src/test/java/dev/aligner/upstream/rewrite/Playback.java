package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.Piece;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A client's and a corrector's side of a rewriter, the corrector taking its time. */
final class Playback {
    private final Rewriter rewriter;
    private final UnaryOperator<String> corrector;
    private final List<Job> waiting = new ArrayList<>();
    private final List<Output.Left> left = new ArrayList<>();
    private final List<Output.Kept> kept = new ArrayList<>();
    private final List<Output.Said> finished = new ArrayList<>();
    private final Map<Piece, List<String>> begun = new HashMap<>();
    private final Map<Piece, String> first = new HashMap<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Predicate<String> blocked = text -> false;
    private String instead = "";

    Playback(Rewriter rewriter, UnaryOperator<String> corrector) {
        this.rewriter = rewriter;
        this.corrector = corrector;
    }

    /** The same with a policy that puts another text in the place of some. */
    Playback blocking(Predicate<String> some, String text) {
        blocked = some;
        instead = text;
        return this;
    }

    void take(List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Bytes bytes) {
                sent.writeBytes(bytes.bytes());
            } else if (output instanceof Output.Finish finish) {
                finished.addAll(finish.said());
                sent.writeBytes(finish.event().bytes());
            } else if (output instanceof Output.Wanted wanted) {
                waiting.add(wanted.job());
                if (wanted.job().before().isEmpty()) {
                    first.putIfAbsent(wanted.job().piece(), wanted.job().text());
                }
            } else if (output instanceof Output.Left given) {
                left.add(given);
            } else if (output instanceof Output.Kept unit) {
                kept.add(unit);
            }
        }
    }

    void correctOne() {
        Job job = waiting.remove(0);
        take(
                blocked.test(job.text())
                        ? rewriter.blocked(job, instead)
                        : rewriter.decided(job, corrector.apply(job.text())));
    }

    Playback run(byte[] bytes, Random random) {
        int at = 0;
        int longest = 1 + random.nextInt(120);
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            take(rewriter.push(Arrays.copyOfRange(bytes, at, to)));
            at = to;
            rewriter.begun((piece, text) ->
                    begun.computeIfAbsent(piece, unknown -> new ArrayList<>()).add(text.toString()));
            while (!waiting.isEmpty() && random.nextBoolean()) {
                correctOne();
            }
        }
        take(rewriter.end());
        while (!waiting.isEmpty()) {
            correctOne();
        }
        return this;
    }

    Rewriter rewriter() {
        return rewriter;
    }

    /** What was told of each piece before its first job. */
    Map<Piece, List<String>> begun() {
        return begun;
    }

    /** The text of each piece's first job, if nothing was decided before. */
    Map<Piece, String> first() {
        return first;
    }

    List<Job> waiting() {
        return waiting;
    }

    List<Output.Left> left() {
        return left;
    }

    List<Output.Kept> kept() {
        return kept;
    }

    List<Output.Said> finished() {
        return finished;
    }

    byte[] sent() {
        return sent.toByteArray();
    }

    String text() {
        return sent.toString(StandardCharsets.UTF_8);
    }
}
