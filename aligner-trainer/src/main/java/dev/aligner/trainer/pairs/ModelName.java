package dev.aligner.trainer.pairs;

import org.jspecify.annotations.Nullable;

/**
 * Which model wrote a text.
 *
 * @param digest SHA-256 of its weights, or null for a model behind an endpoint, which does not tell
 */
record ModelName(String id, @Nullable String digest) {}
