package dev.aligner.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.engine.model.Precision;
import dev.aligner.spark.LocalSpark;
import dev.aligner.spark.executor.Introduction;
import dev.aligner.spark.executor.LocalModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** The engine itself under Spark, with a tiny random model: what it writes makes no sense, and must be the same. */
@Timeout(900)
class LocalModelRunTest {
    private static final Path TINY = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");
    private static final int ROWS = 24;

    @TempDir
    Path folder;

    @Test
    void rowsAreCorrectedAsTheCorrectorAloneCorrectsThem() throws IOException {
        Path in = Files.write(
                folder.resolve("in.jsonl"),
                IntStream.range(0, ROWS)
                        .mapToObj(row ->
                                "{\"id\": " + row + ", \"question\": \"Why?\", \"answer\": \"" + answer(row) + "\"}")
                        .toList());
        Totals totals = new Totals();
        SparkSession session = LocalSpark.start();
        try {
            session.sparkContext().addSparkListener(totals);
            LocalModel model = new LocalModel(TINY.toString(), Precision.FLOAT32, 1, 4, 256, LongAnswer.BYPASS);
            Summary summary = new Asking(in, folder.resolve("out"), model)
                    .partitionTokens(300)
                    .run(session);

            List<Row> rows = session.read()
                    .json(folder.resolve("out/corrections").toString())
                    .orderBy("id")
                    .collectAsList();
            assertThat(rows).hasSize(ROWS);
            checkSame(rows);
            assertThat(summary.rows()).isEqualTo(ROWS);
            session.stop();
            // what Spark's UI shows of the stages, once all of it has been told
            assertThat(totals.of("rows")).isEqualTo(ROWS);
            assertThat(totals.of("corrected")).isEqualTo(summary.corrected());
            assertThat(totals.of("unchanged")).isEqualTo(summary.unchanged());
            assertThat(totals.of("bypassed")).isEqualTo(summary.bypassed());
            assertThat(totals.of("tokens")).isPositive();
        } finally {
            Introduction.forget();
            session.stop();
        }
    }

    private static void checkSame(List<Row> rows) {
        try (ModelCorrector alone = ModelCorrector.load(new CorrectorOptions(
                TINY,
                null,
                Precision.FLOAT32,
                1,
                4,
                256,
                EngineLimits.DEFAULT,
                CorrectionPolicy.DEFAULT,
                new CorrectorOptions.Instructions(false, 100, Map.of())))) {
            for (int row = 0; row < ROWS; row++) {
                Correction expected = correct(alone, answer(row));
                Row written = rows.get(row);
                assertThat(written.<String>getAs("correction")).isEqualTo(expected.text());
                assertThat(written.<String>getAs("action"))
                        .isEqualTo(expected.action().name());
                assertThat(written.<String>getAs("reason"))
                        .isEqualTo(
                                expected.reason() == null
                                        ? null
                                        : expected.reason().wireName());
                assertThat(written.<Double>getAs("edit_ratio")).isEqualTo(expected.editRatio());
                assertThat(written.<String>getAs("model_digest"))
                        .isEqualTo(alone.card().digest());
            }
        }
    }

    private static String answer(int row) {
        return ("Spider " + row + " has legs. ").repeat(1 + row % 4).strip();
    }

    private static Correction correct(ModelCorrector corrector, String answer) {
        CompletableFuture<Correction> corrected = new CompletableFuture<>();
        corrector.correct(
                new CorrectionRequest(Question.of("Why?"), answer, null, null, Sampling.GREEDY, Duration.ofMinutes(1)),
                new CorrectionListener() {
                    @Override
                    public void delta(String text) {}

                    @Override
                    public void corrected(Correction correction) {
                        corrected.complete(correction);
                    }

                    @Override
                    public void failed(AlignerException error) {
                        corrected.completeExceptionally(error);
                    }
                });
        return corrected.join();
    }

    /** Sums of the counters over stages. */
    private static final class Totals extends SparkListener {
        private final Map<String, Long> sums = new ConcurrentHashMap<>();

        /** A stage shows no counter that it has not touched. */
        long of(String counter) {
            return sums.getOrDefault("aligner " + counter, 0L);
        }

        @Override
        public void onStageCompleted(SparkListenerStageCompleted completed) {
            CollectionConverters.asJava(completed.stageInfo().accumulables())
                    .values()
                    .forEach(each -> {
                        if (each.name().isDefined() && each.name().get().startsWith("aligner ")) {
                            // a counter counts for the whole run: the last stage shows all
                            sums.merge(each.name().get(), (Long) each.value().get(), Math::max);
                        }
                    });
        }
    }
}
