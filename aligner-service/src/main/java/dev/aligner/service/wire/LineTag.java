package dev.aligner.service.wire;

import dev.aligner.core.Correction;
import dev.aligner.core.Evidence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a line of a batch is known by: its own {@code id}, or its number as {@code line}. */
public final class LineTag {
    private static final int MAX_ID_CHARS = 256;

    private final String name;
    private final JsonNode value;

    private LineTag(String name, JsonNode value) {
        this.name = name;
        this.value = value;
    }

    /** @param line from 1 */
    public static LineTag number(long line) {
        return new LineTag("line", JsonNodeFactory.instance.numberNode(line));
    }

    /** The line's id if it has a usable one, a string or an integer; also for lines that are wrong otherwise. */
    public static LineTag of(JsonNode tree, long line) {
        JsonNode id = tree.get("id");
        return id != null && usable(id) ? new LineTag("id", id) : number(line);
    }

    static boolean usable(JsonNode id) {
        return id.isString()
                ? id.stringValue().length() <= MAX_ID_CHARS && StrictText.loneSurrogate(id.stringValue()) < 0
                : id.isIntegralNumber();
    }

    /** One line of output: the tag and the correction, which has no id of its own. */
    public byte[] result(Correction correction, Evidence evidence) {
        ObjectNode result = (ObjectNode) StrictJson.tree(CorrectionResult.of("", correction, evidence));
        result.remove("id");
        return tagged(result);
    }

    /** One line of output: the tag and the problem. */
    public byte[] error(Object problem) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.set("error", StrictJson.tree(problem));
        return tagged(error);
    }

    private byte[] tagged(ObjectNode rest) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.set(name, value);
        line.setAll(rest);
        return StrictJson.write(line);
    }
}
