package dev.aligner.trainer.pairs;

import dev.aligner.core.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A journal's line. */
final class OutcomeJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OutcomeJson() {}

    static String write(Outcome outcome, Origin origin) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        Prompt prompt = outcome.prompt();
        row.put("key", prompt.key());
        QuestionJson.write(prompt.question(), row);
        if (prompt.answer() != null) {
            row.put("given", true);
        }
        if (prompt.instruction() != null) {
            row.put("instruction", prompt.instruction());
        }
        if (outcome instanceof Outcome.Refused refused) {
            if (prompt.answer() != null) {
                row.put("answer", prompt.answer());
            }
            row.put("refused", refused.code().wireName());
        } else if (outcome instanceof Outcome.Sampled sampled) {
            row.put("answer", sampled.answer().text());
            row.put("cut_off", sampled.answer().cutOff());
            row.put("correction", sampled.corrected().text());
            row.put("edit_ratio", sampled.corrected().editRatio());
            row.put("margin", sampled.corrected().margin());
            row.put("reason", sampled.corrected().reason());
        }
        write(origin, row.putObject("origin"));
        return JSON.writeValueAsString(row);
    }

    static void write(Origin origin, ObjectNode row) {
        write(origin.policy(), row.putObject("policy"));
        write(origin.corrector(), row.putObject("corrector"));
        row.put("seed", origin.seed());
    }

    private static void write(ModelName name, ObjectNode row) {
        row.put("id", name.id()).put("digest", name.digest());
    }

    static JsonNode parse(String line) {
        return JSON.readTree(line);
    }

    static Origin origin(JsonNode row) {
        JsonNode origin = row.required("origin");
        return new Origin(
                name(origin.required("policy")),
                name(origin.required("corrector")),
                origin.required("seed").longValue());
    }

    private static ModelName name(JsonNode row) {
        return new ModelName(row.required("id").stringValue(), text(row, "digest"));
    }

    static Outcome read(JsonNode row) {
        String answer = text(row, "answer");
        boolean given = row.path("given").booleanValue(false);
        Prompt prompt = Prompt.of(QuestionJson.read(row), given ? answer : null, text(row, "instruction"));
        if (!prompt.key().equals(text(row, "key"))) {
            throw new IllegalArgumentException("key: not that of the row's question");
        }
        String refused = text(row, "refused");
        if (refused != null) {
            return new Outcome.Refused(prompt, code(refused));
        }
        String correction = text(row, "correction");
        if (answer == null || correction == null) {
            throw new IllegalArgumentException("answer, correction: missing");
        }
        JsonNode margin = row.get("margin");
        return new Outcome.Sampled(
                prompt,
                new Policy.Answer(answer, row.path("cut_off").booleanValue(false)),
                new Corrections.Corrected(
                        correction,
                        row.required("edit_ratio").doubleValue(),
                        margin == null || margin.isNull() ? null : margin.doubleValue(),
                        text(row, "reason")));
    }

    private static ErrorCode code(String wireName) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.wireName().equals(wireName)) {
                return code;
            }
        }
        throw new IllegalArgumentException("refused: unknown");
    }

    private static @Nullable String text(JsonNode row, String name) {
        JsonNode value = row.get(name);
        return value == null || value.isNull() ? null : value.stringValue();
    }
}
