@NullMarked
package dev.aligner.trainer.check;

import org.jspecify.annotations.NullMarked;
