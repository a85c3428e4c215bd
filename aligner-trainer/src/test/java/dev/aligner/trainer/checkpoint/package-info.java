@NullMarked
package dev.aligner.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
