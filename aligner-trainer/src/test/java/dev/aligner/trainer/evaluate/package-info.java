@NullMarked
package dev.aligner.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
