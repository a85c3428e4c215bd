package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StreamRewriterTest {
    private static String corrected(String text) {
        return text.replace("six", "eight").replace("Six", "Eight 😀").replace("bad ", "");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static final List<Wire> WIRES = List.of(Wire.OPENAI_CHAT, Wire.ANTHROPIC_MESSAGES, Wire.OLLAMA_CHAT);

    private static Map<Piece, String> deltas(Wire wire, byte[] bytes) {
        AnswerStream stream = wire.stream();
        List<StreamEvent> events = new ArrayList<>(stream.push(bytes));
        events.addAll(stream.end());
        Map<Piece, String> texts = new LinkedHashMap<>();
        events.forEach(event -> event.texts().forEach(text -> texts.merge(text.piece(), text.text(), String::concat)));
        return texts;
    }

    /** What must come out: the units' outcomes, joined. */
    private static String reference(String text, Window window) {
        Units units = new Units(window);
        units.append(text);
        units.complete();
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (OptionalInt end = units.next(); end.isPresent(); end = units.next()) {
            String unit = text.substring(from, end.getAsInt());
            out.append(Untouched.ofWhole(unit) == null ? corrected(unit) : unit);
            from = end.getAsInt();
        }
        return out.toString();
    }

    @Provide
    Arbitrary<List<String>> answers() {
        return Arbitraries.of(
                        "Six",
                        " legs",
                        ".",
                        " ",
                        "It has ",
                        "six",
                        "\n",
                        "```\n",
                        "six()\n",
                        "```\n",
                        "bad ",
                        "😀",
                        "! ",
                        "A",
                        "",
                        "{",
                        "\"q\"",
                        " and so on")
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<Wire> wires() {
        return Arbitraries.of(WIRES);
    }

    @Property(tries = 600)
    void whatIsNotCorrectedIsSentAsItCame(
            @ForAll("wires") Wire wire,
            @ForAll("answers") List<String> answer,
            @ForAll Window window,
            @ForAll long seed) {
        byte[] stream = Playback.stream(wire, answer);

        Playback run = new Playback(new StreamRewriter(wire.stream(), window, 100_000), UnaryOperator.identity())
                .run(stream, new Random(seed));

        assertThat(run.sent()).isEqualTo(stream);
        assertThat(run.rewriter().idle()).isTrue();
        assertThat(run.left()).isEmpty();
    }

    @Property(tries = 600)
    void theTextSentIsTheUnitsOutcomesForEveryCutAndEveryDelay(
            @ForAll("wires") Wire wire,
            @ForAll("answers") List<String> answer,
            @ForAll Window window,
            @ForAll long seed) {
        byte[] stream = Playback.stream(wire, answer);

        Playback run = new Playback(new StreamRewriter(wire.stream(), window, 100_000), StreamRewriterTest::corrected)
                .run(stream, new Random(seed));

        String expected = reference(String.join("", answer), window);
        assertThat(String.join("", deltas(wire, run.sent()).values())).isEqualTo(expected);
        assertThat(run.rewriter().idle()).isTrue();
        String sent = run.text();
        assertThat(sent.lines().count())
                .isEqualTo(new String(stream, StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void theFirstSentenceLeavesBeforeTheSecondIsWritten() {
        Playback run = new Playback(
                new StreamRewriter(Wire.OLLAMA_CHAT.stream(), Window.SENTENCE, 1000), StreamRewriterTest::corrected);

        run.take(run.rewriter().push(utf8("{\"message\":{\"content\":\"It has six legs. A\"},\"done\":false}\n")));
        assertThat(run.waiting()).hasSize(1);
        run.correctOne();
        assertThat(run.sent()).isEmpty();
        run.take(run.rewriter().push(utf8("{\"message\":{\"content\":\"nd six eyes. \"},\"done\":false}\n")));
        run.take(run.rewriter().push(utf8("{\"message\":{\"content\":\"So\"},\"done\":false}\n")));
        assertThat(run.waiting()).hasSize(1);
        assertThat(run.waiting().get(0).before()).isEqualTo("It has eight legs. ");
        run.correctOne();

        assertThat(run.text()).isEqualTo("""
                        {"message":{"content":"It has eight legs. A"},"done":false}
                        {"message":{"content":"nd eight eyes. "},"done":false}
                        """);
    }

    @Test
    void whatIsTooMuchToHoldPassesAsItCame() {
        List<String> answer = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answer.add("Six legs. ");
        }
        byte[] stream = Playback.stream(Wire.OPENAI_CHAT, answer);
        Playback run = new Playback(
                new StreamRewriter(Wire.OPENAI_CHAT.stream(), Window.WHOLE, 100), StreamRewriterTest::corrected);

        run.take(run.rewriter().push(stream));
        run.take(run.rewriter().end());

        assertThat(run.left()).containsExactly(new Output.Left(new Piece(0, 0), Untouched.TOO_LARGE));
        assertThat(run.waiting()).isEmpty();
        assertThat(run.sent()).isEqualTo(stream);
    }

    @Test
    void aToolCallBehindTheTextLeavesItAndItsCorrectionIsGivenUp() {
        String text = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Six. And\"}}]}\n\n";
        String tool = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}\n\n";
        Playback run = new Playback(
                new StreamRewriter(Wire.OPENAI_CHAT.stream(), Window.SENTENCE, 1000), StreamRewriterTest::corrected);

        run.take(run.rewriter().push(utf8(text)));
        run.take(run.rewriter().push(utf8(tool)));
        run.correctOne();
        run.take(run.rewriter().end());

        assertThat(run.text()).isEqualTo(text + tool);
        assertThat(run.left()).containsExactly(new Output.Left(new Piece(0, 0), Untouched.TOOL_CALL));
    }

    @Test
    void whereTheUpstreamFailsWhatWasHeldGoesOutBeforeTheError() {
        String text = "{\"message\":{\"content\":\"Six legs. And\"},\"done\":false}\n";
        String error = "{\"error\":\"out of memory\"}\n";
        Playback run = new Playback(
                new StreamRewriter(Wire.OLLAMA_CHAT.stream(), Window.WHOLE, 1000), StreamRewriterTest::corrected);

        run.run(utf8(text + error), new Random(1));

        assertThat(run.text()).isEqualTo(text + error);
        assertThat(run.left()).containsExactly(new Output.Left(new Piece(0, 0), Untouched.UPSTREAM_FAILED));
    }

    @Test
    void aRepeatedTextIsWhatWasSaid() {
        String delta =
                "data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"Six legs. Or six.\"}\n\n";
        String done =
                "data: {\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":\"Six legs. Or six.\"}\n\n";

        Playback run = new Playback(
                        new StreamRewriter(Wire.OPENAI_RESPONSES.stream(), Window.SENTENCE, 1000),
                        StreamRewriterTest::corrected)
                .run(utf8(delta + done), new Random(1));

        assertThat(run.text()).isEqualTo((delta + done).replace("Six legs. Or six.", "Eight 😀 legs. Or eight."));
    }
}
