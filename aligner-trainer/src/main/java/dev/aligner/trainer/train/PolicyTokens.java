package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.template.ChatFormat;
import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;

/** What a model that answers reads: the question's turns in its own chat format. */
final class PolicyTokens implements AutoCloseable {
    private final ChatFormat format;
    private final Tokenizer tokenizer;

    private PolicyTokens(ChatFormat format, Tokenizer tokenizer) {
        this.format = format;
        this.tokenizer = tokenizer;
    }

    /** @throws AlignerException MODEL_FILE where the model has no chat format */
    static PolicyTokens open(Path model) {
        try (ModelFiles files = ModelFiles.open(model)) {
            ChatFormat format = JinjaChatFormat.of(files.tokenizer())
                    .orElseThrow(() -> AlignerException.of(
                            ErrorCode.MODEL_FILE,
                            model + ": no chat template (expected: one, to ask a model that answers)"));
            return new PolicyTokens(format, Tokenizers.load(files.tokenizer()));
        }
    }

    /** Ids of the prompt that asks for an answer. */
    int[] prompt(Question question) {
        return tokenizer.encode(
                format.format(question.messages().stream()
                        .map(turn -> new ChatTurn(turn.role(), List.of(PromptPiece.data(turn.content()))))
                        .toList()),
                false);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
