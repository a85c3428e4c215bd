package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Evidence;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** What goes out, with a beat wherever one may stand, is what each provider's libraries can read. */
class ClientDecodersTest {
    private static final int HUGE = (1 << 20) + 1000;
    private static final String TEXT = "It has six legs. And six 😀 eyes.";

    private int beats;

    @Provide
    Arbitrary<Wire> wires() {
        return Arbitraries.of(Wire.values()).filter(wire -> wire != Wire.BEDROCK_CONVERSE);
    }

    @Provide
    Arbitrary<StreamMode> modes() {
        return Arbitraries.of(StreamMode.WINDOW, StreamMode.BUFFER, StreamMode.POST_HOC);
    }

    @Provide
    Arbitrary<String> lineEnds() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }

    private static List<ClientDecoders> clients(Wire wire) {
        return switch (wire) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES, ANTHROPIC_MESSAGES ->
                List.of(ClientDecoders.STAINLESS_PYTHON, ClientDecoders.STAINLESS_NODE);
            case GEMINI_CONTENT -> List.of(ClientDecoders.GENAI_PYTHON, ClientDecoders.GENAI_NODE);
            case OLLAMA_CHAT, OLLAMA_GENERATE -> List.of(ClientDecoders.OLLAMA_PYTHON);
            case COHERE_CHAT -> List.of(ClientDecoders.COHERE_PYTHON);
            case BEDROCK_CONVERSE -> List.of();
        };
    }

    private static List<byte[]> sent(Wire wire, StreamMode mode, List<byte[]> upstream) {
        return Objects.requireNonNull(RewrittenStream.of(
                        Flux.fromIterable(upstream),
                        mode.rewriter(wire.stream(), 2 * HUGE),
                        new StubCorrector().pieces(Blocking.NEVER),
                        OnFailure.OPEN,
                        Pace.none(),
                        new Note("", Evidence.NONE, StreamMode.BUFFER, List.of()),
                        outcome -> {})
                .collectList()
                .block());
    }

    private byte[] beaten(Wire wire, List<byte[]> pieces) {
        beats = 0;
        Beats state = new Beats(wire);
        List<byte[]> beaten = new ArrayList<>();
        beat(state, beaten);
        for (byte[] piece : pieces) {
            beaten.add(state.passed(piece));
            beat(state, beaten);
            beat(state, beaten);
        }
        return Spoken.joined(beaten);
    }

    private void beat(Beats state, List<byte[]> beaten) {
        byte[] beat = state.next();
        beats += beat.length > 0 ? 1 : 0;
        beaten.add(beat);
    }

    /** What a wire's own empty events add is nothing that its callers would take for text. */
    private static List<String> withoutBeats(Wire wire, List<String> payloads) {
        String beat = new String(new Beats(wire).next(), StandardCharsets.UTF_8).strip();
        return payloads.stream()
                .filter(json -> !json.equals(beat) && !json.equals("{\"type\": \"ping\"}") && !json.equals("[DONE]"))
                .toList();
    }

    private static String text(Wire wire, byte[] stream) {
        return wire.stream().push(stream).stream()
                .flatMap(event -> event.texts().stream())
                .filter(text -> !text.repeats())
                .map(StreamEvent.Text::text)
                .collect(Collectors.joining());
    }

    @Property(tries = 600)
    void everyClientReadsWhatWasCorrected(
            @ForAll("wires") Wire wire,
            @ForAll("modes") StreamMode mode,
            @ForAll("lineEnds") String lineEnd,
            @ForAll boolean ids,
            @ForAll boolean tool,
            @ForAll long seed) {
        // they know no other line ends, and no ids
        boolean gemini = wire == Wire.GEMINI_CONTENT;
        List<String> events = Spoken.events(wire, TEXT, tool, true);
        byte[] upstream = Spoken.stream(wire, events, lineEnd, ids && !gemini);

        List<byte[]> pieces = sent(wire, mode, Spoken.cut(upstream, new Random(seed)));
        byte[] beaten = beaten(wire, pieces);

        String said = text(wire, Spoken.joined(pieces));
        if (mode == StreamMode.POST_HOC || !tool) {
            String corrected = mode == StreamMode.POST_HOC ? TEXT : TEXT.replace("six", "eight");
            assertThat(said).isEqualTo(corrected);
        }
        boolean lines = wire == Wire.OLLAMA_CHAT || wire == Wire.OLLAMA_GENERATE;
        ClientDecoders standard = lines ? ClientDecoders.OLLAMA_PYTHON : ClientDecoders.STANDARD;
        List<String> reference = withoutBeats(wire, standard.apply(Spoken.joined(pieces)));
        assertThat(reference).hasSize((int)
                events.stream().filter(event -> !event.equals("[DONE]")).count());
        assertThat(withoutBeats(wire, standard.apply(beaten))).isEqualTo(reference);
        for (ClientDecoders client : clients(wire)) {
            assertThat(withoutBeats(wire, client.apply(beaten)))
                    .as(client.name())
                    .isEqualTo(reference);
        }
        assertThat(beats > 0).isEqualTo(!gemini);
        assertThat(text(wire, beaten)).isEqualTo(said);
    }

    /** Behind an event that is too large to read bytes pass as they come, wherever the network cuts them. */
    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES", "OPENAI_RESPONSES", "OLLAMA_CHAT", "COHERE_CHAT"})
    void whereEventsAreNoLongerReadABeatFallsIntoNone(Wire wire) {
        List<String> events = new ArrayList<>(Spoken.events(wire, "It has six legs.", false, true));
        events.add(2, "{\"type\":\"x\",\"pad\":\"" + "y".repeat(HUGE) + "\"}");
        byte[] upstream = Spoken.stream(wire, events, "\n", false);

        List<byte[]> pieces = sent(wire, StreamMode.WINDOW, Spoken.cut(upstream, new Random(7)));

        ClientDecoders standard = wire == Wire.OLLAMA_CHAT ? ClientDecoders.OLLAMA_PYTHON : ClientDecoders.STANDARD;
        assertThat(withoutBeats(wire, standard.apply(beaten(wire, pieces))))
                .isEqualTo(withoutBeats(wire, standard.apply(upstream)));
        assertThat(beats).isPositive();
    }

    /** The decoders fail where the libraries do: else what is shown with them is nothing. */
    @Test
    void aCommentKillsSomeClientsAndABlankLineBehindAnIdOthers() {
        byte[] event = Spoken.utf8("id: 1\ndata: {\"a\":1}\n\n");
        byte[] comment = Spoken.utf8(": \n\n");
        byte[] both = Spoken.joined(List.of(event, comment));

        assertThat(ClientDecoders.STANDARD.apply(both)).containsExactly("{\"a\":1}");
        assertThat(ClientDecoders.STAINLESS_NODE.apply(both)).containsExactly("{\"a\":1}");
        assertThatThrownBy(() -> ClientDecoders.STAINLESS_PYTHON.apply(both)).hasMessage("no JSON: ''");
        assertThatThrownBy(() -> ClientDecoders.GENAI_PYTHON.apply(comment)).hasMessageStartingWith("no JSON");
        assertThatThrownBy(() -> ClientDecoders.GENAI_NODE.apply(comment)).hasMessageStartingWith("left over");
        assertThatThrownBy(() -> ClientDecoders.OLLAMA_PYTHON.apply(comment)).hasMessageStartingWith("no JSON");
        assertThatThrownBy(() -> ClientDecoders.STANDARD.apply(Arrays.copyOf(event, event.length - 1)))
                .hasMessageStartingWith("an event that is not closed");
    }
}
