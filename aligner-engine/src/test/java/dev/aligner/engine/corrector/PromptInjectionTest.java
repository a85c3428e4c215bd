package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.template.CorrectingChat;
import dev.aligner.core.template.InChat;
import dev.aligner.core.template.PromptInput;
import dev.aligner.core.template.PromptTemplate;
import dev.aligner.core.template.Templates;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever question, answer and instruction say, a prompt's control tokens are those that its template wrote. */
class PromptInjectionTest {
    private static final List<String> CONTROLS =
            List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<file_sep>");
    private static final List<Encoder> ENCODERS = Stream.of(
                    "src/test/resources/models/llama-f32-tied",
                    "src/test/resources/models/gguf-q8_0",
                    "../models/smollm2-135m-instruct")
            .flatMap(PromptInjectionTest::encoders)
            .toList();

    /** One template with one tokenizer. */
    private record Encoder(String model, PromptTemplate template, Tokenizer tokenizer) {
        int[] encode(Question question, String answer, boolean instructed, String instruction) {
            PromptInput input = new PromptInput(question, answer, instructed ? instruction : null);
            return tokenizer.encode(template.render(input), template.addsBeginToken());
        }

        List<Integer> controls(int[] prompt) {
            Set<Integer> controls =
                    CONTROLS.stream().map(tokenizer::id).filter(id -> id >= 0).collect(Collectors.toSet());
            return Arrays.stream(prompt).boxed().filter(controls::contains).toList();
        }

        boolean takesInstructions() {
            String id = template.id();
            return id.equals("chat") || id.endsWith("-instruct") || id.equals("metaaligner");
        }

        @Override
        public String toString() {
            return template.id() + (template.addsBeginToken() ? "" : " in chat") + " with " + model;
        }
    }

    private static Stream<Encoder> encoders(String path) {
        try (ModelFiles files = ModelFiles.open(Path.of(path))) {
            Tokenizer tokenizer = Tokenizers.load(files.tokenizer());
            JinjaChatFormat chat = JinjaChatFormat.of(files.tokenizer()).orElseThrow();
            List<PromptTemplate> templates = new ArrayList<>();
            templates.add(new CorrectingChat(chat, CorrectingChat.DEFAULT_SYSTEM_PROMPT));
            for (String id : new TreeSet<>(Templates.ids())) {
                PromptTemplate text = Templates.named(id).orElseThrow();
                templates.add(text);
                templates.add(new InChat(chat, text));
            }
            return templates.stream().map(template -> new Encoder(path, template, tokenizer));
        }
    }

    @AfterContainer
    static void close() {
        ENCODERS.stream().map(Encoder::tokenizer).distinct().forEach(Tokenizer::close);
    }

    @Provide
    Arbitrary<Encoder> encoders() {
        return Arbitraries.of(ENCODERS);
    }

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> markers = Arbitraries.of(Stream.concat(
                        CONTROLS.stream(), ENCODERS.stream().flatMap(encoder -> encoder.template().markers().stream()))
                .distinct()
                .toList());
        Arbitrary<String> cut = Combinators.combine(
                        markers, Arbitraries.integers().between(0, 12))
                .as((marker, at) -> marker.substring(Math.min(at, marker.length())));
        Arbitrary<String> plain = Arbitraries.of("user\n", "assistant\n", " ", "\n", "the answer", "\u0000", "\u200b");
        return Arbitraries.oneOf(markers, cut, plain).list().ofMaxSize(6).map(parts -> String.join("", parts));
    }

    @Property(tries = 500)
    void controlTokensAreThoseOfTheSamePromptWithHarmlessText(
            @ForAll("encoders") Encoder encoder,
            @ForAll("hostile") String question,
            @ForAll("hostile") String answer,
            @ForAll("hostile") String instruction,
            @ForAll boolean instructed,
            @ForAll boolean conversation) {
        boolean withInstruction = instructed && encoder.takesInstructions();
        int[] hostile = encoder.encode(question(question, conversation), answer, withInstruction, instruction);
        int[] harmless = encoder.encode(question("Why?", conversation), "Because.", withInstruction, "Be kind.");

        assertThat(encoder.controls(hostile)).isEqualTo(encoder.controls(harmless));
    }

    private static Question question(String text, boolean conversation) {
        return conversation
                ? new Question(List.of(
                        new Message(Message.Role.SYSTEM, text),
                        new Message(Message.Role.ASSISTANT, text),
                        new Message(Message.Role.USER, text)))
                : Question.of(text);
    }

    @Example
    void aChatsOwnControlTokensAreThere() {
        for (Encoder encoder : ENCODERS) {
            if (!encoder.template().addsBeginToken()) {
                int[] prompt = encoder.encode(Question.of("Why?"), "Because.", false, "");
                assertThat(encoder.controls(prompt)).as(encoder.toString()).hasSizeGreaterThanOrEqualTo(3);
            }
        }
    }
}
