package dev.aligner.service.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bytes to a JSON tree and values to bytes; refuses whatever two parsers could read in two ways. */
public final class StrictJson {
    static final int MAX_NESTING = 16;
    static final int MAX_NUMBER_LENGTH = 64;
    static final int MAX_NAME_LENGTH = 256;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        // the first use of a mapper takes a lock, and requests are parsed where nothing may wait
        MAPPER.readTree("{}");
    }

    private StrictJson() {}

    /** @throws MalformedInputException where the bytes are no JSON text in UTF-8, or exceed a limit of its form */
    public static JsonNode parse(byte[] bytes) {
        String text = StrictText.decode(bytes);
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                throw new MalformedInputException("body: empty (expected: a JSON object)");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw new MalformedInputException("body: nested deeper than " + MAX_NESTING + ", a number longer than "
                    + MAX_NUMBER_LENGTH + " or a name longer than " + MAX_NAME_LENGTH + " characters");
        } catch (JacksonException e) {
            throw new MalformedInputException(describe(e));
        }
    }

    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Jackson's own messages quote the input, so only what is known to be safe is taken from them. */
    private static String describe(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String where =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        if (e.getOriginalMessage().startsWith("Duplicate") && e.processor() instanceof JsonParser parser) {
            String name = parser.currentName();
            return "body: the field \"" + (name == null ? "" : StrictText.display(name)) + "\" is given twice" + where;
        }
        return "body: not JSON" + where;
    }
}
