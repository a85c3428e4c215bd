package dev.aligner.service;

import dev.aligner.service.host.CorrectorLoader;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** {@link FakeCorrector} in the model's place; all else as it is delivered. */
@TestConfiguration(proxyBeanMethods = false)
class FakeModelConfiguration {
    @Bean(destroyMethod = "")
    FakeCorrector fakeCorrector(@Value("${fake.places:" + FakeCorrectorConfiguration.PLACES + "}") int places) {
        return new FakeCorrector(places);
    }

    @Bean
    @Primary
    CorrectorLoader fakeLoader(FakeCorrector corrector) {
        return properties -> corrector;
    }
}
