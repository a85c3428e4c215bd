@NullMarked
package dev.aligner.trainer.recipe;

import org.jspecify.annotations.NullMarked;
