@NullMarked
package dev.aligner.trainer.report;

import org.jspecify.annotations.NullMarked;
