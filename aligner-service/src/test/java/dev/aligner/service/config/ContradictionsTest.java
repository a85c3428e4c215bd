package dev.aligner.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ContradictionsTest {
    private static final String DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static AlignerProperties bind(String... settings) {
        Map<String, String> values = new HashMap<>();
        Arrays.stream(settings)
                .forEach(setting -> values.put(
                        "aligner." + setting.substring(0, setting.indexOf('=')),
                        setting.substring(setting.indexOf('=') + 1)));
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.remote.url=http://gpu/v1 model.adapter=a",
                "model.remote.url=http://gpu/v1 model.correctors.side=a",
                "model.remote.url=http://gpu/v1 model.precision=int8",
                "model.remote.url=http://gpu/v1 model.threads=2",
                "model.remote.url=http://gpu/v1 model.device=cuda",
                "model.remote.url=http://gpu/v1 model.sha256=" + DIGEST,
                "engine.slots=8 engine.step-tokens=8",
                "routes.a.upstream=http://a routes.b.upstream=http://b",
                "routes.a.upstream=http://a routes.a.min-strength=0.5 routes.a.max-strength=0.25",
                "plugs.min-strength=0.5 plugs.max-strength=0.25",
                "ext-proc.min-strength=0.5 ext-proc.max-strength=0.25"
            })
    void twoKeysOfWhichOneWouldDoNothingAreRefusedInASentenceWithBoth(String settings) {
        String[] both = settings.split(" ", -1);
        AlignerProperties bound = bind(both);
        assertThatThrownBy(() -> new Settings(bound))
                .isInstanceOf(RefusedSettingException.class)
                .hasMessageContainingAll(Arrays.stream(both)
                        .map(setting ->
                                setting.substring(0, setting.indexOf('=')).replaceAll("\\.(upstream|url|side)$", ""))
                        .map(key -> "aligner." + key)
                        .toArray(String[]::new))
                .hasMessageContaining("(expected: ");
    }

    @Test
    void whatGoesTogetherIsLeftAlone() {
        AlignerProperties bound = bind(
                "routes.a.upstream=http://a",
                "routes.b.upstream=http://b",
                "routes.b.model=gpt-*",
                "routes.a.min-strength=0.5",
                "routes.a.max-strength=0.5");
        assertThat(new Settings(bound).get()).isSameAs(bound);
    }
}
