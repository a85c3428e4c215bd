package dev.aligner.trainer.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.aligner.trainer.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes a vector's parts as a safetensors file: the length of a JSON header, the header, the tensors' bytes. */
final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    static void write(Path file, List<Layout.Part> parts, WeightType type, PtNDArray parameters, Vectors vectors) {
        byte[] header = header(parts, type);
        try (AtomicFile target = AtomicFile.at(file)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            target.write(length.putLong(header.length).flip());
            target.write(ByteBuffer.wrap(header));
            for (Layout.Part part : parts) {
                vectors.read(parameters, part.start(), part.start() + part.size(), dataType(type), target::write);
            }
            target.commit();
        }
    }

    private static byte[] header(List<Layout.Part> parts, WeightType type) {
        Map<String, Object> header = new LinkedHashMap<>();
        // transformers refuses a file that does not say which framework wrote it
        header.put("__metadata__", Map.of("format", "pt"));
        long at = 0;
        for (Layout.Part part : parts) {
            long end = at + part.size() * bytes(type);
            header.put(
                    part.name(),
                    Map.of("dtype", name(type), "shape", part.shape(), "data_offsets", new long[] {at, end}));
            at = end;
        }
        String text = JsonMapper.shared().writeValueAsString(header);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
    }

    private static String name(WeightType type) {
        return switch (type) {
            case FLOAT32 -> "F32";
            case FLOAT16 -> "F16";
        };
    }

    private static int bytes(WeightType type) {
        return switch (type) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT16 -> Short.BYTES;
        };
    }

    private static DataType dataType(WeightType type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT32;
            case FLOAT16 -> DataType.FLOAT16;
        };
    }
}
