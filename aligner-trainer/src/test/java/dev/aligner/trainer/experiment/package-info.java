@NullMarked
package dev.aligner.trainer.experiment;

import org.jspecify.annotations.NullMarked;
