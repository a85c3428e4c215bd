@NullMarked
package dev.aligner.spark.plan;

import org.jspecify.annotations.NullMarked;
