@NullMarked
package dev.aligner.trainer.statistics;

import org.jspecify.annotations.NullMarked;
