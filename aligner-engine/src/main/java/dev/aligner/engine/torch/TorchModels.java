package dev.aligner.engine.torch;

import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.T5Config;

/** Loads a model of any family on PyTorch. */
public final class TorchModels {
    private TorchModels() {}

    /**
     * Loads a model on the calling thread, which owns it from then on. {@code files} are needed no longer afterwards.
     *
     * @param slots sequences that the cache holds
     * @param contextTokens positions of each; at most what the model was trained for
     * @param threads processors that one step may use
     */
    public static LanguageModel load(ModelFiles files, Precision precision, int slots, int contextTokens, int threads) {
        return load(files, precision, ComputeDevice.CPU, slots, contextTokens, threads);
    }

    /**
     * As {@link #load(ModelFiles, Precision, int, int, int)}, on a device.
     *
     * @param device one that {@link TorchDevices#found} returned
     */
    public static LanguageModel load(
            ModelFiles files, Precision precision, ComputeDevice device, int slots, int contextTokens, int threads) {
        if (files.config() instanceof DecoderConfig) {
            return new TorchDecoder(files, precision, device, slots, contextTokens, threads);
        }
        if (files.config() instanceof T5Config config) {
            return new TorchT5(files, config, precision, device, slots, contextTokens, threads);
        }
        throw new IllegalArgumentException(
                "model: of family " + files.config().family() + " (expected: one with a program)");
    }
}
