/** What a run has begun with, so that nothing else goes on with it. No Spark. */
@NullMarked
package dev.aligner.spark.manifest;

import org.jspecify.annotations.NullMarked;
