package dev.aligner.spark.executor;

import dev.aligner.core.Corrector;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.InstructionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.ElsewhereOptions;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.remote.ApiKey;
import dev.aligner.remote.RemoteEngine;
import dev.aligner.remote.RemoteOptions;
import dev.aligner.spark.service.ServiceCorrector;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

/** Opens correctors. */
final class CorrectorOpening {
    private static final CorrectorOptions.Instructions INSTRUCTIONS =
            new CorrectorOptions.Instructions(false, InstructionPolicy.FreeText.DEFAULT_MAX_LENGTH, Map.of());

    /** Of one request to a server, as long as nothing has come. */
    private static final int ATTEMPTS = 3;

    private CorrectorOpening() {}

    /**
     * A corrector that is ready, which may take minutes. The caller closes it.
     *
     * @throws dev.aligner.core.AlignerException saying what is wrong with it
     */
    static Corrector open(CorrectorSource source, ExecutorPlace place, Concurrency concurrency) {
        if (source instanceof LocalModel local) {
            return local(local, place, concurrency);
        }
        if (source instanceof RemoteModel remote) {
            return remote(remote, place, concurrency);
        }
        RunningService service = (RunningService) source;
        return ServiceCorrector.connect(
                URI.create(place.address(service.url())), key(service.keyFile()), place.executor());
    }

    private static Corrector local(LocalModel model, ExecutorPlace place, Concurrency concurrency) {
        EngineLimits limits = EngineLimits.DEFAULT;
        ModelCorrector corrector = ModelCorrector.load(new CorrectorOptions(
                ModelFolder.of(model.path()),
                null,
                model.precision(),
                model.threads() == 0 ? place.cores() : model.threads(),
                model.slots(),
                model.contextTokens(),
                new EngineLimits(
                        concurrency.queue(),
                        Math.max(limits.stepTokens(), 2 * model.slots()),
                        limits.chunkTokens(),
                        limits.maxFailedSteps(),
                        limits.closeTimeout()),
                policy(model.longAnswer()),
                INSTRUCTIONS));
        try {
            corrector.warmUp();
            return corrector;
        } catch (RuntimeException | Error e) {
            corrector.close();
            throw e;
        }
    }

    private static Corrector remote(RemoteModel model, ExecutorPlace place, Concurrency concurrency) {
        String url = place.address(model.url());
        RemoteOptions server = new RemoteOptions(
                URI.create(url),
                model.model(),
                key(model.keyFile()),
                model.dialect(),
                model.prompts(),
                model.slots(),
                concurrency.queue(),
                ATTEMPTS,
                RemoteOptions.Times.DEFAULT);
        ElsewhereOptions options = new ElsewhereOptions(
                ModelFolder.of(model.path()),
                url,
                null,
                model.contextTokens(),
                model.weighs(),
                policy(model.longAnswer()),
                INSTRUCTIONS);
        return ModelCorrector.elsewhere(
                options,
                (tokens, context, scores) -> RemoteEngine.connect(server, HttpClient::create, tokens, context, scores));
    }

    private static @Nullable ApiKey key(@Nullable String file) {
        return file == null ? null : ApiKey.read(ModelFolder.of(file));
    }

    private static CorrectionPolicy policy(CorrectionPolicy.LongAnswer longAnswer) {
        CorrectionPolicy standard = CorrectionPolicy.DEFAULT;
        return new CorrectionPolicy(
                longAnswer,
                standard.degenerateOutput(),
                standard.streaming(),
                standard.maxGrowth(),
                standard.growthTokens(),
                standard.restraint());
    }
}
