package dev.aligner.trainer.pairs;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a policy reads and writes, in token ids: asking it and training it make their prompts here. A model without a chat
 * format continues the question's last turn. Safe to use from any thread until it is closed.
 */
final class PolicyTokens implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final Optional<JinjaChatFormat> chat;
    private final List<Integer> endTokens;

    private PolicyTokens(Tokenizer tokenizer, Optional<JinjaChatFormat> chat, List<Integer> endTokens) {
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.endTokens = endTokens;
    }

    static PolicyTokens of(ModelFiles files) {
        Optional<JinjaChatFormat> chat = JinjaChatFormat.of(files.tokenizer());
        return new PolicyTokens(
                Tokenizers.load(files.tokenizer()),
                chat,
                List.copyOf(files.config().endTokens()));
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Ids that end an answer; training teaches the first. */
    List<Integer> endTokens() {
        return endTokens;
    }

    /** @throws dev.aligner.core.AlignerException INVALID_FIELD where the chat format refuses the roles */
    int[] prompt(Question question) {
        if (chat.isEmpty()) {
            return tokenizer.encode(List.of(PromptPiece.data(question.lastTurn())), true);
        }
        List<ChatTurn> turns =
                question.messages().stream().map(PolicyTokens::turn).toList();
        return tokenizer.encode(chat.get().format(turns), false);
    }

    private static ChatTurn turn(Message message) {
        return new ChatTurn(message.role(), List.of(PromptPiece.data(message.content())));
    }

    /** A question with an answer to learn, or to score; the end token is part of the answer. */
    Example example(Question question, String answer) {
        int[] prompt = prompt(question);
        int[] target = tokenizer.encode(List.of(PromptPiece.data(answer)), false);
        int[] tokens = Arrays.copyOf(prompt, prompt.length + target.length + 1);
        System.arraycopy(target, 0, tokens, prompt.length, target.length);
        tokens[tokens.length - 1] = endTokens.get(0);
        return new Example(tokens, prompt.length);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
