package dev.aligner.engine;

/** How busy an engine is now: requests without a slot yet, and requests that hold one. */
public record EngineLoad(int waiting, int running) {}
