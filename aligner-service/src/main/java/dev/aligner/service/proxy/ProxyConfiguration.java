package dev.aligner.service.proxy;

import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The proxy's parts. Without routes it does nothing. */
@Configuration(proxyBeanMethods = false)
class ProxyConfiguration {
    /** Of a request that is read to find its question: pictures may stand in it. */
    private static final long MOST_REQUEST = DataSize.ofMegabytes(10).toBytes();

    @Bean
    UpstreamClient upstreamClient() {
        return new UpstreamClient();
    }

    @Bean
    ProxyFilter proxyFilter(UpstreamClient upstreams, ReactiveCorrector corrector, AlignerProperties properties) {
        return new ProxyFilter(
                new Routes(properties.routes()),
                upstreams,
                new AnswerRelay(corrector, properties.stream().heartbeat()),
                corrector,
                MOST_REQUEST,
                properties.deadline().body());
    }
}
