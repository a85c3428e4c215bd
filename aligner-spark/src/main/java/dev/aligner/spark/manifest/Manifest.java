package dev.aligner.spark.manifest;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.spark.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has begun with. It is written once, when the rows are planned, and whoever goes on must ask for the same.
 *
 * @param version of this layout
 * @param input digest of the names, lengths and times of all files of the input
 * @param settings digest of {@code described}
 * @param described what decides what comes out, by name
 * @param schema of the output's rows, as Spark's JSON
 */
public record Manifest(
        int version,
        String input,
        String settings,
        Map<String, String> described,
        ModelName model,
        String schema,
        Plan plan,
        List<Chunk> chunks) {
    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public Manifest {
        described = Map.copyOf(described);
        chunks = List.copyOf(chunks);
    }

    public static Manifest of(
            String input,
            Map<String, String> described,
            ModelName model,
            String schema,
            Plan plan,
            List<Chunk> chunks) {
        return new Manifest(VERSION, input, digest(described), described, model, schema, plan, chunks);
    }

    private static String digest(Map<String, String> described) {
        return Digest.of(new TreeMap<>(described)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList());
    }

    public long rows() {
        return chunks.stream().mapToLong(Chunk::rows).sum();
    }

    /**
     * Refuses to go on with anything else than what was begun.
     *
     * @throws AlignerException INVALID_FIELD that names the first difference
     */
    public void requireSame(String askedInput, Map<String, String> asked, ModelName askedModel) {
        if (version != VERSION) {
            throw different("version", String.valueOf(VERSION), String.valueOf(version));
        }
        if (!settings.equals(digest(asked))) {
            TreeMap<String, String> all = new TreeMap<>(described);
            all.putAll(asked);
            for (String name : all.keySet()) {
                String before = described.getOrDefault(name, "(none)");
                String now = asked.getOrDefault(name, "(none)");
                if (!before.equals(now)) {
                    throw different(name, now, before);
                }
            }
            throw different("settings", digest(asked), settings);
        }
        if (!model.equals(askedModel)) {
            throw different("model", text(askedModel), text(model));
        }
        if (!input.equals(askedInput)) {
            throw different("input", askedInput, input);
        }
    }

    private static String text(ModelName model) {
        return model.id() + " " + model.digest();
    }

    private static AlignerException different(String name, String now, String before) {
        return AlignerException.invalidField(
                name, "resume: " + name + ": " + now + " (expected: " + before + ", which the run began with)");
    }

    public String json() {
        return JSON.writeValueAsString(this);
    }

    /** @param where it was found, for the message */
    public static Manifest read(String json, String where) {
        try {
            return JSON.readValue(json, Manifest.class);
        } catch (JacksonException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    where + ": " + e.getOriginalMessage() + " (expected: a manifest of version " + VERSION + ")",
                    e);
        }
    }
}
