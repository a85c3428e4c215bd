package dev.aligner.spark.plan;

/** How many rows of a {@link LengthClass} there are, and their tokens together. */
record LengthCount(int lengthClass, long rows, long tokens) {}
