package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassedHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade"
            })
    void whatIsOfAConnectionEndsThere(String name) {
        assertThat(PassedHeaders.toUpstream(name, null)).isFalse();
        assertThat(PassedHeaders.toClient(name, null, false)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            Authorization,         null,               true
            x-api-key,             null,               true
            Cookie,                null,               true
            Anthropic-Version,     'close',            true
            traceparent,           null,               true
            Content-Type,          null,               true
            Host,                  null,               false
            Content-Length,        null,               false
            Expect,                null,               false
            X-Aligner-Instruction, null,               false
            x-aligner-none-of-them, null,              false
            X-Hop,                 'close, x-hop',     false
            X-Hop,                 ' X-HOP ,close',    false
            X-Hop,                 'x-hopper',         true
            """)
    void theUpstreamGetsWhatIsMeantForIt(String name, String connection, boolean passed) {
        assertThat(PassedHeaders.toUpstream(name, connection)).isEqualTo(passed);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            Content-Type,     null,    true,  true
            X-Request-Id,     null,    true,  true
            Set-Cookie,       null,    true,  true
            Retry-After,      null,    true,  true
            X-Hop,            X-Hop,   false, false
            ETag,             null,    true,  false
            Last-Modified,    null,    true,  false
            Content-Length,   null,    true,  false
            Content-Encoding, null,    true,  false
            Content-MD5,      null,    true,  false
            Digest,           null,    true,  false
            Content-Digest,   null,    true,  false
            Repr-Digest,      null,    true,  false
            Accept-Ranges,    null,    true,  false
            ETag,             null,    false, true
            Content-Length,   null,    false, true
            Content-Encoding, null,    false, true
            """)
    void theClientGetsNothingThatSpeaksOfOtherBytes(String name, String connection, boolean changed, boolean passed) {
        assertThat(PassedHeaders.toClient(name, connection, changed)).isEqualTo(passed);
    }
}
