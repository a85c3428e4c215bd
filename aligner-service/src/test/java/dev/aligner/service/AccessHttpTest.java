package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Who may ask for what. */
class AccessHttpTest extends AccessHttpTestBase {
    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/actuator/health"})
    void probesNeedNoKey(String path) {
        read(path).expectStatus().isOk();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models",
                "/admin/correctors",
                "/actuator/info",
                "/metrics",
                "/v3/api-docs",
                "/nowhere",
                "/%61dmin/x"
            })
    void everythingElseDoes(String path) {
        WebTestClient.ResponseSpec response = read(path);
        response.expectHeader().valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"aligner\"");
        assertThat(problem(response, 401, "unauthenticated").get("detail").stringValue())
                .startsWith("key: missing (expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-aligner-key", "x-api-key", "api-key", "x-goog-api-key", "authorization"})
    void aKeyIsReadFromEachOfItsHeaders(String header) {
        String scheme = header.equals("authorization") ? "Bearer " : "";
        ask("/v1/corrections", body(""), header, scheme + KEYS.key("corrects"))
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("RateLimit");
        problem(ask("/v1/corrections", body(""), header, scheme + "alk_wrong"), 401, "unauthenticated");
    }

    @Test
    void aKeyThatHasExpiredOrStandsInTheQueryIsNone() {
        problem(ask("/v1/corrections", body(""), "x-api-key", KEYS.key("expired")), 401, "unauthenticated");
        assertThat(problem(ask("/v1/corrections?key=" + KEYS.key("corrects"), body("")), 401, "unauthenticated")
                        .get("detail")
                        .stringValue())
                .startsWith("key: in the query");
    }

    @ParameterizedTest
    @CsvSource({
        "corrects,/v1/models,200",
        "passes,/v1/models,403",
        "administers,/v1/models,403",
        "nothing,/v1/models,403",
        "administers,/admin/correctors,200",
        "corrects,/admin/correctors,403",
        "measures,/actuator/info,200",
        "administers,/actuator/info,200",
        "corrects,/actuator/info,403",
        "nothing,/nowhere,404",
        "passes,/pass/v1/models,200",
        "corrects,/pass/v1/models,403",
        "administers,/pass/v1/models,403"
    })
    void aCallerMayWhatItsScopesSay(String id, String path, int status) {
        WebTestClient.ResponseSpec response = read(path, "x-aligner-key", KEYS.key(id));
        response.expectStatus().isEqualTo(status);
        if (status == 403 && !path.startsWith("/pass/")) {
            assertThat(problem(response, 403, "forbidden").get("detail").stringValue())
                    .startsWith("scope: not among the caller's (expected: ");
        }
    }

    @Test
    void eachEditIsToldToWhoeverHasTheScope() {
        String full = body(",\"evidence\":\"full\"");
        assertThat(json(ask("/v1/corrections", full, "x-api-key", KEYS.key("tells")))
                        .get("edits")
                        .size())
                .isEqualTo(1);
        problem(ask("/v1/corrections", full, "x-api-key", KEYS.key("corrects")), 403, "forbidden");
        ask("/v1/corrections", body(",\"evidence\":\"summary\""), "x-api-key", KEYS.key("corrects"))
                .expectStatus()
                .isOk();
    }

    @Test
    void aLineOfABatchIsRefusedByItself() {
        String lines = """
                {"id":1,"question":"q","answer":"a","evidence":"full"}
                {"id":2,"question":"q","answer":"a"}
                """;
        String out = text(client().post()
                .uri("/v1/corrections:batch")
                .contentType(MediaType.APPLICATION_NDJSON)
                .header("x-api-key", KEYS.key("corrects"))
                .bodyValue(lines)
                .exchange());
        List<JsonNode> answers = out.lines().map(JSON::readTree).toList();
        assertThat(answers)
                .hasSize(2)
                .anySatisfy(line ->
                        assertThat(line.at("/error/code").stringValue("")).isEqualTo("forbidden"));
        assertThat(answers)
                .anySatisfy(
                        line -> assertThat(line.at("/action").stringValue("")).isEqualTo("NONE"));
    }

    @Test
    void theUpstreamsOwnCredentialPassesBesideOurs() throws InterruptedException {
        ask(
                        "/pass/v1/chat/completions",
                        SeenUpstream.CHAT,
                        "x-aligner-key",
                        KEYS.key("passes"),
                        "Authorization",
                        "Bearer sk-theirs")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("x-aligner-action", "CORRECTED");
        assertThat(UPSTREAM.next()).contains("Bearer sk-theirs").doesNotContain("alk_", "x-aligner-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "x-api-key", "api-key", "x-goog-api-key"})
    void aKeyOfOursDoesNotReachTheUpstreamWhereverItStands(String header) throws InterruptedException {
        String value = (header.equals("Authorization") ? "Bearer " : "") + KEYS.key("passes");
        ask("/pass/v1/chat/completions", SeenUpstream.CHAT, header, value)
                .expectStatus()
                .isOk();
        assertThat(UPSTREAM.next()).doesNotContain("alk_");
        read("/pass/v1/models", header, value, "x-aligner-key", KEYS.key("passes"))
                .expectStatus()
                .isOk();
        assertThat(UPSTREAM.next()).doesNotContain("alk_");
    }

    @Test
    void whatMayBeTheUpstreamsIsNotTakenForOurs() {
        WebTestClient.ResponseSpec response =
                ask("/pass/v1/chat/completions", SeenUpstream.CHAT, "Authorization", "Bearer sk-theirs");
        response.expectStatus().isUnauthorized().expectHeader().exists(HttpHeaders.WWW_AUTHENTICATE);
        JsonNode error = json(response).get("error");
        assertThat(error.get("type").stringValue()).isEqualTo("authentication_error");
        assertThat(error.get("code").stringValue()).isEqualTo("unauthenticated");
        assertThat(error.get("message").stringValue()).contains("x-aligner-key");
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @Test
    void aRouteWithItsOwnKeyTakesTheOrdinaryHeader() throws InterruptedException {
        String token =
                ISSUER.signed(Issuer.claims("web").claim("scope", "proxy").build());
        for (String ours : List.of(token, KEYS.key("passes"))) {
            ask("/keyed/v1/chat/completions", SeenUpstream.CHAT, "Authorization", "Bearer " + ours)
                    .expectStatus()
                    .isOk();
            assertThat(UPSTREAM.next()).contains("Bearer sk-of-the-route").doesNotContain(ours);
            ask("/keyed/v1/chat/completions", SeenUpstream.CHAT, "api-key", ours)
                    .expectStatus()
                    .isOk();
            assertThat(UPSTREAM.next()).contains("Bearer sk-of-the-route").doesNotContain(ours);
        }
        ask("/keyed/v1/chat/completions", SeenUpstream.CHAT, "Authorization", "Bearer sk-guessed")
                .expectStatus()
                .isUnauthorized();
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /pass/v1/messages                            | /error/type    | authentication_error
            /pass/v1/responses                           | /error/type    | authentication_error
            /pass/v1beta/models/gemini:generateContent   | /error/status  | UNAUTHENTICATED
            /pass/api/chat                               | /error         | key: missing
            /pass/v2/chat                                | /message       | key: missing
            """)
    void aRefusalHasTheFormOfTheWire(String path, String pointer, String begin) {
        WebTestClient.ResponseSpec response = ask(path, "{}");
        response.expectStatus().isUnauthorized();
        assertThat(json(response).at(pointer).stringValue()).startsWith(begin);
        assertThat(UPSTREAM.sawNothing()).isTrue();
    }

    @Test
    void moreEvidenceThanTheScopeAllowsIsClamped() {
        ask(
                        "/pass/v1/chat/completions",
                        SeenUpstream.CHAT,
                        "x-aligner-key",
                        KEYS.key("passes"),
                        "x-aligner-evidence",
                        "full")
                .expectHeader()
                .valueEquals("x-aligner-clamped", "evidence");
        assertThat(text(ask(
                        "/pass/v1/chat/completions",
                        SeenUpstream.CHAT,
                        "x-aligner-key",
                        KEYS.key("passes-and-tells"),
                        "x-aligner-evidence",
                        "full")))
                .contains("\"edits\":[{");
    }
}
