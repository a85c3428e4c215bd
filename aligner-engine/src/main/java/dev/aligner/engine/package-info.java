/**
 * Tokens in, tokens out: the engine's public face. One thread owns the model; requests reach it through a bounded queue
 * and are batched continuously.
 */
@NullMarked
package dev.aligner.engine;

import org.jspecify.annotations.NullMarked;
