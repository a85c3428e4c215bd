package dev.aligner.trainer.example;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a policy reads and writes, in token ids: asking it and training it make their prompts here. A model without a chat
 * format continues the question's last turn. Safe to use from any thread until it is closed.
 */
public final class PolicyTokens implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final Optional<JinjaChatFormat> chat;
    private final List<Integer> endTokens;

    private PolicyTokens(Tokenizer tokenizer, Optional<JinjaChatFormat> chat, List<Integer> endTokens) {
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.endTokens = endTokens;
    }

    /** Those of a model that is open; {@code files} are needed no longer afterwards. */
    public static PolicyTokens of(ModelFiles files) {
        Optional<JinjaChatFormat> chat = JinjaChatFormat.of(files.tokenizer());
        return new PolicyTokens(
                Tokenizers.load(files.tokenizer()),
                chat,
                List.copyOf(files.config().endTokens()));
    }

    /**
     * Those of a model that must have a chat format.
     *
     * @throws AlignerException MODEL_FILE where it has none
     */
    public static PolicyTokens openChat(Path model) {
        try (ModelFiles files = ModelFiles.open(model)) {
            PolicyTokens tokens = of(files);
            if (tokens.chat.isEmpty()) {
                tokens.close();
                throw AlignerException.of(
                        ErrorCode.MODEL_FILE,
                        model + ": no chat template (expected: one, to ask a model that answers)");
            }
            return tokens;
        }
    }

    /** Closed with this. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Ids that end an answer; training teaches the first. */
    public List<Integer> endTokens() {
        return endTokens;
    }

    /**
     * Ids of the prompt that asks for an answer.
     *
     * @throws AlignerException INVALID_FIELD where the chat format refuses the roles
     */
    public int[] prompt(Question question) {
        if (chat.isEmpty()) {
            return tokenizer.encode(List.of(PromptPiece.data(question.lastTurn())), true);
        }
        List<ChatTurn> turns =
                question.messages().stream().map(PolicyTokens::turn).toList();
        return tokenizer.encode(chat.get().format(turns), false);
    }

    /** The same with the first words of the answer, which the policy goes on from. */
    public int[] prompt(Question question, String begun) {
        return followed(prompt(question), begun);
    }

    private int[] followed(int[] prompt, String text) {
        int[] words = tokenizer.encode(List.of(PromptPiece.data(text)), false);
        int[] both = Arrays.copyOf(prompt, prompt.length + words.length);
        System.arraycopy(words, 0, both, prompt.length, words.length);
        return both;
    }

    private static ChatTurn turn(Message message) {
        return new ChatTurn(message.role(), List.of(PromptPiece.data(message.content())));
    }

    /** A question with an answer to learn, or to score; the end token is part of the answer. */
    public Example example(Question question, String answer) {
        int[] prompt = prompt(question);
        int[] answered = followed(prompt, answer);
        int[] tokens = Arrays.copyOf(answered, answered.length + 1);
        tokens[tokens.length - 1] = endTokens.get(0);
        return new Example(tokens, prompt.length);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
