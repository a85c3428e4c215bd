package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class PlaygroundHttpTest extends HttpTestBase {
    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(playground/[^\"]+)\"");

    private EntityExchangeResult<byte[]> get(String path) {
        return client().get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult();
    }

    private static String text(EntityExchangeResult<byte[]> result) {
        return new String(result.getResponseBodyContent(), StandardCharsets.UTF_8);
    }

    private List<String> files() {
        return FILE.matcher(text(get("/")))
                .results()
                .map(found -> "/" + found.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/playground"})
    void thePageIsAskedForAnewAndTrustsNothingFromElsewhere(String path) {
        HttpHeaders headers = get(path).getResponseHeaders();
        assertThat(headers.getContentType()).hasToString("text/html;charset=UTF-8");
        assertThat(headers.getCacheControl()).isEqualTo("no-cache");
        assertThat(headers.getFirst("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "data:");
        assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.getFirst("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void thePageNamesNoOtherHostAndHoldsNoScriptOrStyle() {
        assertThat(text(get("/"))).doesNotContain("http://", "https://", "<style", "style=", "onclick", "VERSION");
        Matcher scripts =
                Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL).matcher(text(get("/")));
        assertThat(scripts.results()).isNotEmpty().allSatisfy(script -> {
            assertThat(script.group(1)).contains("src=");
            assertThat(script.group(2)).isBlank();
        });
    }

    /** What was answered is shown as text: nothing of it can become an element. */
    @Test
    void noFileOfThePageMakesMarkupOfText() throws IOException {
        Resource[] scripts = new PathMatchingResourcePatternResolver().getResources("classpath:playground/**/*.mjs");
        assertThat(scripts).hasSizeGreaterThan(10);
        for (Resource script : scripts) {
            assertThat(script.getContentAsString(StandardCharsets.UTF_8))
                    .as(String.valueOf(script.getFilename()))
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "setHTML", "document.write")
                    .doesNotContain("createContextualFragment", "DOMParser", "srcdoc", "eval(", "new Function");
        }
    }

    @Test
    void itsFilesAreKeptForEver() {
        assertThat(files()).isNotEmpty().allSatisfy(file -> {
            HttpHeaders headers = get(file).getResponseHeaders();
            assertThat(headers.getCacheControl()).isEqualTo("max-age=31536000, public, immutable");
            assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        });
    }

    @Test
    void whoHasAFileIsToldThatItIsTheSame() {
        for (String path : Stream.concat(Stream.of("/"), files().stream()).toList()) {
            String tag = Objects.requireNonNull(get(path).getResponseHeaders().getETag());
            client().get()
                    .uri(path)
                    .ifNoneMatch(tag)
                    .exchange()
                    .expectStatus()
                    .isNotModified()
                    .expectBody()
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/playground/0123456789abcdef/app.mjs", "/playground/app.mjs", "/playground/../application.yaml"
            })
    void whatIsNoFileOfThisBuildIsNowhere(String path) {
        client().get().uri(path).exchange().expectStatus().isNotFound();
    }

    private WebTestClient.ResponseSpec play(String query, String body) {
        return client().post()
                .uri("/v1/corrections:play" + query)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    /** The texts of a played stream's events, joined. */
    private static String played(WebTestClient.ResponseSpec response) {
        String events = text(response.expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
                .expectBody()
                .returnResult());
        assertThat(events).endsWith("data: [DONE]\n\n");
        StringBuilder joined = new StringBuilder();
        for (String line : events.split("\n", -1)) {
            if (line.startsWith("data: {")) {
                JsonNode content = JSON.readTree(line.substring(6)).at("/choices/0/delta/content");
                joined.append(content.isString() ? content.stringValue() : "");
            }
        }
        return joined.toString();
    }

    @Test
    void anAnswerIsPlayedInEachMode() {
        String corrected = FakeCorrector.corrected(ANSWER);
        assertThat(played(play("?mode=off&per_second=9000", body("")))).isEqualTo(ANSWER);
        assertThat(played(play("?mode=window&per_second=9000", body("")))).isEqualTo(corrected);
        assertThat(played(play("?mode=buffer&per_second=9000", body("")))).isEqualTo(corrected);
        WebTestClient.ResponseSpec postHoc = play("?mode=post-hoc&per_second=9000", body(""));
        String events = text(postHoc.expectBody().returnResult());
        assertThat(events).contains("\"correction\":\"" + corrected + "\"");
    }

    @Test
    void whatIsNoModeOrPaceIsRefused() {
        assertThat(problem(play("?mode=slow", body("")), 422, "invalid_field")
                        .get("field")
                        .stringValue())
                .isEqualTo("mode");
        for (String pace : List.of("0", "10001", "1e3", "-1")) {
            assertThat(problem(play("?per_second=" + pace, body("")), 422, "invalid_field")
                            .get("field")
                            .stringValue())
                    .isEqualTo("per_second");
        }
        problem(play("", "{}"), 422, "invalid_field");
    }

    @Test
    void withoutRoutesNoneCanBePlayed() {
        assertThat(json(client().get().uri("/v1/corrections:play").exchange()).get("routes"))
                .isEmpty();
    }
}
