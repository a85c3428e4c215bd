package dev.aligner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;

/** Clients that leave whenever they like, and no buffer that nobody gives back. */
@Timeout(1200)
class LeakTest {
    private static final int REQUESTS = 1000;

    private final LinkedBlockingQueue<String> leaks = new LinkedBlockingQueue<>();
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @BeforeEach
    void watch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((resource, records) -> leaks.add(records));
    }

    @AfterEach
    void rest() {
        ByteBufUtil.setLeakListener(null);
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void noBufferIsLost() throws Exception {
        Random random = new Random(7);
        try (StubUpstream upstream = new StubUpstream();
                ConfigurableApplicationContext gateway = Gateways.start(
                        Gateways.WithACorrector.class,
                        "gateway-test",
                        "--upstream=" + upstream.url(),
                        "--sockets=" + upstream.socketUrl())) {
            int port = Integer.parseInt(gateway.getEnvironment().getRequiredProperty("local.server.port"));
            for (int i = 0; i < REQUESTS; i++) {
                behave(upstream, random.nextInt(4));
                ask(port, random);
            }
            // the last one goes through: what was cancelled before it is over
            upstream.answers(200, "application/json", "{}");
            assertThat(Gateways.ask(Gateways.url(gateway) + "/bare/v1/chat/completions", "{}")
                            .statusCode())
                    .isEqualTo(200);
        }
        lose();

        String marked = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (marked == null && System.nanoTime() < end) {
            marked = reported();
        }
        assertThat(marked).as("the buffer that this test lost itself").isNotNull();
        assertThat(leaks).isEmpty();
    }

    private static void behave(StubUpstream upstream, int kind) {
        String text = "It has six legs. ";
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text.repeat(20) + "\"}}]}\n\n";
        String line = "{\"message\":{\"content\":\"" + text.repeat(20) + "\"},\"done\":false}\n";
        switch (kind) {
            case 0 ->
                upstream.behaves((request, response) ->
                        response.sse().sendString(Flux.range(0, 50).map(i -> event), StandardCharsets.UTF_8));
            case 1 ->
                upstream.behaves((request, response) -> response.header("Content-Type", "application/x-ndjson")
                        .send(
                                ByteBufFlux.fromString(
                                        Flux.range(0, 50).map(i -> line), StandardCharsets.UTF_8, response.alloc()),
                                buffer -> true));
            case 2 ->
                // beyond what is held
                upstream.answers(200, "application/json", "{\"choices\":[], \"x\":\"" + "x".repeat(1 << 18) + "\"}");
            default ->
                upstream.behaves((request, response) -> response.sse()
                        .sendString(
                                Flux.range(0, 10).map(i -> event).concatWith(Flux.error(new IOException("broken"))),
                                StandardCharsets.UTF_8));
        }
    }

    private static final List<String> PATHS = List.of(
            "/bare/v1/chat/completions",
            "/short/v1/chat/completions",
            "/full/v1/chat/completions",
            "/bare/api/chat",
            "/full/api/chat");

    /** Reads a few bytes of the answer, or none, or all, and hangs up. */
    private static void ask(int port, Random random) throws IOException {
        String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]"
                + (random.nextInt(4) == 0 ? ",\"x\":\"" + "x".repeat(8000) + "\"" : "") + "}";
        String head = "POST " + PATHS.get(random.nextInt(PATHS.size())) + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nConnection: close\r\n"
                + (random.nextInt(4) == 0 ? "x-aligner-stream-mode: off\r\n" : "")
                + "Content-Length: " + body.length() + "\r\n\r\n";
        int sent = random.nextInt(10) == 0 ? random.nextInt(body.length()) : body.length();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write((head + body.substring(0, sent)).getBytes(StandardCharsets.US_ASCII));
            int most = sent < body.length() ? 0 : random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(20_000);
            byte[] buffer = new byte[1024];
            int read = 0;
            while (read < most) {
                int now = socket.getInputStream().read(buffer);
                if (now < 0) {
                    break;
                }
                read += now;
            }
        }
    }

    private static void lose() {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        lost.touch("lost on purpose");
    }

    /** What was reported of the buffer lost on purpose; the detector looks when something is allocated. */
    private @Nullable String reported() throws InterruptedException {
        System.gc();
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        assertThat(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS)).isFalse();
        String found = leaks.stream()
                .filter(leak -> leak.contains("lost on purpose"))
                .findFirst()
                .orElse(null);
        if (found != null) {
            leaks.remove(found);
        }
        return found;
    }
}
