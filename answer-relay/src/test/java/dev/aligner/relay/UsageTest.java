package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.frame.AwsFrames;
import dev.aligner.upstream.frame.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the upstream's model took is told as the upstream told it, where it did, whatever became of the text. */
class UsageTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> COUNTERS =
            Set.of("usage", "usageMetadata", "prompt_eval_count", "eval_count", "total_duration");
    private static final Map<Action, String> TEXTS = Map.of(
            Action.CORRECTED, "It has six legs.",
            Action.NONE, "It has two legs.",
            Action.BLOCKED, "It has seven legs.",
            Action.BYPASSED, "It has nine legs.");
    private static final Blocking BLOCKING = new Blocking("No.", Set.of(Why.FACT_ADDED), 1);

    private record Case(Wire wire, StreamMode mode, Action action, boolean asked) {}

    static Stream<Case> streams() {
        List<Case> cases = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            for (StreamMode mode : List.of(StreamMode.WINDOW, StreamMode.BUFFER, StreamMode.POST_HOC)) {
                for (Action action : Action.values()) {
                    cases.add(new Case(wire, mode, action, true));
                    cases.add(new Case(wire, mode, action, false));
                }
            }
        }
        return cases.stream();
    }

    private static List<String> payloads(Wire wire, byte[] stream) {
        List<String> payloads = switch (wire) {
            case BEDROCK_CONVERSE ->
                new AwsFrames()
                        .push(stream).stream()
                                .map(Frame::payload)
                                .filter(Objects::nonNull)
                                .map(payload -> new String(payload, StandardCharsets.UTF_8))
                                .toList();
            case OLLAMA_CHAT, OLLAMA_GENERATE -> ClientDecoders.OLLAMA_PYTHON.apply(stream);
            default -> ClientDecoders.STANDARD.apply(stream);
        };
        return payloads.stream().filter(json -> !json.equals("[DONE]")).toList();
    }

    /** By event: what it says of usage, spelled as it is there. */
    private static List<String> told(Wire wire, byte[] stream) {
        return payloads(wire, stream).stream()
                .map(json -> {
                    ObjectNode event = (ObjectNode) JSON.readTree(json);
                    event.remove("aligner");
                    List<String> counters = new ArrayList<>();
                    collect(event, counters);
                    return String.join(" ", counters);
                })
                .toList();
    }

    private static void collect(JsonNode node, List<String> counters) {
        node.properties().forEach(field -> {
            if (COUNTERS.contains(field.getKey())) {
                counters.add(field.getKey() + "=" + field.getValue());
            } else {
                collect(field.getValue(), counters);
            }
        });
        if (node.isArray()) {
            node.forEach(item -> collect(item, counters));
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamTellsItWhereTheUpstreamDid(Case told) {
        Wire wire = told.wire();
        byte[] upstream =
                Spoken.stream(wire, Spoken.events(wire, text(told.action()), false, told.asked()), "\n", false);
        List<AnswerOutcome> outcomes = new ArrayList<>();

        byte[] sent = Spoken.joined(Objects.requireNonNull(RewrittenStream.of(
                        Flux.fromIterable(Spoken.cut(upstream, new Random(told.hashCode()))),
                        told.mode().rewriter(wire.stream(), 1 << 20),
                        new StubCorrector().pieces(BLOCKING),
                        OnFailure.OPEN,
                        Pace.none(),
                        new Note("m", Evidence.SUMMARY, told.mode(), List.of()),
                        outcomes::add)
                .collectList()
                .block()));

        assertThat(outcomes).singleElement().extracting(AnswerOutcome::action).isEqualTo(told.action());
        List<String> before = told(wire, upstream);
        assertThat(told(wire, sent)).isEqualTo(before);
        boolean openAi = wire == Wire.OPENAI_CHAT || wire == Wire.OPENAI_COMPLETIONS;
        assertThat(before.stream().anyMatch(event -> event.matches(".*[0-9].*")))
                .isEqualTo(!openAi || told.asked());
        List<Integer> ours = payloads(wire, sent).stream()
                .map(json -> JSON.readTree(json).path("aligner"))
                .filter(note -> !note.isMissingNode())
                .map(note -> note.path("usage").path("completion_tokens").intValue())
                .toList();
        assertThat(ours).containsExactly(told.action() == Action.BYPASSED ? 0 : 2);
    }

    private static String text(Action action) {
        return Objects.requireNonNull(TEXTS.get(action));
    }

    @ParameterizedTest
    @CsvSource({"CORRECTED", "NONE", "BLOCKED", "BYPASSED"})
    void soDoesAnAnswerInOnePiece(Action action) {
        String usage = "\"usage\": {\"prompt_tokens\":9, \"completion_tokens\":3.0}";
        byte[] body =
                Spoken.utf8("{\"choices\":[{\"message\":{\"content\":\"" + text(action) + "\"}}], " + usage + "}");

        WholeAnswer answer = Objects.requireNonNull(WholeAnswer.corrected(
                        Wire.OPENAI_CHAT,
                        body,
                        new StubCorrector().pieces(BLOCKING),
                        OnFailure.OPEN,
                        new Note("m", Evidence.SUMMARY, null, List.of()))
                .block());

        assertThat(answer.outcome().action()).isEqualTo(action);
        String said = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(said).contains(usage);
        assertThat(JSON.readTree(said)
                        .path("aligner")
                        .path("usage")
                        .path("completion_tokens")
                        .intValue())
                .isEqualTo(action == Action.BYPASSED ? 0 : 2);
    }

    /** Nobody asks for it in a client's place, and nobody keeps a client from it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"stream_options":{"include_usage":true}
            ,"stream_options": {"include_usage":false, "include_obfuscation":false}
            ,"x":1
            """)
    void theUpstreamIsAskedAsTheClientAsked(String options) {
        String request = "{\"model\":\"m\",\"stream\":true,\"aligner\":{}" + options
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}";

        byte[] forwarded = Wire.OPENAI_CHAT
                .asked(Spoken.utf8(request), "/v1/chat/completions")
                .forwarded();

        assertThat(forwarded).isEqualTo(Spoken.utf8(request.replace(",\"aligner\":{}", "")));
    }
}
