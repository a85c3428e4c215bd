package dev.aligner.trainer.report;

/** Named values whose distribution a histogram shows. */
public record Sample(String name, double[] values) {}
