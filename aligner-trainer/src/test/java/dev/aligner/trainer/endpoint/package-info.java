@NullMarked
package dev.aligner.trainer.endpoint;

import org.jspecify.annotations.NullMarked;
