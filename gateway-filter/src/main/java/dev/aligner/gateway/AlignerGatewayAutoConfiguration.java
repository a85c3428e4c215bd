package dev.aligner.gateway;

import dev.aligner.gateway.remote.RemoteCorrections;
import dev.aligner.relay.AnswerTally;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.MeteredAnswers;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/** Makes {@code Aligner} a filter that routes can name. */
@AutoConfiguration(
        after = WebClientAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(GatewayFilterFactory.class)
@ConditionalOnProperty(name = "spring.cloud.gateway.server.webflux.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AlignerGatewayProperties.class)
public final class AlignerGatewayAutoConfiguration {

    /** A corrector of the application's own goes before the service. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("aligner.gateway.service-url")
    Corrections alignerServiceCorrections(WebClient.Builder clients, AlignerGatewayProperties properties) {
        return new RemoteCorrections(clients, Objects.requireNonNull(properties.serviceUrl()));
    }

    @Bean
    @ConditionalOnMissingBean
    AlignerGatewayFilterFactory alignerGatewayFilterFactory(
            ObjectProvider<Corrections> corrections,
            ObjectProvider<AnswerTally> tally,
            AlignerGatewayProperties properties) {
        return new AlignerGatewayFilterFactory(
                corrections.getIfAvailable(), tally.getIfAvailable(() -> AnswerTally.NONE), properties);
    }

    /** In an application with meters. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static final class Metered {
        @Bean
        @ConditionalOnBean(MeterRegistry.class)
        AnswerTally alignerAnswerTally(MeterRegistry registry) {
            return new MeteredAnswers(registry);
        }
    }
}
