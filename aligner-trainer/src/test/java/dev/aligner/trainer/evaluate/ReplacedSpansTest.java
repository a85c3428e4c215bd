package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ReplacedSpansTest {
    @Test
    void readsThemOffTheReference() {
        String answer = "They had 2: Efimiya Ray, Mary. Call +1 (212) 555-0199 or mail a.b@c.org!";
        String reference = "They had 2: [PERSON], [PERSON]. Call [PHONE_NUMBER] or mail [EMAIL]!";

        List<String> spans = ReplacedSpans.of(answer, reference);

        assertThat(spans).containsExactly("Efimiya Ray", "Mary", "+1 (212) 555-0199", "a.b@c.org");
        assertThat(ReplacedSpans.gone(spans, reference, reference)).isEqualTo(4);
        assertThat(ReplacedSpans.gone(spans, answer, reference)).isZero();
        assertThat(ReplacedSpans.gone(spans, "They had [PERSON], Mary.", reference))
                .isEqualTo(3);
    }

    @Test
    void alsoWhereTheReferenceChangesMore() {
        assertThat(ReplacedSpans.of("Damn, ask Bob Lee now.", "Please ask [PERSON] now."))
                .containsExactly("Bob Lee");
    }

    @Test
    void bracketsThatWereThereAreNone() {
        assertThat(ReplacedSpans.of("Dear [NAME], bye", "Dear [NAME], goodbye")).isEmpty();
        assertThat(ReplacedSpans.of("no brackets", "none here")).isEmpty();
    }

    @Property
    void whatWasReplacedIsFound(
            @ForAll @Size(min = 1, max = 6) List<@AlphaChars @StringLength(min = 1, max = 8) String> names) {
        StringBuilder answer = new StringBuilder("Hi");
        StringBuilder reference = new StringBuilder("Hi");
        List<String> wanted = new ArrayList<>();
        for (String name : names) {
            answer.append(" <").append(name).append('>');
            reference.append(" <[PERSON]>");
            wanted.add(name);
        }
        assertThat(ReplacedSpans.of(answer.toString(), reference.toString())).isEqualTo(wanted);
    }
}
