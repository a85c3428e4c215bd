package dev.aligner.service.engine;

import dev.aligner.engine.EngineObserver;
import dev.aligner.engine.ObservedEngine;
import dev.aligner.engine.corrector.ElsewhereOptions;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.remote.ApiKey;
import dev.aligner.remote.Dialect;
import dev.aligner.remote.RemoteEngine;
import dev.aligner.remote.RemoteOptions;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.RemoteProperties;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Composes the corrector whose model a server elsewhere runs. */
final class RemoteCorrector {
    private RemoteCorrector() {}

    static ModelCorrector load(AlignerProperties properties, RemoteProperties remote, EngineObserver observer) {
        ElsewhereOptions options = new ElsewhereOptions(
                Path.of(properties.model().path()),
                remote.url().toString(),
                properties.model().id(),
                properties.engine().contextTokens(),
                remote.margin() == RemoteProperties.Margin.WEIGH,
                properties.policy().toPolicy(),
                EmbeddedCorrectorConfiguration.instructions(properties.instructions()));
        RemoteOptions server = new RemoteOptions(
                remote.url(),
                remote.model(),
                key(remote),
                Dialect.valueOf(remote.server().name()),
                RemoteOptions.Prompts.valueOf(remote.prompts().name()),
                properties.engine().slots(),
                properties.engine().queueCapacity(),
                remote.attempts(),
                new RemoteOptions.Times(
                        remote.connectTimeout(), remote.idleTimeout(), remote.healthInterval(), remote.startTimeout()));
        return ModelCorrector.elsewhere(
                options,
                (tokens, context, scores) ->
                        new ObservedEngine(RemoteEngine.connect(server, tokens, context, scores), observer));
    }

    private static @Nullable ApiKey key(RemoteProperties remote) {
        if (remote.apiKeyFile() != null) {
            return ApiKey.read(Path.of(remote.apiKeyFile()));
        }
        return remote.apiKey() == null ? null : ApiKey.of(remote.apiKey());
    }
}
