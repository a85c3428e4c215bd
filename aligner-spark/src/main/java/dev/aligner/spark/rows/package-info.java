/** Columns of a data set: what is read of a row and what is written beside it. */
@NullMarked
package dev.aligner.spark.rows;

import org.jspecify.annotations.NullMarked;
