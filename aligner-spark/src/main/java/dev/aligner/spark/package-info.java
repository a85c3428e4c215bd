/** Correction of whole data sets on Apache Spark: the command line. */
@NullMarked
package dev.aligner.spark;

import org.jspecify.annotations.NullMarked;
