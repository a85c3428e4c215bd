package dev.aligner.service.engine;

import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.torch.ProgramExport;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.ProgramExporter;
import java.io.IOException;
import java.nio.file.Path;

/** The engine's own program of a model. */
public final class EmbeddedProgramExporter implements ProgramExporter {
    @Override
    public void export(AlignerProperties properties, Path file) throws IOException {
        CorrectorOptions options = EmbeddedCorrectorConfiguration.options(properties);
        try (ModelFiles files = ModelFiles.open(options.path())) {
            int context = Math.min(options.contextTokens(), files.config().maxPositions());
            ProgramExport.write(files, options.precision(), options.device(), context, file);
        }
    }
}
