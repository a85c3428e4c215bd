@NullMarked
package dev.aligner.trainer.judge;

import org.jspecify.annotations.NullMarked;
