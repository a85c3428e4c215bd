package dev.aligner.trainer.evaluate;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An answer to be corrected, and all corrections of it that the data holds.
 *
 * @param key of what is asked, the references apart: the same in every run
 * @param references at least one
 */
record Case(
        String key,
        String source,
        Question question,
        String answer,
        @Nullable String instruction,
        List<String> references) {

    private static final int KEY_BYTES = 16;

    Case {
        references = List.copyOf(references);
        if (references.isEmpty()) {
            throw new IllegalArgumentException("references: none (expected: at least one)");
        }
    }

    /** Whether the answer is good as it is: every reference is the answer itself. */
    boolean good() {
        return references.stream().allMatch(answer::equals);
    }

    InstructionKind instructionKind() {
        return InstructionKind.of(instruction);
    }

    /**
     * Rows that ask the same become one case.
     *
     * @param limit cases of each source at most; those with the smallest keys, which is a fair sample and the same one
     *     each time
     * @return ordered by source, then key
     */
    static List<Case> of(Stream<CorrectionRow> rows, int limit) {
        Map<String, Map<String, Case>> sources = new TreeMap<>();
        rows.forEach(row -> {
            Case one = of(row);
            sources.computeIfAbsent(row.source(), name -> new TreeMap<>()).merge(one.key, one, Case::with);
        });
        return sources.values().stream()
                .flatMap(cases -> cases.values().stream().limit(limit))
                .toList();
    }

    static Case of(CorrectionRow row) {
        Map<String, String> asked = new LinkedHashMap<>();
        StringBuilder turns = new StringBuilder();
        for (Message message : row.question().messages()) {
            turns.append(message.role()).append('\0').append(message.content()).append('\0');
        }
        asked.put("source", row.source());
        asked.put("question", turns.toString());
        asked.put("answer", row.answer());
        if (row.instruction() != null) {
            asked.put("instruction", row.instruction());
        }
        return new Case(
                key(asked), row.source(), row.question(), row.answer(), row.instruction(), List.of(row.correction()));
    }

    private Case with(Case other) {
        List<String> all = new ArrayList<>(references);
        other.references.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return new Case(key, source, question, answer, instruction, all);
    }

    /** Lengths go in as well, so that no two ways to divide the same characters meet. */
    private static String key(Map<String, String> fields) {
        MessageDigest digest = Sha256.start();
        fields.forEach((name, value) -> {
            for (String part : List.of(name, value)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
        });
        return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }
}
