package dev.aligner.spark.manifest;

/**
 * Rows that are corrected and committed together.
 *
 * @param number from 0; the longest rows are in the first
 * @param tokens an estimate
 */
public record Chunk(int number, long rows, long tokens) {}
