package dev.aligner.trainer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Message;
import dev.aligner.trainer.endpoint.ScriptedEndpoint.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChatEndpointTest {
    private static final ChatRequest REQUEST = new ChatRequest(
            List.of(new Message(Message.Role.SYSTEM, "Judge."), new Message(Message.Role.USER, "A or B?")),
            0.05,
            null,
            16,
            7L);

    private static ScriptedEndpoint scripted(Answer... answers) {
        Deque<Answer> script = new ConcurrentLinkedDeque<>(List.of(answers));
        return new ScriptedEndpoint(request -> {
            Answer next = script.size() > 1 ? script.poll() : script.peek();
            return next == null ? Answer.text("") : next;
        });
    }

    private static Answer status(int status, Map<String, String> headers) {
        return new Answer(status, headers, "{\"error\": {\"message\": \"no such luck\"}}");
    }

    @Test
    void sendsWhatIsGivenAndNothingElse() {
        try (ScriptedEndpoint server = scripted(Answer.text("[[responseA]]"))) {
            ChatReply reply = server.client(null, 1).ask(REQUEST).join();

            assertThat(reply).isEqualTo(new ChatReply("[[responseA]]", "stop", 7, 3));
            assertThat(server.requests())
                    .singleElement()
                    .hasToString(
                            "{\"model\":\"judge-model\",\"messages\":[{\"role\":\"system\",\"content\":\"Judge.\"},{\"role\":\"user\",\"content\":\"A"
                                    + " or B?\"}],\"temperature\":0.05,\"max_tokens\":16,\"seed\":7}");
            assertThat(server.authorizations()).containsExactly("");
        }
    }

    @Test
    void theKeyGoesIntoTheHeaderAndNowhereElse() {
        ApiKey key = ApiKey.in(Map.of("JUDGE_KEY", "sk-secret"), "JUDGE_KEY");
        try (ScriptedEndpoint server = scripted(status(401, Map.of()))) {
            assertThatThrownBy(() -> server.client(key, 3).ask(REQUEST).join())
                    .hasCauseInstanceOf(EndpointException.class)
                    .hasMessageContaining("HTTP 401, no such luck")
                    .hasMessageNotContaining("secret");
            assertThat(server.authorizations()).containsExactly("Bearer sk-secret");
            assertThat(key).hasToString("***");
        }
        assertThatThrownBy(() -> ApiKey.in(Map.of("JUDGE_KEY", " "), "JUDGE_KEY"))
                .hasMessageContaining("JUDGE_KEY");
    }

    @Test
    void waitsAsLongAsItIsToldThenLongerAndLonger() {
        try (ScriptedEndpoint server = scripted(
                status(429, Map.of("retry-after", "3")),
                status(503, Map.of("retry-after", "100000000000")),
                status(500, Map.of()),
                status(500, Map.of("retry-after", "soon")),
                Answer.text("at last"))) {
            assertThat(server.client(null, 5).ask(REQUEST).join().text()).isEqualTo("at last");

            assertThat(server.requests()).hasSize(5);
            assertThat(server.waits().subList(0, 2)).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(8));
            assertThat(server.waits().get(2)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
            assertThat(server.waits().get(3)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
        }
    }

    @Test
    void givesUpAfterItsAttempts() {
        try (ScriptedEndpoint server = scripted(status(502, Map.of()))) {
            assertThatThrownBy(() -> server.client(null, 3).ask(REQUEST).join())
                    .hasMessageContaining("HTTP 502")
                    .cause()
                    .isInstanceOfSatisfying(
                            EndpointException.class,
                            error -> assertThat(error.lasting()).isFalse());
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void aBadRequestIsNotRepeated() {
        try (ScriptedEndpoint server = scripted(status(404, Map.of()))) {
            assertThatThrownBy(() -> server.client(null, 3).ask(REQUEST).join())
                    .cause()
                    .isInstanceOfSatisfying(
                            EndpointException.class,
                            error -> assertThat(error.lasting()).isTrue());
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aReplyWithoutTextIsAskedForAgain() {
        try (ScriptedEndpoint server = scripted(
                new Answer(200, Map.of(), "<html>"),
                new Answer(200, Map.of(), "{\"choices\": []}"),
                Answer.text("text"))) {
            assertThat(server.client(null, 3).ask(REQUEST).join().text()).isEqualTo("text");
        }
    }

    @Test
    void neverMoreCallsAtOnceThanAllowed() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        try (ScriptedEndpoint server = new ScriptedEndpoint(request -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            two.countDown();
            await(two);
            inside.decrementAndGet();
            return Answer.text("x");
        })) {
            ChatEndpoint client = server.client(null, 1);
            Deque<Thread> callers = new ArrayDeque<>();
            for (int i = 0; i < 6; i++) {
                Thread caller = new Thread(() -> client.ask(REQUEST).join());
                callers.add(caller);
                caller.start();
            }
            for (Thread caller : callers) {
                caller.join(TimeUnit.SECONDS.toMillis(20));
            }
            assertThat(server.requests()).hasSize(6);
            assertThat(most).hasValue(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
