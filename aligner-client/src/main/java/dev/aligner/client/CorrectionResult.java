package dev.aligner.client;

import dev.aligner.core.Correction;

/**
 * A correction as the service made it.
 *
 * @param id by which the service's audit log knows it; of a line of a batch the line's
 * @param correction its edits are computed here, from the two texts. A reason that this version does not know is null
 */
public record CorrectionResult(String id, Correction correction) {
    /** The text to deliver. */
    public String text() {
        return correction.text();
    }
}
