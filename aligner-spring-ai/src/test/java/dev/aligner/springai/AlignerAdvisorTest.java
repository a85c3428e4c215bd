package dev.aligner.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.client.ChatCorrections;
import dev.aligner.client.OnFailure;
import dev.aligner.client.ScriptedService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;

@Timeout(120)
class AlignerAdvisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AssistantMessage CALL = AssistantMessage.builder()
            .content("Let me look.")
            .toolCalls(List.of(new AssistantMessage.ToolCall("call_1", "function", "legs", "{}")))
            .build();

    private final ScriptedService service = new ScriptedService(HttpStatus.OK, ScriptedService.CORRECTED);

    private static ChatResponse chunk(AssistantMessage message, String finish) {
        return new ChatResponse(List.of(new Generation(
                message, ChatGenerationMetadata.builder().finishReason(finish).build())));
    }

    private static ChatModel saying(ChatResponse... chunks) {
        return new ChatModel() {
            @Override
            public ChatResponse call(Prompt prompt) {
                return chunks[0];
            }

            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
                return Flux.just(chunks);
            }
        };
    }

    private ChatClient client(OnFailure onFailure, ChatResponse... chunks) {
        return ChatClient.builder(saying(chunks))
                .defaultAdvisors(new AlignerAdvisor(ChatCorrections.of(service.client(), onFailure)))
                .build();
    }

    private static List<String> streamed(ChatClient client) {
        return Objects.requireNonNull(client.prompt("How many legs?").stream()
                .chatClientResponse()
                .map(AlignerAdvisorTest::text)
                .collectList()
                .block(PATIENCE));
    }

    private static String text(ChatClientResponse chunk) {
        Generation generation = Objects.requireNonNull(
                Objects.requireNonNull(chunk.chatResponse()).getResult());
        return generation.getOutput().getText() + "/" + generation.getMetadata().getFinishReason();
    }

    @Test
    void everyGenerationIsCorrectedThatIsText() {
        ChatResponse answer = new ChatResponse(List.of(
                new Generation(new AssistantMessage("Six.")),
                new Generation(CALL),
                new Generation(new AssistantMessage(""))));

        ChatResponse response = Objects.requireNonNull(
                client(OnFailure.CLOSED, answer).prompt("How many legs?").call().chatResponse());

        assertThat(response.getResults())
                .extracting(generation -> generation.getOutput().getText())
                .containsExactly("Eight.", "Let me look.", "");
        assertThat(response.getResults().get(0).getOutput().getMetadata())
                .containsEntry("aligner.action", "CORRECTED")
                .containsEntry("aligner.edit_ratio", 0.5)
                .containsEntry("aligner.id", "corr_1");
        assertThat(response.getResults().get(1).getOutput()).isEqualTo(CALL);
        assertThat(service.asked()).isEqualTo(1);
    }

    @Test
    void aCorrectedStreamIsOnePieceAndItsEnd() {
        assertThat(streamed(client(
                        OnFailure.CLOSED,
                        chunk(new AssistantMessage(""), ""),
                        chunk(new AssistantMessage("S"), ""),
                        chunk(new AssistantMessage("ix"), ""),
                        chunk(new AssistantMessage("."), "stop"))))
                .containsExactly("/", "Eight./", "/stop");
    }

    @Test
    void whatAModelThinksIsNotLookedAt() {
        AssistantMessage thought = AssistantMessage.builder()
                .content("Six? Eight?")
                .properties(Map.of("isThought", true))
                .build();

        assertThat(streamed(client(OnFailure.CLOSED, chunk(thought, ""), chunk(new AssistantMessage("Six."), "stop"))))
                .containsExactly("Six? Eight?/", "Eight./stop");
    }

    @Test
    void aStreamThatCallsToolsIsItsOwn() {
        assertThat(streamed(client(
                        OnFailure.CLOSED, chunk(new AssistantMessage("Let me "), ""), chunk(CALL, "tool_calls"))))
                .containsExactly("Let me /", "Let me look./tool_calls");
    }

    @Test
    void aStreamWithoutTextIsNotSent() {
        assertThat(streamed(client(OnFailure.CLOSED, chunk(new AssistantMessage(""), "stop"))))
                .containsExactly("/stop");
        assertThat(service.asked()).isZero();
    }

    @Test
    void whatIsNotChangedLeavesInItsOwnPieces() {
        ScriptedService away = new ScriptedService(HttpStatus.FORBIDDEN, "{\"code\":\"forbidden\"}");
        ChatClient open = ChatClient.builder(
                        saying(chunk(new AssistantMessage("S"), ""), chunk(new AssistantMessage("ix."), "stop")))
                .defaultAdvisors(new AlignerAdvisor(ChatCorrections.of(away.client(), OnFailure.OPEN)))
                .build();

        assertThat(streamed(open)).containsExactly("S/", "ix./stop");
    }

    @Test
    void theCorrectionIsRemembered() {
        ChatMemory memory = MessageWindowChatMemory.builder().build();
        ChatClient client = ChatClient.builder(saying(chunk(new AssistantMessage("Six."), "stop")))
                .defaultAdvisors(
                        MessageChatMemoryAdvisor.builder(memory).build(),
                        new AlignerAdvisor(ChatCorrections.of(service.client(), OnFailure.CLOSED)))
                .build();

        client.prompt("How many legs?")
                .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "1"))
                .call()
                .content();

        assertThat(memory.get("1"))
                .extracting(message -> message.getText())
                .containsExactly("How many legs?", "Eight.");
    }
}
