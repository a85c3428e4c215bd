package dev.aligner.engine.torch;

import dev.aligner.engine.model.ComputeDevice;

/** How the segments of a step are attended for: texts that a program may be joined with. */
enum Attention {
    /** One by one, so that none of them reads more than its own positions: a processor has no idle lanes to fill. */
    EACH,
    /** Those of few tokens as one batch, padded: on a GPU an operation's launch costs more than what it computes. */
    TOGETHER;

    static Attention on(ComputeDevice device) {
        return device.isGpu() ? TOGETHER : EACH;
    }

    /**
     * What a program is joined with.
     *
     * @param family the beginning of the resource's name: empty for decoders
     */
    String source(String family) {
        return this == EACH
                ? ProgramArchive.resource(family + "attend_each")
                : ProgramArchive.resource(family + "attend_together") + ProgramArchive.resource("attend_batch");
    }
}
