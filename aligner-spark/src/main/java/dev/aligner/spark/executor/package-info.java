/** One corrector in each executor, shared by its tasks, and the work that they keep under way with it. */
@NullMarked
package dev.aligner.spark.executor;

import org.jspecify.annotations.NullMarked;
