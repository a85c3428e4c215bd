package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An advisory that is let stay is a decision, of a version and for a time. */
class AdvisoriesTest {
    private static List<YamlNode> advisories() throws IOException {
        return YamlNode.documents(Files.readString(Chart.root("config", "advisories.yaml")))
                .get(0)
                .elements();
    }

    private static LocalDate until(YamlNode advisory) {
        return LocalDate.parse(advisory.at("until").text());
    }

    private static List<YamlNode> past(List<YamlNode> advisories, LocalDate today) {
        return advisories.stream()
                .filter(advisory -> until(advisory).isBefore(today))
                .toList();
    }

    @Test
    void noDecisionIsPastItsDay() throws IOException {
        List<YamlNode> advisories = advisories();
        assertThat(past(advisories, LocalDate.now(Clock.systemUTC())))
                .as("decide again, with another day or another version")
                .isEmpty();
        for (YamlNode advisory : advisories) {
            assertThat(past(List.of(advisory), until(advisory).plusDays(1))).hasSize(1);
        }
    }

    @Test
    void eachHasItsDecision() throws IOException {
        String pom = Files.readString(Chart.root("pom.xml"));
        assertThat(advisories()).isNotEmpty();
        for (YamlNode advisory : advisories()) {
            assertThat(advisory.keys())
                    .containsExactly("id", "artifact", "version", "property", "about", "decision", "until");
            assertThat(pom)
                    .as(advisory.at("id").text() + ": the version that it was decided on")
                    .containsPattern(version(
                            advisory.at("property").text(),
                            advisory.at("version").text()));
        }
    }

    private static String version(String property, String version) {
        return property.equals("spring-boot")
                ? "<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>" + version + "<"
                : "<" + property + ">" + version + "<";
    }
}
