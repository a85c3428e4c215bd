package dev.aligner.client;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Corrects the answers that pass through a chat library. Whoever makes one says what a failure means; either way it is
 * logged, and told to who listens.
 */
public final class ChatCorrections {
    /** The code where there is no turn of a user's that an answer could answer. */
    public static final String NO_QUESTION = "no_question";

    private static final Logger LOG = LoggerFactory.getLogger(ChatCorrections.class);

    private final AlignerClient client;
    private final OnFailure onFailure;
    private final UnaryOperator<CorrectionRequest> wanted;
    private final Consumer<ChatCorrection> listener;

    private ChatCorrections(
            AlignerClient client,
            OnFailure onFailure,
            UnaryOperator<CorrectionRequest> wanted,
            Consumer<ChatCorrection> listener) {
        this.client = client;
        this.onFailure = onFailure;
        this.wanted = wanted;
        this.listener = listener;
    }

    public static ChatCorrections of(AlignerClient client, OnFailure onFailure) {
        return new ChatCorrections(client, onFailure, UnaryOperator.identity(), correction -> {});
    }

    /** With something to say of each request: an instruction, a strength, a timeout. */
    public ChatCorrections asking(UnaryOperator<CorrectionRequest> more) {
        return new ChatCorrections(client, onFailure, request -> more.apply(wanted.apply(request)), listener);
    }

    /** With somebody who hears of each answer that is delivered. */
    public ChatCorrections telling(Consumer<ChatCorrection> more) {
        return new ChatCorrections(client, onFailure, wanted, listener.andThen(more));
    }

    /**
     * An answer.
     *
     * @param conversation up to the answer; what stands behind the user's last turn does not count
     */
    public Mono<ChatCorrection> correct(List<Message> conversation, String answer) {
        return attempt(Mono.defer(() -> client.correct(request(conversation, answer))))
                .map(attempt -> attempt.of(answer))
                .doOnNext(listener);
    }

    /**
     * An answer that is still being written: the service reads along.
     *
     * @param pieces of the answer, which are taken as they come, and all of them also where the service fails and the answer
     *     is delivered all the same; their error is the returned one's
     */
    public Mono<ChatCorrection> correct(List<Message> conversation, Flux<String> pieces) {
        return Mono.defer(() -> {
            Sinks.Many<String> read = Sinks.many().replay().all();
            Mono<String> answer = pieces.doOnNext(piece -> read.emitNext(piece, Sinks.EmitFailureHandler.FAIL_FAST))
                    .doOnError(error -> read.emitError(error, Sinks.EmitFailureHandler.FAIL_FAST))
                    .doOnComplete(() -> read.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST))
                    .collect(Collectors.joining());
            Mono<Attempt> attempt = attempt(Mono.defer(() -> client.correct(request(conversation, ""), read.asFlux())));
            return Mono.zip(answer, attempt, (whole, tried) -> tried.of(whole)).doOnNext(listener);
        });
    }

    /** What came of asking. */
    private interface Attempt {
        ChatCorrection of(String answer);
    }

    private Mono<Attempt> attempt(Mono<CorrectionResult> call) {
        return call.<Attempt>map(result -> answer -> ChatCorrection.of(result))
                .onErrorResume(AlignerClientException.class, error -> {
                    boolean open = onFailure == OnFailure.OPEN;
                    LOG.warn(
                            "an answer could not be corrected and is {}: {}",
                            open ? "delivered as it came" : "not delivered",
                            error.getMessage());
                    return open ? Mono.just(answer -> ChatCorrection.failed(answer, error.code())) : Mono.error(error);
                });
    }

    private CorrectionRequest request(List<Message> conversation, String answer) {
        return wanted.apply(CorrectionRequest.of(question(conversation), answer));
    }

    private static Question question(List<Message> conversation) {
        for (int last = conversation.size() - 1; last >= 0; last--) {
            if (conversation.get(last).role() == Message.Role.USER) {
                return new Question(conversation.subList(0, last + 1));
            }
        }
        throw AlignerClientException.of(NO_QUESTION, "a conversation without a turn of the user's", null);
    }
}
