package dev.aligner.scaling;

import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Times steps of many shapes on this machine and fits their prices. */
@Command(
        name = "prices",
        mixinStandardHelpOptions = true,
        description = "Times steps of a model and fits what they cost.")
final class PricesCommand implements Runnable {
    private static final int[] SEQUENCES = {1, 2, 4, 8};
    private static final int[] CONTEXTS = {32, 256, 768};
    private static final int FILLED = 128;
    private static final int[] LENGTHS = {1, 4, 16, 64, 192};

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--model", required = true, description = "the model's folder or file")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(names = "--adapter", description = "a LoRA adapter that is merged into it")
    private @Nullable Path adapter;

    @Option(names = "--precision", defaultValue = "INT8", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init")
    private Precision precision;

    @Option(names = "--threads", defaultValue = "2", description = "processors of one step")
    private int threads;

    @Option(names = "--repeats", defaultValue = "5", description = "steps of each shape; the median counts")
    private int repeats;

    @Option(names = "--out", required = true, description = "file for the prices, JSON")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public void run() {
        List<PriceFit.Timed> timed;
        try (ModelFiles files = adapter == null ? ModelFiles.open(model) : ModelFiles.open(model, adapter);
                LanguageModel loaded = TorchModels.load(files, precision.on(false), 8, 1024, threads)) {
            timed = timed(loaded);
        }
        StepPrice price = PriceFit.of(timed);
        new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(out.toFile(), price);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "base %.2f ms, token %.3f ms, row %.3f ms, 1000 pairs %.3f ms; mean error %.1f %% of %d shapes%n",
                        price.base() / 1e6,
                        price.token() / 1e6,
                        price.row() / 1e6,
                        price.pair() / 1e3,
                        100 * PriceFit.error(price, timed),
                        timed.size());
    }

    private List<PriceFit.Timed> timed(LanguageModel loaded) {
        fill(loaded);
        List<PriceFit.Timed> timed = new ArrayList<>();
        for (int sequences : SEQUENCES) {
            for (int context : CONTEXTS) {
                for (int length : LENGTHS) {
                    if (sequences * length <= 512) {
                        // as a prompt: the last row alone; as a draft: all of them
                        timed.add(timed(loaded, sequences, context, length, length - 1));
                        timed.add(timed(loaded, sequences, context, length, 0));
                    }
                }
            }
        }
        return timed;
    }

    /** What no step has written is whatever was in memory before, also what is no number: int8 refuses it. */
    private static void fill(LanguageModel loaded) {
        int most = IntStream.of(CONTEXTS).max().orElseThrow();
        for (int slot = 0; slot < IntStream.of(SEQUENCES).max().orElseThrow(); slot++) {
            for (int at = 0; at < most; at += FILLED) {
                int length = Math.min(FILLED, most - at);
                loaded.forward(List.of(new Segment(slot, at, tokens(length, slot), length - 1)))
                        .close();
            }
        }
    }

    private PriceFit.Timed timed(LanguageModel loaded, int sequences, int context, int length, int logitsFrom) {
        List<Segment> segments = IntStream.range(0, sequences)
                .mapToObj(slot -> new Segment(slot, context, tokens(length, slot), logitsFrom))
                .toList();
        double[] nanos = new double[repeats];
        for (int i = -1; i < repeats; i++) {
            long started = System.nanoTime();
            try (Logits logits = loaded.forward(segments)) {
                for (int row = 0; row < logits.rows(); row++) {
                    logits.best(row);
                }
            }
            if (i >= 0) {
                nanos[i] = System.nanoTime() - started;
            }
        }
        int rows = sequences * (length - logitsFrom);
        long pairs = sequences * StepPrice.Load.pairs(context, length);
        Arrays.sort(nanos);
        return new PriceFit.Timed(new StepPrice.Load(sequences * length, rows, pairs), nanos[repeats / 2]);
    }

    /** Which ones makes no difference to the time. */
    private static int[] tokens(int length, int slot) {
        return IntStream.range(0, length).map(i -> 100 + (31 * i + slot) % 1000).toArray();
    }
}
