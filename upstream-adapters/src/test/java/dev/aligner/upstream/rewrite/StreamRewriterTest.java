package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        return Arbitraries.of(Wire.values());
    }

    @Property(tries = 600)
    void whatIsNotCorrectedIsSentAsItCame(
            @ForAll("wires") Wire wire,
            @ForAll("answers") List<String> answer,
            @ForAll Window window,
            @ForAll long seed) {
        byte[] stream = Spoken.stream(wire, answer);

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
        byte[] stream = Spoken.stream(wire, answer);

        Playback run = new Playback(new StreamRewriter(wire.stream(), window, 100_000), StreamRewriterTest::corrected)
                .run(stream, new Random(seed));

        String expected = Spoken.reference(String.join("", answer), window, StreamRewriterTest::corrected);
        assertThat(String.join(
                        "", Spoken.deltas(Spoken.events(wire, run.sent())).values()))
                .isEqualTo(expected);
        assertThat(run.rewriter().idle()).isTrue();
        assertThat(Spoken.events(wire, run.sent())).hasSameSizeAs(Spoken.events(wire, stream));
    }

    @Property(tries = 600)
    void whatIsToldOfATextIsHowItsFirstJobBegins(
            @ForAll("wires") Wire wire,
            @ForAll("answers") List<String> answer,
            @ForAll Window window,
            @ForAll long seed) {
        Playback run = new Playback(new StreamRewriter(wire.stream(), window, 100_000), StreamRewriterTest::corrected)
                .run(Spoken.stream(wire, answer), new Random(seed));

        run.first().forEach((piece, text) -> {
            String before = "";
            for (String begun : run.begun().getOrDefault(piece, List.of())) {
                assertThat(text).startsWith(begun.stripTrailing());
                assertThat(begun).startsWith(before);
                before = begun;
            }
        });
    }

    @Test
    void aTextIsToldOfUntilItsFirstJob() {
        Rewriter rewriter = new StreamRewriter(Wire.OLLAMA_CHAT.stream(), Window.WHOLE, 1000);
        List<String> told = new ArrayList<>();

        rewriter.push(utf8("{\"message\":{\"content\":\"It has six legs. A\"},\"done\":false}\n"));
        rewriter.begun((piece, text) -> told.add(text.toString()));
        rewriter.push(utf8("{\"message\":{\"content\":\"nd eyes.\"},\"done\":true}\n"));
        rewriter.begun((piece, text) -> told.add(text.toString()));

        assertThat(told).containsExactly("It has six legs. A");
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
        byte[] stream = Spoken.stream(Wire.OPENAI_CHAT, answer);
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
