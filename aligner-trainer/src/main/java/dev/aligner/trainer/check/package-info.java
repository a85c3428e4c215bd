/**
 * What is in a file of corrections before it is trained on: {@code data check}. Rows pass once; what is kept of each is
 * a few numbers and fingerprints, not its text.
 */
@NullMarked
package dev.aligner.trainer.check;

import org.jspecify.annotations.NullMarked;
