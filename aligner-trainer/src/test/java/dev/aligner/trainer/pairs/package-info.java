@NullMarked
package dev.aligner.trainer.pairs;

import org.jspecify.annotations.NullMarked;
