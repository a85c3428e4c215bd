package dev.aligner.trainer.pairs;

import dev.aligner.core.ErrorCode;
import dev.aligner.trainer.data.QuestionJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Outcomes of prompts. */
record OutcomeFormat() implements JournalFormat<Outcome> {
    @Override
    public String key(Outcome outcome) {
        return outcome.prompt().key();
    }

    @Override
    public void write(Outcome outcome, ObjectNode row) {
        Prompt prompt = outcome.prompt();
        row.put("key", prompt.key());
        QuestionJson.write(prompt.question(), row);
        if (prompt.instruction() != null) {
            row.put("instruction", prompt.instruction());
        }
        if (prompt.answer() != null) {
            row.put("given", true).put("answer", prompt.answer());
        }
        if (outcome instanceof Outcome.Refused refused) {
            row.put("refused", refused.code().wireName());
        } else if (outcome instanceof Outcome.Sampled sampled) {
            Corrections.Corrected corrected = sampled.corrected();
            row.put("answer", sampled.answer().text());
            row.put("cut_off", sampled.answer().cutOff());
            row.put("correction", corrected.text());
            row.put("edit_ratio", corrected.editRatio());
            row.put("margin", corrected.margin());
            row.put("reason", corrected.reason());
        }
    }

    @Override
    public Outcome read(JsonNode row) {
        String answer = text(row, "answer");
        Prompt prompt = Prompt.of(QuestionJson.read(row), row.has("given") ? answer : null, text(row, "instruction"));
        if (!prompt.key().equals(text(row, "key"))) {
            throw new IllegalArgumentException("key: not that of the row's question");
        }
        String refused = text(row, "refused");
        if (refused != null) {
            return new Outcome.Refused(prompt, code(refused));
        }
        JsonNode margin = row.required("margin");
        return new Outcome.Sampled(
                prompt,
                new Policy.Answer(
                        row.required("answer").stringValue(),
                        row.required("cut_off").booleanValue()),
                new Corrections.Corrected(
                        row.required("correction").stringValue(),
                        row.required("edit_ratio").doubleValue(),
                        margin.isNull() ? null : margin.doubleValue(),
                        text(row, "reason")));
    }

    private static ErrorCode code(String wireName) {
        return ErrorCode.named(wireName).orElseThrow(() -> new IllegalArgumentException("refused: unknown"));
    }

    private static @Nullable String text(JsonNode row, String name) {
        JsonNode value = row.get(name);
        return value == null || value.isNull() ? null : value.stringValue();
    }
}
