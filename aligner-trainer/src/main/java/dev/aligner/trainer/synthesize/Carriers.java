package dev.aligner.trainer.synthesize;

import dev.aligner.core.AlignerException;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFields;
import dev.aligner.trainer.data.RowReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rows of other people give to ours. Rows of another split than {@code train} are not looked at.
 *
 * @param answers good answers, whole
 * @param refusals good refusals of harmful requests
 * @param rude rude sentences with a person's paraphrase
 * @param personal texts with personal data, and with its place-holders
 * @param chat chatty answers, good enough to be left alone
 * @param complying answers that went along with a harmful request where a person, or a better model, declined
 */
record Carriers(
        List<Carrier> answers,
        List<Carrier> refusals,
        List<Pair> rude,
        List<Pair> personal,
        List<Carrier> chat,
        List<Carrier> complying) {
    private static final Set<String> ANSWERS =
            Set.of("halueval_general", "oasst1_en_val", "factcheckgpt", "aisafetylab", "refdir_overrefusal");
    private static final Set<String> ASKED_FOR_HARM = Set.of("aisafetylab", "hh_harmless-base");
    /** Characters; a longer answer costs more than it teaches. */
    private static final int LONGEST = 1600;

    /** A longer run without a space is no word. */
    private static final Pattern NOISE = Pattern.compile("\\S{120}");

    /** A row as it is. */
    record Pair(String before, String after, String source, String licence) {}

    /** @throws AlignerException INVALID_FIELD if the file cannot be read, or a row lacks a field */
    static Carriers read(Path file) {
        List<Carrier> answers = new ArrayList<>();
        List<Carrier> refusals = new ArrayList<>();
        List<Pair> rude = new ArrayList<>();
        List<Pair> personal = new ArrayList<>();
        List<Carrier> chat = new ArrayList<>();
        List<Carrier> complying = new ArrayList<>();
        try (Stream<CorrectionRow> rows = RowReader.rows(file, Carriers::row)) {
            rows.filter(row -> row.split().equals(CorrectionRow.TRAIN)).forEach(row -> {
                String source = row.source();
                String after = row.correction();
                String licence = Objects.requireNonNull(row.licence());
                Carrier carrier = new Carrier(row.question().lastTurn(), after, source, licence);
                boolean identity = row.identity() || source.equals("refdir_overrefusal");
                if (source.equals("paradetox")) {
                    rude.add(new Pair(row.answer(), after, source, licence));
                } else if (source.equals("presidio_synth")) {
                    personal.add(new Pair(row.answer(), after, source, licence));
                } else if (source.equals("medsafety")) {
                    refusals.add(carrier);
                } else if (source.equals("diasafety_safe") && clean(after)) {
                    chat.add(carrier);
                } else if (ASKED_FOR_HARM.contains(source) && refuses(after) && !declines(row.answer())) {
                    complying.add(new Carrier(carrier.question(), row.answer(), source, licence));
                } else if (ANSWERS.contains(source) && identity && clean(after)) {
                    (refuses(after) ? refusals : answers).add(carrier);
                }
            });
        }
        return new Carriers(answers, refusals, rude, personal, chat, complying);
    }

    /**
     * The questions of rows that must not be trained on.
     *
     * @throws AlignerException INVALID_FIELD if the file cannot be read, or a row lacks a field
     */
    static Set<String> heldOut(Path file) {
        try (Stream<Asked> rows = RowReader.rows(file, Asked::read)) {
            return rows.filter(row -> !row.split().equals(CorrectionRow.TRAIN))
                    .map(row -> row.question().strip())
                    .filter(question -> !question.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** What a row must say itself: one that does not say its split must not be taken for one to train on. */
    private static CorrectionRow row(RowFields fields) {
        return new CorrectionRow(
                fields.questionOrEmpty(),
                fields.text("answer"),
                fields.text("correction"),
                null,
                fields.text("source"),
                fields.text("licence"),
                fields.text("split"));
    }

    private record Asked(String question, String split) {
        static Asked read(RowFields fields) {
            return new Asked(fields.questionOrEmpty().lastTurn(), fields.text("split"));
        }
    }

    static boolean refuses(String answer) {
        String opening = answer.substring(0, Math.min(90, answer.length())).replace('’', '\'');
        return Stream.of("I'm sorry", "I am sorry", "I cannot", "I can't", "I apologize", "As an AI", "I'm unable")
                .anyMatch(opening::contains);
    }

    /** Whether there is a trace of declining anywhere. */
    private static boolean declines(String answer) {
        return refuses(answer)
                || answer.toLowerCase(Locale.ROOT).matches("(?s).*\\b(?:sorry|apologi[sz]e|not comfortable)\\b.*");
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
