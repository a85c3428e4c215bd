package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Question;
import dev.aligner.service.config.Plug;
import dev.aligner.service.config.PlugsProperties.Remember;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RememberedQuestionsTest {
    private static final Duration TTL = Duration.ofMinutes(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private RememberedQuestions questions(int entries, DataSize size) {
        return new RememberedQuestions(new Remember(entries, size, TTL, "h"), nanos::get);
    }

    @Test
    void aQuestionIsThereUntilItsTimeIsOverHoweverOftenItIsAskedFor() {
        RememberedQuestions questions = questions(10, DataSize.ofMegabytes(1));
        questions.put(Plug.LITELLM, "c-1", Question.of("six?"));

        nanos.addAndGet(TTL.toNanos() - 1);
        assertThat(questions.of(Plug.LITELLM, "c-1")).isEqualTo(Question.of("six?"));
        assertThat(questions.of(Plug.LITELLM, "c-1")).isEqualTo(Question.of("six?"));
        nanos.addAndGet(1);
        assertThat(questions.of(Plug.LITELLM, "c-1")).isNull();
    }

    @Test
    void plugsDoNotSeeEachOthersAndALaterQuestionCounts() {
        RememberedQuestions questions = questions(10, DataSize.ofMegabytes(1));
        questions.put(Plug.LITELLM, "1", Question.of("first"));
        questions.put(Plug.LITELLM, "1", Question.of("second"));

        assertThat(questions.of(Plug.LITELLM, "1")).isEqualTo(Question.of("second"));
        assertThat(questions.of(Plug.AGENTGATEWAY, "1")).isNull();
        assertThat(questions.of(Plug.LITELLM, "2")).isNull();
    }

    @Test
    void askedAgainItIsYoungAgain() {
        RememberedQuestions questions = questions(2, DataSize.ofMegabytes(1));
        questions.put(Plug.LITELLM, "1", Question.of("q"));
        questions.put(Plug.LITELLM, "2", Question.of("q"));
        questions.put(Plug.LITELLM, "1", Question.of("q"));
        questions.put(Plug.LITELLM, "3", Question.of("q"));

        assertThat(questions.of(Plug.LITELLM, "1")).isNotNull();
        assertThat(questions.of(Plug.LITELLM, "2")).isNull();
    }

    @Property(tries = 50)
    void ofManyTheLatestAreThere(@ForAll @IntRange(min = 1, max = 40) int most, @ForAll @IntRange(max = 200) int puts) {
        RememberedQuestions questions = questions(most, DataSize.ofMegabytes(1));
        for (int i = 0; i < puts; i++) {
            questions.put(Plug.LITELLM, "c-" + i, Question.of("q" + i));
        }
        for (int i = 0; i < puts; i++) {
            assertThat(questions.of(Plug.LITELLM, "c-" + i)).isEqualTo(i < puts - most ? null : Question.of("q" + i));
        }
    }

    @Test
    void largeQuestionsMakeOldOnesGoAndOneThatIsTooLargeDoesNot() {
        RememberedQuestions questions = questions(1000, DataSize.ofKilobytes(8));
        questions.put(Plug.LITELLM, "1", Question.of("q".repeat(1500)));
        questions.put(Plug.LITELLM, "2", Question.of("q".repeat(1500)));
        questions.put(Plug.LITELLM, "3", Question.of("q".repeat(5000)));
        assertThat(questions.of(Plug.LITELLM, "3")).isNull();
        assertThat(questions.of(Plug.LITELLM, "1")).isNotNull();
        assertThat(questions.of(Plug.LITELLM, "2")).isNotNull();

        questions.put(Plug.LITELLM, "4", Question.of("q".repeat(1500)));
        assertThat(questions.of(Plug.LITELLM, "1")).isNull();
        assertThat(questions.of(Plug.LITELLM, "2")).isNotNull();
        assertThat(questions.of(Plug.LITELLM, "4")).isNotNull();
    }
}
