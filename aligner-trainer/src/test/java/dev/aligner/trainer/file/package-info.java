@NullMarked
package dev.aligner.trainer.file;

import org.jspecify.annotations.NullMarked;
