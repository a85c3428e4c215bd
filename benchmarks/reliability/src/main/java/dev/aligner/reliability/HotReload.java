package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** Routes change again and again under load, and every other file is wrong. */
final class HotReload implements Case {
    private static final Duration SEEN = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "hot-reload";
    }

    @Override
    public String promised() {
        return "Routes that change under load drop nothing; a wrong file changes nothing, and is counted.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream one = bench.upstream();
        MockUpstream other = bench.upstream();
        Path file = bench.folder().resolve("routes.yaml");
        write(file, routes(one));
        ServiceProcess service = bench.service()
                .option("aligner.reload.file", file)
                .option("aligner.reload.period", "200ms")
                .ready();
        Client client = new Client(service.uri());
        Probe probe = service.probe();
        Tally chats = Tally.ofAnswers();
        Tally streams = Tally.ofAnswers();
        int changes = bench.scale().rounds() * 6;
        Load.steady(client, i -> plain(bench.texts(), i), chats, 2)
                .during(() -> Load.steady(
                                client,
                                i -> Ask.chatStream(bench.texts().get(100 + i), "window")
                                        .with(MockUpstream.PAUSE, "10"),
                                streams,
                                2)
                        .during(() -> {
                            for (int i = 0; i < changes; i++) {
                                boolean wrong = i % 2 == 1;
                                String outcome = wrong ? "refused" : "applied";
                                double before = reloads(probe.scrape(), outcome);
                                write(
                                        file,
                                        wrong
                                                ? routes(other) + "      streem: off\n"
                                                : routes(i % 4 == 0 ? other : one));
                                findings.must(
                                        probe.holdsWithin(SEEN, now -> reloads(now, outcome) > before),
                                        "a change was not " + outcome);
                                MockUpstream meant = i % 4 < 2 ? other : one;
                                findings.must(
                                        client.send(plain(bench.texts(), i))
                                                .body()
                                                .contains(meant.mark()),
                                        "the route in force is not that of the last good file");
                            }
                        }));
        findings.sent(chats.sent() + streams.sent(), "chats");
        findings.came(chats);
        findings.came(streams);
        findings.measured("changes", changes + ", half of them wrong");
        findings.measured("calls of both upstreams", one.calls() + ", " + other.calls());
    }

    /** Which is not corrected: many begin and end around each change. */
    private static Ask plain(Texts texts, int number) {
        return Ask.chat(texts.get(number)).with("x-aligner-strength", "0");
    }

    private static double reloads(Scrape scrape, String outcome) {
        return scrape.sum("aligner_config_reloads_total", Map.of("outcome", outcome));
    }

    private static String routes(MockUpstream upstream) {
        return """
                aligner:
                  routes:
                    main:
                      upstream: %s
                      path: /v1/
                """.formatted(upstream.uri());
    }

    /** As a whole: whoever reads it meanwhile finds the old one or the new one. */
    private static void write(Path file, String content) throws IOException {
        Path next = Files.writeString(Objects.requireNonNull(file.getParent()).resolve("next.yaml"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
