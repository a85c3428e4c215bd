package dev.aligner.engine;

/** A request on its way to the engine's thread. {@code seed} is the request's own or one that was drawn for it. */
record Submission(
        long id,
        GenerationRequest request,
        GenerationListener listener,
        Places.Place place,
        long seed,
        long submittedNanos)
        implements EngineCommand {}
