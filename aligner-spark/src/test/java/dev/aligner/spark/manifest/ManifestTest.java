package dev.aligner.spark.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.spark.plan.Lengths;
import dev.aligner.spark.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ManifestTest {
    private static final ModelName MODEL = new ModelName("tiny", "abc");
    private static final Map<String, String> ASKED = Map.of("instruction", "Be polite.", "strength", "1.0");

    @Property(tries = 200)
    void aManifestIsReadAsItWasWritten(
            @ForAll Map<String, String> described,
            @ForAll String schema,
            @ForAll @Size(max = 50) List<@LongRange(min = 1, max = 100_000) Long> rows) {
        Lengths lengths = new Lengths();
        rows.forEach(tokens -> lengths.add(Lengths.lengthClass(tokens), 1, tokens));
        Manifest manifest = Manifest.of(
                "input", described, MODEL, schema, Plan.of(lengths, 500, 4), List.of(new Chunk(0, rows.size(), 7)));

        assertThat(Manifest.read(manifest.json(), "here")).isEqualTo(manifest);
    }

    @Property(tries = 200)
    void whatIsAskedForAgainIsTheSame(@ForAll Map<String, String> described) {
        assertThatCode(() -> begun(described).requireSame("input", described, MODEL))
                .doesNotThrowAnyException();
    }

    @Property(tries = 200)
    void anotherSettingIsRefusedByItsName(@ForAll Map<String, String> described, @ForAll String value) {
        Assume.that(!value.equals(ASKED.get("instruction")));
        Map<String, String> asked = Map.of("instruction", value, "strength", "1.0");

        assertThatThrownBy(() -> begun(ASKED).requireSame("input", asked, MODEL))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("instruction: ")
                .hasMessageContaining("Be polite.");
    }

    @Example
    void aSettingMoreOrLessIsRefused() {
        assertThatThrownBy(() -> begun(ASKED).requireSame("input", Map.of("strength", "1.0"), MODEL))
                .hasMessageContaining("instruction: (none)");
        assertThatThrownBy(() -> begun(Map.of()).requireSame("input", Map.of("prefix", "x"), MODEL))
                .hasMessageContaining("prefix: x (expected: (none)");
    }

    @Example
    void anotherInputOrModelIsRefused() {
        assertThatThrownBy(() -> begun(ASKED).requireSame("changed", ASKED, MODEL))
                .hasMessageContaining("input: changed");
        assertThatThrownBy(() -> begun(ASKED).requireSame("input", ASKED, new ModelName("tiny", "def")))
                .hasMessageContaining("tiny def");
    }

    @Example
    void whatIsNoManifestIsNamed() {
        assertThatThrownBy(() -> Manifest.read("{\"version\": ", "out/_aligner/manifest.json"))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("out/_aligner/manifest.json");
    }

    @Property
    void textsThatAreCutElsewhereHaveAnotherDigest(@ForAll List<String> texts) {
        List<String> joined = new ArrayList<>(texts);
        joined.add("");

        assertThat(Digest.of(joined)).isNotEqualTo(Digest.of(texts)).hasSize(64);
        assertThat(Digest.of(List.of("ab", "c"))).isNotEqualTo(Digest.of(List.of("a", "bc")));
    }

    private static Manifest begun(Map<String, String> described) {
        return Manifest.of("input", described, MODEL, "{}", Plan.of(new Lengths(), 500, 4), List.of());
    }
}
