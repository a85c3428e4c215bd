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
 * Rewrites an answer while it comes. Each event goes out once, in its place, when what it says is decided; none is added and
 * none left out, so numbers, finishes and ends stay where they are. What was sent is never taken back. Laws, for every way
 * in which the bytes are cut:
 *
 * <ul>
 *   <li>where nothing is corrected the bytes are those that came;
 *   <li>the text that goes out is, piece by piece, the joined outcomes of its units;
 *   <li>no more than the limit is held: beyond, a piece passes as it came;
 *   <li>of a piece that is blocked nothing is said behind what took its place.
 * </ul>
 */
public final class StreamRewriter extends EventRewriter {
    private final Window window;
    private final int mostHeld;
    private final Map<Piece, Text> texts = new LinkedHashMap<>();
    private final Map<Integer, Text> jobs = new HashMap<>();
    private final Deque<Held> queue = new ArrayDeque<>();
    private int nextJob;

    /** @param mostHeld characters of one piece that may wait; beyond, it is passed on */
    public StreamRewriter(AnswerStream stream, Window window, int mostHeld) {
        super(stream);
        this.window = window;
        this.mostHeld = mostHeld;
    }

    /** An event that waits, and where its texts stand in their pieces. */
    private record Held(StreamEvent event, List<Place> places) {}

    private record Place(Text text, Piece piece, int from, int to, boolean repeats) {
        boolean decided() {
            return text.decidedUpTo(repeats ? text.length() : to);
        }

        String said() {
            return repeats ? text.said() : text.said(from, to);
        }
    }

    @Override
    void complete() {
        texts.values().forEach(Text::complete);
    }

    @Override
    public List<Output> release(Untouched why) {
        List<Output> out = new ArrayList<>();
        texts.forEach((piece, text) -> leave(piece, text, why, out));
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
        List<Place> places = new ArrayList<>();
        for (StreamEvent.Text said : event.texts()) {
            Text text = texts.computeIfAbsent(said.piece(), piece -> new Text(piece, window));
            int from = text.length();
            if (said.repeats()) {
                text.complete();
            } else {
                text.append(said.text());
            }
            places.add(new Place(text, said.piece(), from, text.length(), said.repeats()));
            if (text.held() > mostHeld) {
                leave(said.piece(), text, Untouched.TOO_LARGE, out);
            }
        }
        event.untouched()
                .forEach((piece, why) ->
                        leave(piece, texts.computeIfAbsent(piece, unknown -> new Text(unknown, window)), why, out));
        event.finishes()
                .forEach(choice -> texts.forEach((piece, text) -> {
                    if (piece.choice() == choice) {
                        text.complete();
                    }
                }));
        if (event.done()) {
            texts.values().forEach(Text::complete);
        }
        queue.add(new Held(event, places));
        if (event.failed()) {
            texts.forEach((piece, text) -> leave(piece, text, Untouched.UPSTREAM_FAILED, out));
        }
    }

    private void leave(Piece piece, Text text, Untouched why, List<Output> out) {
        if (text.leave(why)) {
            jobs.values().remove(text);
            out.add(new Output.Left(piece, why));
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
        }
        while (!queue.isEmpty() && queue.peek().places().stream().allMatch(Place::decided)) {
            out.add(rewritten(queue.remove()));
        }
    }

    private Output rewritten(Held held) {
        StreamEvent.Change change = held.event().change();
        List<StreamEvent.Text> parts = held.event().texts();
        int characters = 0;
        for (int i = 0; i < parts.size(); i++) {
            Place place = held.places().get(i);
            String said = place.said();
            characters += place.repeats() ? 0 : said.length();
            if (!said.equals(parts.get(i).text())) {
                change.text(place.piece(), said);
            }
        }
        List<Integer> finished = held.event().finishes();
        if (finished.isEmpty()) {
            return new Output.Bytes(change.bytes(), characters);
        }
        return new Output.Finish(
                change,
                texts.values().stream()
                        .filter(text -> finished.contains(text.piece().choice()))
                        .map(Text::outcome)
                        .toList(),
                characters);
    }
}
