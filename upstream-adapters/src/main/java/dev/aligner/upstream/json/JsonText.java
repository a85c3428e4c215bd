package dev.aligner.upstream.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON text that is read and stays what it is: each value knows the bytes that it stands in, so that one of them can be
 * replaced and every other byte kept (key order, white space, unknown fields, the spelling of numbers).
 */
public final class JsonText {
    /** Deeper nesting is refused, so that no answer can exhaust the stack. */
    private static final int DEEPEST = 200;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final byte[] bytes;
    private final JsonValue root;

    private JsonText(byte[] bytes, JsonValue root) {
        this.bytes = bytes;
        this.root = root;
    }

    /**
     * Reads one value; white space may stand around it.
     *
     * @param bytes UTF-8; not copied, and must not be changed afterwards
     * @throws MalformedJsonException if it is not JSON, or more than one value
     */
    public static JsonText parse(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException("empty");
            }
            JsonValue root = value(parser, first);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("more than one value");
            }
            return new JsonText(bytes, root);
        } catch (JacksonException e) {
            // its message may quote the text, which nobody allowed to be logged
            throw new MalformedJsonException(
                    e.getLocation() == null
                            ? "too deep or too long"
                            : "byte " + e.getLocation().getByteOffset());
        }
    }

    private static JsonValue value(JsonParser parser, JsonToken token) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        return switch (token) {
            case START_OBJECT -> {
                List<JsonValue.Member> members = new ArrayList<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    int at = (int) parser.currentTokenLocation().getByteOffset();
                    members.add(new JsonValue.Member(name, at, value(parser, parser.nextToken())));
                }
                yield new JsonValue.Fields(from, end(parser), members);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(value(parser, next));
                }
                yield new JsonValue.Items(from, end(parser), items);
            }
            case VALUE_STRING -> {
                String text = parser.getString();
                yield new JsonValue.Text(from, end(parser), text);
            }
            default -> {
                String spelling = parser.getString();
                yield new JsonValue.Scalar(from, from + spelling.getBytes(StandardCharsets.UTF_8).length, spelling);
            }
        };
    }

    private static int end(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    /**
     * The text without the root's members of this name, and without the commas that they leave.
     *
     * @return the very bytes if there is none
     */
    public byte[] without(String name) {
        if (!(root instanceof JsonValue.Fields object) || !root.at(name).present()) {
            return bytes;
        }
        List<JsonValue.Member> members = object.members();
        int last = members.size() - 1;
        while (last >= 0 && members.get(last).name().equals(name)) {
            last--;
        }
        List<Splice> cuts = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            if (members.get(i).name().equals(name)) {
                cuts.add(new Splice(members.get(i).from(), members.get(i + 1).from(), new byte[0]));
            }
        }
        if (last < members.size() - 1) {
            int from =
                    last < 0 ? members.get(0).from() : members.get(last).value().to();
            cuts.add(new Splice(from, members.get(members.size() - 1).value().to(), new byte[0]));
        }
        return Splice.apply(bytes, cuts);
    }

    /**
     * One more member behind the root's last.
     *
     * @param value a JSON text
     * @return empty if the root is no object
     */
    public Optional<Splice> adding(String name, byte[] value) {
        if (!(root instanceof JsonValue.Fields object)) {
            return Optional.empty();
        }
        List<JsonValue.Member> members = object.members();
        int at = members.isEmpty()
                ? object.from() + 1
                : members.get(members.size() - 1).value().to();
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        if (!members.isEmpty()) {
            member.write(',');
        }
        member.writeBytes(JsonStrings.literal(name, true));
        member.write(':');
        member.writeBytes(value);
        return Optional.of(new Splice(at, at, member.toByteArray()));
    }

    public JsonValue root() {
        return root;
    }

    /** The text itself, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The literal that says {@code text} in the place of {@code old}. Where the old one wrote all that is not ASCII as
     * escapes, so does the new one: the reader on the other side may know nothing else.
     */
    public Splice replacing(JsonValue.Text old, String text) {
        boolean ascii = true;
        boolean escapes = false;
        for (int i = old.from(); i < old.to(); i++) {
            ascii &= bytes[i] >= 0;
            escapes |= bytes[i] == '\\' && bytes[i + 1] == 'u';
        }
        return new Splice(old.from(), old.to(), JsonStrings.literal(text, ascii && escapes));
    }
}
