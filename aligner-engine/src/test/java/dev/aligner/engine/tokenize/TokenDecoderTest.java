package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TokenDecoderTest {
    private static final String REPLACE =
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},\"content\":\" \"}";

    private static TokenDecoder decoder(String json) {
        return TokenDecoder.of(JsonMapper.shared().readTree(json));
    }

    private static String text(TokenDecoder decoder, String token) {
        return new String(decoder.bytes(token), StandardCharsets.UTF_8);
    }

    @Test
    void byteLevelAlphabetStandsForBytes() {
        TokenDecoder decoder = decoder("{\"type\":\"ByteLevel\"}");

        assertThat(text(decoder, "\u0120a\u010A")).isEqualTo(" a\n");
        assertThat(decoder.bytes("\u0100\u0143\u00F0")).containsExactly(0, 0xAD, 0xF0);
        assertThat(text(decoder, "\u4F60 ")).as("outside the alphabet").isEqualTo("\u4F60 ");
    }

    @Test
    void byteFallbackStandsForBytesOnlyWhereTheDecoderSaysSo() {
        assertThat(decoder("{\"type\":\"Sequence\",\"decoders\":[" + REPLACE + ",{\"type\":\"ByteFallback\"}]}")
                        .bytes("<0xE2>"))
                .containsExactly(0xE2);
        assertThat(text(decoder("{\"type\":\"Metaspace\",\"replacement\":\"\u2581\"}"), "<0xE2>"))
                .isEqualTo("<0xE2>");
    }

    @Test
    void leadingSpaceIsDroppedAsTheDecoderSays() {
        String strip = "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}";

        assertThat(decoder("{\"type\":\"Sequence\",\"decoders\":[" + REPLACE + ",{\"type\":\"Fuse\"}," + strip + "]}")
                        .dropsLeadingSpace())
                .isTrue();
        assertThat(decoder("{\"type\":\"Sequence\",\"decoders\":[" + REPLACE + "]}")
                        .dropsLeadingSpace())
                .isFalse();
        assertThat(decoder("{\"type\":\"Metaspace\",\"prepend_scheme\":\"first\"}")
                        .dropsLeadingSpace())
                .isTrue();
        assertThat(decoder("{\"type\":\"Metaspace\",\"prepend_scheme\":\"never\"}")
                        .dropsLeadingSpace())
                .isFalse();
        assertThat(decoder("{\"type\":\"Metaspace\",\"add_prefix_space\":false}")
                        .dropsLeadingSpace())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"type\":\"WordPiece\"}",
                "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"CTC\"}]}",
                "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"x\"},\"content\":\"\"}",
                "{\"type\":\"Strip\",\"content\":\" \",\"start\":0,\"stop\":1}"
            })
    void otherDecodersAreRefused(String json) {
        assertThatThrownBy(() -> decoder(json))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("decoder");
    }
}
