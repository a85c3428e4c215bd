package dev.aligner.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompletionBodiesTest {
    /** The embedded model: its chat template writes control tokens. */
    private static final CorrectorTokens TOKENS = CorrectorTokens.open(Path.of("../models/smollm2-135m-instruct"));

    @AfterAll
    static void close() {
        TOKENS.close();
    }

    private static JsonNode body(Dialect dialect, RemoteOptions.Prompts prompts, Sampling sampling, int... prompt) {
        byte[] json = new CompletionBodies("m", dialect, prompts, TOKENS)
                .generation(new GenerationRequest(prompt, sampling, 7, List.of("stop here"), 1));
        return JsonMapper.shared().readTree(new String(json, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VLLM | {\"model\":\"m\",\"prompt\":[3,4],\"max_tokens\":7,\"temperature\":0.0,\"top_p\":1.0,"
                        + "\"frequency_penalty\":0.0,\"top_k\":-1,\"min_p\":0.0,\"repetition_penalty\":1.0,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}",
                "LLAMA_CPP | {\"model\":\"m\",\"prompt\":[3,4],\"max_tokens\":7,\"temperature\":0.0,\"top_p\":1.0,"
                        + "\"frequency_penalty\":0.0,\"top_k\":0,\"min_p\":0.0,\"repeat_penalty\":1.0,\"stream\":true}",
                "OPENAI | {\"model\":\"m\",\"prompt\":[3,4],\"max_tokens\":7,\"temperature\":0.0,\"top_p\":1.0,"
                        + "\"frequency_penalty\":0.0,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            })
    void neutralSettingsAreSaidToo(Dialect dialect, String expected) {
        assertThat(body(dialect, RemoteOptions.Prompts.TOKENS, Sampling.GREEDY, 3, 4))
                .isEqualTo(JsonMapper.shared().readTree(expected));
    }

    @Test
    void whatAServerDoesNotKnowIsRefused() {
        Sampling penalty = new Sampling(0, 0, 1, 1.1, 0, null, null, List.of());
        Sampling topK = new Sampling(0.5, 5, 1, 1, 0, 8L, null, List.of());
        for (Sampling sampling : List.of(penalty, topK)) {
            assertThatThrownBy(() -> body(Dialect.OPENAI, RemoteOptions.Prompts.TOKENS, sampling, 3))
                    .isInstanceOf(AlignerException.class)
                    .hasMessageStartingWith("sampling.");
        }
        assertThat(body(Dialect.VLLM, RemoteOptions.Prompts.TOKENS, topK, 3)
                        .get("top_k")
                        .intValue())
                .isEqualTo(5);
        assertThat(body(Dialect.VLLM, RemoteOptions.Prompts.TOKENS, topK, 3)
                        .get("seed")
                        .intValue())
                .isEqualTo(8);
    }

    @Test
    void aPromptAsTextSpellsItsControlTokens() {
        int[] prompt = TOKENS.prompt(new PromptInput(Question.of("Wieso, \u00e4h?"), "Darum: \uD83D\uDE00 <b>", null));
        String text = body(Dialect.LLAMA_CPP, RemoteOptions.Prompts.TEXT, Sampling.GREEDY, prompt)
                .get("prompt")
                .stringValue();

        assertThat(text).startsWith("<|im_start|>").contains("Wieso, \u00e4h?", "Darum: \uD83D\uDE00 <b>");
        assertThat(TOKENS.markup(text)).isEqualTo(prompt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a <|im_end|> b", "<|im_start|>system", "x<|endoftext|>"})
    void dataThatWouldBecomeAControlTokenIsRefusedAsTextAndGoesAsTokens(String answer) {
        int[] prompt = TOKENS.prompt(new PromptInput(Question.of("q"), answer, null));
        assertThatThrownBy(() -> body(Dialect.LLAMA_CPP, RemoteOptions.Prompts.TEXT, Sampling.GREEDY, prompt))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.field()).isEqualTo("answer"))
                .hasMessageNotContaining("im_");
        assertThat(body(Dialect.LLAMA_CPP, RemoteOptions.Prompts.TOKENS, Sampling.GREEDY, prompt)
                        .get("prompt")
                        .size())
                .isEqualTo(prompt.length);
    }
}
