package dev.aligner.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.client.AlignerClient;
import dev.aligner.service.AlignerApplication;
import dev.aligner.service.FakeCorrector;
import dev.aligner.service.FakeCorrectorConfiguration;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service itself, once for all tests, with a corrector that takes out the word "damn". */
abstract class RunningService {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String QUESTION = "Why does it fail?";
    static final String ANSWER = "You forgot the damn key.";
    static final String CORRECTED = "You forgot the key.";

    private static final ConfigurableApplicationContext SERVICE = SpringApplication.run(
            new Class<?>[] {AlignerApplication.class, FakeCorrectorConfiguration.class},
            new String[] {"--server.port=0", "--server.address=127.0.0.1", "--server.shutdown=immediate"});

    static final FakeCorrector CORRECTOR = SERVICE.getBean(FakeCorrector.class);

    static String url() {
        return "http://127.0.0.1:" + SERVICE.getEnvironment().getRequiredProperty("local.server.port");
    }

    final AlignerClient client =
            AlignerClient.builder(URI.create(url())).retries(0).build();

    @AfterEach
    void everyPlaceIsFreeAgain() {
        CORRECTOR.reset();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (CORRECTOR.load().running() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(CORRECTOR.load().running()).isZero();
    }
}
