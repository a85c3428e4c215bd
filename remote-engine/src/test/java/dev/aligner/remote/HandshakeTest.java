package dev.aligner.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

class HandshakeTest {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final FakeServer server = new FakeServer();
    private final CorrectorTokens tokens = CorrectorTokens.open(EngineUnderTest.MODEL);
    private final SteppedLoop loop = new SteppedLoop();

    @AfterEach
    void close() {
        server.close();
        tokens.close();
        loop.close();
    }

    private RemoteOptions options(@Nullable String model, Dialect dialect) {
        RemoteOptions base = EngineUnderTest.options(server, 2, 2);
        return new RemoteOptions(
                base.url(),
                model,
                null,
                dialect,
                base.prompts(),
                base.concurrent(),
                base.queueCapacity(),
                base.attempts(),
                base.times());
    }

    /** Shakes hands on another thread: the test is the server. */
    private CompletableFuture<RemoteEngine> shake(@Nullable String model, Dialect dialect, boolean scores) {
        CompletableFuture<RemoteEngine> engine = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                RemoteOptions options = options(model, dialect);
                HttpCalls http = new HttpCalls(
                        loop, HttpClient::create, options.key(), options.times().connect(), options.tls());
                engine.complete(new Handshake(options, tokens, 256, scores).engine(loop, http));
            } catch (RuntimeException e) {
                engine.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return engine;
    }

    private static RemoteEngine engine(CompletableFuture<RemoteEngine> shaking) {
        return shaking.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void assertRefused(CompletableFuture<RemoteEngine> shaking, ErrorCode code, String... said) {
        assertThatThrownBy(() -> engine(shaking))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(said);
    }

    /** Counts the tokens of the prompt that it is given, and adds some. */
    private static String counted(FakeServer.Exchange probe, int more) {
        String prompt = probe.body().replaceAll(".*\"prompt\":\\[([0-9,]*)].*", "$1");
        int count = prompt.split(",", -1).length + more;
        return "{\"choices\":[{\"text\":\"x\",\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":" + count
                + ",\"completion_tokens\":1}}";
    }

    @Test
    void aServerThatCountsAsWeDoIsTaken() {
        CompletableFuture<RemoteEngine> shaking = shake(null, Dialect.OPENAI, false);
        FakeServer.Exchange probe = server.next();
        probe.json(counted(probe, 0));
        try (RemoteEngine engine = engine(shaking)) {
            assertThat(engine.reachable()).isTrue();
            assertThat(probe.body()).contains("\"model\":\"tiny\"").doesNotContain("stream");
        }
    }

    @Test
    void anotherTokenizerIsFoundOut() {
        CompletableFuture<RemoteEngine> shaking = shake("tiny", Dialect.VLLM, false);
        FakeServer.Exchange probe = server.next();
        probe.json(counted(probe, 1));

        assertRefused(shaking, ErrorCode.MODEL_FILE, "tokenizer", "token put in front");
    }

    @Test
    void aServerThatCannotScoreIsRefusedWhereAMarginIsAsked() {
        assertRefused(shake("tiny", Dialect.LLAMA_CPP, true), ErrorCode.MODEL_FILE, "margin");
    }

    @Test
    void aServerThatSaysItScoresMustShowIt() {
        CompletableFuture<RemoteEngine> shaking = shake("tiny", Dialect.VLLM, true);
        FakeServer.Exchange probe = server.next();
        probe.json(counted(probe, 0));
        FakeServer.Exchange scoring = server.next();
        scoring.json(counted(scoring, 0));

        assertRefused(shaking, ErrorCode.MODEL_FAILED, "prompt_logprobs");
    }

    @Test
    void anotherModelIsNamedWithThoseThereAre() {
        assertRefused(shake("large", Dialect.VLLM, false), ErrorCode.MODEL_FILE, "large", "tiny");
    }

    @Test
    void oneOfSeveralMustBeNamed() {
        server.models(200, "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
        assertRefused(shake(null, Dialect.VLLM, false), ErrorCode.MODEL_FILE, "none named", "a, b");
    }

    @Test
    void aWrongKeyIsNotTriedAgain() {
        server.models(401, "");
        assertRefused(shake(null, Dialect.VLLM, false), ErrorCode.MODEL_FILE, "401", "api key");
    }

    @Test
    void aServerThatStartsIsWaitedFor() {
        server.models(503, "");
        CompletableFuture<RemoteEngine> shaking = shake(null, Dialect.VLLM, false);
        awaitPause();
        server.models(200, "{\"data\":[{\"id\":\"tiny\"}]}");
        loop.advance(PAUSE);
        FakeServer.Exchange probe = server.next();
        probe.json(counted(probe, 0));
        engine(shaking).close();
    }

    /** Waits until it is to be tried again; the limit of a try under way is farther. */
    private void awaitPause() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!loop.isNextWithin(PAUSE)) {
            assertThat(System.nanoTime()).as("a pause in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void aServerThatNeverStartsIsGivenUp() {
        server.models(503, "");
        CompletableFuture<RemoteEngine> shaking = shake(null, Dialect.VLLM, false);
        for (int pause = 0; pause < 20; pause++) {
            awaitPause();
            loop.advance(PAUSE);
        }
        assertRefused(shaking, ErrorCode.NOT_READY, "within 20 s");
    }

    @Test
    void aKeyIsShownToNobody() {
        assertThat(EngineUnderTest.options(server, 1, 1).toString()).doesNotContain("secret");
        assertThatThrownBy(() -> ApiKey.of("two\nlines")).hasMessageNotContaining("lines");
    }
}
