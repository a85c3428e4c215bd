package dev.aligner.trainer.train;

import dev.aligner.trainer.example.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws from an exported {@link BigramModel}. */
final class BigramSampler implements SelfSampler {
    private final BigramModel model;
    int loads;

    BigramSampler(int vocabulary) {
        model = new BigramModel(vocabulary);
    }

    @Override
    public List<List<int[]>> draw(List<Draw> draws, int maxTokens, double temperature, long seed) {
        Random random = new Random(seed);
        return draws.stream().map(draw -> draw(draw, maxTokens, random)).toList();
    }

    private List<int[]> draw(Draw draw, int maxTokens, Random random) {
        List<int[]> samples = new ArrayList<>();
        for (int i = 0; i < draw.count(); i++) {
            List<Integer> tokens = new ArrayList<>();
            int last = draw.prompt()[draw.prompt().length - 1];
            while (tokens.size() < maxTokens && (tokens.isEmpty() || last != 0)) {
                last = next(last, random.nextDouble());
                tokens.add(last);
            }
            samples.add(tokens.stream().mapToInt(Integer::intValue).toArray());
        }
        return samples;
    }

    private int next(int last, double chance) {
        double left = chance;
        for (int token = 0; token < RunUnderTest.VOCABULARY; token++) {
            left -= Math.exp(model.score(List.of(new Example(new int[] {last, token}, 1)))[0][0]);
            if (left <= 0) {
                return token;
            }
        }
        return 0;
    }

    @Override
    public void load(Path exported) {
        loads++;
        model.restore(exported.resolve("bigrams"));
    }

    @Override
    public void close() {}
}
