package dev.aligner.trainer.train;

import java.util.List;
import java.util.Map;

/**
 * What a run was trained on.
 *
 * @param examples each epoch, identities that were mixed in included
 * @param identities that the recipe made of rows
 * @param heldOut examples that are looked at, never trained on
 */
record DataSummary(List<FileSummary> files, int examples, int identities, int heldOut) {

    /**
     * One file.
     *
     * @param sha256 of its bytes, lower-case hex
     * @param rows in it
     * @param used rows by source, each as often as it is seen in an epoch
     * @param dropped rows by reason
     * @param licences of the used rows
     */
    record FileSummary(
            String path,
            String sha256,
            long rows,
            Map<String, Integer> used,
            Map<String, Integer> dropped,
            List<String> licences) {}
}
