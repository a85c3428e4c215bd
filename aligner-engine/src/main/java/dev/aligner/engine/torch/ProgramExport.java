package dev.aligner.engine.torch;

import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a model's program for others to look at: the archive that is loaded here, which PyTorch's own loader reads. */
public final class ProgramExport {
    private ProgramExport() {}

    /**
     * Writes the program, without any weight. The device need not be there.
     *
     * @param device {@code cpu} or a GPU, whose program attends otherwise
     * @param contextTokens positions of a slot: windows that are no shorter than it are none
     * @param file that is made or replaced
     * @throws dev.aligner.core.AlignerException MODEL_FAILED if the device or the family has no such precision
     */
    public static void write(ModelFiles files, Precision precision, ComputeDevice device, int contextTokens, Path file)
            throws IOException {
        Files.write(file, ProgramArchive.pack(source(files, precision, device, contextTokens)));
    }

    private static String source(ModelFiles files, Precision precision, ComputeDevice device, int contextTokens) {
        if (files.config() instanceof DecoderConfig config) {
            LayerKinds kinds = LayerKinds.of(config.attention(), contextTokens);
            return DecoderSource.of(config, kinds, precision.on(device), Attention.on(device));
        }
        return TorchT5.source(TorchT5.computed(precision, device), Attention.on(device));
    }
}
