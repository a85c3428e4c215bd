package dev.aligner.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.client.AlignerClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

class AlignerClientAutoConfigurationTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(WebClientAutoConfiguration.class, AlignerClientAutoConfiguration.class));

    @Test
    void thereIsAClientWhereItsAddressIsSaid() {
        application
                .withPropertyValues("aligner.client.url=http://localhost:8080", "aligner.client.api-key=alk_secret")
                .run(context -> {
                    assertThat(context).hasSingleBean(AlignerClient.class);
                    assertThat(context.getBean(AlignerClientProperties.class).toString())
                            .doesNotContain("secret");
                });
    }

    @Test
    void elsewhereThereIsNone() {
        application.run(context -> assertThat(context).doesNotHaveBean(AlignerClient.class));
    }

    @Test
    void whatIsNoAddressStopsTheStart() {
        application
                .withPropertyValues("aligner.client.url=localhost:8080")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("service (expected: http:// or https://"));
    }
}
