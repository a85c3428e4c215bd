package dev.aligner.service.proxy;

import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.EngineApiProperties;
import dev.aligner.service.config.Plug;
import dev.aligner.service.config.ShadowMode;
import dev.aligner.service.outgoing.OutgoingClients;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The proxy's parts. Without routes it does nothing. */
@Configuration(proxyBeanMethods = false)
class ProxyConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyConfiguration.class);

    /** Of a request that is read to find its question: pictures may stand in it. */
    private static final long MOST_REQUEST = DataSize.ofMegabytes(10).toBytes();

    @Bean
    UpstreamClient upstreamClient(OutgoingClients clients) {
        return new UpstreamClient(clients);
    }

    @Bean
    ProxyFilter proxyFilter(
            UpstreamClient upstreams,
            OutgoingClients clients,
            ReactiveCorrector corrector,
            AlignerProperties properties,
            MeterRegistry registry) {
        AnswerMeters meters = new AnswerMeters(registry);
        properties.routes().forEach((name, route) -> {
            if (route.shadow() != ShadowMode.OFF) {
                LOG.warn("route {}: shadow mode, its answers are not corrected", name);
                meters.shadowing(name);
            }
        });
        return new ProxyFilter(
                new Routes(properties.routes()),
                upstreams,
                new WebSocketRelay(clients.webSocket()),
                new AnswerRelay(corrector, properties.stream().heartbeat(), meters),
                corrector,
                ownPaths(properties),
                MOST_REQUEST,
                properties.deadline().body());
    }

    private static List<String> ownPaths(AlignerProperties properties) {
        Stream<String> plugs = properties.plugs().enabled().stream().map(Plug::path);
        return (properties.engineApi().enabled() ? Stream.concat(plugs, Stream.of(EngineApiProperties.PATH)) : plugs)
                .toList();
    }
}
