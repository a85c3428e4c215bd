@NullMarked
package dev.aligner.spark.executor;

import org.jspecify.annotations.NullMarked;
