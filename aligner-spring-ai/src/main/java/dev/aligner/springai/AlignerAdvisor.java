package dev.aligner.springai;

import dev.aligner.client.AlignerClientException;
import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.core.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.core.Ordered;
import reactor.core.publisher.Flux;

/**
 * Has the answers of a chat client corrected. {@link ChatCorrection}'s metadata stand in the message's; a message with tool
 * calls, or without text, passes as it is.
 *
 * <p>Its place is outside the loop that calls tools, so that it sees what the user will see, and inside of what remembers
 * the conversation, so that the correction is remembered.
 */
public final class AlignerAdvisor implements CallAdvisor, StreamAdvisor {
    /** Behind memory (+200), in front of the loop that calls tools (+300). */
    public static final int DEFAULT_ORDER = Ordered.HIGHEST_PRECEDENCE + 250;

    private final ChatCorrections corrections;
    private final int order;
    private final boolean bySentence;

    public AlignerAdvisor(ChatCorrections corrections) {
        this(corrections, DEFAULT_ORDER);
    }

    public AlignerAdvisor(ChatCorrections corrections, int order) {
        this(corrections, order, false);
    }

    private AlignerAdvisor(ChatCorrections corrections, int order, boolean bySentence) {
        this.corrections = corrections;
        this.order = order;
        this.bySentence = bySentence;
    }

    /**
     * The same, but of an answer that comes as a stream each sentence (line, block of code) leaves as soon as it is corrected, by
     * itself. Whoever listens hears of each of them. What has left stays, also where a later one cannot be corrected and such an
     * answer is not to be delivered: then the stream ends with the error.
     */
    public AlignerAdvisor sentenceBySentence() {
        return new AlignerAdvisor(corrections, order, true);
    }

    @Override
    public String getName() {
        return "aligner";
    }

    @Override
    public int getOrder() {
        return order;
    }

    /**
     * Waits for the correction.
     *
     * @throws AlignerClientException where it fails and such an answer is not to be delivered
     */
    @Override
    public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
        ChatClientResponse response = chain.nextCall(request);
        ChatResponse answer = response.chatResponse();
        if (answer == null) {
            return response;
        }
        List<Message> conversation = Conversation.of(request.prompt());
        List<Generation> generations = new ArrayList<>();
        for (Generation generation : answer.getResults()) {
            generations.add(corrected(conversation, generation));
        }
        return Rewritten.response(generations, answer, response);
    }

    private Generation corrected(List<Message> conversation, Generation generation) {
        String text = text(generation);
        ChatCorrection correction =
                text == null ? null : corrections.correct(conversation, text).block();
        return correction == null ? generation : Rewritten.generation(correction, generation);
    }

    /** Null for what is left alone. */
    private static @Nullable String text(Generation generation) {
        String text = generation.getOutput().getText();
        return text == null || text.isBlank() || generation.getOutput().hasToolCalls() ? null : text;
    }

    /**
     * The answer is held until it is whole, which the service spends reading along; then it comes corrected, in one piece. Or {@link
     * #sentenceBySentence()}.
     */
    @Override
    public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
        List<Message> conversation = Conversation.of(request.prompt());
        Flux<ChatClientResponse> chunks = chain.nextStream(request);
        return bySentence
                ? Flux.defer(() -> new SentenceStream(corrections, conversation).correct(chunks))
                : new HeldStream(corrections, conversation).correct(chunks);
    }
}
