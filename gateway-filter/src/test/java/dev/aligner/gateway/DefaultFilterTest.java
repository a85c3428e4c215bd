package dev.aligner.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.relay.AnswerTally;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;

/** The filter as the default of all routes, and what stops a gateway from starting with it. */
@Timeout(600)
class DefaultFilterTest {
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}";
    private static final String STREAM = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"six\"},"
            + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    @Test
    void itCountsWhereARouteHasNoneOfItsOwn() throws Exception {
        try (StubUpstream upstream = new StubUpstream();
                ConfigurableApplicationContext gateway = Gateways.start(
                        Gateways.WithACorrector.class, "gateway-defaults", "--upstream=" + upstream.url())) {
            upstream.answers(200, "text/event-stream", STREAM);

            HttpResponse<String> byDefault = Gateways.ask(Gateways.url(gateway) + "/default/v1/chat/completions", CHAT);
            HttpResponse<String> own = Gateways.ask(Gateways.url(gateway) + "/own/v1/chat/completions", CHAT);

            assertThat(byDefault.body()).isEqualTo(STREAM.replace("six", "eight"));
            assertThat(byDefault.headers().firstValue("x-aligner-stream-mode")).contains("window");
            assertThat(own.body()).isEqualTo(STREAM);
            assertThat(own.headers().allValues("x-aligner-stream-mode")).containsExactly("off");
        }
    }

    @Test
    void withoutACorrectorNoFilterCanBeMade() {
        AlignerGatewayFilterFactory factory = new AlignerGatewayFilterFactory(
                null,
                AnswerTally.NONE,
                new AlignerGatewayProperties(
                        null, DataSize.ofMegabytes(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));

        assertThatThrownBy(() -> factory.apply(new AlignerGatewayFilterFactory.Config()))
                .hasMessageStartingWith("aligner.gateway.service-url: missing");
    }

    @Test
    void settingsOutsideTheirRangesAreNamed() {
        assertThatThrownBy(() -> new AlignerGatewayFilterFactory.Config()
                        .setDeadline(Duration.ofHours(1))
                        .policy())
                .hasMessage("Aligner.deadline: PT1H (expected: PT0.001S..PT5M)");
        assertThatThrownBy(() -> new AlignerGatewayFilterFactory.Config()
                        .setHeld(DataSize.ofBytes(1))
                        .policy())
                .hasMessageStartingWith("Aligner.held: 1B");
    }
}
