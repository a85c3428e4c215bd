package dev.aligner.trainer.evaluate;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an instruction asks for, by its words: rows of one kind are judged together however they are phrased. */
enum InstructionKind {
    NONE("$^"),
    PRIVATE("privat|personal|identif|anonymi|redact|\\bpii\\b|confidential"),
    POLITER("polite|rude|respectful|courte|civil|insult|swear|profan|obscen|toxic|offens"),
    WARMER("warm|empath|kind|compassion|caring|support"),
    SHORTER("short|brief|concise|trim|condense"),
    SAFER("safe|harm|danger|refus|declin"),
    OTHER("");

    private final Pattern words;

    InstructionKind(String words) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }

    static InstructionKind of(@Nullable String instruction) {
        if (instruction == null || instruction.isBlank()) {
            return NONE;
        }
        for (InstructionKind kind : values()) {
            if (kind.words.matcher(instruction).find()) {
                return kind;
            }
        }
        return OTHER;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
