package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** A client's and a corrector's side of a rewriter, the corrector taking its time. */
    private static final class Run {
        private final StreamRewriter rewriter;
        private final UnaryOperator<String> corrector;
        private final List<Job> waiting = new ArrayList<>();
        private final List<Output.Left> left = new ArrayList<>();
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Run(Wire wire, Window window, int most, UnaryOperator<String> corrector) {
            this.rewriter = new StreamRewriter(wire.stream(), window, most);
            this.corrector = corrector;
        }

        void take(List<Output> outputs) {
            for (Output output : outputs) {
                if (output instanceof Output.Bytes bytes) {
                    sent.writeBytes(bytes.bytes());
                } else if (output instanceof Output.Wanted wanted) {
                    waiting.add(wanted.job());
                } else if (output instanceof Output.Left given) {
                    left.add(given);
                }
            }
        }

        void correctOne() {
            Job job = waiting.remove(0);
            take(rewriter.decided(job, corrector.apply(job.text())));
        }

        Run run(byte[] bytes, Random random) {
            int at = 0;
            int longest = 1 + random.nextInt(120);
            while (at < bytes.length) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
                take(rewriter.push(Arrays.copyOfRange(bytes, at, to)));
                at = to;
                while (!waiting.isEmpty() && random.nextBoolean()) {
                    correctOne();
                }
            }
            take(rewriter.end());
            while (!waiting.isEmpty()) {
                correctOne();
            }
            return this;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final List<Wire> WIRES = List.of(Wire.OPENAI_CHAT, Wire.ANTHROPIC_MESSAGES, Wire.OLLAMA_CHAT);

    /** A stream as this wire sends it, of one text in these deltas. */
    private static byte[] stream(Wire wire, List<String> deltas) {
        StringBuilder out = new StringBuilder();
        if (wire == Wire.ANTHROPIC_MESSAGES) {
            out.append("""
                    event: content_block_start
                    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                    event: ping
                    data: {"type":"ping"}

                    """);
        }
        for (String delta : deltas) {
            String literal =
                    "\"" + delta.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
            out.append(
                    switch (wire) {
                        case OPENAI_CHAT ->
                            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":" + literal + "}}]}\n\n";
                        case ANTHROPIC_MESSAGES ->
                            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                                    + "\"delta\":{\"type\":\"text_delta\",\"text\":" + literal + "}}\n\n";
                        default -> "{\"message\":{\"content\":" + literal + "},\"done\":false}\n";
                    });
        }
        return utf8(out.append(
                        switch (wire) {
                            case OPENAI_CHAT ->
                                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
                            case ANTHROPIC_MESSAGES -> """
                                data: {"type":"content_block_stop","index":0}

                                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

                                data: {"type":"message_stop"}

                                """;
                            default -> "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n";
                        })
                .toString());
    }

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
        byte[] stream = stream(wire, answer);

        Run run = new Run(wire, window, 100_000, UnaryOperator.identity()).run(stream, new Random(seed));

        assertThat(run.sent.toByteArray()).isEqualTo(stream);
        assertThat(run.rewriter.idle()).isTrue();
        assertThat(run.left).isEmpty();
    }

    @Property(tries = 600)
    void theTextSentIsTheUnitsOutcomesForEveryCutAndEveryDelay(
            @ForAll("wires") Wire wire,
            @ForAll("answers") List<String> answer,
            @ForAll Window window,
            @ForAll long seed) {
        byte[] stream = stream(wire, answer);

        Run run = new Run(wire, window, 100_000, StreamRewriterTest::corrected).run(stream, new Random(seed));

        String expected = reference(String.join("", answer), window);
        assertThat(String.join("", deltas(wire, run.sent.toByteArray()).values()))
                .isEqualTo(expected);
        assertThat(run.rewriter.idle()).isTrue();
        String sent = run.sent.toString(StandardCharsets.UTF_8);
        assertThat(sent.lines().count())
                .isEqualTo(new String(stream, StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void theFirstSentenceLeavesBeforeTheSecondIsWritten() {
        Run run = new Run(Wire.OLLAMA_CHAT, Window.SENTENCE, 1000, StreamRewriterTest::corrected);

        run.take(run.rewriter.push(utf8("{\"message\":{\"content\":\"It has six legs. A\"},\"done\":false}\n")));
        assertThat(run.waiting).hasSize(1);
        run.correctOne();
        assertThat(run.sent.size()).isZero();
        run.take(run.rewriter.push(utf8("{\"message\":{\"content\":\"nd six eyes. \"},\"done\":false}\n")));
        run.take(run.rewriter.push(utf8("{\"message\":{\"content\":\"So\"},\"done\":false}\n")));
        assertThat(run.waiting).hasSize(1);
        assertThat(run.waiting.get(0).before()).isEqualTo("It has eight legs. ");
        run.correctOne();

        assertThat(run.sent.toString(StandardCharsets.UTF_8)).isEqualTo("""
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
        byte[] stream = stream(Wire.OPENAI_CHAT, answer);
        StreamRewriter rewriter = new StreamRewriter(Wire.OPENAI_CHAT.stream(), Window.WHOLE, 100);

        List<Output> out = new ArrayList<>(rewriter.push(stream));
        out.addAll(rewriter.end());

        assertThat(out).contains(new Output.Left(new Piece(0, 0), Untouched.TOO_LARGE));
        assertThat(out).noneMatch(Output.Wanted.class::isInstance);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        out.forEach(output -> {
            if (output instanceof Output.Bytes bytes) {
                sent.writeBytes(bytes.bytes());
            }
        });
        assertThat(sent.toByteArray()).isEqualTo(stream);
    }

    @Test
    void aToolCallBehindTheTextLeavesItAndItsCorrectionIsGivenUp() {
        String text = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Six. And\"}}]}\n\n";
        String tool = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}\n\n";
        Run run = new Run(Wire.OPENAI_CHAT, Window.SENTENCE, 1000, StreamRewriterTest::corrected);

        run.take(run.rewriter.push(utf8(text)));
        run.take(run.rewriter.push(utf8(tool)));
        run.correctOne();
        run.take(run.rewriter.end());

        assertThat(run.sent.toString(StandardCharsets.UTF_8)).isEqualTo(text + tool);
        assertThat(run.left).containsExactly(new Output.Left(new Piece(0, 0), Untouched.TOOL_CALL));
    }

    @Test
    void whereTheUpstreamFailsWhatWasHeldGoesOutBeforeTheError() {
        String text = "{\"message\":{\"content\":\"Six legs. And\"},\"done\":false}\n";
        String error = "{\"error\":\"out of memory\"}\n";
        Run run = new Run(Wire.OLLAMA_CHAT, Window.WHOLE, 1000, StreamRewriterTest::corrected);

        run.run(utf8(text + error), new Random(1));

        assertThat(run.sent.toString(StandardCharsets.UTF_8)).isEqualTo(text + error);
        assertThat(run.left).containsExactly(new Output.Left(new Piece(0, 0), Untouched.UPSTREAM_FAILED));
    }

    @Test
    void aRepeatedTextIsWhatWasSaid() {
        String delta =
                "data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"Six legs. Or six.\"}\n\n";
        String done =
                "data: {\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":\"Six legs. Or six.\"}\n\n";

        Run run = new Run(Wire.OPENAI_RESPONSES, Window.SENTENCE, 1000, StreamRewriterTest::corrected)
                .run(utf8(delta + done), new Random(1));

        assertThat(run.sent.toString(StandardCharsets.UTF_8))
                .isEqualTo((delta + done).replace("Six legs. Or six.", "Eight 😀 legs. Or eight."));
    }
}
