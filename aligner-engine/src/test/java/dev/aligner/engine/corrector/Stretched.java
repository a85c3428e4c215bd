package dev.aligner.engine.corrector;

import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a random model reach further than its files say, the window that its rope is scaled from included. What it writes
 * is noise before and after; the laws of a correction need room.
 */
final class Stretched {
    private static final Pattern IN_JSON = Pattern.compile("(\"(?:original_)?max_position_embeddings\": )(\\d+)");
    private static final List<String> IN_GGUF = List.of(".context_length", ".rope.scaling.original_context_length");
    private static final int UINT32 = 4;

    private Stretched() {}

    /** @param positions that it is to have at least */
    static void stretch(Path folder, int positions) throws IOException {
        int times = times(folder, positions);
        if (times == 1) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.endsWith("config.json")) {
                    Files.writeString(
                            file,
                            IN_JSON.matcher(Files.readString(file))
                                    .replaceAll(found -> found.group(1) + times * Integer.parseInt(found.group(2))));
                } else if (file.toString().endsWith(".gguf")) {
                    Files.write(file, inGguf(Files.readAllBytes(file), times));
                }
            }
        }
    }

    private static int times(Path folder, int positions) {
        try (ModelFiles files = ModelFiles.open(folder)) {
            int reach = files.config().maxPositions();
            return Math.max(1, (positions + reach - 1) / reach);
        }
    }

    /** A setting is its name, the number of its type and its value. */
    private static byte[] inGguf(byte[] file, int times) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        String text = new String(file, StandardCharsets.ISO_8859_1);
        for (String name : IN_GGUF) {
            int at = text.indexOf(name);
            int type = at + name.length();
            if (at >= 0 && bytes.getInt(type) == UINT32) {
                bytes.putInt(type + Integer.BYTES, times * bytes.getInt(type + Integer.BYTES));
            }
        }
        return file;
    }
}
