/**
 * What a correction is. A {@link dev.aligner.core.Corrector} takes a {@link dev.aligner.core.CorrectionRequest} and
 * answers with a {@link dev.aligner.core.Correction}; everything else here is the vocabulary of those two.
 *
 * <p>No framework is imported anywhere in this module, and it depends on no other module of the project.
 */
@NullMarked
package dev.aligner.core;

import org.jspecify.annotations.NullMarked;
