package dev.aligner.core.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a text's fenced code blocks are (CommonMark 0.31, section 4.5, at any indentation, since lists indent them). A
 * block is its lines from the opening fence to the closing one, line break included; without a closing one, to the end
 * of the text.
 */
final class Fences {
    private static final Pattern FENCE = Pattern.compile("(?m)^[ \\t]*+(?<fence>`{3,}+|~{3,}+)(?<info>[^\\n]*+)\\n?");

    /** Start to end, in UTF-16 units; disjoint. */
    private final TreeMap<Integer, Integer> blocks = new TreeMap<>();

    Fences(String text) {
        int start = -1;
        String open = "";
        Matcher line = FENCE.matcher(text);
        while (line.find()) {
            String fence = line.group("fence");
            String info = line.group("info");
            if (start < 0) {
                if (fence.charAt(0) == '~' || info.indexOf('`') < 0) {
                    start = line.start();
                    open = fence;
                }
            } else if (fence.startsWith(open) && info.isBlank()) {
                blocks.put(start, line.end());
                start = -1;
            }
        }
        if (start >= 0) {
            blocks.put(start, text.length());
        }
    }

    /** The blocks' texts in order, without the line break behind each. */
    List<String> texts(String text) {
        return blocks.entrySet().stream()
                .map(block -> text.substring(block.getKey(), block.getValue()).stripTrailing())
                .toList();
    }

    /** Part of a text, in UTF-16 units, end exclusive. */
    record Block(int start, int end) {}

    /** The block that a cut at {@code offset} would tear apart. */
    Optional<Block> around(int offset) {
        return block(blocks.lowerEntry(offset)).filter(block -> offset < block.end());
    }

    /** The block that begins at {@code offset}. */
    Optional<Block> at(int offset) {
        return block(blocks.floorEntry(offset)).filter(block -> block.start() == offset);
    }

    /** The end of the last block that ends at {@code offset} or before, or 0. */
    int lastEnd(int offset) {
        return block(blocks.lowerEntry(offset))
                .map(last -> last.end() <= offset
                        ? last.end()
                        : block(blocks.lowerEntry(last.start())).map(Block::end).orElse(0))
                .orElse(0);
    }

    private static Optional<Block> block(Map.@Nullable Entry<Integer, Integer> entry) {
        return entry == null ? Optional.empty() : Optional.of(new Block(entry.getKey(), entry.getValue()));
    }
}
