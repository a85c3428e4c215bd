package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class RewrittenStreamTest {
    private static final Wire WIRE = Wire.OLLAMA_CHAT;
    private static final Note SILENT = new Note("", Evidence.NONE, StreamMode.BUFFER, List.of());

    private final List<AnswerOutcome> told = new ArrayList<>();
    private final StubCorrector corrector = new StubCorrector();

    private static byte[] line(String text, boolean done) {
        return ("{\"message\":{\"content\":\"" + text + "\"},\"done\":" + done + "}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Flux<byte[]> answer(String... texts) {
        List<byte[]> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(line(text, false));
        }
        lines.add(line("", true));
        return Flux.fromIterable(lines);
    }

    private Flux<byte[]> rewritten(StreamMode mode, Blocking blocking, Pace pace, Flux<byte[]> upstream) {
        return RewrittenStream.of(
                upstream,
                mode.rewriter(WIRE.stream(), 1 << 20),
                corrector.pieces(blocking),
                OnFailure.OPEN,
                pace,
                SILENT,
                told::add);
    }

    private static String text(List<byte[]> sent) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        sent.forEach(all::writeBytes);
        return WIRE.stream().push(all.toByteArray()).stream()
                .flatMap(event -> event.texts().stream())
                .map(StreamEvent.Text::text)
                .collect(Collectors.joining());
    }

    @Test
    void whatWasHeldGoesOutAtThePaceAndSaysTheSame() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Pace pace = Pace.of(Policies.buffering(10, Duration.ofSeconds(60)), StreamMode.BUFFER, clock);
        List<byte[]> sent = new ArrayList<>();
        List<Long> times = new ArrayList<>();

        rewritten(StreamMode.BUFFER, Blocking.NEVER, pace, answer("It has six", " legs, and ", "six eyes."))
                .subscribe(event -> {
                    sent.add(event);
                    times.add(clock.now(TimeUnit.MILLISECONDS));
                });
        assertThat(sent).hasSize(1);
        clock.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(text(sent)).isEqualTo("It has eight legs, and eight eyes.");
        assertThat(sent).hasSize(4);
        // all but the last event's text, at ten characters a second
        long characters = text(sent.subList(0, 3)).length();
        assertThat(times.get(3)).isBetween(100 * characters - 3, 100 * characters);
        assertThat(told).singleElement().extracting(AnswerOutcome::action).isEqualTo(Action.CORRECTED);
    }

    @Test
    void whereTheUpstreamBreaksOffWhatIsPacedComesBeforeTheEnd() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Pace pace = Pace.of(Policies.buffering(10, Duration.ofSeconds(60)), StreamMode.BUFFER, clock);
        List<byte[]> sent = new ArrayList<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        Flux<byte[]> upstream = answer("It has six", " legs.")
                .concatWith(Mono.delay(Duration.ofMillis(100), clock)
                        .then(Mono.error(new IllegalStateException("broken"))));

        rewritten(StreamMode.BUFFER, Blocking.NEVER, pace, upstream).subscribe(sent::add, error::set);
        clock.advanceTimeBy(Duration.ofMillis(200));
        assertThat(sent).hasSize(1);
        assertThat(error).hasValue(null);
        clock.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(text(sent)).isEqualTo("It has eight legs.");
        assertThat(error.get()).hasMessage("broken");
    }

    @Test
    void aCorrectionThatComesWhenItsTextHasPassedIsNotTold() {
        List<byte[]> sent = new ArrayList<>();
        String text = "It has six legs and ".repeat(40);

        RewrittenStream.of(
                        answer(text),
                        StreamMode.WINDOW.rewriter(WIRE.stream(), 200),
                        corrector.pieces(Blocking.NEVER),
                        OnFailure.OPEN,
                        Pace.none(),
                        SILENT,
                        told::add)
                .subscribe(sent::add);

        assertThat(corrector.asked()).isPositive();
        assertThat(text(sent)).isEqualTo(text);
        assertThat(told).containsExactly(AnswerOutcome.bypassed(Why.TOO_LARGE));
    }

    @Test
    void aUnitThatCannotBeReadPassesAndIsToldWithItsReason() {
        List<byte[]> sent = new ArrayList<>();
        rewritten(StreamMode.WINDOW, Blocking.NEVER, Pace.none(), answer("A six and \\ud83d half."))
                .subscribe(sent::add);

        assertThat(text(sent)).isEqualTo("A six and \ud83d half.");
        assertThat(told).containsExactly(AnswerOutcome.bypassed(Why.UNSUPPORTED_FORMAT));
    }

    @Test
    void whatIsBlockedIsTheLastThatIsSaidAndNothingElseIsAsked() {
        Blocking blocking = new Blocking("I cannot say.", Set.of(Why.FACT_ADDED), 1);

        List<byte[]> sent = new ArrayList<>();
        rewritten(
                        StreamMode.WINDOW,
                        blocking,
                        Pace.none(),
                        answer("It has six legs. ", "It has seven eyes. ", "It has six teeth. ", "And more."))
                .subscribe(sent::add);

        assertThat(text(sent)).isEqualTo("It has eight legs. I cannot say.");
        assertThat(sent).hasSize(5);
        assertThat(corrector.asked()).isEqualTo(2);
        assertThat(told).singleElement().satisfies(outcome -> {
            assertThat(outcome.action()).isEqualTo(Action.BLOCKED);
            assertThat(outcome.reason()).isEqualTo(Why.FACT_ADDED);
        });
    }
}
