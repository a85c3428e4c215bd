@NullMarked
package dev.aligner.trainer.synthesize;

import org.jspecify.annotations.NullMarked;
