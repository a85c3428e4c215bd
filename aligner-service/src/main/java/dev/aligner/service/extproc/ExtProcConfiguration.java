package dev.aligner.service.extproc;

import dev.aligner.core.AlignerException;
import dev.aligner.envoy.ExtProcServer;
import dev.aligner.envoy.ExtProcService;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.ExtProcProperties;
import dev.aligner.service.problem.RequestId;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The server's parts. Without a port there is none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("aligner.ext-proc.port")
class ExtProcConfiguration {
    /** How long requests that run may go on at a shutdown: shorter than the phase that they are given. */
    private static final Duration GRACE = Duration.ofSeconds(45);

    @Bean
    ExtProcLifecycle extProcServer(ReactiveCorrector corrector, AlignerProperties properties) {
        ExtProcProperties told = properties.extProc();
        int port = told.port() == null ? 0 : told.port();
        ExtProcServer server = new ExtProcServer(
                new InetSocketAddress(told.address(), port),
                Math.toIntExact(told.maxMessageSize().toBytes()),
                ExtProcService.naming(
                        requestId -> corrector.from(new Origin("ext_proc", null, fit(requestId), null)),
                        told.policy(),
                        properties.stream().heartbeat(),
                        () -> model(corrector)));
        return new ExtProcLifecycle(server, GRACE);
    }

    private static @Nullable String fit(@Nullable String requestId) {
        return requestId != null && RequestId.acceptable(requestId) ? requestId : null;
    }

    private static String model(ReactiveCorrector corrector) {
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return "none";
        }
    }
}
