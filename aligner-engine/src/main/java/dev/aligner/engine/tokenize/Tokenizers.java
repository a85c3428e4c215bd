package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.weights.TokenizerSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes a model's tokenizer from what its files hold. */
public final class Tokenizers {
    private Tokenizers() {}

    /**
     * Loads a tokenizer into native memory; nothing is downloaded and nobody is told. The caller closes it.
     *
     * @throws AlignerException {@code MODEL_FILE} if the files are broken, contradict themselves, or are of a kind that
     *     is not supported; nothing is left open then
     */
    public static Tokenizer load(TokenizerSource source) {
        TokenizerJson json = source instanceof TokenizerSource.HuggingFace files
                ? TokenizerJson.parse(files.tokenizerJson())
                : TokenizerJson.of(converted(source));
        return load(json, source.chatTemplate());
    }

    /**
     * The tokenizer as the text of a {@code tokenizer.json}, for another program to read.
     *
     * @throws AlignerException {@code MODEL_FILE} if it is of a kind that is not supported
     */
    public static String json(TokenizerSource source) {
        return source instanceof TokenizerSource.HuggingFace files
                ? files.tokenizerJson()
                : converted(source).toString();
    }

    private static ObjectNode converted(TokenizerSource source) {
        return source instanceof TokenizerSource.Gguf gguf
                ? GgufTokenizerJson.of(gguf)
                : SentencePieceJson.of((TokenizerSource.SentencePiece) source);
    }

    private static Tokenizer load(TokenizerJson json, @Nullable String chatTemplate) {
        VocabularyBytes bytes = VocabularyBytes.of(json);
        ControlTokens controls = ControlTokens.of(json.added(), chatTemplate);
        json.disguise(controls);
        return PieceTokenizer.open(NativeTokenizer.of(json.text()), json.ids(), controls, bytes);
    }
}
