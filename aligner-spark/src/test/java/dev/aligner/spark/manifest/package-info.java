@NullMarked
package dev.aligner.spark.manifest;

import org.jspecify.annotations.NullMarked;
