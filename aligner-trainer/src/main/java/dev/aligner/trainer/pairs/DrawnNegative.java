package dev.aligner.trainer.pairs;

import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.trainer.data.NegativeRow;
import dev.aligner.trainer.data.QuestionJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A labelled negative with answers that the policy itself gives to the same question (D2O, arXiv 2403.03419: they stand
 * for the non-negative distribution).
 *
 * @param row its samples are the answers, cut off or not, equal ones too: they are draws, not a set
 */
record DrawnNegative(NegativeRow row) {

    static String key(NegativeRow row) {
        return Prompt.of(row.question(), row.rejected(), null).key();
    }

    /** @param samples K, at least 1 */
    static CompletableFuture<DrawnNegative> draw(
            NegativeRow row, Policy policy, Sampling sampling, int samples, long runSeed) {
        Prompt prompt = Prompt.of(row.question(), row.rejected(), null);
        List<CompletableFuture<Policy.Answer>> answers = new ArrayList<>();
        for (int draw = 0; draw < samples; draw++) {
            answers.add(policy.answer(row.question(), Sampler.seeded(sampling, prompt.seed(runSeed, draw))));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> new DrawnNegative(new NegativeRow(
                        row.question(),
                        row.rejected(),
                        answers.stream().map(answer -> answer.join().text()).toList(),
                        row.source(),
                        row.licence(),
                        row.split())));
    }

    /** Lines that are rows to train on as well: the trainer reads {@code question}, {@code rejected}, {@code samples}. */
    static JournalFormat<DrawnNegative> format() {
        return new Format();
    }

    private record Format() implements JournalFormat<DrawnNegative> {
        @Override
        public String key(DrawnNegative drawn) {
            return DrawnNegative.key(drawn.row());
        }

        @Override
        public void write(DrawnNegative drawn, ObjectNode json) {
            NegativeRow row = drawn.row();
            QuestionJson.write(row.question(), json);
            json.put("rejected", row.rejected());
            ArrayNode samples = json.putArray("samples");
            row.samples().forEach(samples::add);
            json.put("source", row.source()).put("split", row.split());
            if (row.licence() != null) {
                json.put("licence", row.licence());
            }
        }

        @Override
        public DrawnNegative read(JsonNode json) {
            Question question = QuestionJson.read(json);
            List<String> samples = new ArrayList<>();
            json.required("samples").forEach(sample -> samples.add(sample.stringValue()));
            JsonNode licence = json.get("licence");
            @Nullable String named = licence == null ? null : licence.stringValue();
            return new DrawnNegative(new NegativeRow(
                    question,
                    json.required("rejected").stringValue(),
                    samples,
                    json.required("source").stringValue(),
                    named,
                    json.required("split").stringValue()));
        }
    }
}
