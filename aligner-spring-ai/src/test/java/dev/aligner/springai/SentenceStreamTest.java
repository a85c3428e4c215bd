package dev.aligner.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.client.AlignerClientException;
import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.client.OnFailure;
import dev.aligner.client.ScriptedService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

@Timeout(120)
class SentenceStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static String said(String correction) {
        return "{\"id\":\"corr_1\",\"action\":\"CORRECTED\",\"correction\":\"" + correction + "\",\"edit_ratio\":0.5}";
    }

    private static ChatResponse chunk(String text, String finish) {
        return chunk(new AssistantMessage(text), finish);
    }

    private static ChatResponse chunk(AssistantMessage message, String finish) {
        return new ChatResponse(List.of(new Generation(
                message, ChatGenerationMetadata.builder().finishReason(finish).build())));
    }

    private static Flux<String> streamed(ChatCorrections corrections, Flux<ChatResponse> chunks) {
        ChatModel model = new ChatModel() {
            @Override
            public ChatResponse call(Prompt prompt) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
                return chunks;
            }
        };
        return ChatClient.builder(model)
                .defaultAdvisors(new AlignerAdvisor(corrections).sentenceBySentence())
                .build()
                .prompt("How many legs?")
                .stream()
                .chatResponse()
                .map(response -> {
                    Generation generation = Objects.requireNonNull(response.getResult());
                    String finish = generation.getMetadata().getFinishReason();
                    return generation.getOutput().getText() + "/" + (finish == null ? "" : finish);
                });
    }

    private static List<String> all(ChatCorrections corrections, ChatResponse... chunks) {
        return Objects.requireNonNull(
                streamed(corrections, Flux.just(chunks)).collectList().block(PATIENCE));
    }

    private static ChatCorrections corrections(OnFailure onFailure, HttpStatus status, String... bodies) {
        return ChatCorrections.of(new ScriptedService(status, bodies).client(), onFailure);
    }

    @Test
    void aSentenceLeavesBeforeTheNextHasCome() {
        Sinks.Many<ChatResponse> model = Sinks.many().unicast().onBackpressureBuffer();

        StepVerifier.create(streamed(
                        corrections(OnFailure.CLOSED, HttpStatus.OK, said("It has eight."), said("Look!")),
                        model.asFlux()))
                .then(() -> {
                    model.tryEmitNext(chunk("It has si", ""));
                    model.tryEmitNext(chunk("x. Lo", ""));
                })
                .expectNext("It has eight. /")
                .then(() -> {
                    model.tryEmitNext(chunk("ok, fool!", "stop"));
                    model.tryEmitComplete();
                })
                .expectNext("Look!/", "/stop")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void unitsTogetherAreTheAnswerAndEachIsHeardOf() {
        List<ChatCorrection> heard = new ArrayList<>();
        ChatCorrections open = corrections(OnFailure.OPEN, HttpStatus.FORBIDDEN, "{\"code\":\"forbidden\"}")
                .telling(heard::add);

        assertThat(all(
                        open,
                        chunk("", ""),
                        chunk("One.  Two", ""),
                        chunk(".\n```\ncode. Mo", ""),
                        chunk("re.\n```\nThree.", ""),
                        chunk("", "stop")))
                .containsExactly("/", "One.  /", "Two.\n/", "```\ncode. More.\n```\n/", "Three./", "/stop");
        assertThat(heard).extracting(ChatCorrection::text).containsExactly("One.  ", "Two.\n", "Three.");
    }

    @Test
    void aRefusalIsSaidOnce() {
        assertThat(all(
                        corrections(OnFailure.CLOSED, HttpStatus.OK, said("I can't help.")),
                        chunk("First you break it. Then you run. ", ""),
                        chunk("Good luck.", "stop")))
                .containsExactly("I can't help. /", "/", "/", "/stop");
    }

    @Test
    void whatToolsAreCalledWithPassesAsItIs() {
        AssistantMessage call = AssistantMessage.builder()
                .content("")
                .toolCalls(List.of(new AssistantMessage.ToolCall("call_1", "function", "legs", "{}")))
                .build();

        assertThat(all(
                        corrections(OnFailure.CLOSED, HttpStatus.OK, said("Let us see.")),
                        chunk("Let me see. I ask", ""),
                        chunk(call, "tool_calls")))
                .containsExactly("Let us see. /", "I ask/", "/tool_calls");
    }

    @Test
    void aFailureEndsTheStreamBehindWhatHasLeft() {
        StepVerifier.create(streamed(
                        corrections(OnFailure.CLOSED, HttpStatus.OK, said("Eight."), "no JSON"),
                        Flux.just(chunk("Six. Or seven.", "stop"))))
                .expectNext("Eight. /")
                .expectError(AlignerClientException.class)
                .verify(PATIENCE);
    }

    @Test
    void anAnswerWithoutTextHasItsEndAlone() {
        assertThat(all(corrections(OnFailure.CLOSED, HttpStatus.OK, said("x")), chunk("", "stop")))
                .containsExactly("/stop");
    }
}
