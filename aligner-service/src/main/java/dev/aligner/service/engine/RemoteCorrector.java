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
import dev.aligner.service.outgoing.OutgoingClients;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** Composes the corrector whose model a server elsewhere runs. */
final class RemoteCorrector {
    private RemoteCorrector() {}

    static ModelCorrector load(
            AlignerProperties properties,
            RemoteProperties remote,
            EngineObserver observer,
            @Nullable SslBundles bundles) {
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
                tls(remote, bundles),
                Dialect.valueOf(remote.server().name()),
                RemoteOptions.Prompts.valueOf(remote.prompts().name()),
                properties.engine().slots(),
                properties.engine().queueCapacity(),
                remote.attempts(),
                new RemoteOptions.Times(
                        remote.connectTimeout(), remote.idleTimeout(), remote.healthInterval(), remote.startTimeout()));
        OutgoingClients clients = new OutgoingClients(properties.upstreams().allow());
        return ModelCorrector.elsewhere(
                options,
                (tokens, context, scores) -> new ObservedEngine(
                        RemoteEngine.connect(server, clients::http, tokens, context, scores), observer));
    }

    /** What the bundle's certificates are now. */
    private static @Nullable Supplier<SSLContext> tls(RemoteProperties remote, @Nullable SslBundles bundles) {
        String name = remote.sslBundle();
        if (name == null) {
            return null;
        }
        if (bundles == null) {
            throw new IllegalArgumentException(
                    "aligner.model.remote.ssl-bundle: without the service (expected: none, the"
                            + " command line knows no bundles)");
        }
        AtomicReference<SSLContext> current =
                new AtomicReference<>(bundles.getBundle(name).createSslContext());
        bundles.addBundleUpdateHandler(name, renewed -> current.set(renewed.createSslContext()));
        return current::get;
    }

    private static @Nullable ApiKey key(RemoteProperties remote) {
        if (remote.apiKeyFile() != null) {
            return ApiKey.read(Path.of(remote.apiKeyFile()));
        }
        return remote.apiKey() == null ? null : ApiKey.of(remote.apiKey());
    }
}
