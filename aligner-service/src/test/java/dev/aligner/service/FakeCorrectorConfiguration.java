package dev.aligner.service;

import java.time.Duration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

/** The service with {@link FakeCorrector} in the model's place, among other tests. */
@TestConfiguration(proxyBeanMethods = false)
@Import(FakeModelConfiguration.class)
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
}
