package dev.aligner.engine.weights;

import java.util.List;

/** What every model says of itself, whichever family it is of and whichever file it was read from. */
public sealed interface ModelConfig permits DecoderConfig, T5Config {
    /** The family's name, for example {@code llama}. */
    String family();

    /** Rows of the embedding. */
    int vocabulary();

    /** Positions the model was trained for. */
    int maxPositions();

    /** Ids that end an output; may be empty. */
    List<Integer> endTokens();
}
