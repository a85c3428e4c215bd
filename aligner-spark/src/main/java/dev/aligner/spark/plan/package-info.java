/** How rows are cut into partitions of about the same work: pure arithmetic, no Spark. */
@NullMarked
package dev.aligner.spark.plan;

import org.jspecify.annotations.NullMarked;
