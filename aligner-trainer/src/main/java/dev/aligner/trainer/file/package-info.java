/** Files that are there whole or not at all. */
@NullMarked
package dev.aligner.trainer.file;

import org.jspecify.annotations.NullMarked;
