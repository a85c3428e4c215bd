/** Shares and how sure one may be of them. Pure: numbers in, numbers out. */
@NullMarked
package dev.aligner.trainer.statistics;

import org.jspecify.annotations.NullMarked;
