package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

/** The names and labels of metrics are an interface: dashboards and alerts of others are made of them. */
class MetricsHttpTest extends ObservedTestBase {
    private static final int MADE_UP = 100;

    private static final Path DOCUMENT = Path.of("../docs/observability.md");
    private static final Path CHART = Path.of("../helm/aligner/files");

    private String metrics() {
        return text(client().get().uri("/metrics").exchange().expectStatus().isOk());
    }

    /** Each way in once, and each way out that has labels of its own. */
    @BeforeEach
    void useEverything() {
        post(body("")).expectStatus().isOk();
        post(body(",\"instruction\":\"refuse\"")).expectStatus().isEqualTo(422);
        client().post()
                .uri("/v1/corrections:batch")
                .contentType(MediaType.APPLICATION_NDJSON)
                .bodyValue(body("") + "\n")
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(text(ask("/v1/chat/completions", CHAT))).contains("A key!");
        assertThat(text(ask("/v1/chat/completions", CHAT.replace("{\"model", "{\"stream\":true,\"model"))))
                .contains("A key.");
        text(ask("/watched/v1/chat/completions", CHAT));
        String kong = "{\"source\":\"OUTPUT\",\"content\":\"six legs.\"";
        text(ask("/integrations/kong", kong + ",\"question\":\"How many legs has a spider?\"}"));
        text(ask("/integrations/kong", kong + "}"));
        await().until(() -> metrics().contains("aligner_shadow_total"));
    }

    @Test
    void familiesAreThoseOfTheDocument() throws IOException {
        Scrape scrape = Scrape.of(metrics());
        List<String> rows = new ArrayList<>();
        rows.add("| metric | type | labels | |");
        rows.add("|---|---|---|---|");
        scrape.families().forEach((name, family) -> {
            boolean largest = name.endsWith("_max")
                    && scrape.families().containsKey(name.substring(0, name.length() - "_max".length()));
            if (!largest && (name.startsWith("aligner_") || name.startsWith("gen_ai_"))) {
                rows.add("| `" + name + "` | " + family.type() + " | "
                        + family.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", "))
                        + " | " + family.help() + " |");
            }
        });
        assertThat(rows).allSatisfy(row -> assertThat(row).doesNotContain("?"));
        new DocumentTable(DOCUMENT, "metrics").assertIs(rows);
    }

    @Test
    void whatTheReferenceAsksForIsThereByItsName() {
        String metrics = metrics();
        assertThat(Scrape.of(metrics).families().keySet())
                .contains(
                        "aligner_requests_waiting",
                        "aligner_requests_running",
                        "aligner_requests_total",
                        "aligner_request_duration_seconds",
                        "aligner_queue_duration_seconds",
                        "aligner_batch_delay_seconds",
                        "aligner_time_to_first_token_seconds",
                        "aligner_time_per_output_token_seconds",
                        "aligner_batch_size",
                        "aligner_edit_ratio",
                        "aligner_prompt_tokens_total",
                        "aligner_generation_tokens_total",
                        "aligner_draft_tokens_total",
                        "aligner_shed_total",
                        "aligner_bypass_total",
                        "aligner_native_tensors",
                        "aligner_shadow_enabled",
                        "aligner_model_info");
        assertThat(metrics)
                .contains("aligner_request_duration_seconds_bucket{outcome=\"corrected\",route=\"main\",le=\"81.92\"}")
                .contains("aligner_time_per_output_token_seconds_bucket{le=\"0.025\"}")
                .contains("aligner_batch_size_bucket{le=\"64.0\"}")
                .contains("aligner_edit_ratio_bucket{le=\"0.05\"}")
                .contains("aligner_shadow_enabled{route=\"watched\"} 1.0")
                .contains("aligner_shadow_enabled{route=\"main\"} 0.0")
                .doesNotContain("quantile=");
        for (String mode : List.of("none", "window")) {
            assertThat(metrics).doesNotContain("aligner_hold_duration_seconds_count{mode=\"" + mode + "\"} 0\n");
        }
        await().until(() -> !metrics().contains("aligner_audit_records_total 0.0"));
        assertThat(metrics).contains("aligner_audit_lost_total 0.0");
    }

    @Test
    void labelsAreClosedSetsWhateverAClientSends() {
        String secret = "zebra-in-the-moonlight";
        text(ask("/v1/chat/completions?" + secret, CHAT.replace("\"m\"", "\"" + secret + "\""), "x-own", secret));
        post(body(",\"model\":\"" + secret + "\"")).expectStatus().is4xxClientError();
        client().get().uri("/" + secret).exchange().expectStatus().isNotFound();
        String metrics = metrics();
        assertThat(metrics).doesNotContain(secret, QUESTION, ANSWER);
        assertThat(Scrape.values(metrics, "route")).isSubsetOf("api", "batch", "main", "watched", "down", "plug_kong");
    }

    /** Names that a client can make up, each once: a series for one of them would be one for each. */
    @Test
    void namesThatClientsMakeUpAddNoSeries() {
        Random random = new Random(12);
        madeUp(random);
        Set<String> before = series();

        for (int i = 0; i < MADE_UP; i++) {
            madeUp(random);
        }

        assertThat(series()).isEqualTo(before);
    }

    private void madeUp(Random random) {
        String name = "n" + Long.toHexString(random.nextLong());
        text(ask("/v1/chat/completions?" + name, CHAT.replace("\"m\"", "\"" + name + "\""), "x-request-id", name));
        text(ask("/v1/" + name, "{}", "x-" + name, name));
        post(body(",\"model\":\"" + name + "\"")).expectStatus().is4xxClientError();
        client().get().uri("/" + name).exchange().expectStatus().isNotFound();
    }

    /** All of them, but those of the JVM, which come and go with its threads and memory. */
    private Set<String> series() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("aligner_") || line.startsWith("gen_ai_") || line.startsWith("http_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of the chart's dashboards and alerts, where there is a chart. */
    @Test
    void dashboardsAndAlertsAskForWhatThereIs() throws IOException {
        assumeThat(CHART).exists();
        Set<String> asked = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile("\\b(?:aligner|gen_ai)_[a-z_]+\\b")
                        .matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(asked::add);
            }
        }
        String metrics = metrics();
        Set<String> known = new TreeSet<>(Scrape.of(metrics).families().keySet());
        Pattern.compile("(?m)^(\\w+)")
                .matcher(metrics)
                .results()
                .map(MatchResult::group)
                .forEach(known::add);
        Pattern.compile("(\\w+)=\"")
                .matcher(metrics)
                .results()
                .map(label -> label.group(1))
                .forEach(known::add);
        assertThat(known).containsAll(asked);
    }

    @Test
    void otherServersNamesForOurPathsWork() {
        for (String path : List.of("/health", "/ping", "/readyz", "/livez")) {
            assertThat(json(client().get().uri(path).exchange().expectStatus().isOk())
                            .get("status")
                            .stringValue())
                    .isEqualTo("UP");
        }
        assertThat(json(client().get().uri("/info").exchange().expectStatus().isOk())
                        .at("/correctors/0/id")
                        .stringValue())
                .isEqualTo(FakeCorrector.ID);
        assertThat(text(client().get().uri("/actuator/health/readiness").exchange()))
                .contains("UP");
        for (String path : List.of("/actuator/env", "/actuator/heapdump", "/actuator/beans", "/actuator/shutdown")) {
            client().get().uri(path).exchange().expectStatus().isNotFound();
        }
    }
}
