package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadTest {
    private static AnswerHead head(int status, String cacheControl, String... headers) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return AnswerHead.of(status, name -> all.get(name.toLowerCase(Locale.ROOT)), cacheControl);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            199 | application/json                    | NON_2XX
            300 | application/json                    | NON_2XX
            304 | application/json                    | NON_2XX
            204 | application/json                    | NO_TEXT
            206 | application/json                    | UNSUPPORTED_FORMAT
            206 | text/event-stream                   | UNSUPPORTED_FORMAT
            200 | Application/JSON ; charset=utf-8    | null
            200 | TEXT/EVENT-STREAM                   | null
            200 | application/x-ndjson                | null
            200 | application/vnd.amazon.eventstream  | null
            200 | application/problem+json            | UNSUPPORTED_FORMAT
            200 | ''                                  | UNSUPPORTED_FORMAT
            """)
    void statusAndTypeSayWhetherItIsRead(int status, String type, Why reason) {
        assertThat(head(status, "", "content-type", type).unreadable()).isEqualTo(reason);
    }

    @Test
    void whatIsPackedOrNotToBeChangedOrAlignedIsNotRead() {
        String json = "application/json";
        assertThat(head(200, "", "content-type", json, "content-encoding", "BR").unreadable())
                .isEqualTo(Why.UNSUPPORTED_ENCODING);
        assertThat(head(200, "", "content-type", json, "content-encoding", "Identity")
                        .unreadable())
                .isNull();
        assertThat(head(200, "max-age=1, No-Transform", "content-type", json).unreadable())
                .isEqualTo(Why.NO_TRANSFORM);
        assertThat(head(200, "", "content-type", json, "x-aligner-action", "NONE")
                        .unreadable())
                .isEqualTo(Why.ALREADY_ALIGNED);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "GZIP, GZIP",
                "x-gzip, GZIP",
                "' deflate ', DEFLATE",
                "identity, null",
                "zstd, null",
                "'gzip, br', null"
            })
    void whatCanBeUnpackedIsRead(String encoding, Packing packing) {
        AnswerHead head = head(200, "", "content-type", "application/json", "content-encoding", encoding);

        assertThat(head.packing()).isEqualTo(packing);
        assertThat(head.unreadable() == null).isEqualTo(packing != null || encoding.equals("identity"));
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream;charset=utf-8,true", "application/x-ndjson,true", "application/json,false"})
    void aStreamIsKnownByItsType(String type, boolean streamed) {
        assertThat(head(200, "", "content-type", type).streamed()).isEqualTo(streamed);
    }
}
