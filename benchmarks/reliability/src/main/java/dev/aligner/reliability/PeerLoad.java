package dev.aligner.reliability;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the server of llama-cpp-python does with the same base model at twice its capacity, and for clients that leave. */
final class PeerLoad implements Case {
    private static final int TOKENS = 48;
    private static final int LONG = 400;
    private static final int LEAVING = 4;

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public String promised() {
        return "(Beside it: the server of llama-cpp-python, as it comes, same weights, " + TOKENS
                + " tokens a request.)";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Path python = bench.tools().peer();
        findings.beside();
        if (python == null) {
            findings.notRun("no peer (PEER=python of an environment with llama-cpp-python[server])");
            return;
        }
        URI uri = URI.create("http://127.0.0.1:" + bench.port());
        Process process = start(bench, python, uri.getPort());
        bench.own(() -> Program.end(process, Duration.ofSeconds(10)));
        Client client = new Client(uri);
        findings.must(
                Patience.until(
                        Duration.ofMinutes(2),
                        () -> client.send(ask(bench.texts(), 0, 4)).isOk()),
                "the peer does not answer");
        Pressure pressure = new Pressure(client, number -> ask(bench.texts(), number, TOKENS));
        Duration each = bench.scale().load();
        Pressure.Seen full = pressure.full(8, each);
        Pressure.Seen doubled = pressure.at(2 * full.perSecond(), each);
        findings.sent(full.tally().sent() + doubled.tally().sent(), "chats");
        full.tally().outcomes().forEach(findings::came);
        doubled.tally().outcomes().forEach(findings::came);
        findings.measured("capacity", Words.perSecond(full.perSecond()));
        findings.measured("8 callers p50 / p99", Words.seconds(full.tally().millis()));
        findings.measured("double load p50 / p99", Words.seconds(doubled.tally().millis()));
        findings.measured("refused", String.valueOf(doubled.tally().refused()));
        leave(client, uri, bench.texts(), findings);
    }

    /** How long the next one waits when some have asked for much and left. */
    private static void leave(Client client, URI uri, Texts texts, Findings findings) throws Exception {
        double alone = client.send(ask(texts, 1, TOKENS)).millis();
        for (int i = 0; i < LEAVING; i++) {
            try (RawConnection connection = new RawConnection(uri)) {
                connection.send(RawConnection.request(ask(texts, 10 + i, LONG)));
                Patience.rest(Duration.ofMillis(100));
            }
        }
        double behind = client.send(ask(texts, 2, TOKENS)).millis();
        findings.measured(
                "one alone, and behind " + LEAVING + " that left",
                Words.ofNanos(Math.round(alone * 1e6)) + ", " + Words.ofNanos(Math.round(behind * 1e6)));
    }

    private static Ask ask(Texts texts, int number, int tokens) {
        Texts.Text text = texts.get(number);
        return new Ask(
                "/v1/chat/completions",
                Map.of("content-type", "application/json"),
                Ask.json(Map.of(
                        "model",
                        "peer",
                        "max_tokens",
                        tokens,
                        "messages",
                        List.of(Map.of("role", "user", "content", text.question() + "\n\n" + text.answer())))),
                body -> body.contains("\"choices\""));
    }

    private static Process start(Bench bench, Path python, int port) throws IOException {
        return new ProcessBuilder(
                        python.toString(),
                        "-m",
                        "llama_cpp.server",
                        "--model",
                        bench.model().resolve("SmolLM2-135M-Instruct.Q4_1.gguf").toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--n_ctx",
                        "2048")
                .redirectErrorStream(true)
                .redirectOutput(bench.folder().resolve("peer.log").toFile())
                .start();
    }
}
