package dev.aligner.service.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.service.quota.Limits;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRingTest {
    private static final Limits STANDARD = new Limits(1, 2, 3);
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private final ApiKey key = ApiKey.random(new SecureRandom());
    private final ApiKey other = ApiKey.random(new SecureRandom());

    private static KeyRing read(String... lines) {
        return KeyRing.read(String.join("\n", lines).getBytes(UTF_8), STANDARD);
    }

    private static String line(ApiKey of, String more) {
        return "{\"id\":\"ci\",\"sha256\":\"" + of.sha256() + "\",\"scopes\":[\"correct\",\"evidence:full\"]" + more
                + "}";
    }

    @Test
    void aKeyIsKnownByItsHashAndNoOtherIs() {
        KeyRing ring = read("# callers", "", line(key, ",\"requests_per_minute\":0,\"concurrent\":9"));

        assertThat(ring.caller(key, NOW))
                .contains(new Caller("ci", Set.of(Scope.CORRECT, Scope.EVIDENCE_FULL), new Limits(0, 2, 9)));
        assertThat(ring.caller(other, NOW)).isEmpty();
        assertThat(ring.caller(new ApiKey(key.sha256()), NOW)).isEmpty();
        assertThat(ring.caller(new ApiKey(key.text().substring(1)), NOW)).isEmpty();
    }

    @Test
    void ofTwoKeysOfOneCallerEachIsKnownUntilItExpires() {
        KeyRing ring = read(line(key, ",\"expires\":\"2026-12-01T00:00:00Z\""), line(other, ""));

        assertThat(ring.caller(key, NOW.minusMillis(1))).isPresent();
        assertThat(ring.caller(key, NOW)).isEmpty();
        assertThat(ring.caller(other, NOW).map(Caller::id)).contains("ci");
    }

    @Test
    void aCertificateIsKnownByItsSubjectHoweverThatIsWritten() {
        KeyRing ring = read("{\"id\":\"gw\",\"subject\":\"CN=Gateway, O=Example\",\"scopes\":[\"proxy\"]}");

        assertThat(ring.caller(Certificates.subject("cn=gateway,o=example"), NOW)
                        .map(Caller::id))
                .contains("gw");
        assertThat(ring.caller(Certificates.subject("CN=gateway"), NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"id":"a"}                                              | line 2: sha256, subject: not as it must be
            {"id":"a","sha256":"alk_secret","scopes":[]}            | line 2: sha256: not as it must be
            {"id":"a b","subject":"CN=x"}                           | line 2: id: not as it must be
            {"id":"a","subject":"alk_secret"}                       | line 2: subject: not a name
            {"id":"a","subject":"CN=x","scopes":["alk_secret"]}     | line 2: scopes: an unknown one
            {"id":"a","subject":"CN=x","scopes":"alk_secret"}       | line 2: scopes: a JSON string
            {"id":"a","subject":"CN=x","concurrent":-1}             | line 2: concurrent: -1
            {"id":"a","subject":"CN=x","expires":"alk_secret"}      | line 2: expires: no time
            {"id":"a","subject":"CN=x","key":"alk_secret"}          | line 2: key: unknown field
            {"id":"a","subject":"CN=x"} alk_secret                  | line 2: body: not JSON
            alk_secret                                              | line 2: body: not JSON
            """)
    void aBadLineIsNamedAndNothingOfItIsQuoted(String line, String message) {
        assertThatThrownBy(() -> read("#", line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("alk_secret");
    }

    @Test
    void twoLinesOfOneKeyAreRefused() {
        assertThatThrownBy(() -> read(line(key, ""), line(key, "")))
                .hasMessageStartingWith("line 2: sha256, subject: there");
    }

    @Test
    void keysDifferAndAreNotShown() {
        Set<String> texts = new HashSet<>();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 1000; i++) {
            texts.add(ApiKey.random(random).text());
        }
        assertThat(texts).hasSize(1000).allMatch(text -> text.matches("alk_[A-Za-z0-9_-]{43}"));
        assertThat(key.toString()).doesNotContain(key.text().substring(4));
    }
}
