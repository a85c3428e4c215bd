package dev.aligner.spark;

import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.engine.model.Precision;
import dev.aligner.remote.Dialect;
import dev.aligner.remote.RemoteOptions.Prompts;
import dev.aligner.spark.executor.CorrectorSource;
import dev.aligner.spark.executor.LocalModel;
import dev.aligner.spark.executor.RemoteModel;
import dev.aligner.spark.executor.RunningService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say who corrects; a picocli mixin. */
final class CorrectorChoice {
    @Option(
            names = "--model",
            paramLabel = "PATH",
            description = "The corrector's files: a path that all executors see, or the name of what --files or"
                    + " --archives brings them.")
    private @Nullable String model;

    @Option(
            names = "--service",
            paramLabel = "URL",
            description = "A running service corrects, for example http://localhost:8080.")
    private @Nullable String service;

    @Option(
            names = "--remote",
            paramLabel = "URL",
            description = "The model of --model runs on a server of completions, for example http://gpu:8000/v1."
                    + " {gpu} in a URL is the address of the task's GPU.")
    private @Nullable String remote;

    @Option(
            names = "--server",
            defaultValue = "VLLM",
            description = "What --remote understands: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Dialect server = Dialect.VLLM;

    @Option(
            names = "--remote-model",
            paramLabel = "NAME",
            description = "The server's name for the model (default: its only one).")
    private @Nullable String remoteModel;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "Holds the key for --service or --remote: a path that all executors see, or the name of what"
                    + " --files brings them.")
    private @Nullable String keyFile;

    @Option(
            names = "--prompts",
            defaultValue = "TOKENS",
            description = "How --remote is given prompts: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Prompts prompts = Prompts.TOKENS;

    @Option(names = "--no-margin", description = "With --remote: every change is made, none is weighed.")
    private boolean noMargin;

    @Option(
            names = "--precision",
            defaultValue = "AUTO",
            description = "Of --model: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Precision precision = Precision.AUTO;

    @Option(
            names = "--threads",
            defaultValue = "0",
            description = "Processors that one step of --model may use (default: the executor's cores).")
    private int threads;

    @Option(
            names = "--slots",
            defaultValue = "8",
            description = "Corrections at once, of one executor (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--context-tokens",
            defaultValue = "2048",
            description = "Prompt and correction together (default: ${DEFAULT-VALUE}).")
    private int contextTokens;

    @Option(
            names = "--long-answer",
            defaultValue = "BYPASS",
            description = "What becomes of an answer that does not fit: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private LongAnswer longAnswer = LongAnswer.BYPASS;

    /** @throws IllegalArgumentException if the options name no corrector, or two */
    CorrectorSource source() {
        if (slots < 1 || slots > 1024) {
            throw new IllegalArgumentException("--slots: " + slots + " (expected: 1..1024)");
        }
        if (service != null) {
            if (model != null || remote != null) {
                throw new IllegalArgumentException("--service with --model or --remote (expected: one corrector)");
            }
            return new RunningService(service, keyFile, slots);
        }
        if (model == null) {
            throw new IllegalArgumentException(
                    remote == null
                            ? "no corrector (expected: --model, or --service)"
                            : "--remote without --model (expected: the files that say how it is prompted)");
        }
        return remote == null
                ? new LocalModel(model, precision, threads, slots, contextTokens, longAnswer)
                : new RemoteModel(
                        remote,
                        model,
                        remoteModel,
                        keyFile,
                        server,
                        prompts,
                        !noMargin,
                        slots,
                        contextTokens,
                        longAnswer);
    }
}
