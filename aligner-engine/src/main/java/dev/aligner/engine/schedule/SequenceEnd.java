package dev.aligner.engine.schedule;

/** A sequence that is no longer the scheduler's; its slot, if it had one, is free. */
public record SequenceEnd(long id, EndReason reason) {}
