package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.Engine;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.torch.Adaptable;
import dev.aligner.engine.torch.AdapterTerm;
import dev.aligner.engine.torch.Steerable;
import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.LoraAdapter;
import dev.aligner.engine.weights.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is beside a loaded model: adapters over the base that it was made from. One that is merged into the model is taken
 * away again for the others, so that the model itself is served without any.
 *
 * @param merged folder of the adapter in the loaded weights
 */
record Attachments(Engine engine, ModelConfig config, Optional<Path> merged) {
    private static final int PATIENCE_SECONDS = 60;

    /**
     * Attaches an adapter to the base, or the base alone. Waits for the engine's thread.
     *
     * @param folder null for the base
     * @return its number for {@link Conditioning#adapter}
     */
    int attach(@Nullable Path folder) {
        if (folder == null && merged.isEmpty()) {
            return Conditioning.NO_ADAPTER;
        }
        List<LoraAdapter> opened = new ArrayList<>();
        try {
            List<AdapterTerm> sum = new ArrayList<>();
            if (folder != null) {
                sum.add(new AdapterTerm(open(folder, opened), 1));
            }
            if (merged.isPresent()) {
                sum.add(new AdapterTerm(open(merged.get(), opened), -1));
            }
            return wait(sum);
        } finally {
            opened.forEach(LoraAdapter::close);
        }
    }

    private LoraAdapter open(Path folder, List<LoraAdapter> opened) {
        LoraAdapter adapter = LoraAdapter.open(folder, decoder(folder));
        opened.add(adapter);
        return adapter;
    }

    private DecoderConfig decoder(Path folder) {
        if (config instanceof DecoderConfig decoder) {
            return decoder;
        }
        throw AlignerException.of(
                ErrorCode.MODEL_FILE,
                folder + ": beside a model of family " + config.family() + " (expected: beside a decoder-only model)");
    }

    private int wait(List<AdapterTerm> sum) {
        return wait("adapter", model -> ((Adaptable) model).attach(sum));
    }

    private <T> T wait(String what, Function<LanguageModel, T> work) {
        try {
            return engine.onModel(work)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlignerException known
                    ? known
                    : AlignerException.of(ErrorCode.MODEL_FAILED, what + ": could not be attached", e);
        }
    }

    /** Loads the control vectors that the model's settings name, if any. Waits for the engine's thread. */
    void steer(CorrectorSettings settings, Path path) {
        CorrectorSettings.Steering steering = settings.steering();
        if (steering == null) {
            return;
        }
        Path file = CorrectorSettings.directory(path).resolve(steering.file());
        ControlVectors vectors = ControlVectors.read(
                file, steering.layers().get(0), steering.layers().get(1), decoder(file));
        wait("steering", model -> {
            ((Steerable) model).steerBy(vectors);
            return vectors;
        });
    }

    /** Digest of the weights that such a sum amounts to. */
    String digest(Path folder, String baseDigest) {
        try (LoraAdapter adapter = LoraAdapter.open(folder, decoder(folder))) {
            return adapter.digestOn(baseDigest);
        }
    }

    /** Frees what serves a dial; nothing is computed under it any more. */
    void detach(Dial dial) {
        detach(dial.corrector());
        Integer reference = dial.reference();
        if (reference != null) {
            detach(reference);
        }
    }

    /** Frees it; nothing is computed under it any more. */
    void detach(int adapter) {
        if (adapter != Conditioning.NO_ADAPTER) {
            var unused = engine.onModel(model -> {
                ((Adaptable) model).detach(adapter);
                return adapter;
            });
        }
    }
}
