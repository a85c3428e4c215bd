@NullMarked
package dev.aligner.trainer.train;

import org.jspecify.annotations.NullMarked;
