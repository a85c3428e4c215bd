package dev.aligner.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.AlignerClientException;
import dev.aligner.client.ChatCorrection;
import dev.aligner.core.Action;
import dev.aligner.core.CorrectionRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;

/** What docs/client.md shows does what it says there. */
@Timeout(600)
class SamplesTest extends RunningService {
    private static final CorrectionRequest REQUEST = CorrectionRequest.of(QUESTION, ANSWER);

    private final AlignerClient away =
            AlignerClient.builder(URI.create("http://127.0.0.1:1")).retries(0).build();

    @Test
    void one() {
        assertThat(Corrections.one(client, QUESTION, ANSWER).block(PATIENCE))
                .isEqualTo("CORRECTED, 1 edits: " + CORRECTED);
    }

    @Test
    void streamed() {
        assertThat(String.join(
                        "",
                        Objects.requireNonNull(Corrections.streamed(client, REQUEST)
                                .collectList()
                                .block(PATIENCE))))
                .isEqualTo(CORRECTED + " [CORRECTED]");
    }

    @Test
    void whileItIsWritten() {
        assertThat(Corrections.whileItIsWritten(client, QUESTION, Flux.just("You forgot the da", "mn key."))
                        .block(PATIENCE))
                .isEqualTo(CORRECTED);
    }

    @Test
    void many() {
        assertThat(Corrections.many(client, Flux.just(REQUEST, REQUEST.withInstruction("refuse")))
                        .collectList()
                        .block(PATIENCE))
                .containsExactlyInAnyOrder("0: " + CORRECTED, "1: invalid_field");
    }

    @Test
    void failures() {
        assertThat(Corrections.orWhy(client, REQUEST.withInstruction("refuse")).block(PATIENCE))
                .isEqualTo("wrong: instruction");
        assertThat(Corrections.orWhy(away, REQUEST).block(PATIENCE)).isEqualTo("nobody there");
        assertThat(Corrections.orWhy(client, REQUEST.withModel("another")).block(PATIENCE))
                .startsWith("unknown_model (request req_");
    }

    @Test
    void anAssistantIsPoliteAndSaysSo() {
        List<ChatCorrection> log = new ArrayList<>();
        PoliteAssistant.Assistant assistant =
                PoliteAssistant.assistant(ScriptedModels.langChain4j(ANSWER), client, log::add);

        assertThat(assistant.answer(QUESTION)).isEqualTo(CORRECTED);
        assertThat(assistant.answer("And now?")).isEqualTo(CORRECTED);
        assertThat(log).extracting(ChatCorrection::action).containsExactly(Action.CORRECTED, Action.CORRECTED);
    }

    @Test
    void anAssistantThatIsOpenAnswersWithoutTheService() {
        List<ChatCorrection> log = new ArrayList<>();

        assertThat(PoliteAssistant.assistant(ScriptedModels.langChain4j(ANSWER), away, log::add)
                        .answer(QUESTION))
                .isEqualTo(ANSWER);
        assertThat(log).extracting(ChatCorrection::reason).containsExactly("unreachable");
    }

    @Test
    void aChatIsPoliteAndItsMetadataSaysSo() {
        ChatResponse response = PoliteChat.chat(ScriptedModels.springAi(ANSWER), client)
                .prompt(QUESTION)
                .call()
                .chatResponse();

        var message = Objects.requireNonNull(Objects.requireNonNull(response).getResult())
                .getOutput();
        assertThat(message.getText()).isEqualTo(CORRECTED);
        assertThat(message.getMetadata())
                .containsEntry("aligner.action", "CORRECTED")
                .containsEntry("aligner.edit_ratio", 5.0 / (24 + 19));
    }

    @Test
    void aStreamIsPoliteToo() {
        List<ChatClientResponse> chunks = PoliteChat.chat(
                        ScriptedModels.springAi("It fails because of something: you forgot ", "the da", "mn key."),
                        client)
                .prompt(QUESTION)
                .stream()
                .chatClientResponse()
                .collectList()
                .block(PATIENCE);

        assertThat(Objects.requireNonNull(chunks).stream()
                        .map(chunk -> Objects.requireNonNull(chunk.chatResponse()))
                        .map(response -> Objects.requireNonNull(response.getResult()))
                        .map(generation -> generation.getOutput().getText()))
                .containsExactly("It fails because of something: you forgot the key.", "");
        assertThat(CORRECTOR.read()).as("read along").isNotEmpty();
    }

    @Test
    void aChatThatIsClosedSaysNothingWithoutTheService() {
        assertThatThrownBy(() -> PoliteChat.chat(ScriptedModels.springAi(ANSWER), away)
                        .prompt(QUESTION)
                        .call()
                        .content())
                .isInstanceOf(AlignerClientException.class);
        assertThatThrownBy(() -> PoliteChat.chat(ScriptedModels.springAi(ANSWER), away).prompt(QUESTION).stream()
                        .content()
                        .blockLast(PATIENCE))
                .isInstanceOf(AlignerClientException.class);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theApplicationAsksInEachWay(CapturedOutput output) {
        SampleApplication.main(new String[] {
            "--aligner.client.url=" + url(), "--spring.config.location=optional:classpath:/none-of-the-services/"
        });

        assertThat(output)
                .contains(
                        "corrector: fake-135m",
                        "one: CORRECTED, 1 edits: You missed a semicolon on line 3.",
                        "piece:  [CORRECTED]",
                        "while it is written: You missed a semicolon.",
                        "many: 1: You missed a damn semicolon on line 3.");
    }
}
