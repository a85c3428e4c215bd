package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No more is held than the limit and one event, whatever the events are. */
class HeldBytesTest {
    private static final int LIMIT = 50_000;
    private static final int MANY = 10_000;

    private static Playback rewriting(Wire wire, Window window) {
        return new Playback(new StreamRewriter(wire.stream(), window, LIMIT), UnaryOperator.identity());
    }

    /** Feeds a stream event by event to a corrector that never answers. */
    private static void feed(Playback run, Wire wire, List<String> events) {
        ByteArrayOutputStream fed = new ByteArrayOutputStream();
        for (String json : events) {
            byte[] event = Spoken.framed(wire, json);
            fed.writeBytes(event);
            run.take(run.rewriter().push(event));
            assertThat(fed.size() - run.sent().length).isLessThanOrEqualTo(LIMIT);
        }
        run.take(run.rewriter().end());
        if (!run.rewriter().idle()) {
            run.take(run.rewriter().release(Untouched.UPSTREAM_FAILED));
        }
        assertThat(run.sent()).isEqualTo(fed.toByteArray());
    }

    private static List<String> chat(String first, String many, String last) {
        List<String> events = new ArrayList<>(List.of(first));
        events.addAll(Collections.nCopies(MANY / 10, many));
        events.add(last);
        return events;
    }

    private static String delta(int choice, String delta) {
        return "{\"choices\":[{\"index\":" + choice + ",\"delta\":{" + delta + "}}]}";
    }

    private static String finish(int choice) {
        return "{\"choices\":[{\"index\":" + choice + ",\"delta\":{},\"finish_reason\":\"stop\"}]}";
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void tenThousandTinyDeltasAreMoreThanTheirText(Wire wire) {
        byte[] stream = Spoken.stream(wire, Collections.nCopies(MANY, "x"));
        Playback run = rewriting(wire, Window.WHOLE);
        int most = 0;

        for (int at = 0; at < stream.length; at += 4000) {
            byte[] piece = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + 4000));
            run.take(run.rewriter().push(piece));
            most = Math.max(most, at + piece.length - run.sent().length);
        }
        run.take(run.rewriter().end());

        // what the reader holds of an event that is not whole comes on top
        assertThat(most).isBetween(LIMIT / 2, LIMIT + 4000);
        assertThat(run.left()).containsExactly(new Output.Left(new Piece(0, 0), Untouched.TOO_LARGE));
        assertThat(run.sent()).isEqualTo(stream);
    }

    @Test
    void reasoningAndArgumentsBehindATextThatWaitsCount() {
        for (String beside : List.of(
                "\"reasoning_content\":\"and so on and on\"",
                "\"x_arguments\":[{\"index\":0,\"function\":{\"arguments\":\"and so on\"}}]")) {
            Playback run = rewriting(Wire.OPENAI_CHAT, Window.SENTENCE);

            feed(run, Wire.OPENAI_CHAT, chat(delta(0, "\"content\":\"It has\""), delta(0, beside), finish(0)));

            assertThat(run.left()).containsExactly(new Output.Left(new Piece(0, 0), Untouched.TOO_LARGE));
        }
    }

    @Test
    void furtherChoicesCount() {
        Playback run = rewriting(Wire.OPENAI_CHAT, Window.SENTENCE);

        // the other choice's sentences could go out, but for the one before them
        feed(
                run,
                Wire.OPENAI_CHAT,
                chat(delta(0, "\"content\":\"It has\""), delta(1, "\"content\":\"{}\\n\\n\""), finish(1)));

        assertThat(run.left()).contains(new Output.Left(new Piece(0, 0), Untouched.TOO_LARGE));
    }

    @Test
    void behindAFinishThatWaitsOtherChoicesCount() {
        Playback run = new Playback(new TrailingRewriter(Wire.OPENAI_CHAT.stream(), LIMIT), UnaryOperator.identity());
        List<String> events = new ArrayList<>(List.of(delta(0, "\"content\":\"It has six.\""), finish(0)));
        events.addAll(Collections.nCopies(MANY / 10, delta(1, "\"content\":\"x\"")));

        feed(run, Wire.OPENAI_CHAT, events);

        assertThat(run.finished())
                .singleElement()
                .satisfies(said -> assertThat(said.untouched()).isEqualTo(Untouched.TOO_LARGE));
    }

    /** What is decided goes out before anything is given up: a stream that flows may be as long as it likes. */
    @Test
    void whatFlowsIsNeverTooLarge() {
        Playback run = rewriting(Wire.OLLAMA_CHAT, Window.SENTENCE);
        byte[] line = Spoken.framed(Wire.OLLAMA_CHAT, "{\"message\":{\"content\":\"It has six. \"},\"done\":false}");

        for (int i = 0; i < MANY / 10; i++) {
            run.take(run.rewriter().push(line));
            while (!run.waiting().isEmpty()) {
                run.correctOne();
            }
        }

        assertThat(run.left()).isEmpty();
    }

    @Test
    void whereEventsAreNoLongerReadNothingWaits() {
        String text = "data: " + delta(0, "\"content\":\"It has six\"") + "\n\n";
        String huge = "data: {\"pad\":\"" + "x".repeat(1 << 20) + "\"}\n\n";
        Playback run = new Playback(
                new StreamRewriter(Wire.OPENAI_CHAT.stream(), Window.WHOLE, 10 << 20), UnaryOperator.identity());

        run.take(run.rewriter().push((text + huge).getBytes(StandardCharsets.UTF_8)));

        assertThat(run.text()).isEqualTo(text + huge);
        assertThat(run.rewriter().idle()).isTrue();
        assertThat(run.left()).containsExactly(new Output.Left(new Piece(0, 0), Untouched.PARSE_ERROR));
    }
}
