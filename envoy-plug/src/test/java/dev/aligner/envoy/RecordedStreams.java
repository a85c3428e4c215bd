package dev.aligner.envoy;

import static dev.aligner.envoy.FakeEnvoy.utf8;

import dev.aligner.core.Question;
import dev.aligner.relay.Blocking;
import dev.aligner.relay.Note;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.Pace;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.RewrittenStream;
import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.rewrite.StreamRewriter;
import dev.aligner.upstream.rewrite.Window;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;

/** A stream as a provider sends it, wrong in two sentences. */
enum RecordedStreams {
    OPENAI(Wire.OPENAI_CHAT, "/v1/chat/completions", """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            : keep-alive

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Six legs. "},"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"And it has "},"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"six eyes 😀✓."},"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}

            data: [DONE]

            """),
    ANTHROPIC(Wire.ANTHROPIC_MESSAGES, "/v1/messages", """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type": "ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"A spider has six"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" legs. Not four, 😀"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" but six."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}

            event: message_stop
            data: {"type":"message_stop"}

            """);

    final String path;
    private final Wire wire;
    private final String events;

    RecordedStreams(Wire wire, String path, String events) {
        this.wire = wire;
        this.path = path;
        this.events = events;
    }

    byte[] original() {
        return utf8(events);
    }

    /** The same corrected, where it comes all at once and without Envoy. */
    byte[] inOnePiece(Window window) {
        PieceCorrector corrector = new PieceCorrector(
                new SixToEight(SixToEight.Mood.PROMPT),
                Question.of("?"),
                "",
                null,
                null,
                Duration.ofSeconds(1),
                Blocking.NEVER);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        RewrittenStream.of(
                        Flux.just(original()),
                        new StreamRewriter(wire.stream(), window, 1 << 20),
                        corrector,
                        OnFailure.OPEN,
                        Pace.none(),
                        Note.NONE,
                        outcome -> {})
                .toIterable()
                .forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** What its deltas say, joined. */
    String text(byte[] stream) {
        AnswerStream reader = wire.stream();
        List<StreamEvent> read = new ArrayList<>(reader.push(stream));
        read.addAll(reader.end());
        return read.stream()
                .flatMap(event -> event.texts().stream())
                .map(StreamEvent.Text::text)
                .collect(Collectors.joining());
    }
}
