@NullMarked
package dev.aligner.spark.run;

import org.jspecify.annotations.NullMarked;
