package dev.aligner.trainer.recipe;

import java.nio.file.Path;
import java.util.List;

/**
 * Rows of one file.
 *
 * @param sources only rows whose {@code source} is one of these; none takes all
 * @param split the split that is trained on
 * @param share how often a row is seen each epoch: 0.25 takes a quarter of the rows, chosen by the seed; 2 takes each
 *     row twice
 */
public record DataSource(Path path, List<String> sources, String split, double share) {
    private static final double MAX_SHARE = 100;

    public DataSource {
        sources = List.copyOf(sources);
        Check.that(share > 0 && share <= MAX_SHARE, "share", share, "above 0, at most " + MAX_SHARE);
        Check.that(!split.isBlank(), "split", "blank", "a split's name");
    }

    /** Whether rows of this source are taken. */
    public boolean takes(String source) {
        return sources.isEmpty() || sources.contains(source);
    }
}
