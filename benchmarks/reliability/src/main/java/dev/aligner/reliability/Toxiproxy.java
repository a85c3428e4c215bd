package dev.aligner.reliability;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Shopify's Toxiproxy, told over its API. */
final class Toxiproxy implements FaultyLink {
    private static final String PROXY = "upstream";
    private static final String TOXIC = "fault";

    private final Process process;
    private final URI api;
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();

    private Toxiproxy(Process process, URI api, URI uri) {
        this.process = process;
        this.api = api;
        this.uri = uri;
    }

    static Toxiproxy start(Path server, int apiPort, int port, int upstream) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(server.toString(), "-host", "127.0.0.1", "-port", String.valueOf(apiPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Toxiproxy toxiproxy = new Toxiproxy(
                process, URI.create("http://127.0.0.1:" + apiPort), URI.create("http://127.0.0.1:" + port));
        if (!Patience.until(Duration.ofSeconds(10), () -> toxiproxy.answers())) {
            process.destroy();
            throw new IOException("toxiproxy: no answer within 10 s");
        }
        toxiproxy.post(
                "/proxies", Map.of("name", PROXY, "listen", "127.0.0.1:" + port, "upstream", "127.0.0.1:" + upstream));
        return toxiproxy;
    }

    private boolean answers() {
        try {
            return client.send(HttpRequest.newBuilder(api.resolve("/version")).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void fault(Fault fault) throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(api.resolve("/proxies/" + PROXY + "/toxics/" + TOXIC))
                        .DELETE()
                        .build(),
                BodyHandlers.discarding());
        if (fault instanceof Fault.CutAfter cut) {
            toxic("limit_data", Map.of("bytes", cut.bytes()));
        } else if (fault instanceof Fault.ResetAfter reset) {
            toxic("reset_peer", Map.of("timeout", reset.time().toMillis()));
        } else if (fault instanceof Fault.Stall) {
            toxic("timeout", Map.of("timeout", 0));
        }
    }

    private void toxic(String type, Map<String, Object> attributes) throws IOException, InterruptedException {
        post(
                "/proxies/" + PROXY + "/toxics",
                Map.of("name", TOXIC, "type", type, "stream", "downstream", "attributes", attributes));
    }

    private void post(String path, Object body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(api.resolve(path))
                        .POST(BodyPublishers.ofString(Ask.json(body)))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException("toxiproxy: " + path + ": " + response.body());
        }
    }

    @Override
    public String tool() {
        return "toxiproxy";
    }

    @Override
    public void close() {
        Program.end(process, Duration.ofSeconds(5));
    }
}
