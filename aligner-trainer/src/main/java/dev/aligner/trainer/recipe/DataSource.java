package dev.aligner.trainer.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Rows of one file.
 *
 * @param sources names of which a row must have one as its origin; none takes all
 * @param split the split that is trained on
 * @param share how often a row is seen each epoch: 0.25 takes a quarter of the rows, chosen by the seed; 2 takes each
 *     row twice
 * @param instructions of rows that name none, by their field {@code kind}
 * @param copied whether each row is shown as one whose answer is to be repeated, whatever its correction says
 */
public record DataSource(
        Path path, List<String> sources, String split, double share, Map<String, String> instructions, boolean copied) {
    private static final double MAX_SHARE = 100;

    public DataSource {
        sources = List.copyOf(sources);
        instructions = Map.copyOf(instructions);
        Check.that(share > 0 && share <= MAX_SHARE, "share", share, "above 0, at most " + MAX_SHARE);
        Check.that(!split.isBlank(), "split", "blank", "a split's name");
    }

    /** Whether rows of this source are taken. */
    public boolean takes(String source) {
        return sources.isEmpty() || sources.contains(source);
    }
}
