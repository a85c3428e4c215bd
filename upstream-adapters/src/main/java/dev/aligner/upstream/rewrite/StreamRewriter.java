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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites an answer while it comes. Each event goes out once, in its place, when what it says is decided; none is added and
 * none left out, so numbers, finishes and ends stay where they are. What was sent is never taken back. Laws, for every way
 * in which the bytes are cut:
 *
 * <ul>
 *   <li>where nothing is corrected the bytes are those that came;
 *   <li>the text that goes out is, piece by piece, the joined outcomes of its units;
 *   <li>no more than the limit is held: beyond, all pieces that wait pass as they came;
 *   <li>of a piece that is blocked nothing is said behind what took its place.
 * </ul>
 */
public final class StreamRewriter extends EventRewriter {
    private final Window window;
    private final int mostHeld;
    private final Map<Piece, Text> texts = new LinkedHashMap<>();
    private final Map<Integer, Text> jobs = new HashMap<>();
    /** Choices of which nothing is corrected, whatever pieces they get. */
    private final Map<Integer, Untouched> choices = new HashMap<>();

    private final Deque<Held> queue = new ArrayDeque<>();
    private long held;
    private int nextJob;

    /** @param mostHeld bytes of events that may wait; beyond, they are passed on */
    public StreamRewriter(AnswerStream stream, Window window, int mostHeld) {
        super(stream);
        this.window = window;
        this.mostHeld = mostHeld;
    }

    @Override
    void complete() {
        texts.values().forEach(Text::complete);
    }

    @Override
    public List<Output> release(Untouched why) {
        List<Output> out = new ArrayList<>();
        texts.values().forEach(text -> leave(text, why, out));
        advance(out);
        return out;
    }

    @Override
    public List<Output> decided(Job job, @Nullable String correction) {
        List<Output> out = new ArrayList<>();
        Text text = jobs.remove(job.number());
        if (text != null) {
            text.decide(correction);
            advance(out);
        }
        return out;
    }

    @Override
    public List<Output> blocked(Job job, String instead) {
        List<Output> out = new ArrayList<>();
        Text text = jobs.remove(job.number());
        if (text != null) {
            text.block(instead);
            advance(out);
        }
        return out;
    }

    @Override
    public void begun(BiConsumer<Piece, CharSequence> told) {
        texts.forEach((piece, text) -> {
            CharSequence begun = text.begun();
            if (!begun.isEmpty()) {
                told.accept(piece, begun);
            }
        });
    }

    @Override
    public boolean idle() {
        return queue.isEmpty();
    }

    @Override
    void take(StreamEvent event, List<Output> out) {
        List<Held.Place> places = new ArrayList<>();
        for (StreamEvent.Text said : event.texts()) {
            Text text = text(said.piece(), out);
            int from = text.length();
            if (!said.repeats()) {
                text.append(said.text());
            } else if (window != Window.WHOLE) {
                // whether the whole answer may be changed shows at its end, as it does where it comes in one piece
                text.complete();
            }
            places.add(new Held.Place(text, from, text.length(), said.repeats()));
        }
        event.untouched().forEach((piece, why) -> leave(text(piece, out), why, out));
        event.untouchedChoices().forEach((choice, why) -> {
            choices.putIfAbsent(choice, why);
            of(choice, text -> leave(text, why, out));
        });
        event.finishes().forEach(choice -> of(choice, Text::complete));
        if (event.done()) {
            texts.values().forEach(Text::complete);
        }
        queue.add(new Held(event, places));
        held += event.raw().length;
        if (event.failed()) {
            texts.values().forEach(text -> leave(text, Untouched.UPSTREAM_FAILED, out));
        }
        if (held > mostHeld) {
            letGo(out);
        }
    }

    private Text text(Piece piece, List<Output> out) {
        Text known = texts.get(piece);
        if (known != null) {
            return known;
        }
        Text text = new Text(piece, window);
        texts.put(piece, text);
        Untouched why = choices.get(piece.choice());
        if (why != null) {
            leave(text, why, out);
        }
        return text;
    }

    private void of(int choice, Consumer<Text> done) {
        texts.values().stream().filter(text -> text.piece().choice() == choice).forEach(done);
    }

    private void letGo(List<Output> out) {
        // some of it may be decided by now, or need no decision
        advance(out);
        if (held > mostHeld) {
            texts.values().stream()
                    .filter(text -> text.held() > 0)
                    .forEach(text -> leave(text, Untouched.TOO_LARGE, out));
            advance(out);
        }
    }

    private void leave(Text text, Untouched why, List<Output> out) {
        if (text.leave(why)) {
            jobs.values().remove(text);
            out.add(new Output.Left(text.piece(), why));
        }
    }

    @Override
    void advance(List<Output> out) {
        for (Text text : texts.values()) {
            Job job = text.next(nextJob);
            if (job != null) {
                jobs.put(nextJob++, text);
                out.add(new Output.Wanted(job));
            }
            Untouched kept = text.kept();
            if (kept != null) {
                out.add(new Output.Kept(text.piece(), kept));
            }
        }
        while (!queue.isEmpty() && queue.element().decided()) {
            out.add(rewritten(queue.remove()));
        }
    }

    private Output rewritten(Held next) {
        held -= next.bytes();
        List<Integer> finished = next.event().finishes();
        return next.rewritten(texts.values().stream()
                .filter(text -> finished.contains(text.piece().choice()))
                .map(Text::outcome)
                .toList());
    }
}
