package dev.aligner.engine.weights;

/**
 * A rotary embedding of positions (Su et al. 2021).
 *
 * @param theta base of the frequencies
 * @param dims how many of a head's dimensions are rotated, from the first on; even
 * @param scaling how the frequencies were changed to reach further
 */
public record Rope(double theta, int dims, RopeScaling scaling) {}
