/**
 * What training lowers, as pure functions of the targets' log-probabilities: residual SFT, DPO, D2O, IFT, and gradient
 * ascent to compare with. No framework: {@code double} in, {@code double} out, each formula testable by itself.
 */
@NullMarked
package dev.aligner.trainer.objective;

import org.jspecify.annotations.NullMarked;
