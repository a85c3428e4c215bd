package dev.aligner.trainer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows of cells under a header. A column of numbers stands to the right.
 *
 * @param rows each with as many cells as the header
 */
public record Table(List<String> header, List<List<String>> rows) {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d.,]+ ?%?|-|");

    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "row: " + row.size() + " cells (expected: " + header.size() + ", as the header has)");
            }
        }
    }

    /** A table that is filled row by row. */
    public static Builder of(String... header) {
        return new Builder(List.of(header));
    }

    /** Gathers rows. */
    public static final class Builder {
        private final List<String> header;
        private final List<List<String>> rows = new ArrayList<>();

        private Builder(List<String> header) {
            this.header = header;
        }

        /** Adds a row; cells are written by {@link String#valueOf}. */
        public Builder row(Object... cells) {
            rows.add(Arrays.stream(cells).map(String::valueOf).toList());
            return this;
        }

        public Table build() {
            return new Table(header, rows);
        }
    }

    boolean isNumber(int column) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }

    /** For a terminal: columns aligned, each row ended by a line feed. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int[] widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = length(header.get(column));
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], length(row.get(column)));
            }
        }
        line(header, widths, text);
        rows.forEach(row -> line(row, widths, text));
        return text.toString();
    }

    private void line(List<String> cells, int[] widths, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - length(cell));
            line.append(column == 0 ? "" : "  ").append(isNumber(column) ? padding + cell : cell + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** For a document in GitHub's Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(markdown(header));
        text.append('|');
        for (int column = 0; column < header.size(); column++) {
            text.append(isNumber(column) ? "---:|" : "---|");
        }
        text.append('\n');
        rows.forEach(row -> text.append(markdown(row)));
        return text.toString();
    }

    private static String markdown(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
