/**
 * Preference data from a corrector: a policy answers, the corrector corrects, and the two texts are a pair (arXiv
 * 2402.02416, multi-round RLHF/DPO and weak-to-strong sections). Everything that was asked of a model is kept in a
 * journal; rows in other tools' layouts are made from it, and again, at no cost.
 */
@NullMarked
package dev.aligner.trainer.pairs;

import org.jspecify.annotations.NullMarked;
