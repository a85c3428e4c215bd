@NullMarked
package dev.aligner.spark;

import org.jspecify.annotations.NullMarked;
