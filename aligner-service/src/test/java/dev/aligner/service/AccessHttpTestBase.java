package dev.aligner.service;

import org.junit.jupiter.api.AfterEach;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service with a keys file, an issuer, and two routes: one that passes a client's credentials on and one that has its own. */
abstract class AccessHttpTestBase extends HttpTestBase {
    static final KeysFile KEYS = new KeysFile()
            .with("corrects", "correct", "")
            .with("tells", "correct evidence:full", "")
            .with("passes", "proxy", "")
            .with("passes-and-tells", "proxy evidence:full", "")
            .with("administers", "admin", "")
            .with("measures", "metrics", "")
            .with("nothing", "", "")
            .with("expired", "correct proxy admin", ",\"expires\":\"2020-01-01T00:00:00Z\"")
            .with("once", "correct proxy", ",\"requests_per_minute\":1")
            .with("twice", "correct proxy", ",\"requests_per_minute\":2")
            .with("thrifty", "correct proxy", ",\"tokens_per_minute\":1")
            .with("streaming", "proxy", ",\"tokens_per_minute\":1")
            .with("hosting", "correct", ",\"tokens_per_minute\":1")
            .with("batching", "correct", ",\"requests_per_minute\":2")
            .with("single", "correct", ",\"concurrent\":1")
            .with("shown", "correct", ",\"requests_per_minute\":600,\"tokens_per_minute\":100000");
    static final SeenUpstream UPSTREAM = new SeenUpstream();
    static final Issuer ISSUER = new Issuer();

    @DynamicPropertySource
    static void access(DynamicPropertyRegistry registry) {
        String base = "http://localhost:" + UPSTREAM.port();
        registry.add("aligner.security.keys-file", KEYS::path);
        registry.add("aligner.security.reload", () -> "20ms");
        registry.add("aligner.routes.passing.upstream", () -> base);
        registry.add("aligner.routes.passing.path", () -> "/pass/");
        registry.add("aligner.routes.passing.evidence", () -> "full");
        registry.add("aligner.routes.keyed.upstream", () -> base);
        registry.add("aligner.routes.keyed.path", () -> "/keyed/");
        registry.add("aligner.routes.keyed.api-key", () -> "sk-of-the-route");
        registry.add("aligner.plugs.enabled", () -> "kong");
        registry.add("spring.security.oauth2.resourceserver.jwt.jwk-set-uri", ISSUER::keys);
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", () -> Issuer.NAME);
        registry.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> "aligner");
    }

    @AfterEach
    void forget() {
        UPSTREAM.forget();
    }

    /** @param headers name and value in turns */
    WebTestClient.ResponseSpec ask(String path, String body, String... headers) {
        WebTestClient.RequestBodySpec request = client().post().uri(path).contentType(MediaType.APPLICATION_JSON);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.bodyValue(body).exchange();
    }

    WebTestClient.ResponseSpec read(String path, String... headers) {
        WebTestClient.RequestHeadersSpec<?> request = client().get().uri(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.exchange();
    }

    static String text(WebTestClient.ResponseSpec response) {
        String body = response.expectBody(String.class).returnResult().getResponseBody();
        return body == null ? "" : body;
    }
}
