package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Answer;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Recorded;
import dev.aligner.upstream.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the ways to correct a stream promise, over what each provider sends: some 200 cuts of each in each way. */
class RecordedModesTest {
    private static final int ENOUGH = 100_000;

    @Provide
    Arbitrary<Recorded> exchanges() {
        return Arbitraries.of(Recorded.all());
    }

    private static String corrected(String text) {
        return text.replace("six", "eight").replace("Six", "“Eight” 😀");
    }

    private static Playback rewritten(Recorded exchange, Window window, UnaryOperator<String> corrector, long seed) {
        return new Playback(new StreamRewriter(exchange.wire().stream(), window, ENOUGH), corrector)
                .run(exchange.stream(), new Random(seed));
    }

    @Property(tries = 3600)
    void theDeltasAreTheCorrectionAndAllElseStandsWhereItStood(
            @ForAll("exchanges") Recorded exchange, @ForAll Window window, @ForAll long seed) {
        List<StreamEvent> before = Spoken.events(exchange.wire(), exchange.stream());
        Map<Piece, String> expected = new LinkedHashMap<>();
        Spoken.deltas(before)
                .forEach((piece, text) ->
                        expected.put(piece, Spoken.reference(text, window, RecordedModesTest::corrected)));

        Playback run = rewritten(exchange, window, RecordedModesTest::corrected, seed);

        List<StreamEvent> after = Spoken.events(exchange.wire(), run.sent());
        assertThat(Spoken.deltas(after)).isEqualTo(expected);
        assertThat(after).hasSameSizeAs(before);
        assertThat(after)
                .extracting(StreamEvent::finishes)
                .isEqualTo(before.stream().map(StreamEvent::finishes).toList());
        assertThat(after)
                .extracting(StreamEvent::done)
                .isEqualTo(before.stream().map(StreamEvent::done).toList());
        after.forEach(event -> event.texts().stream()
                .filter(StreamEvent.Text::repeats)
                .forEach(text -> assertThat(text.text()).isEqualTo(expected.get(text.piece()))));
        assertThat(run.rewriter().idle()).isTrue();
    }

    @Property(tries = 3600)
    void whatIsNotCorrectedIsTheStreamItself(
            @ForAll("exchanges") Recorded exchange, @ForAll Window window, @ForAll long seed) {
        assertThat(rewritten(exchange, window, UnaryOperator.identity(), seed).sent())
                .isEqualTo(exchange.stream());
    }

    @Property(tries = 1800)
    void bufferedItSaysWhatTheWholeAnswerWouldSay(@ForAll("exchanges") Recorded exchange, @ForAll long seed) {
        byte[] body = exchange.body().getBytes(StandardCharsets.UTF_8);
        Answer answer = exchange.wire().answer(body);
        Map<Piece, String> corrections = new LinkedHashMap<>();
        answer.texts().forEach(text -> corrections.put(text.piece(), corrected(text.text())));
        List<String> whole = exchange.wire().answer(answer.with(corrections)).texts().stream()
                .map(Answer.Text::text)
                .toList();

        Playback run = rewritten(exchange, Window.WHOLE, RecordedModesTest::corrected, seed);

        assertThat(Spoken.deltas(Spoken.events(exchange.wire(), run.sent())).values())
                .containsExactlyElementsOf(whole);
    }

    /** A corrector that refuses whatever holds a six: what it says instead is the piece's last word. */
    @Property(tries = 600)
    void ofWhatIsBlockedNothingIsSaidBehind(
            @ForAll("exchanges") Recorded exchange, @ForAll Window window, @ForAll long seed) {
        Map<Piece, String> expected = new LinkedHashMap<>();
        Spoken.deltas(Spoken.events(exchange.wire(), exchange.stream())).forEach((piece, text) -> {
            String said = Spoken.reference(text, window, unit -> unit.matches("(?is).*six.*") ? "\0" : unit);
            int blocked = said.indexOf('\0');
            expected.put(piece, blocked < 0 ? said : said.substring(0, blocked) + "No.");
        });

        Playback run = new Playback(
                        new StreamRewriter(exchange.wire().stream(), window, ENOUGH), UnaryOperator.identity())
                .blocking(unit -> unit.matches("(?is).*six.*"), "No.")
                .run(exchange.stream(), new Random(seed));

        List<StreamEvent> after = Spoken.events(exchange.wire(), run.sent());
        assertThat(Spoken.deltas(after)).isEqualTo(expected);
        after.forEach(event -> event.texts().stream()
                .filter(StreamEvent.Text::repeats)
                .forEach(text -> assertThat(text.text()).isEqualTo(expected.get(text.piece()))));
        assertThat(run.rewriter().idle()).isTrue();
    }

    @Property(tries = 1800)
    void afterwardsTheBytesAreThoseThatCameAndEachFinishKnowsItsCorrections(
            @ForAll("exchanges") Recorded exchange, @ForAll long seed) {
        Playback run = new Playback(
                        new TrailingRewriter(exchange.wire().stream(), ENOUGH), RecordedModesTest::corrected)
                .run(exchange.stream(), new Random(seed));

        assertThat(run.sent()).isEqualTo(exchange.stream());
        Map<Piece, String> said = new LinkedHashMap<>();
        run.finished().forEach(piece -> said.put(piece.piece(), piece.correction()));
        Map<Piece, String> expected = new LinkedHashMap<>();
        Spoken.deltas(Spoken.events(exchange.wire(), exchange.stream()))
                .forEach((piece, text) -> expected.put(piece, corrected(text)));
        assertThat(said).isEqualTo(expected);
    }
}
