package dev.aligner.engine;

import dev.aligner.core.Sampling;
import dev.aligner.engine.decode.ByteTokens;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.model.ScriptedModel;
import dev.aligner.engine.model.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** An engine over a {@link ScriptedModel}, with a clock that stands until it is moved. Token 0 is the end token. */
final class EngineUnderTest implements AutoCloseable {
    static final int END = 0;
    static final int VOCABULARY = 24;
    static final int CONTEXT = 64;
    static final long NEVER = Long.MAX_VALUE;

    /** Words, and an emoji whose halves are tokens of their own. */
    static final TokenBytes TOKENS = tokens();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final Engine engine;

    EngineUnderTest(int slots, EngineLimits limits, Consumer<List<Segment>> beforeForward) {
        this(() -> new ScriptedModel(shape(slots), beforeForward), limits);
        awaitReady();
    }

    EngineUnderTest(ModelFactory factory, EngineLimits limits) {
        this(factory, limits, EngineObserver.NONE);
    }

    EngineUnderTest(ModelFactory factory, EngineLimits limits, EngineObserver observer) {
        engine = Engine.start(
                factory,
                TOKENS,
                Set.of(END),
                limits,
                nanos::get,
                loop -> {
                    Thread made = new Thread(loop, "engine-under-test");
                    made.setDaemon(true);
                    thread.set(made);
                    return made;
                },
                observer);
    }

    static ModelShape shape(int slots) {
        return new ModelShape(VOCABULARY, slots, CONTEXT);
    }

    static EngineLimits limits(int queueCapacity) {
        return new EngineLimits(queueCapacity, 16, 8, 3, Duration.ofSeconds(20));
    }

    static GenerationRequest request(int firstToken, int maxNewTokens) {
        return new GenerationRequest(new int[] {firstToken, 3, 5}, Sampling.GREEDY, maxNewTokens, List.of(), NEVER);
    }

    /** A prompt whose greedy continuation has so many tokens at least, before an end token; the same each time. */
    static GenerationRequest longRequest(int newTokens) {
        int first = IntStream.iterate(1, i -> i + 1)
                .filter(i -> ReferenceOutput.of(request(i, newTokens)).tokens().size() == newTokens)
                .findFirst()
                .orElseThrow();
        return request(first, newTokens);
    }

    private static TokenBytes tokens() {
        List<byte[]> bytes = new ArrayList<>();
        bytes.add(new byte[0]);
        for (int id = 1; id < VOCABULARY - 2; id++) {
            bytes.add(new byte[] {(byte) (id % 7 == 0 ? ' ' : 'a' + id % 5)});
        }
        bytes.add(new byte[] {(byte) 0xF0, (byte) 0x9F});
        bytes.add(new byte[] {(byte) 0x98, (byte) 0x80});
        return new ByteTokens(bytes, false);
    }

    Engine engine() {
        return engine;
    }

    Thread thread() {
        return Objects.requireNonNull(thread.get());
    }

    void moveClock(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    RecordedGeneration submit(GenerationRequest request) {
        RecordedGeneration listener = new RecordedGeneration();
        engine.submit(request, listener);
        return listener;
    }

    void awaitReady() {
        try {
            engine.ready().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the engine's thread has ended. */
    void awaitEnd() {
        try {
            thread().join(20_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (thread().isAlive()) {
            throw new AssertionError("the engine's thread still runs after 20 s");
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
