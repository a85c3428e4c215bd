package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.policy.AnswerWindows;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.policy.OutputLimit;
import dev.aligner.core.template.PromptInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request into prompts that fit the model, or says that there are none.
 *
 * @param drafts whether the answer is tried as its own correction
 */
record WindowPlanner(CorrectorTokens tokens, CorrectionPolicy policy, int contextTokens, boolean drafts) {
    private static final int[] NO_TOKENS = {};

    /** Room for an output beside that of a copy: without any, the smallest insertion would be cut off. */
    private static final int SPARE_TOKENS = 16;

    /** A window smaller than this shows the model too little to correct. */
    private static final int LEAST_WINDOW_TOKENS = 32;

    /**
     * The windows in order; none where the answer does not fit and the policy is to bypass it.
     *
     * @param instruction already resolved
     * @throws AlignerException TOO_LARGE where the policy is to reject it
     */
    List<Window> plan(CorrectionRequest request, @Nullable String instruction) {
        Window whole = window(request, instruction, request.answer());
        if (whole != null) {
            return List.of(whole);
        }
        return switch (policy.longAnswer()) {
            case BYPASS -> List.of();
            case REJECT ->
                throw AlignerException.tooLarge(
                        "answer",
                        "answer: " + tokens.tokenizer().count(request.answer())
                                + " tokens (expected: as many as fit twice," + " together with the question, into "
                                + contextTokens + ")");
            case WINDOWS -> split(request, instruction);
        };
    }

    /**
     * The tokens with which the prompt begins whatever follows in the answer, as far as that can be told; empty where the
     * answer is too short to tell, or too long for one window.
     *
     * @param instruction already resolved
     */
    int[] begun(CorrectionRequest request, @Nullable String instruction) {
        String core = EdgeWhitespace.of(request.answer()).core();
        int lastWord = Math.max(core.lastIndexOf(' '), core.lastIndexOf('\n'));
        if (lastWord <= 0) {
            return NO_TOKENS;
        }
        int[] longer = encode(request, instruction, core);
        int[] shorter = encode(request, instruction, core.substring(0, lastWord));
        int different = Arrays.mismatch(longer, shorter);
        return different <= 0 || longer.length >= contextTokens ? NO_TOKENS : Arrays.copyOf(longer, different);
    }

    private List<Window> split(CorrectionRequest request, @Nullable String instruction) {
        int around = encode(request, instruction, "").length;
        int most = (int) ((contextTokens - around - policy.growthTokens() - SPARE_TOKENS) / (1 + policy.maxGrowth()));
        if (most < LEAST_WINDOW_TOKENS) {
            return List.of();
        }
        List<Window> windows = new ArrayList<>();
        for (String text : texts(request.answer(), most)) {
            Window window = window(request, instruction, text);
            if (window == null) {
                return List.of();
            }
            windows.add(window);
        }
        return List.copyOf(windows);
    }

    /** A stretch of white space goes with the text beside it: a model that is asked to correct nothing invents some. */
    private List<String> texts(String answer, int most) {
        List<String> texts = new ArrayList<>();
        String before = "";
        for (String text : AnswerWindows.of(answer, most, tokens.tokenizer()::count)) {
            if (!EdgeWhitespace.of(text).core().isEmpty()) {
                texts.add(before + text);
                before = "";
            } else if (texts.isEmpty()) {
                before += text;
            } else {
                texts.set(texts.size() - 1, texts.get(texts.size() - 1) + text);
            }
        }
        return texts;
    }

    /** Null where prompt and output do not fit. */
    private @Nullable Window window(CorrectionRequest request, @Nullable String instruction, String text) {
        EdgeWhitespace edges = EdgeWhitespace.of(text);
        int[] prompt = encode(request, instruction, edges.core());
        int from = edges.leading().length() + tokens.template().correctedFrom(edges.core());
        String corrected = text.substring(from == edges.leading().length() ? 0 : from);
        // white space around it is put back, never written
        EdgeWhitespace written = EdgeWhitespace.of(corrected);
        int[] copy = tokens.data(written.core());
        int room = contextTokens - prompt.length;
        if (room < copy.length + SPARE_TOKENS) {
            return null;
        }
        OutputLimit limit =
                OutputLimit.of(policy, copy.length, request.sampling().maxTokens(), room);
        String before = text.substring(0, text.length() - corrected.length());
        Restoration restoration = new Restoration(corrected, written.around(tokens.text(copy)), tokens::written);
        int[] draft = drafts ? tokens.ended(copy) : NO_TOKENS;
        return new Window(before, corrected, restoration, prompt, draft, limit);
    }

    private int[] encode(CorrectionRequest request, @Nullable String instruction, String core) {
        return tokens.prompt(new PromptInput(request.question(), core, instruction));
    }
}
