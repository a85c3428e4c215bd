package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Recorded;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no provider documents, and some send; and what is left of a stream that somebody damaged. */
class OddStreamsTest {
    private static final int ENOUGH = 100_000;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String corrected(String text) {
        return text.replace("Six", "Eight");
    }

    private static Playback rewriting(Wire wire, Window window) {
        return new Playback(new StreamRewriter(wire.stream(), window, ENOUGH), OddStreamsTest::corrected);
    }

    /** In these "Six" is text, and nothing but its place is changed; a slash is an LF. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {'choices':[{'delta':null}]}//data: {'choices':[{'delta':{'content':'Six.'}}]}//",
                "data: {'choices':[{'delta':{'content':null}}]}//data: {'choices':[{'delta':{'content':'Six.'}}]}//",
                "data: {'choices':null}//data: {'choices':[null,{'delta':{'content':'Six.'}}]}//data: null//data: 1//",
                "data: {'choices':[{'delta':{'content':'Six.'},'finish_reason':'stop'}]}//"
                        + "data: {'choices':[{'delta':{},'finish_reason':'stop'}]}//data: [DONE]//",
                "data: {'choices':[{'delta':{'content':'Six.'}}]}",
                "data: {'choices':[{'delta':{'content':'Six.'}}]}//data: [DONE]//data: {'six':1}//: bye//six",
                "data: {'choices':[{'delta':{'content':'Six.'}}]}//data: [DONE]//data: [DONE] again//",
                "data: \u0000//data: {'a':'\u0000'}//data: {'choices':[{'delta':{'content':'Six\\u0000.'}}]}//",
                "data: {'choices':[{'delta':{'content':'Six\u2028a\u2029b\u0085c.'}}]}//",
                "data://data//retry: 3//data:{'choices':[{'delta':{'content':'Six.'}}]}//id//",
                "data: {'choices':[{'delta':{'content':'two','content':'Six.'},'n':9223372036854775807,'f':1.0}]}//",
                "event: x/data: {'choices':[{'delta':{'content':'Six.'}}]}/: c/x: y//"
            })
    void isChangedInItsTextAlone(String lines) {
        String stream = lines.replace("'", "\"").replace("/", "\n");
        for (Window window : Window.values()) {
            for (int seed = 0; seed < 20; seed++) {
                Playback run = rewriting(Wire.OPENAI_CHAT, window).run(utf8(stream), new Random(seed));

                assertThat(run.text()).isEqualTo(corrected(stream));
                assertThat(run.rewriter().idle()).isTrue();
            }
        }
    }

    private static String chat(String... contents) {
        StringBuilder stream = new StringBuilder();
        for (String content : contents) {
            stream.append("data: {\"choices\":[{\"delta\":{\"content\":\"")
                    .append(content)
                    .append("\"}}]}\n\n");
        }
        return stream.toString();
    }

    @Test
    void aCharacterThatComesInTwoEventsIsOneToTheCorrector() {
        String stream = chat("Six \\ud83d", "\\ude00 legs. Six.");
        for (Window window : Window.values()) {
            Playback run = rewriting(Wire.OPENAI_CHAT, window).run(utf8(stream), new Random(1));

            assertThat(Spoken.deltas(Spoken.events(Wire.OPENAI_CHAT, run.sent()))
                            .values())
                    .containsExactly("Eight 😀 legs. Eight.");
            assertThat(run.kept()).isEmpty();
        }
    }

    @Test
    void halfACharacterKeepsItsUnitAndSaysSo() {
        String stream = chat("Six \\ud83d legs. ", "Six.");
        Output.Kept said = new Output.Kept(new Piece(0, 0), Untouched.UNSUPPORTED_FORMAT);

        Playback sentences = rewriting(Wire.OPENAI_CHAT, Window.SENTENCE).run(utf8(stream), new Random(1));
        assertThat(sentences.text()).isEqualTo(chat("Six \\ud83d legs. ", "Eight."));
        assertThat(sentences.kept()).containsExactly(said);

        Playback whole = rewriting(Wire.OPENAI_CHAT, Window.WHOLE).run(utf8(stream), new Random(1));
        assertThat(whole.text()).isEqualTo(stream);
        assertThat(whole.kept()).containsExactly(said);
    }

    /** A stream's text with a character of four bytes, the same as escapes, and lines that end with CR and LF. */
    private static byte[] fragile(Wire wire) {
        byte[] stream = Spoken.stream(wire, List.of("Six 😀 and ", "Six 😀."));
        if (wire == Wire.BEDROCK_CONVERSE) {
            return stream;
        }
        String text = new String(stream, StandardCharsets.UTF_8).replace("\n", "\r\n");
        int second = text.indexOf("😀", text.indexOf("😀") + 1);
        return utf8(text.substring(0, second) + text.substring(second).replace("😀", "\\uD83D\\uDE00"));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void isTheSameWhereverItIsCutInTwo(Wire wire) {
        byte[] stream = fragile(wire);
        byte[] whole = rewriting(wire, Window.WHOLE).run(stream, new Random(1)).sent();
        assertThat(Spoken.deltas(Spoken.events(wire, whole)).values()).containsExactly("Eight 😀 and Eight 😀.");

        for (int cut = 0; cut <= stream.length; cut++) {
            Playback run = rewriting(wire, Window.WHOLE);
            run.take(run.rewriter().push(Arrays.copyOf(stream, cut)));
            run.take(run.rewriter().push(Arrays.copyOfRange(stream, cut, stream.length)));
            run.take(run.rewriter().end());
            while (!run.waiting().isEmpty()) {
                run.correctOne();
            }

            assertThat(run.sent()).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    /** The upstream breaks off at any byte: what had ended by then goes out as it came. */
    @ParameterizedTest
    @EnumSource(Wire.class)
    void isReleasedUpToTheEventThatBrokeOff(Wire wire) {
        byte[] stream = Spoken.stream(wire, List.of("Six. ", "And Six"));
        for (int cut = 0; cut <= stream.length; cut++) {
            byte[] before = Arrays.copyOf(stream, cut);
            ByteArrayOutputStream ended = new ByteArrayOutputStream();
            wire.stream().push(before).stream().map(StreamEvent::raw).forEach(ended::writeBytes);
            for (Rewriter rewriter : List.of(
                    new StreamRewriter(wire.stream(), Window.SENTENCE, ENOUGH),
                    new StreamRewriter(wire.stream(), Window.WHOLE, ENOUGH),
                    new TrailingRewriter(wire.stream(), ENOUGH))) {
                Playback run = new Playback(rewriter, OddStreamsTest::corrected);
                run.take(rewriter.push(before));
                run.take(rewriter.release(Untouched.UPSTREAM_FAILED));

                assertThat(run.sent()).as("cut at %d", cut).isEqualTo(ended.toByteArray());
                assertThat(rewriter.idle()).isTrue();
            }
        }
    }

    @Provide
    Arbitrary<Recorded> exchanges() {
        return Arbitraries.of(Recorded.all());
    }

    @Property(tries = 1000)
    void isNeverLostWhateverIsDamaged(@ForAll("exchanges") Recorded exchange, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] stream = exchange.stream().clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
        }
        Wire wire = exchange.wire();

        for (Rewriter rewriter : List.of(
                new StreamRewriter(wire.stream(), Window.SENTENCE, 300),
                new StreamRewriter(wire.stream(), Window.WHOLE, ENOUGH),
                new TrailingRewriter(wire.stream(), ENOUGH))) {
            Playback same = new Playback(rewriter, UnaryOperator.identity()).run(stream, new Random(seed));
            assertThat(same.sent()).isEqualTo(stream);
            assertThat(rewriter.idle()).isTrue();
        }
        Playback changed = rewriting(wire, Window.SENTENCE).run(stream, new Random(seed));
        assertThat(changed.rewriter().idle()).isTrue();
    }
}
