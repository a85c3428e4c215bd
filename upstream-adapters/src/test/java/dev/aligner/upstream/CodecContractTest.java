package dev.aligner.upstream;

import static dev.aligner.upstream.Recorded.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Question;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every codec must keep, over what its provider sends. */
class CodecContractTest {
    static List<Recorded> recorded() {
        return Recorded.all();
    }

    @Provide
    Arbitrary<Recorded> exchanges() {
        return Arbitraries.of(Recorded.all());
    }

    private static String correct(String text) {
        return text.replace("six", "eight").replace("Six", "“Eight”");
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theQuestionIsFoundAndOurFieldTakenOut(Recorded exchange) {
        assertThat(Wire.of(exchange.path())).contains(exchange.wire());

        Asked asked = exchange.wire().asked(utf8(exchange.request()), exchange.path());

        Question question = Objects.requireNonNull(asked.question());
        assertThat(question.lastTurn()).isEqualTo(Recorded.QUESTION);
        assertThat(asked.untouched()).isNull();
        assertThat(asked.model()).isIn("m", "gemini-2.5-flash", "anthropic.claude:0");
        assertThat(asked.controls().present()).isTrue();
        String forwarded = new String(asked.forwarded(), StandardCharsets.UTF_8);
        assertThat(forwarded).doesNotContain("aligner");
        Asked again = exchange.wire().asked(asked.forwarded(), exchange.path());
        assertThat(again.question()).isEqualTo(question);
        assertThat(again.forwarded()).isSameAs(asked.forwarded());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aWholeAnswerIsChangedInItsTextsAndNowhereElse(Recorded exchange) {
        byte[] body = utf8(exchange.body());

        Answer answer = exchange.wire().answer(body);

        assertThat(answer.texts()).extracting(Answer.Text::text).isEqualTo(exchange.texts());
        assertThat(answer.texts())
                .allSatisfy(text -> assertThat(text.untouched()).isNull());
        Map<Piece, String> same =
                answer.texts().stream().collect(Collectors.toMap(Answer.Text::piece, Answer.Text::text));
        assertThat(answer.with(same)).isSameAs(body);
        Map<Piece, String> corrections =
                answer.texts().stream().collect(Collectors.toMap(Answer.Text::piece, text -> correct(text.text())));
        byte[] corrected = answer.with(corrections);
        Answer again = exchange.wire().answer(corrected);
        assertThat(again.texts())
                .extracting(Answer.Text::text)
                .isEqualTo(exchange.texts().stream()
                        .map(CodecContractTest::correct)
                        .toList());
        // put back, it is what it was: no other byte had changed
        String restored = new String(again.with(same), StandardCharsets.UTF_8);
        assertThat(restored.replace("\\u0073", "s")
                        .replace("✓", "\\u2713")
                        .replace("null", "{\"content\":[{\"token\":\"It\"}]}"))
                .isEqualTo(
                        exchange.body().replace("\\u0073", "s").replace("null", "{\"content\":[{\"token\":\"It\"}]}"));
    }

    /** Passed on unchanged a stream is the stream, and its deltas are the text, however the network cuts it. */
    @Property(tries = 400)
    void aStreamIsReadForEveryCut(@ForAll("exchanges") Recorded exchange, @ForAll long seed) {
        List<StreamEvent> events = read(exchange.wire(), exchange.stream(), new Random(seed));

        assertThat(joined(events)).isEqualTo(exchange.stream());
        assertThat(List.copyOf(deltas(events).values())).isEqualTo(exchange.texts());
        assertEndsOnce(events, deltas(events));
    }

    private static void assertEndsOnce(List<StreamEvent> events, Map<Piece, String> deltas) {
        List<Integer> finished = new ArrayList<>();
        for (StreamEvent event : events) {
            // text may come with the finish, never behind it
            event.texts().stream()
                    .filter(text -> !text.repeats() && !text.text().isEmpty())
                    .forEach(text ->
                            assertThat(finished).doesNotContain(text.piece().choice()));
            finished.addAll(event.finishes());
        }
        assertThat(finished).doesNotHaveDuplicates();
        assertThat(finished)
                .containsExactlyInAnyOrderElementsOf(
                        deltas.keySet().stream().map(Piece::choice).distinct().toList());
        assertThat(events.stream().filter(StreamEvent::done).count()).isLessThanOrEqualTo(1);
        assertThat(events).noneMatch(StreamEvent::failed);
    }

    /**
     * The first event with text of a piece says all of its correction and the others nothing; where the text is said again
     * the correction is. What comes out is read again: the deltas are the corrections, and put back they give the bytes.
     */
    @Property(tries = 400)
    void aStreamIsRewrittenInItsTextsAndNowhereElse(@ForAll("exchanges") Recorded exchange, @ForAll long seed) {
        List<StreamEvent> events = atOnce(exchange.wire(), exchange.stream());
        Map<Piece, String> corrections = new LinkedHashMap<>();
        deltas(events).forEach((piece, text) -> corrections.put(piece, correct(text)));

        byte[] rewritten = rewritten(events, corrections);
        List<StreamEvent> again = atOnce(exchange.wire(), rewritten);

        assertThat(deltas(read(exchange.wire(), rewritten, new Random(seed)))).isEqualTo(corrections);
        assertThat(again).hasSameSizeAs(events);
        assertEndsOnce(again, corrections);
        again.forEach(event -> event.texts().stream()
                .filter(StreamEvent.Text::repeats)
                .forEach(text -> assertThat(text.text()).isEqualTo(corrections.get(text.piece()))));
        ByteArrayOutputStream restored = new ByteArrayOutputStream();
        for (int i = 0; i < again.size(); i++) {
            StreamEvent.Change change = again.get(i).change();
            List<StreamEvent.Text> texts = events.get(i).texts();
            for (int place = 0; place < texts.size(); place++) {
                change.text(place, texts.get(place).text());
            }
            restored.writeBytes(change.bytes());
        }
        assertThat(withoutLogprobs(restored.toByteArray())).isEqualTo(withoutLogprobs(exchange.stream()));
    }

    private static String withoutLogprobs(byte[] stream) {
        return new String(stream, StandardCharsets.ISO_8859_1)
                .replace("\"logprobs\":{\"content\":[]}", "\"logprobs\":null");
    }

    private static byte[] rewritten(List<StreamEvent> events, Map<Piece, String> corrections) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Piece> said = new ArrayList<>();
        for (StreamEvent event : events) {
            StreamEvent.Change change = event.change();
            List<StreamEvent.Text> texts = event.texts();
            for (int place = 0; place < texts.size(); place++) {
                StreamEvent.Text text = texts.get(place);
                boolean whole = text.repeats() || !said.contains(text.piece());
                change.text(place, whole ? Objects.requireNonNull(corrections.get(text.piece())) : "");
                said.add(text.piece());
            }
            out.writeBytes(change.bytes());
        }
        return out.toByteArray();
    }

    /** Broken input never throws, and no byte is lost or doubled. */
    @Property(tries = 600)
    void whateverArrivesPasses(@ForAll("exchanges") Recorded exchange, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] stream = damaged(exchange.stream(), random);
        byte[] body = damaged(utf8(exchange.body()), random);
        byte[] request = damaged(utf8(exchange.request()), random);

        assertThat(joined(read(exchange.wire(), stream, random))).isEqualTo(stream);
        assertThat(exchange.wire().answer(body).with(Map.of())).isSameAs(body);
        assertThat(exchange.wire().asked(request, exchange.path()).forwarded()).isNotEmpty();
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length));
    }

    private static List<StreamEvent> read(Wire wire, byte[] bytes, Random cuts) {
        AnswerStream stream = wire.stream();
        List<StreamEvent> events = new ArrayList<>();
        int longest = 1 + cuts.nextInt(200);
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + cuts.nextInt(longest));
            events.addAll(stream.push(Arrays.copyOfRange(bytes, at, to)));
            at = to;
        }
        events.addAll(stream.end());
        return events;
    }

    private static List<StreamEvent> atOnce(Wire wire, byte[] bytes) {
        AnswerStream stream = wire.stream();
        List<StreamEvent> events = new ArrayList<>(stream.push(bytes));
        events.addAll(stream.end());
        return events;
    }

    private static byte[] joined(List<StreamEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(event.raw()));
        return out.toByteArray();
    }

    /** The text of each piece, as a client puts it together. */
    private static Map<Piece, String> deltas(List<StreamEvent> events) {
        Map<Piece, String> texts = new LinkedHashMap<>();
        for (StreamEvent event : events) {
            event.texts().stream()
                    .filter(text -> !text.repeats())
                    .forEach(text -> texts.merge(text.piece(), text.text(), String::concat));
        }
        return texts;
    }
}
