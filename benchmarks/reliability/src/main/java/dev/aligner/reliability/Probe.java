package dev.aligner.reliability;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** Asks a service how it is, as kubelet and Prometheus do: over connections of its own. */
final class Probe {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final URI uri;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();

    Probe(URI uri) {
        this.uri = uri;
    }

    /** Of HTTP; 0 where there is no answer. */
    int status(String path) {
        try {
            return client.send(request(path), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** @throws IOException where there is no answer, or none that is 200 */
    String text(String path) throws IOException, InterruptedException {
        var response = client.send(request(path), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": status " + response.statusCode() + " (expected: 200)");
        }
        return response.body();
    }

    Scrape scrape() throws IOException, InterruptedException {
        return Scrape.of(text("/metrics"));
    }

    /** Waits until so many requests are being answered, this one not counted; false where that does not come. */
    boolean busyWithin(int requests, Duration time) throws InterruptedException {
        return holdsWithin(time, now -> now.sum("http_server_requests_active_seconds_count", Map.of()) > requests);
    }

    /** Waits until nothing is running or waiting in the engine; false where that does not come. */
    boolean idleWithin(Duration time) throws InterruptedException {
        return holdsWithin(
                time,
                now -> now.sum("aligner_requests_running", Map.of()) + now.sum("aligner_requests_waiting", Map.of())
                        == 0);
    }

    /** A scrape that fails is one that says nothing. */
    boolean holdsWithin(Duration time, Predicate<Scrape> holds) throws InterruptedException {
        return Patience.until(time, () -> {
            try {
                return holds.test(scrape());
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri.resolve(path)).timeout(ANSWER).build();
    }
}
