package dev.aligner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.client.AlignerClientException;
import dev.aligner.client.ChatCorrections;
import dev.aligner.client.OnFailure;
import dev.aligner.client.ScriptedService;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.ChatExecutor;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpStatus;

@Timeout(120)
class AlignerOutputGuardrailTest {
    private static final ToolExecutionRequest CALL = ToolExecutionRequest.builder()
            .id("call_1")
            .name("legs")
            .arguments("{}")
            .build();

    /** An AI service's own. */
    interface Assistant {
        String answer(String question);
    }

    /** Something that a model may call. */
    static final class Zoo {
        @Tool
        int legs() {
            return 8;
        }
    }

    private static ChatModel saying(AiMessage... messages) {
        Deque<AiMessage> left = new ArrayDeque<>(List.of(messages));
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return ChatResponse.builder().aiMessage(left.remove()).build();
            }
        };
    }

    private static OutputGuardrailRequest request(AiMessage message) {
        return OutputGuardrailRequest.builder()
                .responseFromLLM(ChatResponse.builder().aiMessage(message).build())
                .chatExecutor(ChatExecutor.builder(saying())
                        .chatRequest(ChatRequest.builder()
                                .messages(UserMessage.from("How many?"))
                                .build())
                        .invocationContext(InvocationContext.builder().build())
                        .build())
                .requestParams(GuardrailRequestParams.builder()
                        .userMessageTemplate("How many {{what}}?")
                        .variables(Map.of("what", "legs"))
                        .build())
                .build();
    }

    private static OutputGuardrailResult validated(ScriptedService service, OnFailure onFailure, AiMessage message) {
        return new AlignerOutputGuardrail(ChatCorrections.of(service.client(), onFailure)).validate(request(message));
    }

    private static AiMessage delivered(OutputGuardrailResult result, AiMessage message) {
        ChatResponse response = result.response(request(message));
        return response.aiMessage();
    }

    @Test
    void theCorrectionIsTheMessageAndItsAttributesSaySo() {
        AiMessage answer = AiMessage.builder()
                .text("Six.")
                .attributes(Map.of("signature", "kept"))
                .build();

        OutputGuardrailResult result =
                validated(new ScriptedService(HttpStatus.OK, ScriptedService.CORRECTED), OnFailure.CLOSED, answer);

        assertThat(result.isSuccess()).isTrue();
        assertThat(result.successfulText()).isEqualTo("Eight.");
        assertThat(delivered(result, answer).attributes())
                .containsEntry("signature", "kept")
                .containsEntry("aligner.action", "CORRECTED")
                .containsEntry("aligner.edit_ratio", 0.5)
                .containsEntry("aligner.id", "corr_1");
    }

    @Test
    void anAnswerThatIsRightIsNotRewritten() {
        ScriptedService service =
                new ScriptedService(HttpStatus.OK, "{\"id\":\"corr_1\",\"action\":\"NONE\",\"correction\":\"Eight.\"}");

        OutputGuardrailResult result = validated(service, OnFailure.CLOSED, AiMessage.from("Eight."));

        assertThat(result.isSuccess()).isTrue();
        assertThat(result.hasRewrittenResult()).isFalse();
    }

    @Test
    void aMessageThatCallsToolsIsNotLookedAt() {
        ScriptedService service = new ScriptedService(HttpStatus.OK, ScriptedService.CORRECTED);

        OutputGuardrailResult call = validated(service, OnFailure.CLOSED, AiMessage.from(CALL));
        OutputGuardrailResult both =
                validated(service, OnFailure.CLOSED, AiMessage.from("Let me look.", List.of(CALL)));

        assertThat(call.isSuccess() && both.isSuccess()).isTrue();
        assertThat(both.hasRewrittenResult()).isFalse();
        assertThat(service.asked()).isZero();
    }

    @Test
    void ofAServiceWithToolsTheLastAnswerIsCorrected() {
        ScriptedService service = new ScriptedService(HttpStatus.OK, ScriptedService.CORRECTED);
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(saying(AiMessage.from(CALL), AiMessage.from("Six.")))
                .tools(new Zoo())
                .outputGuardrails(new AlignerOutputGuardrail(ChatCorrections.of(service.client(), OnFailure.CLOSED)))
                .build();

        assertThat(assistant.answer("How many legs?")).isEqualTo("Eight.");
        assertThat(service.asked()).isEqualTo(1);
    }

    @Test
    void closedFailsTheCallAndOpenDoesNot() {
        ScriptedService service = new ScriptedService(HttpStatus.FORBIDDEN, "{\"code\":\"forbidden\"}");
        Assistant closed = AiServices.builder(Assistant.class)
                .chatModel(saying(AiMessage.from("Six.")))
                .outputGuardrails(new AlignerOutputGuardrail(ChatCorrections.of(service.client(), OnFailure.CLOSED)))
                .build();

        assertThatThrownBy(() -> closed.answer("How many legs?"))
                .isInstanceOf(OutputGuardrailException.class)
                .hasRootCauseInstanceOf(AlignerClientException.class);
        OutputGuardrailResult open = validated(service, OnFailure.OPEN, AiMessage.from("Six."));
        assertThat(open.successfulText()).isEqualTo("Six.");
        assertThat(delivered(open, AiMessage.from("Six.")).attributes())
                .containsEntry("aligner.action", "BYPASSED")
                .containsEntry("aligner.reason", "forbidden");
    }
}
