package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Spring AI's client of OpenAI, told nothing but the proxy's base URL. */
class SpringAiHttpTest extends ClientHttpTestBase {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private ChatModel model() {
        return OpenAiChatModel.builder().options(options().build()).build();
    }

    private OpenAiChatOptions.Builder options() {
        return OpenAiChatOptions.builder()
                .baseUrl(base())
                .apiKey("none")
                .model("m")
                .maxRetries(0)
                .timeout(PATIENCE)
                .streamUsage(true);
    }

    /** With a tool; the framework leaves it to others to call it. */
    private Prompt toolPrompt() {
        FunctionToolCallback<Map<String, Object>, String> weather =
                FunctionToolCallback.<Map<String, Object>, String>builder(TOOL, place -> "rain")
                        .description("The weather of a city")
                        .inputSchema("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}")
                        .inputType(Map.class)
                        .build();
        return new Prompt(QUESTION, options().toolCallbacks(weather).build());
    }

    private List<ChatResponse> stream(Prompt prompt) {
        return Objects.requireNonNull(model().stream(prompt).collectList().block(PATIENCE));
    }

    @Test
    void anAnswerComesCorrected() {
        ChatResponse response = model().call(new Prompt(QUESTION));

        assertThat(Objects.requireNonNull(response.getResult()).getOutput().getText())
                .isEqualTo(CORRECTED);
        assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(ALL_TOKENS);
    }

    @Test
    void aStreamComesCorrected() {
        List<ChatResponse> pieces = stream(new Prompt(QUESTION));

        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> piece.getResults()
                .forEach(result -> text.append(
                        Objects.requireNonNullElse(result.getOutput().getText(), ""))));
        assertThat(text).hasToString(CORRECTED);
        assertThat(pieces)
                .last()
                .satisfies(last -> assertThat(last.getMetadata().getUsage().getTotalTokens())
                        .isEqualTo(ALL_TOKENS));
    }

    @Test
    void aToolCallComesAsItIs() {
        ChatResponse whole = model().call(toolPrompt());
        List<AssistantMessage.ToolCall> streamed = stream(toolPrompt()).stream()
                .flatMap(piece -> piece.getResults().stream())
                .flatMap(result -> result.getOutput().getToolCalls().stream())
                .toList();

        assertThat(Objects.requireNonNull(whole.getResult()).getOutput().getToolCalls())
                .containsExactly(new AssistantMessage.ToolCall(CALL, "function", TOOL, ARGUMENTS));
        assertThat(streamed).containsExactly(new AssistantMessage.ToolCall(CALL, "function", TOOL, ARGUMENTS));
    }
}
