package dev.aligner.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.Message;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

@Timeout(300)
class ChatCorrectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Message> CHAT = List.of(
            new Message(Message.Role.USER, "How many legs?"), new Message(Message.Role.ASSISTANT, "Let me look."));
    private static final String CORRECTED =
            "{\"id\":\"corr_1\",\"action\":\"CORRECTED\",\"correction\":\"Eight.\",\"edit_ratio\":0.5}";

    private final StubService service = new StubService();
    private final List<ChatCorrection> heard = new ArrayList<>();

    @AfterEach
    void stop() {
        service.close();
    }

    private static ChatCorrection made(Mono<ChatCorrection> call) {
        return Objects.requireNonNull(call.block(PATIENCE));
    }

    private ChatCorrections corrections(OnFailure onFailure) {
        AlignerClient client =
                AlignerClient.builder(URI.create(service.url())).retries(0).build();
        return ChatCorrections.of(client, onFailure)
                .asking(request -> request.withInstruction("factual"))
                .asking(request -> request.withTimeout(Duration.ofSeconds(5)))
                .telling(heard::add);
    }

    @Test
    void anAnswerIsCorrectedAndSaysSo() throws InterruptedException {
        service.answers(200, "application/json", CORRECTED);

        ChatCorrection correction = made(corrections(OnFailure.CLOSED).correct(CHAT, "Six."));

        assertThat(correction).isEqualTo(new ChatCorrection("Eight.", Action.CORRECTED, 0.5, null, "corr_1"));
        assertThat(correction.metadata())
                .isEqualTo(Map.of("aligner.action", "CORRECTED", "aligner.edit_ratio", 0.5, "aligner.id", "corr_1"));
        assertThat(heard).containsExactly(correction);
        assertThat(service.next().body())
                .startsWith("{\"question\":\"How many legs?\",\"answer\":\"Six.\",\"instruction\":\"factual\",");
    }

    @Test
    void openMeansThatItIsDeliveredAndSaysWhy() {
        service.answers(503, "application/problem+json", "{\"code\":\"queue_full\"}");

        ChatCorrection correction = made(corrections(OnFailure.OPEN).correct(CHAT, "Six."));

        assertThat(correction).isEqualTo(new ChatCorrection("Six.", Action.BYPASSED, 0, "queue_full", null));
        assertThat(heard).containsExactly(correction);
    }

    @Test
    void closedMeansThatItIsNot() {
        service.answers(503, "application/problem+json", "{\"code\":\"queue_full\"}");

        StepVerifier.create(corrections(OnFailure.CLOSED).correct(CHAT, "Six."))
                .expectErrorSatisfies(error ->
                        assertThat(((AlignerClientException) error).code()).isEqualTo("queue_full"))
                .verify(PATIENCE);
        assertThat(heard).isEmpty();
    }

    @Test
    void whereNobodyAskedThereIsNothingToCorrect() {
        List<Message> nobody = List.of(new Message(Message.Role.SYSTEM, "Be brief."));

        ChatCorrection correction = made(corrections(OnFailure.OPEN).correct(nobody, "Six."));

        assertThat(correction.reason()).isEqualTo(ChatCorrections.NO_QUESTION);
        assertThat(service.asked()).isFalse();
    }

    @Test
    void piecesAreSentAsTheyCome() throws InterruptedException {
        service.answers(200, "application/json", CORRECTED);

        ChatCorrection correction = made(corrections(OnFailure.CLOSED).correct(CHAT, Flux.just("S", "ix.")));

        assertThat(correction.text()).isEqualTo("Eight.");
        assertThat(service.next().body().lines().skip(1)).containsExactly("{\"append\":\"S\"}", "{\"append\":\"ix.\"}");
    }

    @Test
    void anAnswerIsReadToItsEndAlsoWhereTheServiceFailedBefore() {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        ChatCorrections away = ChatCorrections.of(
                AlignerClient.builder(URI.create("http://localhost:1"))
                        .retries(0)
                        .build(),
                OnFailure.OPEN);

        StepVerifier.create(away.correct(CHAT, pieces.asFlux()))
                .then(() -> pieces.tryEmitNext("S").orThrow())
                .expectNoEvent(Duration.ofMillis(200))
                .then(() -> {
                    pieces.tryEmitNext("ix.").orThrow();
                    pieces.tryEmitComplete().orThrow();
                })
                .assertNext(correction -> {
                    assertThat(correction.text()).isEqualTo("Six.");
                    assertThat(correction.reason()).isEqualTo(AlignerClientException.UNREACHABLE);
                })
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void theFailureOfWhoeverWritesIsTheirs() {
        service.answers(200, "application/json", CORRECTED);

        StepVerifier.create(corrections(OnFailure.OPEN)
                        .correct(CHAT, Flux.just("S").concatWith(Flux.error(new IllegalStateException("away")))))
                .expectErrorMessage("away")
                .verify(PATIENCE);
    }
}
