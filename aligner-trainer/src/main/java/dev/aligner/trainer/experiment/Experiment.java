package dev.aligner.trainer.experiment;

import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.util.List;

/** A claim and how it is tried. */
interface Experiment {
    /** Runs it once for each seed; the claim is judged over all. */
    Finding run(List<Long> seeds, PrintWriter progress);

    /**
     * What came out.
     *
     * @param claim of the paper, with its place
     * @param setting model, data, arms and controls: what the numbers are about
     * @param falsifier what would refute the claim, as the program judges it
     * @param held whether the falsifier did not come true
     * @param reading what the numbers say, numbers included
     * @param limits what this does not show
     */
    record Finding(
            String title,
            String claim,
            String setting,
            String falsifier,
            boolean held,
            String reading,
            String limits,
            Table table,
            List<Picture> pictures) {

        String verdict() {
            return held ? "held" : "refuted";
        }
    }
}
