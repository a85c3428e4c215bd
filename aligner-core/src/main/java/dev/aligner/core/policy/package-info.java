/**
 * Policies: what happens with answers that do not fit, outputs that are unusable, and instructions from outside, and
 * which part of an output may leave before it is finished. {@link dev.aligner.core.policy.CorrectionPolicy} is the
 * choice; everything else decides by it, without a model, a clock or a thread.
 */
@NullMarked
package dev.aligner.core.policy;

import org.jspecify.annotations.NullMarked;
