package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class BeatsTest {
    private static String next(Beats beats) {
        return new String(beats.next(), StandardCharsets.UTF_8).replace("\n", "/");
    }

    private static String after(Wire wire, String... pieces) {
        Beats beats = new Beats(wire);
        for (String piece : pieces) {
            beats.passed(Spoken.utf8(piece.replace("/", "\n").replace("<", "\r")));
        }
        return next(beats);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            OPENAI_CHAT,        ': //'
            OPENAI_COMPLETIONS, ': //'
            OPENAI_RESPONSES,   ': //'
            COHERE_CHAT,        ': //'
            ANTHROPIC_MESSAGES, 'event: ping/data: {"type": "ping"}//'
            OLLAMA_CHAT,        '{"message":{"role":"assistant","content":""},"done":false}/'
            OLLAMA_GENERATE,    '{"response":"","done":false}/'
            GEMINI_CONTENT,     ''
            BEDROCK_CONVERSE,   ''
            """)
    void eachWireHasItsOwnAndNoneWithinAnEvent(Wire wire, String beat) {
        assertThat(after(wire)).isEqualTo(beat);
        assertThat(after(wire, "data: {}//")).isEqualTo(beat);
        assertThat(after(wire, "data: {")).isEmpty();
    }

    /** In these a slash is an LF and an angle a CR. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            'data: 1//',                 ': //'
            'data: 1/',                  ''
            'data: 1<',                  ''
            'data: 1</</',               ': //'
            'data: 1</<',                ''
            'data: 1<<',                 ': //'
            'event: e/',                 ''
            ': hm/',                     ''
            ': hm//',                    ': //'
            'id: 1/data: 1//',           ': /'
            'id/data: 1//',              ': /'
            'id:/data: 1//',             ': /'
            'id: 1/data: 1//data: 2//',  ': /'
            'id: 1/data: 1//data',       ''
            'idle: 1/data: 1//',         ': //'
            'data: id: 1//',             ': //'
            'i/d: 1//',                  ': //'
            """)
    void aCommentIsNoEventEither(String stream, String beat) {
        assertThat(after(Wire.OPENAI_CHAT, stream)).isEqualTo(beat);
        assertThat(after(Wire.OPENAI_CHAT, stream.split("", -1))).isEqualTo(beat);
    }

    @Test
    void whereItIsQuietOneComesAsSoonAsItMay() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Sinks.Many<byte[]> pieces = Sinks.many().unicast().onBackpressureBuffer();
        List<String> sent = new ArrayList<>();
        Beats.over(Wire.OPENAI_CHAT, pieces.asFlux(), Duration.ofSeconds(10), clock)
                .subscribe(piece -> sent.add(new String(piece, StandardCharsets.UTF_8)));

        clock.advanceTimeBy(Duration.ofSeconds(10));
        pieces.tryEmitNext(Spoken.utf8("id: 1\ndata: {"));
        clock.advanceTimeBy(Duration.ofSeconds(60));
        pieces.tryEmitNext(Spoken.utf8("}\n\n"));
        clock.advanceTimeBy(Duration.ofSeconds(10));
        pieces.tryEmitComplete();
        clock.advanceTimeBy(Duration.ofSeconds(60));

        assertThat(sent).containsExactly(": \n\n", "id: 1\ndata: {", "}\n\n", ": \n");
    }
}
