/** Rows of training data: reading, checking, writing. */
@NullMarked
package dev.aligner.trainer.data;

import org.jspecify.annotations.NullMarked;
