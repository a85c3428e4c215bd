package dev.aligner.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.service.access.Passages.Passage;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

class CredentialTest {
    private record Way(boolean replacesCredentials) implements Passage {
        @Override
        public @Nullable Wire wire() {
            return null;
        }

        @Override
        public Mono<Void> refuse(ServerWebExchange exchange, AlignerException why) {
            return Mono.error(why);
        }
    }

    private static HttpHeaders headers(String text) {
        HttpHeaders headers = new HttpHeaders();
        for (String header : text.split("; ", -1)) {
            int colon = header.indexOf(": ");
            headers.add(header.substring(0, colon), header.substring(colon + 2));
        }
        return headers;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Authorization: Bearer k                          | k | k      |
            authorization: bearer k                          | k | k      |
            Authorization: Basic k                           |   |        |
            x-api-key: k                                     | k | k      |
            api-key: k                                       | k | k      |
            x-goog-api-key: k                                | k | k      |
            x-aligner-key: k                                 | k | k      | k
            x-aligner-key: Bearer k                          | k | k      | k
            x-api-key: b; Authorization: Bearer a            | a | a      |
            Authorization: Bearer a; x-aligner-key: k        | k | k      | k
            Authorization: Bearer sk-1                       | sk-1 | sk-1 |
            Authorization: Bearer alk_1                      | alk_1 | alk_1 | alk_1
            Authorization: Bearer sk-1; x-api-key: alk_1     | sk-1 | sk-1 | alk_1
            x-api-key:                                       |   |        |
            cookie: k                                        |   |        |
            """)
    void whichHeaderCounts(String headers, @Nullable String own, @Nullable String replaced, @Nullable String passed) {
        HttpHeaders given = headers(headers + (headers.endsWith(":") ? " " : ""));
        assertThat(text(given, null)).isEqualTo(own);
        assertThat(text(given, new Way(true))).isEqualTo(replaced);
        assertThat(text(given, new Way(false))).isEqualTo(passed);
    }

    private static @Nullable String text(HttpHeaders headers, @Nullable Passage passage) {
        Credential found = Credential.of(headers, passage);
        return found == null ? null : found.text();
    }

    @Test
    void noKeyOfOursGoesOn() {
        HttpHeaders headers =
                headers("Authorization: Bearer alk_1; x-api-key: sk; api-key: alk_2; x-goog-api-key: Bearer alk_3");
        assertThat(Credential.toStrip(headers, new Way(false)))
                .containsExactly("Authorization", "api-key", "x-goog-api-key");
        assertThat(Credential.toStrip(headers("api-key: of-an-issuer"), new Way(true)))
                .as("the upstream gets the route's own")
                .containsExactly("api-key");
        assertThat(Credential.toStrip(headers("api-key: of-an-upstream"), new Way(false)))
                .isEmpty();
    }

    @Test
    void aKeyInTheQueryIsSeenAndOtherTextIsNot() {
        assertThat(Credential.inQuery("alt=sse&key=alk_1")).isTrue();
        assertThat(Credential.inQuery("q=walk_on&key=AIza")).isFalse();
        assertThat(Credential.inQuery(null)).isFalse();
    }

    @Test
    void aCredentialIsNotShown() {
        assertThat(String.valueOf(Credential.of(headers("x-api-key: secret"), null)))
                .doesNotContain("secret");
    }
}
