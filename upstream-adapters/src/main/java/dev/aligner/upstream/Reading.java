package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import dev.aligner.upstream.json.Splice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to know about a body, or about one event of a stream.
 *
 * @param texts literals that hold text of a piece
 * @param dropped what must not outlive a change of its piece, such as log-probabilities; becomes {@code null}
 * @param untouched pieces that must stay as they are from here on
 * @param choices of which every piece must, those that have not begun among them
 * @param finishes choices of which nothing comes behind this event
 * @param end how the stream ends here
 */
record Reading(
        List<Text> texts,
        List<Dropped> dropped,
        Map<Piece, Untouched> untouched,
        Map<Integer, Untouched> choices,
        List<Integer> finishes,
        End end) {

    /**
     * A literal.
     *
     * @param repeats whether it holds the piece's whole text once more, and not the next bit of it
     */
    record Text(Piece piece, JsonValue.Text literal, boolean repeats) {}

    record Dropped(Piece piece, JsonValue value) {}

    /** How a stream ends. */
    enum End {
        /** Not yet. */
        NONE,
        /** Well; nothing with meaning follows. */
        DONE,
        /** The upstream says that it failed. */
        FAILED
    }

    /** What goes with the old texts of these pieces. */
    List<Splice> dropped(Set<Piece> changed) {
        return dropped.stream()
                .filter(each -> changed.contains(each.piece()))
                .map(Dropped::value)
                .distinct()
                .map(value -> Splice.of(value, "null"))
                .toList();
    }

    static Reading nothing() {
        return new Builder().build();
    }

    /** Collects a reading. */
    static final class Builder {
        private final List<Text> texts = new ArrayList<>();
        private final List<Dropped> dropped = new ArrayList<>();
        private final Map<Piece, Untouched> untouched = new LinkedHashMap<>();
        private final Map<Integer, Untouched> choices = new LinkedHashMap<>();
        private final List<Integer> finishes = new ArrayList<>();
        private End end = End.NONE;

        /** Takes a string; what is none has no text. */
        Builder text(Piece piece, JsonValue literal) {
            if (literal instanceof JsonValue.Text text) {
                texts.add(new Text(piece, text, false));
            }
            return this;
        }

        Builder repeated(Piece piece, JsonValue literal) {
            if (literal instanceof JsonValue.Text text) {
                texts.add(new Text(piece, text, true));
            }
            return this;
        }

        Builder drop(Piece piece, JsonValue value) {
            if (!value.vacant()) {
                dropped.add(new Dropped(piece, value));
            }
            return this;
        }

        /** The same where nothing says which piece of a choice it belongs to: it outlives no change of one taken so far. */
        Builder drop(int choice, JsonValue value) {
            texts.stream()
                    .map(Text::piece)
                    .filter(piece -> piece.choice() == choice)
                    .distinct()
                    .forEach(piece -> drop(piece, value));
            return this;
        }

        Builder untouched(Piece piece, Untouched why) {
            untouched.putIfAbsent(piece, why);
            return this;
        }

        /** Of a whole choice, whatever piece of it was met or is yet to come. */
        Builder untouched(int choice, Untouched why) {
            choices.putIfAbsent(choice, why);
            return this;
        }

        /** The same where there is something that speaks for it. */
        Builder untouchedIf(JsonValue present, int choice, Untouched why) {
            return present.vacant() ? this : untouched(choice, why);
        }

        /** Takes a finish reason; a vacant one is none. */
        Builder finish(int choice, JsonValue reason) {
            if (!reason.vacant()) {
                finishes.add(choice);
            }
            return this;
        }

        /** Takes a flag that is {@code true} where the answer is finished. */
        Builder finishFlag(JsonValue flag) {
            if (flag.isTrue()) {
                finishes.add(0);
            }
            return this;
        }

        /** Takes an error; where there is one the upstream failed. */
        Builder error(JsonValue error) {
            return error.vacant() ? this : end(End.FAILED);
        }

        Builder end(End how) {
            end = how;
            return this;
        }

        Reading build() {
            return new Reading(
                    List.copyOf(texts),
                    List.copyOf(dropped),
                    Map.copyOf(untouched),
                    Map.copyOf(choices),
                    List.copyOf(finishes),
                    end);
        }
    }
}
