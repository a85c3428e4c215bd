package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.example.ChangedTargets;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.example.Made;
import dev.aligner.trainer.file.JsonJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How probable a model finds each case's first reference, token by token, after the prompt of serving. Kept in {@code
 * losses.jsonl}, since a pass over all rows takes as long as correcting them. Cases that do not fit the model have none.
 */
final class ReferenceLosses {
    private static final String FILE = "losses.jsonl";
    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final ModelCorrector model;
    private final ExampleMaker maker;
    private final int concurrency;
    private final Map<String, TokenLoss> known = new ConcurrentHashMap<>();

    /** @param concurrency passes at once, at most what the engine's queue takes */
    ReferenceLosses(ModelCorrector model, int concurrency) {
        this.model = model;
        this.maker =
                new ExampleMaker(ExampleTokens.of(model.tokens()), model.card().contextTokens());
        this.concurrency = concurrency;
    }

    /** By the case's key. The directory must be one that holds this model's outputs. */
    Map<String, TokenLoss> of(List<Case> cases, Path directory) {
        try (JsonJournal journal = JsonJournal.open(
                directory.resolve(FILE),
                (place, line) -> known.put(
                        line.path("key").asString(),
                        new TokenLoss(
                                line.path("changed").asDouble(),
                                line.path("changed_tokens").asInt(),
                                line.path("copied").asDouble(),
                                line.path("copied_tokens").asInt())))) {
            Semaphore places = new Semaphore(concurrency);
            for (Case one : cases) {
                if (!known.containsKey(one.key()) && maker.make(row(one)) instanceof Made.Kept kept) {
                    places.acquireUninterruptibly();
                    score(one, kept, journal, places);
                }
            }
            places.acquireUninterruptibly(concurrency);
        }
        return known;
    }

    /** A named instruction is the text that serving would put to the model. */
    private CorrectionRow row(Case one) {
        String asked = one.instruction();
        return new CorrectionRow(
                one.question(),
                one.answer(),
                one.references().get(0),
                asked == null ? null : model.card().instructions().getOrDefault(asked.strip(), asked),
                one.source(),
                null,
                CorrectionRow.TRAIN);
    }

    private void score(Case one, Made.Kept kept, JsonJournal journal, Semaphore places) {
        Example example = kept.example();
        int[] prompt = Arrays.copyOf(example.tokens(), example.targetFrom());
        int[] target = Arrays.copyOfRange(example.tokens(), example.targetFrom(), example.tokens().length);
        try {
            model.score(prompt, target, TIMEOUT, new ScoreListener() {
                @Override
                public void scored(Score score) {
                    try {
                        add(one.key(), loss(score, kept.targets()), journal);
                    } finally {
                        places.release();
                    }
                }

                @Override
                public void failed(AlignerException error) {
                    places.release();
                }
            });
        } catch (AlignerException e) {
            // does not fit, or the engine is gone, which the corrections say: this case has no loss
            places.release();
        }
    }

    private void add(String key, TokenLoss loss, JsonJournal journal) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("changed", loss.changed());
        line.put("changed_tokens", loss.changedTokens());
        line.put("copied", loss.copied());
        line.put("copied_tokens", loss.copiedTokens());
        journal.append(line);
        known.put(key, loss);
    }

    static TokenLoss loss(Score score, ChangedTargets targets) {
        double changed = 0;
        double copied = 0;
        double[] tokens = score.tokens();
        for (int target = 0; target < tokens.length; target++) {
            if (targets.isChanged(target)) {
                changed -= tokens[target];
            } else {
                copied -= tokens[target];
            }
        }
        return new TokenLoss(changed, targets.changed(), copied, targets.targets() - targets.changed());
    }
}
