package dev.aligner.engine.corrector;

import dev.aligner.core.policy.OutputLimit;

/**
 * One stretch of an answer and the prompt that corrects it; an answer that fits the model is one window.
 *
 * @param before delivered as it is, in front of the corrected text
 * @param text what the output stands for; {@code before} and {@code text} of all windows joined are the answer
 * @param restoration of what the tokenizer cannot write of the text
 * @param prompt token ids
 * @param draft token ids of the output that changes nothing, the end token last; empty where none is tried
 */
record Window(String before, String text, Restoration restoration, int[] prompt, int[] draft, OutputLimit limit) {
    /** Of a text that the tokenizer can write, without a draft. */
    Window(String before, String text, int[] prompt, OutputLimit limit) {
        this(before, text, Restoration.none(text), prompt, new int[0], limit);
    }
}
