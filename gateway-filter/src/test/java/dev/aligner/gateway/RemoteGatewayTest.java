package dev.aligner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;

/** A gateway whose corrector is a service. */
@Timeout(600)
class RemoteGatewayTest {
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}";
    private static final String ANSWERED =
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"six legs\"},\"finish_reason\":\"stop\"}]}";

    private static final StubUpstream UPSTREAM = new StubUpstream();
    private static final StubUpstream SERVICE = new StubUpstream();
    private static ConfigurableApplicationContext gateway;

    @BeforeAll
    static void start() {
        gateway = Gateways.start(
                Gateways.Plain.class, "gateway-remote", "--upstream=" + UPSTREAM.url(), "--service=" + SERVICE.url());
        UPSTREAM.answers(200, "application/json", ANSWERED);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        UPSTREAM.close();
        SERVICE.close();
    }

    private static HttpResponse<String> ask(String route) throws Exception {
        return Gateways.ask(Gateways.url(gateway) + "/" + route + "/v1/chat/completions", CHAT);
    }

    private static String reason(HttpResponse<?> response) {
        return response.headers().firstValue("x-aligner-reason").orElse("").toLowerCase(Locale.ROOT);
    }

    @Test
    void theServiceCorrects() throws Exception {
        SERVICE.answers(
                200,
                "application/json",
                "{\"model\":\"m1\",\"action\":\"CORRECTED\",\"correction\":\"eight legs\",\"edit_ratio\":0.5}");

        HttpResponse<String> response = ask("open");

        assertThat(response.body()).isEqualTo(ANSWERED.replace("six", "eight"));
        assertThat(response.headers().firstValue("x-aligner-model")).contains("m1");
        assertThat(response.headers().firstValue("x-aligner-edit-ratio")).contains("0.500");
    }

    @Test
    void aServiceThatHangsIsWaitedForUntilTheDeadline() throws Exception {
        SERVICE.behaves((request, response) -> Mono.never());

        HttpResponse<String> open = ask("hasty");
        HttpResponse<String> closed = ask("hasty-closed");

        assertThat(open.body()).isEqualTo(ANSWERED);
        assertThat(reason(open)).isEqualTo("deadline");
        assertThat(closed.statusCode()).isEqualTo(504);
    }

    @Test
    void aServiceThatFailsAgainAndAgainIsLeftInPeace() throws Exception {
        SERVICE.answers(500, "application/problem+json", "{\"code\":\"model_failed\"}");
        for (int i = 0; i < 10; i++) {
            assertThat(reason(ask("breaking"))).isEqualTo("model_failed");
        }
        SERVICE.reset();

        HttpResponse<String> left = ask("breaking");

        assertThat(left.body()).isEqualTo(ANSWERED);
        assertThat(reason(left)).isEqualTo("breaker_open");
        assertThat(SERVICE.asked()).isFalse();
    }

    @Test
    void aServiceThatRefusesIsPassedByOrTold() throws Exception {
        SERVICE.answers(503, "application/problem+json", "{\"code\":\"queue_full\"}", "Retry-After", "5");

        HttpResponse<String> open = ask("open");
        HttpResponse<String> closed = ask("closed");

        assertThat(open.body()).isEqualTo(ANSWERED);
        assertThat(reason(open)).isEqualTo("queue_full");
        assertThat(closed.statusCode()).isEqualTo(503);
        assertThat(closed.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(5L, 10L);
    }
}
