package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer on as it comes, and corrects it when it is finished: the event that finishes a choice waits for the
 * corrections of its texts, and can then say them. Law: the bytes are those that came, whatever the corrections.
 */
public final class TrailingRewriter extends EventRewriter {
    private final int mostHeld;
    private final Map<Piece, Text> texts = new LinkedHashMap<>();
    /** By number of the job, what it corrects. */
    private final Map<Integer, Text> jobs = new HashMap<>();

    private final Map<Integer, Untouched> choices = new HashMap<>();
    /** Events from the first on that waits. */
    private final Deque<StreamEvent> queue = new ArrayDeque<>();

    private long held;
    private int nextJob;

    /**
     * @param mostHeld characters of one piece that are kept to correct it, and bytes of events that may wait; what is more
     *     is left alone
     */
    public TrailingRewriter(AnswerStream stream, int mostHeld) {
        super(stream);
        this.mostHeld = mostHeld;
    }

    private static final class Text {
        private final StringBuilder answer = new StringBuilder();
        private @Nullable String correction;
        private @Nullable Untouched untouched;
        private boolean asked;
        private boolean waits;
    }

    @Override
    void complete() {
        // a choice that no event finished has no place for its correction
    }

    @Override
    public List<Output> release(Untouched why) {
        List<Output> out = new ArrayList<>();
        texts.values().forEach(text -> leave(text, why));
        jobs.clear();
        advance(out);
        return out;
    }

    @Override
    public List<Output> decided(Job job, @Nullable String correction) {
        List<Output> out = new ArrayList<>();
        Text text = jobs.remove(job.number());
        if (text != null) {
            text.waits = false;
            text.correction = correction;
            advance(out);
        }
        return out;
    }

    /** What was sent stays: that another text should stand there can only be said. */
    @Override
    public List<Output> blocked(Job job, String instead) {
        return decided(job, instead);
    }

    @Override
    public void begun(BiConsumer<Piece, CharSequence> told) {
        texts.forEach((piece, text) -> {
            if (!text.asked && text.untouched == null && !text.answer.isEmpty()) {
                told.accept(piece, text.answer);
            }
        });
    }

    @Override
    public boolean idle() {
        return queue.isEmpty();
    }

    @Override
    void take(StreamEvent event, List<Output> out) {
        for (StreamEvent.Text said : event.texts()) {
            Text text = text(said.piece());
            if (!said.repeats()) {
                text.answer.append(said.text());
            }
            if (text.answer.length() > mostHeld) {
                leave(text, Untouched.TOO_LARGE);
                text.answer.setLength(0);
            }
        }
        event.untouched().forEach((piece, why) -> leave(text(piece), why));
        event.untouchedChoices().forEach((choice, why) -> {
            choices.putIfAbsent(choice, why);
            of(choice, (piece, text) -> leave(text, why));
        });
        if (event.failed()) {
            texts.values().forEach(text -> leave(text, Untouched.UPSTREAM_FAILED));
        }
        event.finishes().forEach(choice -> of(choice, (piece, text) -> ask(piece, text, out)));
        queue.add(event);
        held += event.raw().length;
        if (held > mostHeld) {
            advance(out);
        }
        if (held > mostHeld) {
            texts.values().stream().filter(text -> text.waits).forEach(text -> leave(text, Untouched.TOO_LARGE));
            advance(out);
        }
    }

    private void of(int choice, BiConsumer<Piece, Text> done) {
        texts.forEach((piece, text) -> {
            if (piece.choice() == choice) {
                done.accept(piece, text);
            }
        });
    }

    private Text text(Piece piece) {
        return texts.computeIfAbsent(piece, begun -> {
            Text text = new Text();
            text.untouched = choices.get(begun.choice());
            return text;
        });
    }

    private void ask(Piece piece, Text text, List<Output> out) {
        String answer = text.answer.toString();
        leave(text, Untouched.ofWhole(answer));
        if (text.untouched == null && !text.waits && text.correction == null) {
            text.asked = true;
            text.waits = true;
            jobs.put(nextJob, text);
            out.add(new Output.Wanted(new Job(nextJob++, piece, "", answer)));
        }
    }

    private static void leave(Text text, @Nullable Untouched why) {
        if (text.untouched == null) {
            text.untouched = why;
        }
        if (text.untouched != null) {
            text.waits = false;
        }
    }

    @Override
    void advance(List<Output> out) {
        while (!queue.isEmpty() && ready(queue.element())) {
            StreamEvent event = queue.remove();
            held -= event.raw().length;
            out.add(
                    event.finishes().isEmpty()
                            ? new Output.Bytes(event.raw(), 0)
                            : new Output.Finish(event.change(), said(event.finishes()), 0));
        }
    }

    private boolean ready(StreamEvent event) {
        return texts.entrySet().stream()
                .noneMatch(entry -> entry.getValue().waits
                        && event.finishes().contains(entry.getKey().choice()));
    }

    private List<Output.Said> said(List<Integer> choices) {
        List<Output.Said> said = new ArrayList<>();
        texts.forEach((piece, text) -> {
            if (choices.contains(piece.choice())) {
                String answer = text.answer.toString();
                said.add(new Output.Said(
                        piece, answer, text.correction == null ? answer : text.correction, text.untouched));
            }
        });
        return said;
    }
}
