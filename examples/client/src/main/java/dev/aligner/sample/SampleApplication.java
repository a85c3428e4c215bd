package dev.aligner.sample;

import dev.aligner.client.AlignerClient;
import dev.aligner.core.CorrectionRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;

/** Asks a running service once in each way, and logs what comes. The client is a bean: {@code aligner.client.url}. */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleApplication {
    private static final Logger LOG = LoggerFactory.getLogger(SampleApplication.class);
    private static final String QUESTION = "Why does my code not compile?";
    private static final String ANSWER = "You missed a damn semicolon on line 3.";

    public static void main(String[] args) {
        new SpringApplicationBuilder(SampleApplication.class)
                .web(WebApplicationType.NONE)
                .properties("aligner.client.url=http://localhost:8080")
                .run(args)
                .close();
    }

    // tag::bean[]
    @Bean
    CommandLineRunner once(AlignerClient client) {
        CorrectionRequest request = CorrectionRequest.of(QUESTION, ANSWER);
        Flux<String> all = Flux.concat(
                Corrections.whoCorrects(client).map(id -> "corrector: " + id),
                Corrections.one(client, QUESTION, ANSWER).map(text -> "one: " + text),
                Corrections.streamed(client, request).map(piece -> "piece: " + piece),
                Corrections.whileItIsWritten(client, QUESTION, Flux.just("You missed a da", "mn semicolon."))
                        .map(text -> "while it is written: " + text),
                Corrections.many(client, Flux.just(request, request.withStrength(0.0)))
                        .map(text -> "many: " + text));
        return arguments -> all.doOnNext(LOG::info).blockLast(Duration.ofMinutes(2));
    }
    // end::bean[]
}
