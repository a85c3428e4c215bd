package dev.aligner.engine.corrector;

import dev.aligner.core.policy.OutputLimit;

/**
 * One stretch of an answer and the prompt that corrects it; an answer that fits the model is one window.
 *
 * @param before delivered as it is, in front of the corrected text
 * @param text what the output stands for; {@code before} and {@code text} of all windows joined are the answer
 * @param restoration of what the tokenizer cannot write of the text
 * @param prompt token ids
 */
record Window(String before, String text, Restoration restoration, int[] prompt, OutputLimit limit) {
    /** Of a text that the tokenizer can write. */
    Window(String before, String text, int[] prompt, OutputLimit limit) {
        this(before, text, Restoration.none(text), prompt, limit);
    }
}
