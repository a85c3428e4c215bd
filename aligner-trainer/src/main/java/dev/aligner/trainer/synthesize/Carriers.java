package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the rows of other people give to ours. Rows of another split than {@code train} are not looked at.
 *
 * @param answers good answers, whole
 * @param refusals good refusals of harmful requests
 * @param rude rude sentences with a person's paraphrase
 * @param personal texts with personal data, and with its place-holders
 */
record Carriers(List<Carrier> answers, List<Carrier> refusals, List<Pair> rude, List<Pair> personal) {
    private static final Set<String> ANSWERS =
            Set.of("halueval_general", "oasst1_en_val", "factcheckgpt", "aisafetylab", "refdir_overrefusal");
    /** Characters; a longer answer costs more than it teaches. */
    private static final int LONGEST = 1600;

    /** A longer run without a space is no word. */
    private static final Pattern NOISE = Pattern.compile("\\S{120}");

    /** A row as it is. */
    record Pair(String before, String after, String source, String licence) {}

    /** @throws IOException if the file cannot be read, or a row lacks a field */
    static Carriers read(Path file) throws IOException {
        List<Carrier> answers = new ArrayList<>();
        List<Carrier> refusals = new ArrayList<>();
        List<Pair> rude = new ArrayList<>();
        List<Pair> personal = new ArrayList<>();
        for (JsonNode row : RowFile.read(file)) {
            if (!RowFile.text(file, row, "split").equals(CorrectionRow.TRAIN)) {
                continue;
            }
            String source = RowFile.text(file, row, "source");
            String licence = RowFile.text(file, row, "licence");
            String before = RowFile.text(file, row, "answer");
            String after = RowFile.text(file, row, "correction");
            JsonNode question = row.get("question");
            Carrier carrier = new Carrier(
                    question == null || question.isNull() ? "" : question.asString(), after, source, licence);
            boolean identity = before.equals(after) || source.equals("refdir_overrefusal");
            if (source.equals("paradetox")) {
                rude.add(new Pair(before, after, source, licence));
            } else if (source.equals("presidio_synth")) {
                personal.add(new Pair(before, after, source, licence));
            } else if (source.equals("medsafety")) {
                refusals.add(carrier);
            } else if (ANSWERS.contains(source) && identity && clean(after)) {
                (refuses(after) ? refusals : answers).add(carrier);
            }
        }
        return new Carriers(answers, refusals, rude, personal);
    }

    /**
     * The questions of rows that must not be trained on.
     *
     * @throws IOException if the file cannot be read, or a row lacks a field
     */
    static Set<String> heldOut(Path file) throws IOException {
        Set<String> questions = new HashSet<>();
        for (JsonNode row : RowFile.read(file)) {
            JsonNode question = row.get("question");
            boolean held = !RowFile.text(file, row, "split").equals(CorrectionRow.TRAIN);
            if (held && question != null && question.isString()) {
                questions.add(question.asString().strip());
            }
        }
        return questions;
    }

    static boolean refuses(String answer) {
        String opening = answer.substring(0, Math.min(90, answer.length())).replace('’', '\'');
        return Stream.of("I'm sorry", "I am sorry", "I cannot", "I can't", "I apologize", "As an AI", "I'm unable")
                .anyMatch(opening::contains);
    }

    /** Whether an answer is text that people write: some of a source's are streams of broken tokens. */
    private static boolean clean(String answer) {
        return answer.length() >= 2
                && answer.length() <= LONGEST
                && !Lexicon.toxic(answer)
                && !NOISE.matcher(answer).find()
                && answer.indexOf('«') < 0
                && answer.indexOf('»') < 0
                && answer.indexOf('\uFFFD') < 0
                && answer.chars().noneMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
    }
}
