package dev.aligner.trainer.pairs;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.InstructionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.engine.model.Precision;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say who corrects; a picocli mixin. */
final class CorrectionOptions {
    @Option(
            names = "--corrector",
            paramLabel = "PATH",
            description = "The corrector: a local model, a GGUF file or a directory.")
    private @Nullable Path model;

    @Option(
            names = "--corrector-service",
            paramLabel = "URL",
            description = "The corrector: a running service, for example http://localhost:8080.")
    private @Nullable URI service;

    @Option(
            names = "--corrector-slots",
            defaultValue = "4",
            description = "Corrections at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--corrector-context",
            defaultValue = "2048",
            description =
                    "Prompt and correction together, in tokens, of a local corrector (default: ${DEFAULT-VALUE}).")
    private int contextTokens;

    /**
     * Opens the corrector that the options name.
     *
     * @param inFlight prompts that may ask it at once
     * @throws IllegalArgumentException if they name none or two
     */
    Corrections open(int inFlight) {
        if ((model == null) == (service == null)) {
            throw new IllegalArgumentException((model == null ? "no corrector" : "--corrector and --corrector-service")
                    + " (expected: --corrector or --corrector-service)");
        }
        if (model == null) {
            return new ServiceCorrections(service);
        }
        EngineLimits limits = EngineLimits.DEFAULT;
        return new LocalCorrections(ModelCorrector.load(new CorrectorOptions(
                model,
                null,
                Precision.AUTO,
                0,
                slots,
                contextTokens,
                new EngineLimits(
                        inFlight,
                        Math.max(limits.stepTokens(), 2 * slots),
                        limits.chunkTokens(),
                        limits.maxFailedSteps(),
                        limits.closeTimeout()),
                CorrectionPolicy.DEFAULT,
                new CorrectorOptions.Instructions(false, InstructionPolicy.FreeText.DEFAULT_MAX_LENGTH, Map.of()))));
    }
}
