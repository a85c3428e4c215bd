package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Evidence;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** A corrector that is given what an upstream has written so far, and takes its time to read it. */
class ReadingAheadTest {
    private static final Wire WIRE = Wire.OPENAI_CHAT;
    private static final String END = "data: [DONE]\n\n";
    /** Longer than what is waited for before the first look, and before the next one. */
    private static final String SENTENCE =
            "An insect has six legs, and a spider, which is none, has six legs. ".repeat(3);

    private final StubCorrector corrector = new StubCorrector();
    private final Sinks.Many<byte[]> upstream = Sinks.many().unicast().onBackpressureBuffer();
    private final List<byte[]> sent = new ArrayList<>();

    private Disposable stream(StreamMode mode) {
        return RewrittenStream.of(
                        upstream.asFlux(),
                        mode.rewriter(WIRE.stream(), 1 << 20),
                        corrector.pieces(Blocking.NEVER),
                        OnFailure.OPEN,
                        Pace.none(),
                        new Note("", Evidence.NONE, mode, List.of()),
                        outcome -> {})
                .subscribe(sent::add);
    }

    private void says(int choice, String text) {
        event(choice, "{\"content\":\"" + text + "\"}", "null");
    }

    private void finishes(int choice) {
        event(choice, "{}", "\"stop\"");
    }

    private void event(int choice, String delta, String finish) {
        emit("data: {\"choices\":[{\"index\":" + choice + ",\"delta\":" + delta + ",\"finish_reason\":" + finish
                + "}]}\n\n");
    }

    private void emit(String event) {
        upstream.tryEmitNext(event.getBytes(StandardCharsets.UTF_8)).orThrow();
    }

    private List<String> looked() {
        return corrector.looks().stream().map(StubCorrector.Look::text).toList();
    }

    private String text() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        sent.forEach(all::writeBytes);
        return WIRE.stream().push(all.toByteArray()).stream()
                .flatMap(event -> event.texts().stream())
                .map(StreamEvent.Text::text)
                .collect(Collectors.joining());
    }

    @Test
    void oneLookAtATimeAndTheNextIsAtAllThatWasWrittenMeanwhile() {
        stream(StreamMode.BUFFER);
        says(0, "An ");
        assertThat(looked()).isEmpty();
        says(0, SENTENCE);
        says(0, SENTENCE);
        says(0, SENTENCE);
        assertThat(looked()).containsExactly("An " + SENTENCE);

        corrector.looks().get(0).end().tryEmitEmpty().orThrow();

        assertThat(looked()).containsExactly("An " + SENTENCE, "An " + SENTENCE.repeat(3));
        finishes(0);
        assertThat(corrector.looks().get(1).dropped()).isTrue();
        emit(END);
        upstream.tryEmitComplete().orThrow();
        assertThat(looked()).hasSize(2);
        assertThat(corrector.asked()).isEqualTo(1);
        assertThat(text()).isEqualTo(("An " + SENTENCE.repeat(3)).replace("six", "eight"));
    }

    @Test
    void aLookThatFailsChangesNothing() {
        stream(StreamMode.BUFFER);
        says(0, SENTENCE);
        corrector
                .looks()
                .get(0)
                .end()
                .tryEmitError(new IllegalStateException("broken"))
                .orThrow();
        says(0, SENTENCE);
        assertThat(looked()).containsExactly(SENTENCE, SENTENCE.repeat(2));
        finishes(0);
        emit(END);
        upstream.tryEmitComplete().orThrow();
        assertThat(text()).isEqualTo(SENTENCE.repeat(2).replace("six", "eight"));
    }

    @Test
    void everyChoiceHasItsOwn() {
        stream(StreamMode.POST_HOC);
        says(0, SENTENCE);
        says(1, "Well. " + SENTENCE);
        assertThat(looked()).containsExactly(SENTENCE, "Well. " + SENTENCE);
        finishes(0);
        assertThat(corrector.looks().get(0).dropped()).isTrue();
        assertThat(corrector.looks().get(1).dropped()).isFalse();
    }

    @Test
    void aClientThatLeavesEndsIt() {
        Disposable client = stream(StreamMode.BUFFER);
        says(0, SENTENCE);
        client.dispose();
        assertThat(corrector.looks().get(0).dropped()).isTrue();
        assertThat(upstream.currentSubscriberCount()).isZero();
    }

    @Test
    void aSentenceByItselfIsReadUntilItIsWhole() {
        stream(StreamMode.WINDOW);
        String half = "A spider, which is not an insect, has six";
        says(0, half);
        assertThat(looked()).containsExactly(half);
        says(0, " legs. And");
        assertThat(corrector.looks().get(0).dropped()).isTrue();
        says(0, " an insect has six of them, by the way, as you will find");
        assertThat(looked()).hasSize(1);
    }
}
