package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LangChain4j's own clients, told nothing but the proxy's base URL. */
class LangChain4jHttpTest extends ClientHttpTestBase {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name(TOOL)
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();

    private enum Provider {
        OPENAI {
            @Override
            ChatModel model(String base) {
                return OpenAiChatModel.builder()
                        .baseUrl(base)
                        .apiKey("none")
                        .modelName("m")
                        .maxRetries(0)
                        .timeout(PATIENCE)
                        .build();
            }

            @Override
            StreamingChatModel streaming(String base) {
                return OpenAiStreamingChatModel.builder()
                        .baseUrl(base)
                        .apiKey("none")
                        .modelName("m")
                        .timeout(PATIENCE)
                        .build();
            }
        },
        ANTHROPIC {
            @Override
            ChatModel model(String base) {
                return AnthropicChatModel.builder()
                        .baseUrl(base)
                        .apiKey("none")
                        .modelName("m")
                        .maxRetries(0)
                        .timeout(PATIENCE)
                        .build();
            }

            @Override
            StreamingChatModel streaming(String base) {
                return AnthropicStreamingChatModel.builder()
                        .baseUrl(base)
                        .apiKey("none")
                        .modelName("m")
                        .timeout(PATIENCE)
                        .build();
            }
        };

        abstract ChatModel model(String base);

        abstract StreamingChatModel streaming(String base);
    }

    private static ChatRequest request(ToolSpecification... tools) {
        return ChatRequest.builder()
                .messages(UserMessage.from(QUESTION))
                .toolSpecifications(tools)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerComesCorrected(Provider provider) {
        ChatResponse response = provider.model(base()).chat(request());

        assertThat(response.aiMessage().text()).isEqualTo(CORRECTED);
        assertThat(response.tokenUsage().totalTokenCount()).isEqualTo(ALL_TOKENS);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamComesCorrected(Provider provider) throws Exception {
        Heard heard = new Heard();
        provider.streaming(base()).chat(request(), heard);

        assertThat(heard.response().aiMessage().text()).isEqualTo(CORRECTED);
        assertThat(String.join("", heard.pieces)).isEqualTo(CORRECTED);
        assertThat(heard.response().tokenUsage().totalTokenCount()).isEqualTo(ALL_TOKENS);
    }

    @ParameterizedTest
    @EnumSource
    void aToolCallComesAsItIs(Provider provider) throws Exception {
        Heard heard = new Heard();
        provider.streaming(base()).chat(request(WEATHER), heard);

        assertThat(call(provider.model(base()).chat(request(WEATHER)).aiMessage()))
                .isEqualTo(call(heard.response().aiMessage()))
                .isEqualTo(ToolExecutionRequest.builder()
                        .id(CALL)
                        .name(TOOL)
                        .arguments(ARGUMENTS)
                        .build());
    }

    private static ToolExecutionRequest call(AiMessage message) {
        assertThat(message.toolExecutionRequests()).hasSize(1);
        ToolExecutionRequest call = message.toolExecutionRequests().get(0);
        // one of the clients reads arguments and writes them anew
        return call.toBuilder()
                .arguments(JSON.readTree(call.arguments()).toString())
                .build();
    }

    private static final class Heard implements StreamingChatResponseHandler {
        private final List<String> pieces = new CopyOnWriteArrayList<>();
        private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        ChatResponse response() throws ExecutionException, InterruptedException, TimeoutException {
            return response.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void onPartialResponse(String piece) {
            pieces.add(piece);
        }

        @Override
        public void onCompleteResponse(ChatResponse whole) {
            response.complete(whole);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }
    }
}
