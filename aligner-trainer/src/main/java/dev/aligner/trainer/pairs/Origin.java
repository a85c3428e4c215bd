package dev.aligner.trainer.pairs;

/**
 * Where the texts of a sample come from. Samples of one journal share it: a run that continues with another model or
 * another seed would mix two data sets.
 *
 * @param seed of the run; each prompt's own is derived from it
 */
record Origin(ModelName policy, ModelName corrector, long seed) {}
