package dev.aligner.trainer.train;

import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.example.ChangedTargets;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row became, and what goes into one batch whole: an example; a pair, the chosen one first; or self-samples with
 * their negative last.
 *
 * @param drawn self-samples that are still to be drawn for it
 * @param longest tokens of its longest example, room for what is drawn included
 * @param changed which targets of the only example are changes; null where that is not looked at
 */
record Unit(
        Origin origin,
        String source,
        List<Example> examples,
        int drawn,
        int longest,
        @Nullable ChangedTargets changed) {
    Unit {
        examples = List.copyOf(examples);
    }

    /** An example of a correction. */
    static Unit correction(Origin origin, String source, Example example, ChangedTargets changed) {
        return new Unit(origin, source, List.of(example), 0, example.tokens().length, changed);
    }

    /** A preference. */
    static Unit pair(Origin origin, String source, Example chosen, Example rejected) {
        int longest = Math.max(chosen.tokens().length, rejected.tokens().length);
        return new Unit(origin, source, List.of(chosen, rejected), 0, longest, null);
    }

    /** Self-samples and their negative. */
    static Unit sampled(Origin origin, String source, List<Example> samplesThenNegative) {
        int longest = samplesThenNegative.stream()
                .mapToInt(each -> each.tokens().length)
                .max()
                .orElseThrow();
        return new Unit(origin, source, samplesThenNegative, 0, longest, null);
    }

    /**
     * A negative whose self-samples are drawn when it is its turn.
     *
     * @param sampleTokens room for each, the end token included
     */
    static Unit negative(Origin origin, String source, Example negative, int samples, int sampleTokens) {
        int longest = Math.max(negative.tokens().length, negative.targetFrom() + sampleTokens);
        return new Unit(origin, source, List.of(negative), samples, longest, null);
    }

    /** This negative after self-samples of its own, each ids with the end token last. */
    Unit with(List<int[]> samples) {
        Example negative = examples.get(0);
        int[] prompt = negative.prompt();
        List<Example> group = new ArrayList<>();
        for (int[] sample : samples) {
            int[] both = Arrays.copyOf(prompt, prompt.length + sample.length);
            System.arraycopy(sample, 0, both, prompt.length, sample.length);
            group.add(new Example(both, prompt.length));
        }
        group.add(negative);
        return sampled(origin, source, group);
    }

    /** What it takes in a batch. */
    Size size() {
        return new Size(examples.size() + drawn, longest);
    }

    /** Tokens without padding. */
    long tokens() {
        return examples.stream().mapToLong(each -> each.tokens().length).sum();
    }

    /** Learned tokens. */
    long targets() {
        return examples.stream().mapToLong(Example::targets).sum();
    }
}
