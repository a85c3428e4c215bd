@NullMarked
package dev.aligner.trainer.data;

import org.jspecify.annotations.NullMarked;
