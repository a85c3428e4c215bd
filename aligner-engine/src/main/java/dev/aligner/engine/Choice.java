package dev.aligner.engine;

import dev.aligner.engine.decode.TokenChooser;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.schedule.PlannedSequence;
import java.util.Set;

/**
 * The tokens that one request chose in one step: those of its draft that it would have chosen without it, and the one
 * after them. Each is chosen as in a step of its own, so that penalties and randomness know of no draft; that also makes
 * a sampled output the same (Leviathan et al. 2023 with a draft that is certain of itself).
 */
record Choice(int[] tokens, int count, int drafted) {
    static final Choice NOTHING = new Choice(new int[0], 0, 0);

    static Choice of(
            PlannedSequence share,
            Logits rows,
            float[] scratch,
            TokenChooser chooser,
            Set<Integer> endTokens,
            Likelihood likelihood) {
        int[] computed = share.segment().tokens();
        int drafted = share.draftTokens();
        int firstDrafted = computed.length - drafted;
        int[] tokens = new int[drafted + 1];
        int count = 0;
        boolean right = true;
        while (right && count <= drafted) {
            int token = chooser.choose(rows, count, scratch);
            likelihood.chose(rows, count, token);
            right = count < drafted && token == computed[firstDrafted + count] && !endTokens.contains(token);
            tokens[count++] = token;
        }
        likelihood.verified(rows, drafted, count == drafted + 1);
        return new Choice(tokens, count, drafted);
    }

    /** How many tokens of the draft were right. */
    int accepted() {
        return Math.max(0, count - 1);
    }
}
