package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ShadowTest {
    private static final Wire WIRE = Wire.OPENAI_CHAT;
    private static final String TOOL =
            "{\"choices\":[{\"message\":{\"content\":\"Six.\",\"tool_calls\":[{\"id\":\"t\"}]}}]}";

    private final List<String> verdicts = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<AnswerOutcome> outcomes = new ArrayList<>();
    private final StubCorrector corrector = new StubCorrector();
    private final Shadow shadow = new Shadow((route, verdict) -> verdicts.add(route + " " + verdict));
    private final ClientHead client = new ClientHead() {
        @Override
        public void take(boolean changed) {
            headers.put("changed", Boolean.toString(changed));
        }

        @Override
        public void set(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void length(long bytes) {
            headers.put("length", Long.toString(bytes));
        }

        @Override
        public void done(AnswerOutcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void failed(Why why) {
            headers.put("failed", why.wireName());
        }
    };

    private static byte[] body(String text) {
        return Spoken.utf8(
                text.equals("TOOL") ? TOOL : "{\"choices\":[{\"message\":{\"content\":\"" + text + "\"}}], \"x\":1.0}");
    }

    private RelayedAnswer relayed(boolean streamed, boolean strict, Corrections corrections) {
        RoutePolicy policy = new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                OnFailure.OPEN,
                new Blocking("No.", Set.of(Why.FACT_ADDED), 1),
                Policies.DEADLINE,
                1000,
                strict,
                new Bounds(List.of(), List.of(), 0, 1, Evidence.NONE));
        Plan plan = Plan.of(
                WIRE,
                policy,
                WIRE.asked(
                        Spoken.utf8("{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}"), "/v1/chat/completions"),
                name -> null,
                corrections);
        AnswerHead head = new AnswerHead(200, streamed ? "text/event-stream" : "application/json", "", "", false);
        return new RelayedAnswer(plan, head, client, () -> "stub", Policies.DEADLINE, null);
    }

    private Flux<byte[]> shadowed(ShadowMode mode, RelayedAnswer relayed, boolean packed, byte[] bytes) {
        PieceCorrector pieces = Objects.requireNonNull(relayed.plan().pieces());
        return shadow.body(mode, "r", relayed, pieces, packed, Flux.just(bytes));
    }

    private byte[] sent(ShadowMode mode, RelayedAnswer relayed, boolean packed, byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        shadowed(mode, relayed, packed, bytes).subscribe(pieces::add);
        return Spoken.joined(pieces);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            It has six legs.,   would_correct
            It has two legs.,   would_not_correct
            It has seven legs., would_block
            It has nine legs.,  failed
            TOOL,               not_looked_at
            """)
    void theBytesAreTheUpstreamsAndTheVerdictIsCounted(String text, String verdict) {
        byte[] body = body(text);
        byte[] stream = Spoken.stream(WIRE, Spoken.events(WIRE, text, text.equals("TOOL"), true), "\n", false);

        assertThat(sent(ShadowMode.ASYNC, relayed(false, false, corrector), false, body))
                .isEqualTo(body);
        assertThat(sent(ShadowMode.ASYNC, relayed(true, false, corrector), false, stream))
                .isEqualTo(stream);
        assertThat(sent(ShadowMode.SYNC, relayed(false, false, corrector), false, body))
                .isEqualTo(body);

        // what is no sentence of a tool call's stream may be looked at before the call comes
        assertThat(verdicts).hasSize(3).contains("r " + verdict);
        assertThat(verdicts.get(0)).isEqualTo("r " + verdict);
        assertThat(verdicts.get(2)).isEqualTo("r " + verdict);
        assertThat(headers).doesNotContainKey("failed").containsEntry("changed", "false");
        assertThat(outcomes)
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(outcome.reason()).isEqualTo(Why.SHADOW));
        // its places are few: it reads nothing ahead
        assertThat(corrector.looks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            It has six legs.,   false, true
            It has seven legs., false, true
            It has two legs.,   false, false
            It has nine legs.,  false, null
            TOOL,               false, null
            It has six legs.,   true,  null
            """)
    void whereTheClientWaitsForItTheHeaderSaysIt(String text, boolean strict, String would) {
        sent(ShadowMode.SYNC, relayed(false, strict, corrector), false, body(text));

        assertThat(headers.get("x-aligner-would-correct")).isEqualTo(would);
        assertThat(headers.get("x-aligner-reason")).isEqualTo(strict ? null : "shadow");
        assertThat(headers.containsKey("x-aligner-overhead-ms")).isEqualTo(!strict);
    }

    @Test
    void whatCannotBeReadAndWhatIsTooLargeIsNotLookedAt() {
        byte[] large = body("x".repeat(2000));

        assertThat(sent(ShadowMode.ASYNC, relayed(false, false, corrector), true, body("Six.")))
                .isEqualTo(body("Six."));
        assertThat(sent(ShadowMode.ASYNC, relayed(false, false, corrector), false, large))
                .isEqualTo(large);
        assertThat(sent(ShadowMode.SYNC, relayed(false, false, corrector), false, large))
                .isEqualTo(large);

        assertThat(verdicts).containsExactly("r not_looked_at", "r not_looked_at", "r not_looked_at");
        assertThat(corrector.asked()).isZero();
    }

    /** Its work is the first to be dropped: where two answers are under way, a third is not looked at. */
    @ParameterizedTest
    @CsvSource({"ASYNC", "SYNC"})
    void aThirdAnswerIsDroppedAndAFourthLookedAtWhenAPlaceIsFree(ShadowMode mode) {
        List<Sinks.One<Correction>> waiting = new ArrayList<>();
        Corrections slow = (CorrectionRequest request) -> {
            Sinks.One<Correction> answer = Sinks.one();
            waiting.add(answer);
            return answer.asMono();
        };
        for (int i = 0; i < 2; i++) {
            sent(mode, relayed(false, false, slow), false, body("It has six legs."));
        }
        assertThat(verdicts).isEmpty();

        assertThat(sent(mode, relayed(false, false, slow), false, body("It has six legs.")))
                .isEqualTo(body("It has six legs."));
        assertThat(verdicts).containsExactly("r dropped");
        assertThat(waiting).hasSize(2);

        waiting.get(0).tryEmitError(new IllegalStateException("broken"));
        assertThat(verdicts).containsExactly("r dropped", "r failed");
        sent(mode, relayed(false, false, corrector), false, body("It has six legs."));
        assertThat(verdicts).containsExactly("r dropped", "r failed", "r would_correct");
    }

    @Test
    void aClientThatLeavesGivesThePlaceBack() {
        Corrections never = request -> Mono.never();
        for (int i = 0; i < 5; i++) {
            shadowed(ShadowMode.SYNC, relayed(false, false, never), false, body("It has six legs."))
                    .subscribe()
                    .dispose();
        }
        sent(ShadowMode.SYNC, relayed(false, false, corrector), false, body("It has six legs."));

        assertThat(verdicts).containsExactly("r would_correct");
    }
}
