package dev.aligner.upstream;

import dev.aligner.upstream.frame.Frame;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.Splice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One event of an answer's stream, in the bytes that it came in. Passed on unchanged it is {@link #raw}. */
public final class StreamEvent {
    private final Frame frame;
    private final @Nullable JsonText json;
    private final Reading reading;

    StreamEvent(Frame frame, @Nullable JsonText json, Reading reading) {
        this.frame = frame;
        this.json = json;
        this.reading = reading;
    }

    /**
     * Text in an event.
     *
     * @param repeats whether it is the piece's whole text, said once more, and not the next bit of it
     */
    public record Text(Piece piece, String text, boolean repeats) {}

    /** Its bytes; not to be changed. */
    public byte[] raw() {
        return frame.raw();
    }

    /** Whether it carries something that is neither JSON nor a wire's word for the end: nobody knows what it says. */
    public boolean unread() {
        byte[] payload = json != null || done() ? null : frame.payload();
        return payload != null && !new String(payload, StandardCharsets.ISO_8859_1).isBlank();
    }

    public List<Text> texts() {
        return reading.texts().stream()
                .map(text -> new Text(text.piece(), text.literal().text(), text.repeats()))
                .toList();
    }

    /** Pieces that must stay as they are from this event on, and why. */
    public Map<Piece, Untouched> untouched() {
        return reading.untouched();
    }

    /** Choices of which every piece must stay from this event on, one that has not begun too, and why. */
    public Map<Integer, Untouched> untouchedChoices() {
        return reading.choices();
    }

    /** Choices of which no text follows this event. */
    public List<Integer> finishes() {
        return reading.finishes();
    }

    /** Whether the stream ended well here. */
    public boolean done() {
        return reading.end() == Reading.End.DONE;
    }

    /** Whether the upstream says here that it failed. */
    public boolean failed() {
        return reading.end() == Reading.End.FAILED;
    }

    /** What is to be different; everything else stays, bit for bit. */
    public final class Change {
        private final List<Splice> splices = new ArrayList<>();
        private final Set<Piece> changed = new HashSet<>();

        private Change() {}

        /**
         * Other text in one place of the event.
         *
         * @param place of {@link StreamEvent#texts}; each at most once
         */
        public Change text(int place, String text) {
            Reading.Text old = reading.texts().get(place);
            if (!old.literal().text().equals(text)) {
                splices.add(json().replacing(old.literal(), text));
                changed.add(old.piece());
            }
            return this;
        }

        /** One more member at the end of the event's object; where the event is none, nothing. */
        public Change note(String name, byte[] json) {
            if (StreamEvent.this.json != null) {
                StreamEvent.this.json.adding(name, json).ifPresent(splices::add);
            }
            return this;
        }

        /** The changed event's bytes; the very bytes if nothing is different. */
        public byte[] bytes() {
            if (splices.isEmpty()) {
                return raw();
            }
            List<Splice> all = new ArrayList<>(splices);
            all.addAll(reading.dropped(changed));
            return frame.with(Splice.apply(json().bytes(), all));
        }
    }

    public Change change() {
        return new Change();
    }

    private JsonText json() {
        if (json == null) {
            throw new IllegalStateException("event: holds no JSON, and so nothing to change");
        }
        return json;
    }
}
