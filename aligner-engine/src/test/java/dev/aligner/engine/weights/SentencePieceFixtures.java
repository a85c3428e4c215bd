package dev.aligner.engine.weights;

import dev.aligner.engine.weights.SentencePieces.Piece;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small SentencePiece models that {@code src/test/python/sentencepiece_goldens.py} makes. */
public final class SentencePieceFixtures {
    private static final Path FOLDER = Path.of("src/test/resources/sentencepiece");

    private SentencePieceFixtures() {}

    public static Path folder(String name) {
        return FOLDER.resolve(name);
    }

    public static TokenizerSource.SentencePiece read(String name) {
        return (TokenizerSource.SentencePiece) HuggingFaceTokenizer.read(folder(name));
    }

    /** The same vocabulary as a GGUF holds it. */
    public static TokenizerSource.SentencePiece asGguf(String name) {
        return readGguf(gguf(read(name)));
    }

    static GgufFile gguf(TokenizerSource.SentencePiece source) {
        List<Piece> pieces = source.vocabulary().pieces();
        var scores = new float[pieces.size()];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = pieces.get(id).score();
        }
        return new GgufFile()
                .text("general.architecture", "llama")
                .text("tokenizer.ggml.model", "llama")
                .text("tokenizer.ggml.pre", "default")
                .texts("tokenizer.ggml.tokens", pieces.stream().map(Piece::text).toList())
                .reals("tokenizer.ggml.scores", scores)
                .numbers(
                        "tokenizer.ggml.token_type",
                        pieces.stream().mapToInt(piece -> number(piece.kind())).toArray())
                .uint32("tokenizer.ggml.bos_token_id", source.beginToken())
                .uint32("tokenizer.ggml.eos_token_id", source.endToken())
                .flag("tokenizer.ggml.add_space_prefix", source.vocabulary().prefix() != Prefix.NEVER);
    }

    private static int number(SentencePieces.Kind kind) {
        return switch (kind) {
            case NORMAL -> 1;
            case UNKNOWN -> 2;
            case CONTROL -> 3;
            case USER_DEFINED -> 4;
            case UNUSED -> 5;
            case BYTE -> 6;
        };
    }

    static TokenizerSource.SentencePiece readGguf(GgufFile gguf) {
        try {
            Path path = Files.write(Files.createTempFile("pieces", ".gguf"), gguf.bytes());
            try (WeightFile file = WeightFile.open(path)) {
                var problems = new Problems(path);
                GgufHead head = GgufHead.read(file, problems);
                TokenizerSource source = GgufTokenizer.read(head.metadata(), problems);
                problems.throwIfAny();
                return (TokenizerSource.SentencePiece) source;
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
