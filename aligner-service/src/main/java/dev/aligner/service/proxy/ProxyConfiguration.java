package dev.aligner.service.proxy;

import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.EngineApiProperties;
import dev.aligner.service.config.Plug;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.UpstreamCalls;
import dev.aligner.service.outgoing.OutgoingClients;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The proxy's parts. Without routes it does nothing. */
@Configuration(proxyBeanMethods = false)
class ProxyConfiguration {
    /** Of a request that is read to find its question: pictures may stand in it. */
    private static final long MOST_REQUEST = DataSize.ofMegabytes(10).toBytes();

    @Bean
    UpstreamClient upstreamClient(OutgoingClients clients, SslBundles bundles, UpstreamCalls calls) {
        return new UpstreamClient(clients, bundles, calls);
    }

    @Bean
    WebSocketRelay webSocketRelay(OutgoingClients clients, SslBundles bundles) {
        return new WebSocketRelay(clients, bundles);
    }

    @Bean
    LiveRoutes liveRoutes(AlignerProperties properties, SslBundles bundles, MeterRegistry registry) {
        return new LiveRoutes(properties.routes(), bundles, registry);
    }

    @Bean
    ProxyFilter proxyFilter(
            LiveRoutes routes,
            UpstreamClient upstreams,
            WebSocketRelay sockets,
            ReactiveCorrector corrector,
            ObservedCorrections requests,
            AnswerMeters answers,
            AlignerProperties properties) {
        return new ProxyFilter(
                routes,
                upstreams,
                sockets,
                new AnswerRelay(corrector, properties.stream().heartbeat(), answers),
                corrector,
                requests,
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
