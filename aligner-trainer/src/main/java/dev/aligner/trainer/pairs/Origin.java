package dev.aligner.trainer.pairs;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the texts of a journal come from. All its entries share it: a run that went on with another model or another
 * seed would mix two data sets.
 *
 * @param corrector null where nothing was corrected
 * @param seed of the run; each prompt's own is derived from it
 */
record Origin(ModelName policy, @Nullable ModelName corrector, long seed) {
    void write(ObjectNode row) {
        write(policy, row.putObject("policy"));
        if (corrector != null) {
            write(corrector, row.putObject("corrector"));
        }
        row.put("seed", seed);
    }

    private static void write(ModelName name, ObjectNode row) {
        row.put("id", name.id()).put("digest", name.digest());
    }

    /** @throws tools.jackson.core.JacksonException if the row does not hold what {@link #write} writes */
    static Origin read(JsonNode row) {
        JsonNode corrector = row.get("corrector");
        return new Origin(
                name(row.required("policy")),
                corrector == null ? null : name(corrector),
                row.required("seed").longValue());
    }

    private static ModelName name(JsonNode row) {
        JsonNode digest = row.required("digest");
        return new ModelName(row.required("id").stringValue(), digest.isNull() ? null : digest.stringValue());
    }
}
