package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import dev.aligner.upstream.json.MalformedJsonException;
import dev.aligner.upstream.json.Splice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole answer of an upstream, in the bytes that it came in. */
public final class Answer {
    private final byte[] body;
    private final @Nullable JsonText json;
    private final Reading reading;

    private Answer(byte[] body, @Nullable JsonText json, Reading reading) {
        this.body = body;
        this.json = json;
        this.reading = reading;
    }

    static Answer read(Dialect dialect, byte[] body) {
        try {
            JsonText json = JsonText.parse(body);
            return new Answer(body, json, dialect.answer(json.root()));
        } catch (MalformedJsonException e) {
            return new Answer(body, null, Reading.nothing());
        }
    }

    /**
     * A piece's text.
     *
     * @param untouched why it must stay as it is, or null
     */
    public record Text(Piece piece, String text, @Nullable Untouched untouched) {}

    /** Whether the body is JSON at all. */
    public boolean readable() {
        return json != null;
    }

    /** All pieces in the body's order, those that must stay as they are among them. */
    public List<Text> texts() {
        return reading.texts().stream()
                .filter(text -> !text.repeats())
                .map(text -> {
                    String said = text.literal().text();
                    Untouched known = reading.untouched().get(text.piece());
                    return new Text(text.piece(), said, known == null ? Untouched.ofWhole(said) : known);
                })
                .toList();
    }

    /**
     * The body with other texts in the places of some pieces; everything else as it was, bit for bit. What only belongs to
     * the old text (log-probabilities) becomes {@code null}.
     *
     * @param corrections by piece; one that says what the piece says already changes nothing
     * @return the very bytes if nothing changes
     */
    public byte[] with(Map<Piece, String> corrections) {
        return json == null ? body : spliced(changes(json, corrections));
    }

    /**
     * The same with one more member at the end of the body's object.
     *
     * @param value a JSON text
     */
    public byte[] with(Map<Piece, String> corrections, String name, byte[] value) {
        if (json == null) {
            return body;
        }
        List<Splice> splices = changes(json, corrections);
        json.adding(name, value).ifPresent(splices::add);
        return spliced(splices);
    }

    private byte[] spliced(List<Splice> splices) {
        return splices.isEmpty() ? body : Splice.apply(body, splices);
    }

    private List<Splice> changes(JsonText json, Map<Piece, String> corrections) {
        List<Splice> splices = new ArrayList<>();
        for (Reading.Text text : reading.texts()) {
            String correction = corrections.get(text.piece());
            JsonValue.Text literal = text.literal();
            if (correction != null && !correction.equals(literal.text())) {
                splices.add(json.replacing(literal, correction));
                reading.dropped().stream()
                        .filter(dropped -> dropped.piece().equals(text.piece()) && !text.repeats())
                        .map(dropped -> Splice.of(dropped.value(), "null"))
                        .forEach(splices::add);
            }
        }
        return splices;
    }
}
