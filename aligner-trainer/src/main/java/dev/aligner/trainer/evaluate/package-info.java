/** What a corrector is worth: its outputs on rows it has not learned from, beside those of trivial correctors. */
@NullMarked
package dev.aligner.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
