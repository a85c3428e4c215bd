package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboard, alerts and scaling ask for metrics that there are, by the names that a test of the service freezes. */
class MetricNamesTest {
    private static final Pattern NAME = Pattern.compile("\\baligner_[a-z_]+");

    static final Set<String> NAMES = Set.of(
            "aligner_answers_total",
            "aligner_audit_lost_total",
            "aligner_batch_size",
            "aligner_breaker_open",
            "aligner_bypass_total",
            "aligner_config_reloads_total",
            "aligner_draft_tokens_total",
            "aligner_edit_ratio",
            "aligner_generation_tokens_total",
            "aligner_hold_duration_seconds",
            "aligner_live",
            "aligner_model_info",
            "aligner_native_tensors",
            "aligner_process_memory_bytes",
            "aligner_prompt_tokens_total",
            "aligner_queue_duration_seconds",
            "aligner_request_duration_seconds",
            "aligner_requests_running",
            "aligner_requests_total",
            "aligner_requests_waiting",
            "aligner_shadow_enabled",
            "aligner_shed_total",
            "aligner_time_per_output_token_seconds",
            "aligner_time_to_first_token_seconds");

    static Stream<Path> files() {
        Path chart = Chart.aligner().directory();
        return Stream.of("files/dashboard.json", "files/alerts.yaml", "templates/scaledobject.yaml", "ci/hpa.yaml")
                .map(chart::resolve);
    }

    @ParameterizedTest
    @MethodSource("files")
    void areTheServices(Path file) throws IOException {
        Set<String> asked = NAME.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceFirst("_bucket$", ""))
                .collect(Collectors.toSet());
        assertThat(asked).isNotEmpty().isSubsetOf(NAMES);
    }

    @Test
    void everyAlertIsDocumentedAndFiresInATestOfItsOwn() throws IOException {
        List<YamlNode> rules = YamlNode.documents(
                        Files.readString(Chart.aligner().directory().resolve("files/alerts.yaml")))
                .get(0)
                .at("groups", 0, "rules")
                .elements();
        List<String> alerts =
                rules.stream().map(rule -> rule.at("alert").text()).toList();
        String page = Files.readString(Chart.root("docs", "observability.md"));
        assertThat(Pattern.compile("(?m)^\\| `(Aligner\\w+)` \\|")
                        .matcher(page)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(fired()).containsExactlyInAnyOrderElementsOf(alerts);
    }

    private static Set<String> fired() throws IOException {
        return YamlNode.documents(Files.readString(Chart.root("helm", "tests", "alerts.yaml")))
                .get(0)
                .at("tests")
                .elements()
                .stream()
                .flatMap(test -> test.at("alert_rule_test").elements().stream())
                .filter(test -> !test.at("exp_alerts").elements().isEmpty())
                .map(test -> test.at("alertname").text())
                .collect(Collectors.toSet());
    }
}
