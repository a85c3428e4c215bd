package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.MalformedJsonException;
import dev.aligner.upstream.json.Splice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        return said().entrySet().stream()
                .map(said -> new Text(said.getKey(), said.getValue(), untouched(said.getKey(), said.getValue())))
                .toList();
    }

    /** What stands in several literals is one text where nothing stands between them. */
    private Map<Piece, String> said() {
        Map<Piece, String> said = new LinkedHashMap<>();
        reading.texts().forEach(text -> said.merge(text.piece(), text.literal().text(), String::concat));
        return said;
    }

    private @Nullable Untouched untouched(Piece piece, String said) {
        Untouched known = reading.untouched().get(piece);
        Untouched ofChoice = known == null ? reading.choices().get(piece.choice()) : known;
        return ofChoice == null ? Untouched.ofWhole(said) : ofChoice;
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
        Map<Piece, String> changed = new HashMap<>(corrections);
        said().forEach(changed::remove);
        List<Splice> splices = new ArrayList<>(reading.dropped(changed.keySet()));
        Set<Piece> told = new HashSet<>();
        for (Reading.Text text : reading.texts()) {
            String correction = changed.get(text.piece());
            if (correction != null) {
                String instead = told.add(text.piece()) ? correction : "";
                if (!instead.equals(text.literal().text())) {
                    splices.add(json.replacing(text.literal(), instead));
                }
            }
        }
        return splices;
    }
}
