package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.torch.ModelMemory;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.LoraAdapter;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.StoredWeights;
import dev.aligner.engine.weights.TokenizerSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What lies at a path and would be loaded from there, found out without loading it: every file is checked as for
 * loading, and no weight is read.
 *
 * @param device where it would be computed; as configured where that is not there
 * @param weights empty where the model's files cannot be opened
 * @param text empty where they cannot, or the tokenizer or the template is none
 * @param adapter folder of the adapter that would be merged, if any
 * @param problems all that would stop a start, each with its file; empty where the model would be loaded
 */
public record ModelInspection(
        ComputeDevice device,
        Optional<Weights> weights,
        Optional<Text> text,
        Optional<Path> adapter,
        List<String> problems) {
    public ModelInspection {
        problems = List.copyOf(problems);
    }

    /**
     * The model's numbers.
     *
     * @param contextTokens of each slot, as it would be loaded
     * @param memory by what the model would compute with
     * @param caches bytes of the cache by other contexts of each slot, as far as the model was trained, and by precision
     */
    public record Weights(
            StoredWeights stored,
            ModelConfig config,
            int contextTokens,
            Map<Precision, ModelMemory> memory,
            SortedMap<Integer, Map<Precision, Long>> caches) {
        public Weights {
            memory = new EnumMap<>(memory);
            caches = new TreeMap<>(caches);
        }
    }

    /**
     * How it reads and writes.
     *
     * @param tokenizer its kind, for a person to read
     * @param tokens ids that it knows, up to the highest
     * @param template id of the template that it would be asked with
     * @param reason why that one, for a person to read
     */
    public record Text(String tokenizer, int tokens, String template, String reason) {}

    private static final int[] CONTEXTS = {2048, 8192, 32_768, 131_072};

    private static final List<Precision> PRECISIONS =
            List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.FLOAT16, Precision.INT8);

    /** Looks at the model that these options name. */
    public static ModelInspection of(CorrectorOptions options) {
        return new Look(options).result();
    }

    private static final class Look {
        private final CorrectorOptions options;
        private final List<String> problems = new ArrayList<>();

        Look(CorrectorOptions options) {
            this.options = options;
        }

        ModelInspection result() {
            CorrectorSettings settings =
                    attempt(() -> CorrectorSettings.beside(options.path())).orElse(CorrectorSettings.NONE);
            attempt(() -> CorrectorLoader.strength(options.path(), settings));
            ComputeDevice device = attempt(() -> CorrectorLoader.found(options))
                    .map(CorrectorOptions::device)
                    .orElse(options.device());
            Optional<Path> adapter = CorrectorLoader.adapter(options, settings);
            Optional<ModelFiles> opened = attempt(() -> ModelFiles.open(options.path()));
            if (opened.isEmpty()) {
                return new ModelInspection(device, Optional.empty(), Optional.empty(), adapter, problems);
            }
            try (ModelFiles files = opened.get()) {
                adapter.ifPresent(folder -> attempt(() -> adapterIn(folder, files)));
                Weights weights = weights(files);
                return new ModelInspection(
                        device, Optional.of(weights), attempt(() -> text(settings, files)), adapter, problems);
            }
        }

        private <T> Optional<T> attempt(Supplier<T> look) {
            try {
                return Optional.of(look.get());
            } catch (AlignerException e) {
                Throwable[] several = e.getSuppressed();
                if (several.length == 0) {
                    problems.add(String.valueOf(e.getMessage()));
                }
                for (Throwable each : several) {
                    problems.add(String.valueOf(each.getMessage()));
                }
                return Optional.empty();
            }
        }

        private static String adapterIn(Path folder, ModelFiles files) {
            try (LoraAdapter adapter = LoraAdapter.open(folder, files.decoder())) {
                return adapter.factors().size() + " matrices";
            }
        }

        private Weights weights(ModelFiles files) {
            int trained = files.config().maxPositions();
            int context = attempt(() -> CorrectorLoader.context(options, files.config()))
                    .orElse(Math.min(trained, options.contextTokens()));
            Map<Precision, ModelMemory> memory = new EnumMap<>(Precision.class);
            for (Precision precision : precisions(files)) {
                memory.put(precision, ModelMemory.of(files, precision, options.slots(), context));
            }
            return new Weights(files.stored(), files.config(), context, memory, caches(files));
        }

        /** A T5's sums go beyond float16. */
        private static List<Precision> precisions(ModelFiles files) {
            return PRECISIONS.stream()
                    .filter(precision -> precision != Precision.FLOAT16 || files.config() instanceof DecoderConfig)
                    .toList();
        }

        private SortedMap<Integer, Map<Precision, Long>> caches(ModelFiles files) {
            SortedMap<Integer, Map<Precision, Long>> caches = new TreeMap<>();
            for (int context : CONTEXTS) {
                if (context <= files.config().maxPositions()) {
                    Map<Precision, Long> bytes = new EnumMap<>(Precision.class);
                    for (Precision precision : precisions(files)) {
                        bytes.put(
                                precision,
                                ModelMemory.of(files, precision, options.slots(), context)
                                        .cache());
                    }
                    caches.put(context, bytes);
                }
            }
            return caches;
        }

        private Text text(CorrectorSettings settings, ModelFiles files) {
            try (CorrectorTokens tokens = CorrectorTokens.of(options.path(), settings, files)) {
                attempt(() -> scorable(settings, tokens));
                return new Text(
                        kind(files.tokenizer()),
                        tokens.tokenizer().tokens(),
                        tokens.templateId(),
                        tokens.templateReason());
            }
        }

        /** A margin is of texts with their ends. */
        private static boolean scorable(CorrectorSettings settings, CorrectorTokens tokens) {
            return settings.margin() != null && tokens.endToken() >= 0;
        }

        private static String kind(TokenizerSource source) {
            if (source instanceof TokenizerSource.Gguf gguf) {
                return "byte-level BPE, pre-tokenizer " + gguf.pre();
            }
            if (source instanceof TokenizerSource.SentencePiece pieces) {
                return "SentencePiece, "
                        + switch (pieces.vocabulary().algorithm()) {
                            case BPE -> "BPE";
                            case UNIGRAM -> "unigram";
                        };
            }
            return "tokenizer.json";
        }
    }
}
