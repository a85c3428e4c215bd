package dev.aligner.engine.weights;

import dev.aligner.engine.weights.SentencePieces.Algorithm;
import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A model file of SentencePiece, by its {@code sentencepiece_model.proto}: the vocabulary and how texts are prepared. */
final class SentencePieceFile {
    private static final long MAX_BYTES = 64 << 20;

    private final Problems problems;
    private final List<Piece> pieces = new ArrayList<>();
    private long modelType = 1;
    private boolean spaceAsSuffix;
    private int begin = 1;
    private int end = 2;
    private String charsMap = "";
    private boolean prefixesSpace = true;
    private boolean trimsSpaces = true;
    private boolean escapesSpaces = true;

    private SentencePieceFile(Problems problems) {
        this.problems = problems;
    }

    /**
     * What the file says.
     *
     * @param begin id, or -1
     * @param end id, or -1
     * @param prefixesSpace whether a space goes in front of a text
     */
    record Content(
            Algorithm algorithm,
            List<Piece> pieces,
            String charsMap,
            boolean trimsSpaces,
            boolean prefixesSpace,
            int begin,
            int end) {}

    /** The content; of no use where {@code problems} were added. */
    static Content read(Path file, Problems problems) {
        var reader = new SentencePieceFile(problems);
        reader.readModel(new ProtobufReader(file, ByteBuffer.wrap(bytes(file))));
        return reader.content();
    }

    private static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw Problems.fatal(file, "size: " + size + " bytes (expected: at most " + MAX_BYTES + ")");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Problems.fatal(file, "missing or unreadable (expected: a SentencePiece model)", e);
        }
    }

    private void readModel(ProtobufReader model) {
        for (int field = model.next(); field != 0; field = model.next()) {
            switch (field) {
                case 1 -> readPiece(model.message());
                case 2 -> readTrainer(model.message());
                case 3 -> readNormaliser(model.message());
                default -> model.skip();
            }
        }
    }

    private void readPiece(ProtobufReader message) {
        String text = "";
        float score = 0;
        long kind = Kind.LEAST_NUMBER;
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> text = message.text();
                case 2 -> score = message.float32();
                case 3 -> kind = message.varint();
                default -> message.skip();
            }
        }
        if (kind < Kind.LEAST_NUMBER || kind > Kind.MOST_NUMBER || text.isEmpty() || !Float.isFinite(score)) {
            problems.add("piece " + pieces.size() + ": \"" + text + "\", score " + score + ", type " + kind
                    + " (expected: a text, a finite score and a type " + Kind.LEAST_NUMBER + ".." + Kind.MOST_NUMBER
                    + ")");
            kind = Kind.LEAST_NUMBER;
        }
        pieces.add(new Piece(text, score, Kind.ofNumber((int) kind)));
    }

    private void readTrainer(ProtobufReader message) {
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 3 -> modelType = message.varint();
                case 24 -> spaceAsSuffix = message.varint() != 0;
                case 41 -> begin = (int) message.varint();
                case 42 -> end = (int) message.varint();
                default -> message.skip();
            }
        }
    }

    private void readNormaliser(ProtobufReader message) {
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 2 -> {
                    ByteBuffer map = message.bytes();
                    byte[] copy = new byte[map.remaining()];
                    map.get(copy);
                    charsMap = Base64.getEncoder().encodeToString(copy);
                }
                case 3 -> prefixesSpace = message.varint() != 0;
                case 4 -> trimsSpaces = message.varint() != 0;
                case 5 -> escapesSpaces = message.varint() != 0;
                default -> message.skip();
            }
        }
    }

    private Content content() {
        if (pieces.isEmpty() || pieces.size() > ModelLimits.VOCABULARY) {
            problems.add("pieces: " + pieces.size() + " (expected: 1.." + ModelLimits.VOCABULARY + ")");
        }
        if (modelType != 1 && modelType != 2) {
            problems.add("model_type: " + modelType + " (expected: 1, unigram, or 2, BPE)");
        }
        if (spaceAsSuffix || !escapesSpaces) {
            problems.add("spaces: behind words, or not escaped (expected: escaped, in front of words)");
        }
        return new Content(
                modelType == 2 ? Algorithm.BPE : Algorithm.UNIGRAM,
                pieces,
                charsMap,
                trimsSpaces,
                prefixesSpace,
                known(begin),
                known(end));
    }

    private int known(int id) {
        return id >= 0 && id < pieces.size() ? id : -1;
    }
}
