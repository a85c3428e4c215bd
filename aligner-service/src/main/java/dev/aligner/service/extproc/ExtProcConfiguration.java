package dev.aligner.service.extproc;

import dev.aligner.core.AlignerException;
import dev.aligner.envoy.ExtProcServer;
import dev.aligner.envoy.ExtProcService;
import dev.aligner.relay.Plan;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.ExtProcProperties;
import dev.aligner.service.config.Settings;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.Way;
import dev.aligner.service.reload.Reloadable;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The server's parts. Without a port there is none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("aligner.ext-proc.port")
class ExtProcConfiguration {
    private static final Duration LAST = Duration.ofSeconds(1);

    @Bean
    ExtProcLifecycle extProcServer(
            ReactiveCorrector corrector,
            ObservedCorrections requests,
            AnswerMeters answers,
            Settings settings,
            SslBundles bundles,
            LifecycleProperties lifecycle) {
        AlignerProperties properties = settings.get();
        ExtProcProperties told = properties.extProc();
        int port = told.port() == null ? 0 : told.port();
        ExtProcServer server = new ExtProcServer(
                new InetSocketAddress(told.address(), port),
                Math.toIntExact(told.maxMessageSize().toBytes()),
                new ExtProcService(
                        requestId -> requests.on(
                                Way.EXT_PROC, corrector.from(new Origin("ext_proc", null, fit(requestId), null))),
                        () -> settings.get().extProc().policy(),
                        properties.stream().heartbeat(),
                        () -> model(corrector),
                        outcome -> answers.answered(Way.EXT_PROC, outcome)),
                credentials(told, bundles),
                () -> ready(corrector));
        return new ExtProcLifecycle(server, grace(lifecycle.getTimeoutPerShutdownPhase()));
    }

    /**
     * How long requests that run may go on at a shutdown: what the phase gives them, less what it takes to break off those that are
     * left, since the next phase closes the corrector.
     */
    static Duration grace(Duration phase) {
        Duration tenth = phase.dividedBy(10);
        return phase.minus(tenth.compareTo(LAST) < 0 ? tenth : LAST);
    }

    private static ServerCredentials credentials(ExtProcProperties told, SslBundles bundles) {
        String name = told.sslBundle();
        return name == null ? InsecureServerCredentials.create() : ServerTls.of(name, told.clientAuth(), bundles);
    }

    private static @Nullable String fit(@Nullable String requestId) {
        return requestId != null && Plan.fit(requestId) ? requestId : null;
    }

    /** What an exchange could not keep to is refused with the file that says it. */
    @Bean
    Reloadable extProcPolicy() {
        return next -> {
            next.extProc().policy();
            return () -> {};
        };
    }

    private static boolean ready(ReactiveCorrector corrector) {
        try {
            return corrector.current().ready();
        } catch (AlignerException e) {
            return false;
        }
    }

    private static String model(ReactiveCorrector corrector) {
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return "none";
        }
    }
}
