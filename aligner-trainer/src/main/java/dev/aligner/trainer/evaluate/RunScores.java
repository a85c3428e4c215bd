package dev.aligner.trainer.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One corrector's scores.
 *
 * @param name for readers
 * @param corrector what made the outputs, with digests where it has any
 * @param failed cases without an output; they are in no metric
 * @param groups all cases first
 */
record RunScores(String name, String corrector, int failed, List<GroupScores> groups) {
    RunScores {
        groups = List.copyOf(groups);
    }

    /** @param losses by the case's key, where there are any */
    static RunScores of(
            String name,
            String corrector,
            List<Case> cases,
            Map<Case, Output> outputs,
            Map<String, TokenLoss> losses,
            long seed) {
        List<Observed> observed = new ArrayList<>();
        outputs.forEach((one, output) -> observed.add(new Observed(one, output.correction(), losses.get(one.key()))));
        return new RunScores(name, corrector, cases.size() - outputs.size(), GroupScores.of(observed, seed));
    }

    /** A trivial corrector never fails, and is asked again each time. */
    static RunScores of(TrivialAnswers corrector, List<Case> cases, long seed) {
        Map<Case, Output> outputs = new LinkedHashMap<>();
        cases.forEach(one -> outputs.put(one, new Output(corrector.correction(one), null, null, null)));
        return of(corrector.identity(), corrector.identity(), cases, outputs, Map.of(), seed);
    }
}
