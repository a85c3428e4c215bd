/** Makes, judges and documents correctors: one command line over data, training, evaluation and data generation. */
@NullMarked
package dev.aligner.trainer;

import org.jspecify.annotations.NullMarked;
