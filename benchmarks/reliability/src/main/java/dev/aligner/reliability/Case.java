package dev.aligner.reliability;

/** One thing that goes wrong, and what was promised for it. */
interface Case {
    /** A word or two with hyphens: {@code --only} takes it. */
    String name();

    /** What must hold, as a sentence. */
    String promised();

    /**
     * Does it. What it owns it gives to {@code bench}, which ends it.
     *
     * @throws Exception where it could not be done: the promise is not kept then
     */
    void run(Bench bench, Findings findings) throws Exception;
}
