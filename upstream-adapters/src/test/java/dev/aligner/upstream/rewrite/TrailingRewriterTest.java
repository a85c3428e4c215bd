package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TrailingRewriterTest {
    private static Playback playback(Wire wire, int most) {
        return new Playback(new TrailingRewriter(wire.stream(), most), text -> text.replace("six", "eight"));
    }

    @Provide
    Arbitrary<List<String>> answers() {
        return Arbitraries.of("It has ", "six", " legs.", " ", "😀", "", "\n")
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<Wire> wires() {
        return Arbitraries.of(Wire.values());
    }

    @Property(tries = 400)
    void theBytesAreThoseThatCameAndTheCorrectionIsKnownAtTheFinish(
            @ForAll("wires") Wire wire, @ForAll("answers") List<String> answer, @ForAll long seed) {
        byte[] stream = Spoken.stream(wire, answer);

        Playback run = playback(wire, 100_000).run(stream, new Random(seed));

        assertThat(run.sent()).isEqualTo(stream);
        assertThat(run.rewriter().idle()).isTrue();
        String text = String.join("", answer);
        run.finished().forEach(said -> {
            assertThat(said.answer()).isEqualTo(text);
            assertThat(said.correction()).isEqualTo(text.replace("six", "eight"));
        });
        assertThat(run.finished()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void textIsNotHeldAndTheFinishWaits() {
        Playback run = playback(Wire.OLLAMA_CHAT, 1000);
        String text = "{\"message\":{\"content\":\"It has six legs.\"},\"done\":false}\n";
        String finish = "{\"message\":{\"content\":\"\"},\"done\":true}\n";

        run.take(run.rewriter().push(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(run.text()).isEqualTo(text);
        assertThat(run.waiting()).isEmpty();
        run.take(run.rewriter().push(finish.getBytes(StandardCharsets.UTF_8)));
        assertThat(run.text()).isEqualTo(text);
        run.correctOne();
        assertThat(run.text()).isEqualTo(text + finish);
        assertThat(run.finished())
                .containsExactly(new Output.Said(new Piece(0, 0), "It has six legs.", "It has eight legs.", null));
    }

    @Test
    void whatIsTooLongIsLeftAlone() {
        Playback run = playback(Wire.OPENAI_CHAT, 5);

        run.run(Spoken.stream(Wire.OPENAI_CHAT, List.of("It has six legs.")), new Random(1));

        assertThat(run.finished())
                .singleElement()
                .satisfies(said -> assertThat(said.untouched()).isEqualTo(Untouched.TOO_LARGE));
    }

    @Test
    void releasedNothingWaits() {
        Playback run = playback(Wire.OPENAI_CHAT, 1000);
        byte[] stream = Spoken.stream(Wire.OPENAI_CHAT, List.of("It has six legs."));

        run.take(run.rewriter().push(stream));
        run.take(run.rewriter().release(Untouched.UPSTREAM_FAILED));
        run.correctOne();

        assertThat(run.sent()).isEqualTo(stream);
        assertThat(run.rewriter().idle()).isTrue();
    }
}
