package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** How much a caller may ask for. Limits are a minute's, and nothing of one comes back while a test runs. */
class LimitsHttpTest extends AccessHttpTestBase {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void aCallerIsToldHowItStandsAndThenThatItIsTooMuch() {
        ask("/v1/corrections", body(""), "x-api-key", KEYS.key("twice"))
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("RateLimit-Policy", "\"requests\";q=2;w=60")
                .expectHeader()
                .valueMatches("RateLimit", "\"requests\";r=1;t=30");
        ask("/v1/corrections", body(""), "x-api-key", KEYS.key("twice"))
                .expectStatus()
                .isOk();

        WebTestClient.ResponseSpec third = ask("/v1/corrections", body(""), "x-api-key", KEYS.key("twice"));

        third.expectHeader()
                .valueMatches("Retry-After", "[1-9][0-9]?")
                .expectHeader()
                .valueMatches("RateLimit", "\"requests\";r=0;t=[1-6][0-9]");
        assertThat(problem(third, 429, "rate_limited").get("detail").stringValue())
                .isEqualTo("requests: 2 a minute (the caller's limit)");
        ask("/v1/corrections", body(""), "x-api-key", KEYS.key("corrects"))
                .expectStatus()
                .isOk();
    }

    @Test
    void onOpenAisWireARefusalHasItsHeadersAndAnAnswerTheUpstreams() throws InterruptedException {
        ask("/pass/v1/chat/completions", SeenUpstream.CHAT, "x-aligner-key", KEYS.key("once"))
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("x-ratelimit-remaining-requests", "77")
                .expectHeader()
                .exists("RateLimit");
        assertThat(UPSTREAM.next()).isNotNull();

        WebTestClient.ResponseSpec second =
                ask("/pass/v1/chat/completions", SeenUpstream.CHAT, "x-aligner-key", KEYS.key("once"));

        second.expectStatus()
                .isEqualTo(429)
                .expectHeader()
                .valueEquals("x-ratelimit-limit-requests", "1")
                .expectHeader()
                .valueEquals("x-ratelimit-remaining-requests", "0")
                .expectHeader()
                .valueMatches("x-ratelimit-reset-requests", "[1-6][0-9]?s")
                .expectHeader()
                .exists("Retry-After")
                .expectHeader()
                .doesNotExist("x-should-retry");
        assertThat(json(second).at("/error/type").stringValue()).isEqualTo("rate_limit_error");
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    /** What has to be waited and what is left may be others; all else is as the page shows it. */
    @Test
    void thePageShowsTheHeaders() throws IOException {
        WebTestClient.ResponseSpec answer = ask("/v1/corrections", body(""), "x-api-key", KEYS.key("shown"));

        List<String> lines = String.join(
                        "", Snippets.heldBy(LimitsHttpTest.class).values())
                .lines()
                .toList();
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            int colon = line.indexOf(": ");
            answer.expectHeader()
                    .valueMatches(
                            line.substring(0, colon),
                            Pattern.compile("(?<=[rt]=)\\d+")
                                    .matcher(line.substring(colon + 2))
                                    .replaceAll("\\\\d+"));
        }
    }

    /** One token a minute: whoever has begun has paid for the next minutes. */
    private void begunOnce(Supplier<WebTestClient.ResponseSpec> asked) {
        WebTestClient.ResponseSpec first = asked.get();
        first.expectStatus().isOk().expectHeader().valueEquals("RateLimit", "\"tokens\";r=1;t=0");
        assertThat(text(first)).isNotBlank();
        WebTestClient.ResponseSpec second = asked.get();
        second.expectStatus().isEqualTo(429);
        assertThat(text(second)).contains("tokens: 1 a minute");
    }

    @Test
    void theCorrectorsTokensAreTheCallers() {
        begunOnce(() -> ask("/v1/corrections", body(""), "x-api-key", KEYS.key("thrifty")));
    }

    @Test
    void thoseOfAStreamOnARouteToo() {
        String stream = SeenUpstream.CHAT.replace("{\"model\"", "{\"stream\":true,\"model\"");
        begunOnce(() -> ask("/pass/v1/chat/completions", stream, "x-aligner-key", KEYS.key("streaming")));
    }

    @Test
    void thoseOfAPlugToo() {
        String call = "{\"source\":\"OUTPUT\",\"content\":\"A damn key\",\"question\":\"Why?\"}";
        WebTestClient.ResponseSpec first = ask("/integrations/kong", call, "x-api-key", KEYS.key("hosting"));
        first.expectStatus().isOk();
        text(first);
        ask("/integrations/kong", call, "x-api-key", KEYS.key("hosting"))
                .expectStatus()
                .isEqualTo(429);
    }

    @Test
    void eachLineOfABatchIsARequest() {
        String line = "{\"question\":\"q\",\"answer\":\"a\"}\n";
        String out = text(client().post()
                .uri("/v1/corrections:batch")
                .contentType(MediaType.APPLICATION_NDJSON)
                .header("x-api-key", KEYS.key("batching"))
                .bodyValue(line.repeat(4))
                .exchange());
        List<String> lines = out.lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.stream().filter(answer -> answer.contains("\"rate_limited\"")))
                .hasSize(2);
    }

    @Test
    void aPlaceIsTakenWhileARequestIsUnderWayAndFreeWhenItsClientLeaves() throws Exception {
        corrector.hold();
        byte[] content = body("").getBytes(StandardCharsets.UTF_8);
        try (Socket first = send("/v1/corrections", "application/json", content, "x-api-key: " + KEYS.key("single"))) {
            assertThat(first.isConnected()).isTrue();
            assertThat(corrector.awaitStart()).isTrue();
            WebTestClient.ResponseSpec second = ask("/v1/corrections", body(""), "x-api-key", KEYS.key("single"));
            second.expectHeader().exists("Retry-After").expectHeader().doesNotExist("RateLimit");
            assertThat(problem(second, 429, "rate_limited").get("detail").stringValue())
                    .isEqualTo("concurrent: 1 at once (the caller's limit)");
        }
        corrector.release();
        await().atMost(LONG)
                .untilAsserted(() -> ask("/v1/corrections", body(""), "x-api-key", KEYS.key("single"))
                        .expectStatus()
                        .isOk());
    }
}
