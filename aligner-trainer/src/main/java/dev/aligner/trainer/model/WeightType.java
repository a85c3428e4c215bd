package dev.aligner.trainer.model;

/** The numbers that exported weights are written in. */
public enum WeightType {
    FLOAT32,
    FLOAT16
}
