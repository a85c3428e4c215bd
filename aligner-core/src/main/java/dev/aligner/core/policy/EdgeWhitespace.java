package dev.aligner.core.policy;

/**
 * A text and the white space around it. A corrector reads and writes the core only, and the edges are put back, so that
 * no correction differs from its answer in outer white space alone: templates place an answer between separators, and
 * a model that drops or adds a newline there has changed nothing that a reader sees.
 *
 * @param leading white space only
 * @param core neither begins nor ends with white space; empty for a blank text
 * @param trailing white space only; empty for a blank text
 */
public record EdgeWhitespace(String leading, String core, String trailing) {

    /** The three parts of a text; joined they are the text. */
    public static EdgeWhitespace of(String text) {
        int start = start(text);
        int end = end(text, start);
        return new EdgeWhitespace(text.substring(0, start), text.substring(start, end), text.substring(end));
    }

    /** An output in the core's place; its own outer white space is dropped. */
    public String around(String output) {
        int start = start(output);
        return leading + output.substring(start, end(output, start)) + trailing;
    }

    /** What counts as white space here: Java's and Unicode's together, so that a no-break space does. */
    static boolean isSpace(char unit) {
        return Character.isWhitespace(unit) || Character.isSpaceChar(unit) || unit == '\u0085';
    }

    private static int start(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return start;
    }

    private static int end(String text, int start) {
        int end = text.length();
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
