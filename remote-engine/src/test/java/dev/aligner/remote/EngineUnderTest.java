package dev.aligner.remote;

import dev.aligner.core.Sampling;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import reactor.netty.http.client.HttpClient;

/** An engine that asks a {@link FakeServer}, with a clock that stands until it is moved. */
final class EngineUnderTest implements AutoCloseable {
    static final int CONTEXT = 256;
    static final Duration IDLE = Duration.ofSeconds(30);
    static final Duration PROBE = Duration.ofSeconds(5);
    static final Path MODEL = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");

    private final CorrectorTokens tokens = CorrectorTokens.open(MODEL);
    private final SteppedLoop loop = new SteppedLoop();
    private final Breaker breaker = new Breaker("fake");
    private final RemoteEngine engine;

    EngineUnderTest(FakeServer server, int concurrent, int queueCapacity) {
        this(options(server, concurrent, queueCapacity));
    }

    EngineUnderTest(RemoteOptions options) {
        engine = new RemoteEngine(
                options,
                new CompletionBodies("tiny", options.dialect(), options.prompts(), tokens),
                CONTEXT,
                loop,
                new HttpCalls(
                        loop, HttpClient::create, options.key(), options.times().connect(), options.tls()),
                breaker);
    }

    static RemoteOptions options(FakeServer server, int concurrent, int queueCapacity) {
        return new RemoteOptions(
                server.url(),
                "tiny",
                ApiKey.of("sk-secret"),
                Dialect.VLLM,
                RemoteOptions.Prompts.TOKENS,
                concurrent,
                queueCapacity,
                3,
                new RemoteOptions.Times(Duration.ofSeconds(5), IDLE, PROBE, Duration.ofSeconds(20)));
    }

    RemoteEngine engine() {
        return engine;
    }

    SteppedLoop loop() {
        return loop;
    }

    CorrectorTokens tokens() {
        return tokens;
    }

    Heard submit(String... stop) {
        return submit(Duration.ofMinutes(1), stop);
    }

    Heard submit(Duration timeout, String... stop) {
        Heard heard = new Heard();
        engine.submit(request(timeout, stop), heard);
        return heard;
    }

    GenerationRequest request(Duration timeout, String... stop) {
        return new GenerationRequest(
                new int[] {5, 6, 7}, Sampling.GREEDY, 20, List.of(stop), loop.nanoTime() + timeout.toNanos());
    }

    @Override
    public void close() {
        engine.close();
        tokens.close();
    }
}
