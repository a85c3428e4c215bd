package dev.aligner.trainer.evaluate;

import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.trainer.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes control vectors as the engine reads them ({@link ControlVectors}), in F32. */
final class ControlVectorFile {
    private static final int ALIGNMENT = 8;

    private ControlVectorFile() {}

    /** Those of a band; layers outside of it are left out. */
    static void write(Path file, float[][] vectors, int from, int to) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        int at = 0;
        for (int layer = from; layer <= to; layer++) {
            int end = at + vectors[layer].length * Float.BYTES;
            header.put(
                    ControlVectors.name(layer),
                    Map.of("dtype", "F32", "shape", new int[] {vectors[layer].length}, "data_offsets", new int[] {
                        at, end
                    }));
            at = end;
        }
        byte[] text = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        int padding = Math.floorMod(-text.length, ALIGNMENT);
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + text.length + padding + at).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length + padding).put(text).put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
        for (int layer = from; layer <= to; layer++) {
            for (float each : vectors[layer]) {
                bytes.putFloat(each);
            }
        }
        AtomicFile.write(file, bytes.array());
    }
}
