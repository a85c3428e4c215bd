@NullMarked
package dev.aligner.spark.cluster;

import org.jspecify.annotations.NullMarked;
