/** A run from input to output: planned once, corrected chunk by chunk. */
@NullMarked
package dev.aligner.spark.run;

import org.jspecify.annotations.NullMarked;
