package dev.aligner.service.engine;

import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.engine.EngineObserver;
import dev.aligner.engine.torch.Handles;
import dev.aligner.service.observe.GenAi;
import dev.aligner.service.observe.Histograms;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures what the engine does. All meters are there from the start: on the engine's thread nothing is looked up or made,
 * and nothing waits.
 */
final class EngineMeters implements EngineObserver {
    private static final Tags OURS = Tags.of(GenAi.OPERATION, GenAi.OUR_OPERATION, GenAi.PROVIDER, GenAi.OUR_PROVIDER);

    private final Timer batchDelay;
    private final DistributionSummary batchSize;
    private final Counter failedSteps;
    private final Counter accepted;
    private final Counter rejected;
    private final Counter promptTokens;
    private final Counter cachedPromptTokens;
    private final Counter newTokens;
    private final Timer queue;
    private final Timer firstToken;
    private final Timer outputToken;
    private final Timer firstTokenByConvention;
    private final Timer outputTokenByConvention;
    private final DistributionSummary input;
    private final DistributionSummary output;

    EngineMeters(MeterRegistry registry) {
        batchDelay = Histograms.ofWaits("aligner.batch.delay")
                .description("From a request's acceptance until the step under way let it into the queue")
                .register(registry);
        batchSize = Histograms.ofSequences("aligner.batch.size")
                .description("Sequences that shared a step")
                .register(registry);
        failedSteps = Counter.builder("aligner.failed.steps")
                .description("Steps of the engine that failed")
                .register(registry);
        accepted = drafts(registry, "true");
        rejected = drafts(registry, "false");
        promptTokens = Counter.builder("aligner.prompt.tokens")
                .description("Tokens of prompts, of outputs that came to an end")
                .register(registry);
        cachedPromptTokens = Counter.builder("aligner.cached.prompt.tokens")
                .description("Those of them that had been read before")
                .register(registry);
        newTokens = Counter.builder("aligner.generation.tokens")
                .description("Tokens written, of outputs that came to an end")
                .register(registry);
        queue = Histograms.ofWaits("aligner.queue.duration")
                .description("From a request's acceptance to its first token computed")
                .register(registry);
        firstToken = Histograms.ofWaits("aligner.time.to.first.token")
                .description("From a request's acceptance to its first token written")
                .register(registry);
        outputToken = Histograms.ofTokenTimes("aligner.time.per.output.token")
                .description("Of an output, between two tokens, on average")
                .register(registry);
        firstTokenByConvention = Histograms.ofWaits(GenAi.SERVER_FIRST_TOKEN)
                .description("The same by the names of OpenTelemetry")
                .tags(OURS)
                .register(registry);
        outputTokenByConvention = Histograms.ofTokenTimes(GenAi.SERVER_OUTPUT_TOKEN)
                .description("The same by the names of OpenTelemetry")
                .tags(OURS)
                .register(registry);
        input = tokens(registry, "input");
        output = tokens(registry, "output");
        Gauge.builder("aligner.native.tensors", Handles::held)
                .description("Native values that are held: the same again whenever nothing runs")
                .register(registry);
    }

    private static Counter drafts(MeterRegistry registry, String accepted) {
        return Counter.builder("aligner.draft.tokens")
                .description("Tokens of answers that were tried as the correction's own")
                .tag("accepted", accepted)
                .register(registry);
    }

    private static DistributionSummary tokens(MeterRegistry registry, String type) {
        return Histograms.ofTokens(GenAi.CLIENT_TOKENS)
                .description("Tokens of our own model, by output")
                .tags(OURS)
                .tag(GenAi.TOKEN_TYPE, type)
                .register(registry);
    }

    @Override
    public void taken(long nanos) {
        batchDelay.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void stepped(int sequences, int draftTokens, int acceptedTokens) {
        batchSize.record(sequences);
        if (draftTokens > 0) {
            accepted.increment(acceptedTokens);
            rejected.increment(draftTokens - acceptedTokens);
        }
    }

    @Override
    public void stepFailed() {
        failedSteps.increment();
    }

    @Override
    public void generated(Usage usage, Timings timings) {
        promptTokens.increment(usage.promptTokens());
        cachedPromptTokens.increment(usage.cachedPromptTokens());
        newTokens.increment(usage.completionTokens());
        input.record(usage.promptTokens());
        output.record(usage.completionTokens());
        queue.record(timings.queue());
        Duration first = timings.queue().plus(timings.prefill());
        firstToken.record(first);
        firstTokenByConvention.record(first);
        int between = usage.completionTokens() - 1;
        if (between > 0) {
            long each = timings.decode().toNanos() / between;
            outputToken.record(each, TimeUnit.NANOSECONDS);
            outputTokenByConvention.record(each, TimeUnit.NANOSECONDS);
        }
    }
}
