package dev.aligner.client;

import dev.aligner.core.CorrectionRequest;

/** What became of one request of a batch. */
public sealed interface BatchOutcome {

    /** The place of the request among all, from 0. */
    long index();

    CorrectionRequest request();

    /** It was corrected, or left alone. */
    record Corrected(long index, CorrectionRequest request, CorrectionResult result) implements BatchOutcome {}

    /** It could not be; the others go on. */
    record Failed(long index, CorrectionRequest request, AlignerClientException error) implements BatchOutcome {}
}
