package dev.aligner.core;

/** How busy a corrector is: requests without a slot yet, and requests that hold one. */
public record CorrectorLoad(int waiting, int running) {}
