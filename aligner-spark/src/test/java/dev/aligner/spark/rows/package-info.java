@NullMarked
package dev.aligner.spark.rows;

import org.jspecify.annotations.NullMarked;
