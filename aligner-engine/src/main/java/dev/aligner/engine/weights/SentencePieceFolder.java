package dev.aligner.engine.weights;

import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A Hugging Face folder whose tokenizer is a SentencePiece model: {@code tokenizer.model}, as the Llama and Gemma
 * families have it, or T5's {@code spiece.model}. What no file says is as in transformers' classes for these.
 */
final class SentencePieceFolder {
    private static final String T5 = "spiece.model";
    private static final Set<String> T5_CLASSES = Set.of("T5Tokenizer", "T5TokenizerFast");
    private static final int T5_EXTRA_IDS = 100;
    private static final int MAX_EXTRA_IDS = 10_000;

    private final Path folder;
    private final @Nullable JsonNode config;
    private final Settings settings;
    private final Problems problems;
    private final boolean t5;

    private SentencePieceFolder(Path folder, Path file, @Nullable JsonNode config, Problems problems) {
        this.folder = folder;
        this.config = config;
        this.settings = config == null ? new Settings(name -> null, problems) : JsonFile.settings(config, problems);
        this.problems = problems;
        this.t5 = file.endsWith(T5);
    }

    /** The folder's model file, if it has one. */
    static Optional<Path> file(Path folder) {
        return Stream.of("tokenizer.model", T5)
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    /**
     * The tokenizer.
     *
     * @param config {@code tokenizer_config.json}, or null where there is none
     * @param beginToken text of the begin token by that file, or null
     */
    static TokenizerSource.SentencePiece read(
            Path folder,
            Path file,
            @Nullable JsonNode config,
            @Nullable String beginToken,
            @Nullable String endToken,
            @Nullable String chatTemplate) {
        var problems = new Problems(file);
        var reader = new SentencePieceFolder(folder, file, config, problems);
        SentencePieceFile.Content content = SentencePieceFile.read(file, problems);
        problems.throwIfAny();
        TokenizerSource.SentencePiece source = reader.source(content, beginToken, endToken, chatTemplate);
        problems.throwIfAny();
        return source;
    }

    private TokenizerSource.SentencePiece source(
            SentencePieceFile.Content content,
            @Nullable String beginToken,
            @Nullable String endToken,
            @Nullable String chatTemplate) {
        List<Piece> pieces = new ArrayList<>(content.pieces());
        AddedTokens.read(folder, config, problems).addTo(pieces);
        if (t5) {
            checkClass();
            addExtraIds(pieces, content.pieces().size());
        }
        SentencePieces vocabulary = new SentencePieces(
                content.algorithm(), pieces, content.charsMap(), content.trimsSpaces(), prefix(content));
        int begin = id("bos_token", vocabulary, beginToken, t5 ? -1 : content.begin());
        int end = id("eos_token", vocabulary, endToken, content.end());
        boolean addsBegin = settings.flagOr(!t5, "add_bos_token");
        boolean addsEnd = settings.flagOr(t5, "add_eos_token");
        return new TokenizerSource.SentencePiece(
                vocabulary, addsBegin && begin >= 0, addsEnd && end >= 0, begin, end, chatTemplate);
    }

    private void checkClass() {
        String name = settings.text("tokenizer_class");
        if (name != null && !T5_CLASSES.contains(name)) {
            problems.add("tokenizer_class: " + name + " (expected: T5Tokenizer, or a tokenizer.json)");
        }
    }

    /** The sentinels of T5's training, which its model file lacks; the last one comes first. */
    private void addExtraIds(List<Piece> pieces, int own) {
        int count = settings.wholeOr(T5_EXTRA_IDS, "extra_ids", 0, MAX_EXTRA_IDS);
        for (int id = pieces.size(); id < own + count; id++) {
            pieces.add(new Piece("<extra_id_" + (own + count - 1 - id) + ">", 0, Kind.CONTROL));
        }
    }

    private Prefix prefix(SentencePieceFile.Content content) {
        if (!settings.flagOr(content.prefixesSpace(), "add_prefix_space")) {
            return Prefix.NEVER;
        }
        return settings.flagOr(true, "legacy") ? Prefix.EVERY : Prefix.FIRST;
    }

    /** Some old configurations name an empty text, which means nothing. */
    private int id(String name, SentencePieces vocabulary, @Nullable String text, int otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        int id = vocabulary.id(text);
        if (id < 0) {
            problems.add(name + ": " + text + " (expected: one of the pieces or of the added tokens)");
        }
        return id;
    }
}
