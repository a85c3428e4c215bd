package dev.aligner.spark.manifest;

import java.io.Serializable;

/**
 * Which corrector corrects.
 *
 * @param id its name
 * @param digest SHA-256 of its weights; empty where it runs elsewhere and none is known
 */
public record ModelName(String id, String digest) implements Serializable {}
