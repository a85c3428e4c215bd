package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import java.util.Set;

/**
 * A corrector to add.
 *
 * @param id that requests choose it by
 * @param path of its adapter, relative to where adapters are
 */
public record AdapterCall(String id, String path) {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    private static final int LONGEST_PATH = 1024;

    public AdapterCall {
        if (!id.matches(ID)) {
            throw AlignerException.invalidField(
                    "id",
                    "id: not as it must be (expected: 1 to 128 letters, digits and . _ -, a letter or digit first)");
        }
        Fields.bounded("path", path, LONGEST_PATH);
    }

    /**
     * Reads a body.
     *
     * @throws AlignerException INVALID_FIELD
     * @throws MalformedInputException where it is no JSON
     */
    public static AdapterCall read(byte[] body) {
        Fields fields = new Fields("", StrictJson.parse(body), Set.of("id", "path"));
        return new AdapterCall(fields.requiredText("id"), fields.requiredText("path"));
    }
}
