/** What a training run is told: a file, the options that override it, and the defaults below it, as one checked value. */
@NullMarked
package dev.aligner.trainer.recipe;

import org.jspecify.annotations.NullMarked;
