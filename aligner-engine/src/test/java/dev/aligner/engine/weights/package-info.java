/** Model files written by hand, whole and broken. */
@NullMarked
package dev.aligner.engine.weights;

import org.jspecify.annotations.NullMarked;
