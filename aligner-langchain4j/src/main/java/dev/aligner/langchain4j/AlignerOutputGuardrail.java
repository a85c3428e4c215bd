package dev.aligner.langchain4j;

import dev.aligner.client.AlignerClientException;
import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.core.Action;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import java.util.HashMap;
import java.util.Map;

/**
 * Has the final answer of an AI service corrected. It does not ask the model again: the correction is the answer, with {@link
 * ChatCorrection}'s metadata among the message's attributes. A message with tool calls, or without text, passes as it is.
 *
 * <p>Meant for methods whose answer is text, and to stand last: LangChain4j lets no guardrail behind one that has rewritten
 * the answer ask the model again.
 */
public final class AlignerOutputGuardrail implements OutputGuardrail {
    private final ChatCorrections corrections;

    public AlignerOutputGuardrail(ChatCorrections corrections) {
        this.corrections = corrections;
    }

    /** Waits for the correction: guardrails run on the thread of the caller, or of the model's client. */
    @Override
    public OutputGuardrailResult validate(OutputGuardrailRequest request) {
        AiMessage message = request.responseFromLLM().aiMessage();
        String text = message.text();
        if (text == null) {
            // not success(): LangChain4j compares the text of such a result, and there is none
            return successWith(message);
        }
        if (text.isBlank() || message.hasToolExecutionRequests()) {
            return success();
        }
        try {
            ChatCorrection correction = corrections
                    .correct(Conversation.of(request.requestParams()), text)
                    .block();
            return correction == null || correction.action() == Action.NONE
                    ? success()
                    : successWith(message.toBuilder()
                            .text(correction.text())
                            .attributes(attributes(message, correction))
                            .build());
        } catch (AlignerClientException e) {
            return fatal("the answer could not be corrected", e);
        }
    }

    private static Map<String, Object> attributes(AiMessage message, ChatCorrection correction) {
        Map<String, Object> attributes = new HashMap<>(message.attributes());
        attributes.putAll(correction.metadata());
        return attributes;
    }
}
