package dev.aligner.client.autoconfigure;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.AlignerClientBuilder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/** Makes {@link AlignerClient} a bean where {@code aligner.client.url} says where the service is. */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
@ConditionalOnProperty("aligner.client.url")
@EnableConfigurationProperties(AlignerClientProperties.class)
public final class AlignerClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AlignerClient alignerClient(WebClient.Builder clients, AlignerClientProperties properties) {
        AlignerClientBuilder builder =
                AlignerClient.builder(properties.url()).webClient(clients).retries(properties.retries());
        return properties.apiKey() == null
                ? builder.build()
                : builder.apiKey(properties.apiKey()).build();
    }
}
