package dev.aligner.relay;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a client takes a stream apart: after the standard, and as the providers' libraries do, each with what it fails on (an
 * {@link IllegalStateException} here). They return the JSON texts that their callers get.
 */
enum ClientDecoders implements Function<byte[], List<String>> {
    /** WHATWG HTML, section 9.2.6, and nothing that it would ignore. */
    STANDARD {
        @Override
        public List<String> apply(byte[] stream) {
            List<String> events = new ArrayList<>();
            List<String> data = new ArrayList<>();
            String last = "";
            for (String line : lines(stream)) {
                last = line;
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(String.join("\n", data));
                    }
                    data.clear();
                } else if (!line.startsWith(":")) {
                    String field = field(line);
                    check(FIELDS.contains(field), "no field: " + line);
                    if (field.equals("data")) {
                        data.add(value(line));
                    }
                }
            }
            check(data.isEmpty() && (last.isEmpty() || last.startsWith(":")), "an event that is not closed: " + last);
            return events;
        }
    },
    /** openai-python, and anthropic-python, which is made by the same generator. */
    STAINLESS_PYTHON {
        @Override
        public List<String> apply(byte[] stream) {
            List<String> events = new ArrayList<>();
            List<String> data = new ArrayList<>();
            String event = "";
            String lastId = "";
            for (String line : lines(stream)) {
                if (line.isEmpty()) {
                    // the id is never taken back: from the first on each blank line is an event
                    if (!event.isEmpty() || !data.isEmpty() || !lastId.isEmpty()) {
                        String said = String.join("\n", data);
                        if (said.startsWith("[DONE]")) {
                            return events;
                        }
                        if (!event.equals("ping")) {
                            events.add(json(said));
                        }
                    }
                    event = "";
                    data.clear();
                } else if (!line.startsWith(":")) {
                    switch (field(line)) {
                        case "event" -> event = value(line);
                        case "data" -> data.add(value(line));
                        case "id" -> lastId = value(line);
                        default -> {
                            // ignored
                        }
                    }
                }
            }
            return events;
        }
    },
    /** openai-node and anthropic-sdk-typescript. */
    STAINLESS_NODE {
        @Override
        public List<String> apply(byte[] stream) {
            List<String> events = new ArrayList<>();
            List<String> data = new ArrayList<>();
            String event = "";
            for (String line : lines(stream)) {
                if (line.isEmpty()) {
                    String said = String.join("\n", data);
                    if (said.startsWith("[DONE]")) {
                        return events;
                    }
                    if ((!event.isEmpty() || !data.isEmpty()) && !event.equals("ping")) {
                        events.add(json(said));
                    }
                    event = "";
                    data.clear();
                } else if (field(line).equals("event")) {
                    event = value(line);
                } else if (field(line).equals("data")) {
                    data.add(value(line));
                }
            }
            return events;
        }
    },
    /** cohere-python: what is no JSON is skipped. */
    COHERE_PYTHON {
        @Override
        public List<String> apply(byte[] stream) {
            return lines(stream).stream()
                    .filter(line -> field(line).equals("data"))
                    .map(ClientDecoders::value)
                    .filter(data -> !data.isEmpty() && !data.startsWith("[DONE]"))
                    .toList();
        }
    },
    /** python-genai: each line that is not blank is data, and JSON. */
    GENAI_PYTHON {
        @Override
        public List<String> apply(byte[] stream) {
            return lines(stream).stream()
                    .filter(line -> !line.isEmpty())
                    .map(line -> json(line.startsWith("data: ") ? line.substring("data: ".length()) : line))
                    .toList();
        }
    },
    /** js-genai: events one behind the other, and nothing left over. */
    GENAI_NODE {
        @Override
        public List<String> apply(byte[] stream) {
            List<String> events = new ArrayList<>();
            String rest = text(stream);
            for (Matcher event = GENAI.matcher(rest); event.lookingAt(); event = GENAI.matcher(rest)) {
                events.add(json(event.group(1)));
                rest = rest.substring(event.end());
            }
            check(rest.isBlank(), "left over: " + rest);
            return events;
        }
    },
    /** ollama-python: each line is JSON. */
    OLLAMA_PYTHON {
        @Override
        public List<String> apply(byte[] stream) {
            return lines(stream).stream().map(ClientDecoders::json).toList();
        }
    };

    private static final Set<String> FIELDS = Set.of("data", "event", "id", "retry");
    private static final Pattern GENAI = Pattern.compile("\\s*data: (.*)(?:\\n\\n|\\r\\r|\\r\\n\\r\\n)");
    private static final JsonMapper JSON = JsonMapper.shared();

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static String text(byte[] stream) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stream))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("no UTF-8", e);
        }
    }

    /** The lines that ended. */
    private static List<String> lines(byte[] stream) {
        String text = text(stream);
        List<String> lines = new ArrayList<>(List.of(text.split("\r\n|\r|\n", -1)));
        String rest = lines.remove(lines.size() - 1);
        check(rest.isEmpty(), "a line that does not end: " + rest);
        return lines;
    }

    private static String field(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String value(String line) {
        int colon = line.indexOf(':');
        String value = colon < 0 ? "" : line.substring(colon + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private static String json(@Nullable String text) {
        try {
            if (text != null && JSON.readTree(text).isObject()) {
                return text;
            }
        } catch (JacksonException e) {
            throw new IllegalStateException("no JSON: '" + text + "'", e);
        }
        throw new IllegalStateException("no JSON: '" + text + "'");
    }
}
