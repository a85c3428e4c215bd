package dev.aligner.service;

import dev.aligner.service.host.CorrectorLoader;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.ReactorResourceFactory;

/** The service with {@link FakeCorrector} in the model's place. */
@TestConfiguration(proxyBeanMethods = false)
public class FakeCorrectorConfiguration {
    public static final int PLACES = 16;

    /** Of its own: those that all share would end with the first context that ends, and with them the upstreams of tests. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        // dozens of contexts end with the JVM, one after the other
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }

    @Bean(destroyMethod = "")
    FakeCorrector fakeCorrector(@Value("${fake.places:" + PLACES + "}") int places) {
        return new FakeCorrector(places);
    }

    @Bean
    @Primary
    CorrectorLoader fakeLoader(FakeCorrector corrector) {
        return properties -> corrector;
    }
}
