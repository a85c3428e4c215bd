package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.trainer.data.QuestionJson;
import dev.aligner.trainer.data.QuestionRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a policy answers a question once the first words were put into its mouth.
 *
 * @param row the question's source is that of the answer as well, behind {@value #SOURCE}
 * @param begun the first words, part of the answer; empty where the policy began itself
 * @param answer up to the last sentence that was finished; empty where the question does not fit
 */
record BegunAnswer(QuestionRow row, String begun, String answer) {
    static final String SOURCE = "openings/";

    /** Behind the end of a sentence; the number of a list's item is none. */
    private static final Pattern FINISHED = Pattern.compile("(?s)^.*[^\\s\\d][.!?][\"')*]*(?=\\s|$)");

    static String key(QuestionRow row) {
        return Prompt.of(row.question(), null, null).key();
    }

    /** @param beginnings one is drawn by the prompt's own seed */
    static CompletableFuture<BegunAnswer> draw(
            QuestionRow row, List<String> beginnings, LocalPolicy policy, Sampling sampling, long runSeed) {
        Prompt prompt = Prompt.of(row.question(), null, null);
        String begun = beginnings.get(Math.floorMod(prompt.seed(runSeed, 1), beginnings.size()));
        return policy.answer(row.question(), begun, Sampler.seeded(sampling, prompt.seed(runSeed, 0)))
                .thenApply(answer -> new BegunAnswer(row, begun, finished(answer)))
                .exceptionally(error -> tooLong(row, begun, error));
    }

    private static BegunAnswer tooLong(QuestionRow row, String begun, Throwable error) {
        Throwable cause = InOrder.cause(error);
        if (cause instanceof AlignerException known && known.code() == ErrorCode.TOO_LARGE) {
            return new BegunAnswer(row, begun, "");
        }
        throw new CompletionException(cause);
    }

    static String finished(Policy.Answer answer) {
        Matcher sentences = FINISHED.matcher(answer.text());
        return answer.cutOff() && sentences.find() ? sentences.group() : answer.text();
    }

    /**
     * Lines with {@code question}, {@code answer}, {@code source}, {@code licence}, {@code split}.
     *
     * @param identities whether each has its answer as the correction too, and so is a row to learn copying from
     */
    static JournalFormat<BegunAnswer> format(boolean identities) {
        return new Format(identities);
    }

    private record Format(boolean identities) implements JournalFormat<BegunAnswer> {
        @Override
        public String key(BegunAnswer begun) {
            return BegunAnswer.key(begun.row());
        }

        @Override
        public void write(BegunAnswer begun, ObjectNode json) {
            QuestionRow row = begun.row();
            QuestionJson.write(row.question(), json);
            json.put("begun", begun.begun()).put("answer", begun.answer());
            if (identities) {
                json.put("correction", begun.answer());
            }
            json.put("source", SOURCE + row.source()).put("split", row.split());
            if (row.licence() != null) {
                json.put("licence", row.licence());
            }
        }

        @Override
        public BegunAnswer read(JsonNode json) {
            Question question = QuestionJson.read(json);
            JsonNode licence = json.get("licence");
            @Nullable String named = licence == null ? null : licence.stringValue();
            QuestionRow row = new QuestionRow(
                    question,
                    json.required("source").stringValue().substring(SOURCE.length()),
                    named,
                    json.required("split").stringValue());
            return new BegunAnswer(
                    row,
                    json.required("begun").stringValue(),
                    json.required("answer").stringValue());
        }
    }
}
