package dev.aligner.gateway;

import dev.aligner.gateway.remote.RemoteCorrections;
import dev.aligner.relay.Corrections;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/** Makes {@code Aligner} a filter that routes can name. */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
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
            ObjectProvider<Corrections> corrections, AlignerGatewayProperties properties) {
        return new AlignerGatewayFilterFactory(corrections.getIfAvailable(), properties);
    }
}
