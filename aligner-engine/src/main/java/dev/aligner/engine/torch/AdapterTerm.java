package dev.aligner.engine.torch;

import dev.aligner.engine.weights.LoraAdapter;

/**
 * An adapter in a sum.
 *
 * @param factor 1 to add it; -1 to take away one that is merged into the model
 */
public record AdapterTerm(LoraAdapter adapter, double factor) {}
