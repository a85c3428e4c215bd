package dev.aligner.engine.corrector;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Undoes what a tokenizer does to a text. Some cannot write every text: T5's has no newline, squeezes white space and
 * writes compatibility characters as what they stand for. A model that copies such a text gives it back so, and that is no
 * edit of the model's.
 */
final class Restoration {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final String text;
    private final String read;
    private final UnaryOperator<String> reading;

    /**
     * @param read what {@code reading} makes of the text
     * @param reading a text through the tokenizer and back
     */
    Restoration(String text, String read, UnaryOperator<String> reading) {
        this.text = text;
        this.read = read;
        this.reading = reading;
    }

    /** Of a text that the tokenizer can write. */
    static Restoration none(String text) {
        return new Restoration(text, text, UnaryOperator.identity());
    }

    /** Whether every output is restored as it is. */
    boolean isNone() {
        return text.equals(read);
    }

    /**
     * The output with the text's own characters wherever it says what was read of them, or the output as it is where
     * they cannot be told from its own.
     *
     * @return begins as {@code output} does where that begins as the text does; the text itself for what was read of it
     */
    String restored(String output) {
        if (isNone()) {
            return output;
        }
        String restored = splice(read, Edits.between(read, text), Edits.between(read, output));
        // words are found again by their looks, so that one may be taken for another; and what the output has in common
        // with the text may have left already
        return sayTheSame(restored, output) && restored.startsWith(commonBeginning(text, output)) ? restored : output;
    }

    private boolean sayTheSame(String one, String other) {
        return words(one).equals(words(other));
    }

    private String words(String written) {
        return SPACE.matcher(reading.apply(written)).replaceAll("");
    }

    /** Makes the changes and, in what they leave alone, the text's own edits. */
    private static String splice(String read, List<Edit> own, List<Edit> changes) {
        int[] points = read.codePoints().toArray();
        List<Edit> stops = new ArrayList<>(changes);
        stops.add(new Edit(points.length, points.length, ""));
        StringBuilder text = new StringBuilder();
        int from = 0;
        int next = 0;
        for (Edit change : stops) {
            while (next < own.size() && own.get(next).start() < from) {
                next++;
            }
            List<Edit> within = new ArrayList<>();
            while (next < own.size() && own.get(next).end() <= change.start()) {
                Edit edit = own.get(next++);
                within.add(new Edit(edit.start() - from, edit.end() - from, edit.replacement()));
            }
            text.append(Edits.apply(new String(points, from, change.start() - from), within))
                    .append(change.replacement());
            from = change.end();
        }
        return text.toString();
    }

    private static String commonBeginning(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return one.substring(0, length);
    }
}
