package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.netty.DisposableServer;

/** Routes change while clients use them. */
class ReloadHttpTest extends ObservedTestBase {
    private static final DisposableServer TWO = upstream("two");
    private static final int CLIENTS = 4;
    private static final int CHANGES = 6;

    @AfterAll
    static void stop() {
        TWO.disposeNow();
    }

    private static String route(DisposableServer upstream) {
        return "aligner:\n  routes:\n    moving:\n      path: /moving/\n      upstream: http://localhost:"
                + upstream.port() + "\n";
    }

    private String digest() {
        return json(client().get().uri("/info").exchange())
                .at("/configuration/digest")
                .asString();
    }

    private void reloadAndWait(String yaml) throws IOException {
        String before = digest();
        reload(yaml);
        await().until(() -> !digest().equals(before));
    }

    @AfterEach
    void noRoutes() throws IOException {
        corrector.reset();
        reloadAndWait("# none " + System.nanoTime() + "\n");
    }

    @Test
    void nothingIsLostWhileRoutesChange() throws Exception {
        reloadAndWait(route(UPSTREAM));
        AtomicBoolean stop = new AtomicBoolean();
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(CompletableFuture.runAsync(() -> askUntil(stop, answers), clients));
            }
            for (int change = 0; change < CHANGES; change++) {
                reloadAndWait(route(change % 2 == 0 ? TWO : UPSTREAM));
                int answered = answers.size();
                await().until(() -> answers.size() >= answered + 2 * CLIENTS);
            }
            stop.set(true);
            CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]))
                    .get(30, TimeUnit.SECONDS);
        } finally {
            stop.set(true);
            clients.shutdownNow();
        }
        assertThat(answers).allMatch(answer -> answer.startsWith("200 ") && answer.contains("A key!"));
        assertThat(answers).anyMatch(answer -> answer.contains("\"one\""));
        assertThat(answers).anyMatch(answer -> answer.contains("\"two\""));
    }

    private void askUntil(AtomicBoolean stop, Queue<String> answers) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/moving/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(CHAT))
                .build();
        while (!stop.get()) {
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                answers.add(answer.statusCode() + " " + answer.body());
            } catch (IOException e) {
                answers.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void whatIsUnderWayKeepsTheRouteItBeganWith() throws Exception {
        reloadAndWait(route(UPSTREAM));
        corrector.hold();
        CompletableFuture<String> slow =
                CompletableFuture.supplyAsync(() -> text(ask("/moving/v1/chat/completions", CHAT)));
        assertThat(corrector.awaitStart()).isTrue();

        reloadAndWait("# gone " + System.nanoTime() + "\n");
        ask("/moving/v1/chat/completions", CHAT).expectStatus().isNotFound();
        corrector.release();

        assertThat(slow.get(20, TimeUnit.SECONDS)).contains("A key!", "\"one\"");
    }

    @Test
    void aBadFileKeepsTheOldRoutesAndSaysSo() throws IOException {
        reloadAndWait(route(UPSTREAM));
        String good = digest();
        for (String bad : List.of(
                "aligner: {routes: {moving: {upstreem: http://x}}}",
                "aligner: {routes: {moving: {path: /moving/, upstream: ftp://x}}}",
                "aligner: {engine: {slots: 3}}",
                "aligner: [")) {
            double refused = refusals();
            reload(bad);
            await().until(() -> refusals() > refused);
            assertThat(digest()).isEqualTo(good);
            assertThat(text(ask("/moving/v1/chat/completions", CHAT))).contains("A key!", "\"one\"");
        }
        reload(route(UPSTREAM) + "# again\n");
        await().until(() -> !digest().equals(good));
    }

    /** Nobody sees it from outside that nothing is corrected. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aRouteThatIsOnlyWatchedIsWarnedOf(CapturedOutput output) throws IOException {
        reloadAndWait(route(UPSTREAM) + "      shadow: async\n");
        assertThat(output).contains("route moving: shadow mode, its answers are not corrected");
        assertThat(text(ask("/moving/v1/chat/completions", CHAT, "x-aligner-shadow", "off")))
                .doesNotContain("A key!");

        reloadAndWait(route(UPSTREAM));
        assertThat(text(ask("/moving/v1/chat/completions", CHAT, "x-aligner-shadow", "async")))
                .contains("A key!");
    }

    private double refusals() {
        return text(client().get().uri("/metrics").exchange())
                .lines()
                .filter(line -> line.startsWith("aligner_config_reloads_total{outcome=\"refused\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}
