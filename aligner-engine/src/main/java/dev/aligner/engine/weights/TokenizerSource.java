package dev.aligner.engine.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tokenizer is made from, as a model's files hold it. {@code chatTemplate} is Jinja source, or null. */
public sealed interface TokenizerSource {
    @Nullable
    String chatTemplate();

    /** Text of the token that begins a text, or null where the files name none. */
    @Nullable
    String beginText();

    /** Text of the token that ends a text, or null where the files name none. */
    @Nullable
    String endText();

    /**
     * @param tokenizerJson the text of {@code tokenizer.json}
     * @param beginToken text of the beginning token as {@code tokenizer_config.json} names it, or null
     * @param endToken text of the end token, or null
     */
    record HuggingFace(
            String tokenizerJson,
            @Nullable String chatTemplate,
            @Nullable String beginToken,
            @Nullable String endToken) implements TokenizerSource {
        @Override
        public @Nullable String beginText() {
            return beginToken;
        }

        @Override
        public @Nullable String endText() {
            return endToken;
        }
    }

    /**
     * A byte-level BPE vocabulary inside a GGUF.
     *
     * @param pre name of the pre-tokenizer ({@code smollm}, {@code llama-bpe})
     * @param tokens text of each id, in the byte-level alphabet
     * @param types llama.cpp's kind of each id: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
     * @param merges "left right", best first
     * @param beginToken id, or -1 where the file names none
     * @param endToken id, or -1 where the file names none
     */
    record Gguf(
            String pre,
            List<String> tokens,
            int[] types,
            List<String> merges,
            boolean addsBeginToken,
            int beginToken,
            int endToken,
            @Nullable String chatTemplate)
            implements TokenizerSource {
        @Override
        public @Nullable String beginText() {
            return text(beginToken);
        }

        @Override
        public @Nullable String endText() {
            return text(endToken);
        }

        private @Nullable String text(int id) {
            return id >= 0 && id < tokens.size() ? tokens.get(id) : null;
        }
    }

    /**
     * A SentencePiece vocabulary, of a GGUF or of a folder with {@code tokenizer.model} or {@code spiece.model}.
     *
     * @param addsBeginToken whether a text begins with the begin token
     * @param addsEndToken whether a text ends with the end token
     * @param beginToken id, or -1 where the file names none
     * @param endToken id, or -1 where the file names none
     */
    record SentencePiece(
            SentencePieces vocabulary,
            boolean addsBeginToken,
            boolean addsEndToken,
            int beginToken,
            int endToken,
            @Nullable String chatTemplate)
            implements TokenizerSource {
        @Override
        public @Nullable String beginText() {
            return text(beginToken);
        }

        @Override
        public @Nullable String endText() {
            return text(endToken);
        }

        private @Nullable String text(int id) {
            return id < 0 ? null : vocabulary.pieces().get(id).text();
        }
    }
}
