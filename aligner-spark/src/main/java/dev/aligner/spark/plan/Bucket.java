package dev.aligner.spark.plan;

import java.io.Serializable;

/**
 * Rows of similar length, spread over partitions of their own.
 *
 * @param shortest least class of length in it
 * @param longest greatest
 * @param firstPart number of its first partition
 * @param parts how many it has
 */
public record Bucket(int shortest, int longest, int firstPart, int parts, long rows, long tokens)
        implements Serializable {}
