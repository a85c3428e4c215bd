package dev.aligner.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Usage;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.ScoreRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RemoteEngineTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final FakeServer server = new FakeServer();
    private final EngineUnderTest under = new EngineUnderTest(server, 1, 1);

    @AfterEach
    void nothingIsLeft() {
        under.loop().settle();
        assertThat(under.engine().load().running()).isZero();
        assertThat(under.engine().load().waiting()).isZero();
        under.close();
        server.close();
    }

    @Test
    void textIsHeardAsItComesAndCountedByTheServer() {
        Heard heard = under.submit();
        FakeServer.Exchange exchange = server.next().stream().text("The ").text("sky.");
        assertThat(heard.nextText()).isEqualTo("The ");
        assertThat(heard.nextText()).isEqualTo("sky.");
        assertThat(heard.hasEnded()).isFalse();
        under.loop().advance(Duration.ofSeconds(2));

        exchange.finish("stop")
                .event("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":9}}")
                .event("[DONE]")
                .close();

        Generation generation = heard.generation();
        assertThat(generation.text()).isEqualTo("The sky.");
        assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(generation.usage()).isEqualTo(new Usage(3, 9, 0));
        assertThat(generation.tokens()).isEqualTo(under.tokens().data("The sky."));
        assertThat(generation.timings().total()).isEqualTo(Duration.ofSeconds(2));
        assertThat(exchange.head())
                .contains("POST /v1/completions ")
                .containsIgnoringCase("Authorization: Bearer sk-secret");
        under.loop().settle();
        assertThat(under.loop().timers()).isZero();
    }

    @Test
    void whatTheServerDoesNotCountIsCountedHere() {
        Heard heard = under.submit();
        server.next().stream().text("abc").finish("length").close();

        assertThat(heard.generation().finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(heard.generation().usage())
                .isEqualTo(new Usage(3, under.tokens().data("abc").length, 0));
    }

    @Test
    void aStopTextEndsTheOutputAndTheConnection() {
        Heard heard = under.submit("END");
        FakeServer.Exchange exchange =
                server.next().stream().text("one E").text("ND two").text("more");
        exchange.awaitClosed();

        assertThat(heard.generation().text()).isEqualTo("one ");
        assertThat(heard.generation().finishReason()).isEqualTo(FinishReason.STOP_SEQUENCE);
    }

    static Stream<Named<Consumer<FakeServer.Exchange>>> brokenAnswers() {
        return Stream.of(
                Named.of("truncated", e -> e.stream().text("a").close()),
                Named.of(
                        "cut within a chunk",
                        e -> e.status(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
                                .write("ff\r\ndata: {")
                                .close()),
                Named.of("not JSON", e -> e.stream().event("{\"choices\":[{").close()),
                Named.of(
                        "no completion",
                        e -> e.stream().event("{\"object\":\"x\"}").close()),
                Named.of(
                        "text that is none",
                        e -> e.stream()
                                .event("{\"choices\":[{\"index\":0,\"text\":7}]}")
                                .close()),
                Named.of(
                        "two choices",
                        e -> e.stream()
                                .event("{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}]}")
                                .close()),
                Named.of(
                        "an error within",
                        e -> e.stream()
                                .text("a")
                                .event("{\"error\":{\"message\":\"Secret answer\"}}")
                                .close()),
                Named.of(
                        "another finish_reason",
                        e -> e.stream().finish("content_filter").close()),
                Named.of(
                        "text after the end",
                        e -> e.stream().finish("stop").text("a").close()),
                Named.of("no stream", e -> e.json("{\"choices\":[{\"text\":\"a\",\"finish_reason\":\"stop\"}]}")),
                Named.of(
                        "endless text",
                        e -> e.stream().text("x".repeat(20 * 512 + 1)).close()),
                Named.of("HTTP 500", e -> e.status(500).write("Secret answer").close()),
                Named.of("HTTP 400", e -> e.status(400).write("Secret answer").close()),
                Named.of("HTTP 401", e -> e.status(401).close()),
                Named.of(
                        "a redirect",
                        e -> e.status(302, "Location: http://127.0.0.1:1/").close()));
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void aBrokenAnswerFailsTheRequestAndQuotesNothing(Consumer<FakeServer.Exchange> script) {
        Heard heard = under.submit();
        script.accept(server.next());

        assertThat(heard.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(heard.error()).hasMessageStartingWith("remote engine: ").hasMessageContaining("expected");
        assertThat(heard.error().getMessage()).doesNotContain("Secret", "sk-");
        assertThat(server.isIdle()).as("not tried again").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"503", "429"})
    void aBusyServerIsAskedAgainWhenItSays(int status) {
        Heard heard = under.submit();
        server.next().status(status, "Retry-After: 7").close();
        awaitTimers(2);
        under.loop().advance(Duration.ofMillis(6_999));
        assertThat(server.isIdle()).isTrue();
        under.loop().advance(Duration.ofMillis(1));
        server.next().stream().text("a").finish("stop").close();

        assertThat(heard.generation().text()).isEqualTo("a");
        assertThat(heard.generation().timings().queue()).isZero();
    }

    @Test
    void aBusyServerThatIsFreeOnlyAfterTheDeadlineIsAFullQueue() {
        Heard heard = under.submit(Duration.ofSeconds(7));
        server.next().status(503, "Retry-After: 7").close();

        assertThat(heard.error().code()).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(heard.error().retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(under.engine().reachable()).isTrue();
    }

    @Test
    void aServerThatIsBusyEachTimeIsAskedSoManyTimesAndNoMore() {
        Heard heard = under.submit();
        for (int attempt = 1; attempt <= 2; attempt++) {
            server.next().status(503).close();
            awaitTimers(2);
            under.loop().advance(Duration.ofSeconds(1));
        }
        server.next().status(503).close();

        assertThat(heard.error().code()).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(server.isIdle()).isTrue();
    }

    @Test
    void aConnectionThatBreaksBeforeAnAnswerIsMadeAgain() {
        Heard heard = under.submit();
        server.next().close();
        awaitTimers(2);
        under.loop().advance(Duration.ofSeconds(1));
        server.next().stream().text("a").finish("stop").close();

        assertThat(heard.generation().text()).isEqualTo("a");
    }

    /** The deadline and one more: the next attempt. */
    private void awaitTimers(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (under.loop().timers() < count) {
            assertThat(System.nanoTime()).as("timers in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void aServerThatIsAwayIsLeftInPeaceUntilItAnswers() {
        int port = server.port();
        server.close();
        for (int failure = 1; failure <= 3; failure++) {
            assertThat(under.engine().reachable()).isTrue();
            Heard heard = under.submit();
            for (int attempt = 1;
                    attempt <= 2 && !heard.hasEnded() && under.engine().reachable();
                    attempt++) {
                awaitTimers(2);
                under.loop().advance(Duration.ofSeconds(1));
            }
            under.loop().advance(Duration.ofSeconds(1));
            assertThat(heard.error().code()).isEqualTo(ErrorCode.NOT_READY);
            assertThat(heard.error().retryAfter()).isNotNull();
            if (!under.engine().reachable()) {
                break;
            }
        }
        assertThat(under.engine().reachable()).isFalse();
        assertThat(under.engine().healthy()).as("no new process helps").isTrue();
        assertThatThrownBy(under::submit).isInstanceOfSatisfying(AlignerException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BREAKER_OPEN);
            assertThat(e.retryAfter()).isEqualTo(EngineUnderTest.PROBE);
        });

        try (FakeServer back = new FakeServer(port)) {
            under.engine().watch();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!under.engine().reachable()) {
                assertThat(System.nanoTime()).as("found again in time").isLessThan(end);
                Thread.onSpinWait();
            }
            Heard heard = under.submit();
            back.next().stream().text("a").finish("stop").close();
            assertThat(heard.generation().text()).isEqualTo("a");
        }
    }

    @Test
    void threeFailedLooksAtItsHealthMakeAServerUnreachable() {
        server.models(500, "");
        under.engine().watch();
        for (int look = 1; look <= 3; look++) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (under.loop().timers() < 1) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            under.loop().advance(EngineUnderTest.PROBE);
        }
        assertThat(under.engine().reachable()).isFalse();
    }

    @Test
    void itsHealthIsNotLookedAtWhileItWorks() {
        Heard heard = under.submit();
        FakeServer.Exchange exchange = server.next().stream().text("a");
        heard.nextText();
        under.engine().watch();
        under.loop().settle();
        under.loop().advance(EngineUnderTest.PROBE);
        exchange.finish("stop").close();
        heard.generation();

        assertThat(server.looks()).isZero();
        under.loop().advance(EngineUnderTest.PROBE);
        under.loop().settle();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (server.looks() == 0) {
            assertThat(System.nanoTime()).as("a look in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void theDeadlineEndsWhatRunsAndWhatWaits() {
        Heard running = under.submit(Duration.ofSeconds(3));
        Heard waiting = under.submit(Duration.ofSeconds(2));
        FakeServer.Exchange exchange = server.next().stream().text("a");
        running.nextText();
        under.loop().advance(Duration.ofSeconds(2));
        assertThat(waiting.error().code()).isEqualTo(ErrorCode.DEADLINE);
        assertThat(running.hasEnded()).isFalse();
        under.loop().advance(Duration.ofSeconds(1));

        assertThat(running.error().code()).isEqualTo(ErrorCode.DEADLINE);
        exchange.awaitClosed();
        assertThat(server.isIdle()).isTrue();
    }

    @Test
    void silenceWithinAnAnswerIsAFailureButNotBeforeIt() {
        Heard heard = under.submit(Duration.ofHours(1));
        FakeServer.Exchange exchange = server.next();
        under.loop().advance(EngineUnderTest.IDLE.multipliedBy(2));
        assertThat(heard.hasEnded()).isFalse();
        exchange.stream().text("a");
        heard.nextText();
        awaitTimers(2);
        under.loop().advance(EngineUnderTest.IDLE);

        assertThat(heard.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(heard.error()).hasMessageContaining("30000 ms");
        exchange.awaitClosed();
    }

    @Test
    void aServerThatForgetsToCloseItsStreamHasEndedIt() {
        Heard heard = under.submit();
        server.next().stream().text("a").finish("stop");
        heard.nextText();
        awaitTimers(2);
        while (!heard.hasEnded()) {
            under.loop().advance(EngineUnderTest.IDLE);
            if (under.loop().nanoTime() > LONG.toNanos()) {
                break;
            }
        }

        assertThat(heard.generation().text()).isEqualTo("a");
    }

    @Test
    void aCancellationReachesTheServerAtOnce() {
        Heard heard = new Heard();
        GenerationTask task = under.engine().submit(under.request(LONG), heard);
        FakeServer.Exchange exchange = server.next().stream().text("a");
        heard.nextText();
        task.cancel();
        task.cancel();

        assertThat(heard.error().code()).isEqualTo(ErrorCode.CANCELLED);
        exchange.awaitClosed();
    }

    @Test
    void aCancellationReachesAServerThatHasSaidNothing() {
        Heard heard = new Heard();
        GenerationTask task = under.engine().submit(under.request(LONG), heard);
        FakeServer.Exchange exchange = server.next();
        task.cancel();

        assertThat(heard.error().code()).isEqualTo(ErrorCode.CANCELLED);
        exchange.awaitClosed();
    }

    @Test
    void oneMoreThanFitsIsShedAndTheNextBeginsWhenOneEnds() {
        Heard first = under.submit();
        under.engine().admit();
        Heard second = under.submit();
        assertThatThrownBy(under.engine()::admit)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL));
        assertThatThrownBy(under::submit).isInstanceOfSatisfying(AlignerException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL);
            assertThat(e.retryAfter()).isPositive();
        });
        FakeServer.Exchange exchange = server.next();
        assertThat(server.isIdle()).isTrue();
        assertThat(under.engine().load().waiting()).isOne();
        exchange.stream().text("a").finish("stop").close();
        assertThat(first.generation().text()).isEqualTo("a");
        server.next().stream().text("b").finish("stop").close();

        assertThat(second.generation().text()).isEqualTo("b");
    }

    @Test
    void whatFollowsGoesBeforeThoseThatWait() throws Exception {
        Heard followed = new Heard();
        CompletableFuture<Void> first = new CompletableFuture<>();
        under.engine().submit(under.request(LONG), new GenerationListener() {
            @Override
            public void text(String delta) {}

            @Override
            public void finished(Generation generation) {
                GenerationRequest next = new GenerationRequest(
                        new int[] {9},
                        Sampling.GREEDY,
                        4,
                        List.of(),
                        under.engine().nanoTime() + LONG.toNanos());
                under.engine().follow(next, followed);
                first.complete(null);
            }

            @Override
            public void failed(AlignerException error) {
                first.completeExceptionally(error);
            }
        });
        Heard waiting = under.submit();
        server.next().stream().finish("stop").close();
        first.get(20, TimeUnit.SECONDS);
        FakeServer.Exchange exchange = server.next();
        assertThat(exchange.body()).contains("\"prompt\":[9]");
        exchange.stream().finish("stop").close();
        followed.generation();
        server.next().stream().finish("stop").close();
        waiting.generation();
    }

    @Test
    void followingIsForListenersOnly() {
        assertThatThrownBy(() -> under.engine().follow(under.request(LONG), new Heard()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        GenerationRequest large = new GenerationRequest(
                new int[EngineUnderTest.CONTEXT - 3], Sampling.GREEDY, 4, List.of(), Long.MAX_VALUE);
        assertThatThrownBy(() -> under.engine().submit(large, new Heard()))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void closingFailsWhatIsThereAndRefusesTheRest() {
        Heard running = under.submit();
        Heard waiting = under.submit();
        FakeServer.Exchange exchange = server.next();
        under.engine().close();
        under.engine().close();

        assertThat(running.error().code()).isEqualTo(ErrorCode.DRAINING);
        assertThat(waiting.error().code()).isEqualTo(ErrorCode.DRAINING);
        exchange.awaitClosed();
        assertThatThrownBy(under::submit)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAINING));
    }

    @Test
    void aListenerThatThrowsEndsItsOwnRequestOnly() {
        CompletableFuture<AlignerException> failure = new CompletableFuture<>();
        under.engine().submit(under.request(LONG), new GenerationListener() {
            @Override
            public void text(String delta) {
                throw new IllegalStateException("no");
            }

            @Override
            public void finished(Generation generation) {
                failure.completeExceptionally(new AssertionError("finished"));
            }

            @Override
            public void failed(AlignerException error) {
                failure.complete(error);
            }
        });
        Heard next = under.submit();
        server.next().stream().text("a");
        assertThat(failure.orTimeout(20, TimeUnit.SECONDS).join().code()).isEqualTo(ErrorCode.CANCELLED);
        server.next().stream().text("b").finish("stop").close();
        assertThat(next.generation().text()).isEqualTo("b");
    }

    @Test
    void aTextIsScoredByWhatTheServerSaysOfItsTokens() {
        Heard heard = new Heard();
        under.engine().score(new ScoreRequest(new int[] {5, 6}, new int[] {7, 2}, LONG.toNanos()), heard);
        FakeServer.Exchange exchange = server.next();
        assertThat(exchange.body()).contains("\"prompt\":[5,6,7,2]", "\"prompt_logprobs\":1", "\"max_tokens\":1");
        exchange.json("{\"choices\":[{\"text\":\"x\",\"finish_reason\":\"length\",\"prompt_logprobs\":[null,"
                + "{\"6\":{\"logprob\":-9}},{\"1\":{\"logprob\":-0.5},\"7\":{\"logprob\":-1.25}},"
                + "{\"2\":{\"logprob\":-2.5e0}}]}]}");

        assertThat(heard.score().tokens()).containsExactly(-1.25, -2.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null",
                "[null,{\"6\":{\"logprob\":-9}},{\"7\":{\"logprob\":-1}}]",
                "[null,null,{\"7\":{\"logprob\":-1}},{\"3\":{\"logprob\":-1}}]",
                "[null,null,{\"7\":{\"logprob\":-1}},{\"2\":{\"logprob\":null}}]",
                "[null,null,{\"7\":{\"logprob\":-1}},{\"2\":{\"logprob\":1}}]"
            })
    void scoresThatDoNotSayWhatIsAskedAreAFailure(String scores) {
        Heard heard = new Heard();
        under.engine().score(new ScoreRequest(new int[] {5, 6}, new int[] {7, 2}, LONG.toNanos()), heard);
        server.next().json("{\"choices\":[{\"text\":\"x\",\"prompt_logprobs\":" + scores + "}]}");

        assertThat(heard.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(heard.error()).hasMessageContaining("prompt_logprobs");
    }
}
